// Name in earlier releases.
#pragma once

#include "api/compute/mul_int32_sfpu.h"
