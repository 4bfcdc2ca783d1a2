// Circular buffers of compute kernels.
#pragma once

#include "api/compute/common.h"
