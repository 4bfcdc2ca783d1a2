// Name in earlier releases.
#pragma once

#include "api/compute/eltwise_unary/logical_not_noti.h"
