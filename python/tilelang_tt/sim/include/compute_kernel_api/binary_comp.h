// Name in earlier releases.
#pragma once

#include "api/compute/binary_comp.h"
