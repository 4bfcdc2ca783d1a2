#pragma once

#include <cstdint>

namespace tt::tt_metal {

enum class BufferType { DRAM, L1, SYSTEM_MEMORY, L1_SMALL, TRACE };
enum class TensorMemoryLayout { INTERLEAVED = 0, HEIGHT_SHARDED = 2, WIDTH_SHARDED = 3, BLOCK_SHARDED = 4 };
enum class ShardOrientation { ROW_MAJOR = 0, COL_MAJOR = 1 };
// Shards one after the other over the list of cores, or a grid of shards on a grid of cores.
enum class ShardDistributionStrategy { ROUND_ROBIN_1D = 0, GRID_2D = 1 };
using DeviceAddr = uint64_t;

inline bool is_sharded(TensorMemoryLayout layout) {
    return layout != TensorMemoryLayout::INTERLEAVED;
}

}  // namespace tt::tt_metal
