// Square root.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void sqrt_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("sqrt_tile_init", ttsim::SfpuOp::Sqrt, at);
}
template <bool fast_approx = false>
inline void sqrt_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("sqrt_tile", ttsim::SfpuOp::Sqrt, dst, 0, 0, 0, VectorMode::RC, at);
}

}  // namespace ckernel
