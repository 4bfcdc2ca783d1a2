// Name in earlier releases.
#pragma once

#include "api/compute/transpose_wh.h"
