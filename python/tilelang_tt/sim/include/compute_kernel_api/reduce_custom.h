// Name in earlier releases.
#pragma once

#include "api/compute/reduce_custom.h"
