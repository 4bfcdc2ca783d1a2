// Name in earlier releases.
#pragma once

#include "api/compute/compute_kernel_hw_startup.h"
