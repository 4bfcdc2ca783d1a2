// Bitwise and with a constant.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void bitwise_and_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("bitwise_and_tile_init", ttsim::SfpuOp::BitwiseAnd, at);
}
inline void bitwise_and_tile(uint32_t dst, uint32_t p0, TTSIM_LOC) {
    ttsim::op_sfpu("bitwise_and_tile", ttsim::SfpuOp::BitwiseAnd, dst, p0, 0, 0, VectorMode::RC, at);
}

}  // namespace ckernel
