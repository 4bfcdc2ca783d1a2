// Name in earlier releases.
#pragma once

#include "api/compute/eltwise_unary/binop_with_scalar.h"
