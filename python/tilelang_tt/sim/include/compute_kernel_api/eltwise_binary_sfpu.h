// Name in earlier releases.
#pragma once

#include "api/compute/eltwise_binary_sfpu.h"
