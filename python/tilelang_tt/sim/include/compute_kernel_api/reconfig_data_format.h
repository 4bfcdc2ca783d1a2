// Name in earlier releases.
#pragma once

#include "api/compute/reconfig_data_format.h"
