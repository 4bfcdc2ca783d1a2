#pragma once

#ifndef COMPILE_FOR_TRISC
#include "api/dataflow/noc.h"
#endif
#include "ttsim/objects/circular_buffer.h"
