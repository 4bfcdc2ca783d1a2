// Name in earlier releases.
#pragma once

#include "api/compute/quantization.h"
