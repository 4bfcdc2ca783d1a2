// a * b + c, tile by tile of DST.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

template <DataFormat format>
inline void mac_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("mac_tile_init", ttsim::SfpuOp::Mac, at);
}
template <DataFormat format>
inline void mac_tile(uint32_t a, uint32_t b, uint32_t c, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_ternary("mac_tile", ttsim::SfpuOp::Mac, a, b, c, out, 0, at);
}

}  // namespace ckernel
