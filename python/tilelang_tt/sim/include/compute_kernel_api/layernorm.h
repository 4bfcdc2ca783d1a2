// Name in earlier releases.
#pragma once

#include "api/compute/layernorm.h"
