// Bessel function I1.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void i1_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("i1_tile_init", ttsim::SfpuOp::I1, at);
}
inline void i1_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("i1_tile", ttsim::SfpuOp::I1, dst, 0, 0, 0, VectorMode::RC, at);
}

}  // namespace ckernel
