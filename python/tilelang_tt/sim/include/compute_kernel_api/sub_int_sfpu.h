// Name in earlier releases.
#pragma once

#include "api/compute/sub_int_sfpu.h"
