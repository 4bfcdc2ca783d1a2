// Remainder with the sign of the divisor: divisor and its reciprocal as bit patterns.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void remainder_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("remainder_tile_init", ttsim::SfpuOp::RemainderUnary, at);
}
inline void remainder_tile(uint32_t dst, uint32_t p0, uint32_t p1, TTSIM_LOC) {
    ttsim::op_sfpu("remainder_tile", ttsim::SfpuOp::RemainderUnary, dst, p0, p1, 0, VectorMode::RC, at);
}

}  // namespace ckernel
