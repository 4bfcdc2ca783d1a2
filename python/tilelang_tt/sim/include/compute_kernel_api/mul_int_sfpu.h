// Name in earlier releases.
#pragma once

#include "api/compute/mul_int_sfpu.h"
