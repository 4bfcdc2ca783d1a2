// Clamp to [lo, hi].
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void hardtanh_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("hardtanh_tile_init", ttsim::SfpuOp::Hardtanh, at);
}
inline void hardtanh_tile(uint32_t dst, uint32_t p0, uint32_t p1, TTSIM_LOC) {
    ttsim::op_sfpu("hardtanh_tile", ttsim::SfpuOp::Hardtanh, dst, p0, p1, 0, VectorMode::RC, at);
}

}  // namespace ckernel
