// Name in earlier releases.
#pragma once

#include "api/debug/dprint.h"
