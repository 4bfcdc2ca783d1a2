#pragma once

#include "api/dataflow/noc.h"
#include "ttsim/objects/endpoints.h"
