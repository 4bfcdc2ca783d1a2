// x * tanh(log(1 + exp(x))).
#pragma once

#include "api/compute/common.h"

namespace ckernel {

template <bool approx = APPROX>
inline void mish_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("mish_tile_init", ttsim::SfpuOp::Mish, at);
}
template <bool approx = APPROX, bool dst32 = DST_ACCUM_MODE>
inline void mish_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("mish_tile", ttsim::SfpuOp::Mish, dst, 0, 0, 0, VectorMode::RC, at);
}

}  // namespace ckernel
