// Right shift with a constant.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void right_shift_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("right_shift_tile_init", ttsim::SfpuOp::RightShift, at);
}
inline void right_shift_tile(uint32_t dst, uint32_t p0, TTSIM_LOC) {
    ttsim::op_sfpu("right_shift_tile", ttsim::SfpuOp::RightShift, dst, p0, 0, 0, VectorMode::RC, at);
}

}  // namespace ckernel
