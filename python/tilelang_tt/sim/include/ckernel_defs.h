// The LLK header of this name, as far as kernels see it.
#pragma once

#include "api/compute/common.h"
