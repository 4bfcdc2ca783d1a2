// Bessel function I0.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void i0_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("i0_tile_init", ttsim::SfpuOp::I0, at);
}
inline void i0_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("i0_tile", ttsim::SfpuOp::I0, dst, 0, 0, 0, VectorMode::RC, at);
}

}  // namespace ckernel
