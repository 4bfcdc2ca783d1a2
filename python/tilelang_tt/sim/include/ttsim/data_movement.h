// Included before every data-movement kernel by the just-in-time compiler.
#pragma once

#include "api/dataflow/dataflow_api.h"
#include "api/debug/dprint.h"
