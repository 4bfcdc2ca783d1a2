#pragma once

#ifndef COMPILE_FOR_TRISC
#include "api/dataflow/noc.h"
#endif
#include "ttsim/objects/core_local_mem.h"
