#pragma once

#include "ttsim/objects/circular_buffer.h"
#ifndef COMPILE_FOR_TRISC
#include "experimental/noc.h"
#endif

namespace experimental {
using ::CircularBuffer;
#ifndef COMPILE_FOR_TRISC
using ::CircularBufferView;
using ::use;
#endif
}  // namespace experimental
