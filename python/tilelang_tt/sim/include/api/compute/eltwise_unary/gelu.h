// GELU; the default is the fast form.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

template <bool fast_and_approx = true>
inline void gelu_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("gelu_tile_init", fast_and_approx ? ttsim::SfpuOp::Gelu : ttsim::SfpuOp::GeluExact, at);
}
template <bool fast_and_approx = true>
inline void gelu_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu(
        "gelu_tile",
        fast_and_approx ? ttsim::SfpuOp::Gelu : ttsim::SfpuOp::GeluExact,
        dst,
        0,
        0,
        0,
        VectorMode::RC,
        at);
}

}  // namespace ckernel
