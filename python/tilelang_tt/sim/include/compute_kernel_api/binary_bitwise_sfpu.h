// Name in earlier releases.
#pragma once

#include "api/compute/binary_bitwise_sfpu.h"
