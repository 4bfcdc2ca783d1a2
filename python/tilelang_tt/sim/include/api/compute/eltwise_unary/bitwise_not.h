// Bitwise not.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void bitwise_not_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("bitwise_not_tile_init", ttsim::SfpuOp::BitwiseNot, at);
}
inline void bitwise_not_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("bitwise_not_tile", ttsim::SfpuOp::BitwiseNot, dst, 0, 0, 0, VectorMode::RC, at);
}

}  // namespace ckernel
