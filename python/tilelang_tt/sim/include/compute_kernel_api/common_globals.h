// Name in earlier releases.
#pragma once

#include "api/compute/common_globals.h"
