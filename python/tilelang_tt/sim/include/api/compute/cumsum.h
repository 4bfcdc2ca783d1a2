// Running sums down the columns of a tile; with first = false they go on from the tile before.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void cumsum_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("cumsum_tile_init", ttsim::SfpuOp::Cumsum, at);
}
inline void cumsum_tile(uint32_t dst, bool first = true, TTSIM_LOC) {
    ttsim::op_cumsum(dst, first, at);
}

}  // namespace ckernel
