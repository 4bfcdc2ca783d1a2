// rsub_tile under its header of earlier releases.
#pragma once

#include "api/compute/eltwise_unary/rsub.h"
