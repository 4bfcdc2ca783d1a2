// Name in earlier releases.
#pragma once

#include "api/compute/remainder_int32.h"
