// Reciprocal square root.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

template <bool legacy_compat = false>
inline void rsqrt_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("rsqrt_tile_init", ttsim::SfpuOp::Rsqrt, at);
}
template <bool legacy_compat = false, bool fast_approx = false>
inline void rsqrt_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("rsqrt_tile", ttsim::SfpuOp::Rsqrt, dst, 0, 0, 0, VectorMode::RC, at);
}

}  // namespace ckernel
