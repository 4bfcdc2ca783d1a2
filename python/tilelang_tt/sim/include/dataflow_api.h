// Name in earlier releases.
#pragma once

#include "api/dataflow/dataflow_api.h"
