#pragma once

#include "ttsim/objects/core_local_mem.h"
#ifndef COMPILE_FOR_TRISC
#include "experimental/noc.h"
#endif

namespace experimental {
using ::CoreLocalMem;
}  // namespace experimental
