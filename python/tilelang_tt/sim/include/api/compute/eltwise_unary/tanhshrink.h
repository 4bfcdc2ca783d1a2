// x - tanh(x).
#pragma once

#include "api/compute/common.h"

namespace ckernel {

template <bool dst32 = DST_ACCUM_MODE>
inline void tanhshrink_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("tanhshrink_tile_init", ttsim::SfpuOp::Tanhshrink, at);
}
template <bool dst32 = DST_ACCUM_MODE>
inline void tanhshrink_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("tanhshrink_tile", ttsim::SfpuOp::Tanhshrink, dst, 0, 0, 0, VectorMode::RC, at);
}

}  // namespace ckernel
