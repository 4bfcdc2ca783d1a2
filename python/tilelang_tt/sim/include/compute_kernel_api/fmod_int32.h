// Name in earlier releases.
#pragma once

#include "api/compute/fmod_int32.h"
