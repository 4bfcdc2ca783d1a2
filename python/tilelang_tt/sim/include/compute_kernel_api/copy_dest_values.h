// Name in earlier releases.
#pragma once

#include "api/compute/copy_dest_values.h"
