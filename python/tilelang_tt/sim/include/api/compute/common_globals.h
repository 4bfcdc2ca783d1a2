// Thread macros and the types of compute kernels.
#pragma once

#include "api/compute/common.h"
