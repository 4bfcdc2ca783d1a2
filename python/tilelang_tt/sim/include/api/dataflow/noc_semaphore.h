#pragma once

#include "api/dataflow/noc.h"
#include "ttsim/objects/semaphore.h"

using ttsim::objects::Semaphore;
