// Name in earlier releases.
#pragma once

#include "api/compute/div_int32_sfpu.h"
