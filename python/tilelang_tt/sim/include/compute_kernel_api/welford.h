// Name in earlier releases.
#pragma once

#include "api/compute/welford.h"
