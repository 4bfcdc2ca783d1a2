// atan2_binary_tile.
#pragma once

#include "api/compute/eltwise_binary_sfpu.h"
