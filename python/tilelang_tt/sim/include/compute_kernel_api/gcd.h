// Name in earlier releases.
#pragma once

#include "api/compute/gcd.h"
