// The DST protocol.
#pragma once

#include "api/compute/common.h"
