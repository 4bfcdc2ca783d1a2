#pragma once

#include "api/dataflow/noc.h"
#include "ttsim/objects/tensor.h"
