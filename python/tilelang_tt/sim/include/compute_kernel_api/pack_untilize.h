// Name in earlier releases.
#pragma once

#include "api/compute/pack_untilize.h"
