// Bitwise or with a constant.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void bitwise_or_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("bitwise_or_tile_init", ttsim::SfpuOp::BitwiseOr, at);
}
inline void bitwise_or_tile(uint32_t dst, uint32_t p0, TTSIM_LOC) {
    ttsim::op_sfpu("bitwise_or_tile", ttsim::SfpuOp::BitwiseOr, dst, p0, 0, 0, VectorMode::RC, at);
}

}  // namespace ckernel
