// Left shift with a constant.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void left_shift_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("left_shift_tile_init", ttsim::SfpuOp::LeftShift, at);
}
inline void left_shift_tile(uint32_t dst, uint32_t p0, TTSIM_LOC) {
    ttsim::op_sfpu("left_shift_tile", ttsim::SfpuOp::LeftShift, dst, p0, 0, 0, VectorMode::RC, at);
}

}  // namespace ckernel
