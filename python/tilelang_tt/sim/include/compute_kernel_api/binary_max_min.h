// Name in earlier releases.
#pragma once

#include "api/compute/binary_max_min.h"
