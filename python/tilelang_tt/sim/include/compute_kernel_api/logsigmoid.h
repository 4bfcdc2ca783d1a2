// Name in earlier releases.
#pragma once

#include "api/compute/logsigmoid.h"
