// Remainder with the sign of x: divisor and its reciprocal as bit patterns.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void fmod_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("fmod_tile_init", ttsim::SfpuOp::FmodUnary, at);
}
inline void fmod_tile(uint32_t dst, uint32_t p0, uint32_t p1, TTSIM_LOC) {
    ttsim::op_sfpu("fmod_tile", ttsim::SfpuOp::FmodUnary, dst, p0, p1, 0, VectorMode::RC, at);
}

}  // namespace ckernel
