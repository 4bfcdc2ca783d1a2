// a + c * (b - a).
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void lerp_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("lerp_tile_init", ttsim::SfpuOp::Lerp, at);
}
template <DataFormat format>
inline void lerp_tile(uint32_t a, uint32_t b, uint32_t c, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_ternary("lerp_tile", ttsim::SfpuOp::Lerp, a, b, c, out, 0, at);
}

}  // namespace ckernel
