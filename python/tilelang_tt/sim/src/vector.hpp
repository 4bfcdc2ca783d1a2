// Shared by the sources of vector-unit operations.
#pragma once

#include "compute.hpp"

namespace ttsim {

// Reports an operation whose init is missing, or was replaced by another's.
void require_init(SfpuOp op);
// A DST tile that the vector unit reads: written in this section. Null when there is no such tile.
DstTile* source_tile(uint32_t index);
// The clocks of an operation, and its count.
void finish_sfpu(SfpuOp op);

}  // namespace ttsim
