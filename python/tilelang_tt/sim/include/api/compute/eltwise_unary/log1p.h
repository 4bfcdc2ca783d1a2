// log(1 + x).
#pragma once

#include "api/compute/common.h"

namespace ckernel {

template <bool fast_approx = false>
inline void log1p_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("log1p_tile_init", ttsim::SfpuOp::Log1p, at);
}
template <bool fast_approx = false>
inline void log1p_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("log1p_tile", ttsim::SfpuOp::Log1p, dst, 0, 0, 0, VectorMode::RC, at);
}

}  // namespace ckernel
