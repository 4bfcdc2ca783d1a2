// Name in earlier releases.
#pragma once

#include "api/compute/eltwise_unary/bitwise_and.h"
