// Name in earlier releases.
#pragma once

#include "api/compute/cb_api.h"
