// Limits of circular buffers that host programs use to size per-buffer tables.
#pragma once

#include <cstdint>

// The most any architecture has: 32 on Wormhole, 64 on Blackhole.
constexpr uint32_t NUM_CIRCULAR_BUFFERS = 64;
