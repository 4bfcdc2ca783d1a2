// Clamp to [lo, hi].
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void clamp_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("clamp_tile_init", ttsim::SfpuOp::Clamp, at);
}
inline void clamp_tile(uint32_t dst, uint32_t p0, uint32_t p1, TTSIM_LOC) {
    ttsim::op_sfpu("clamp_tile", ttsim::SfpuOp::Clamp, dst, p0, p1, 0, VectorMode::RC, at);
}
inline void clamp_tile_int32(uint32_t dst, uint32_t p0, uint32_t p1, TTSIM_LOC) {
    ttsim::op_sfpu("clamp_tile_int32", ttsim::SfpuOp::ClampInt32, dst, p0, p1, 0, VectorMode::RC, at);
}

}  // namespace ckernel
