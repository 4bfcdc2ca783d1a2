// Error function and its complement.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

template <bool fast_and_approx = true>
inline void erf_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("erf_tile_init", ttsim::SfpuOp::Erf, at);
}
template <bool fast_and_approx = true>
inline void erf_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("erf_tile", ttsim::SfpuOp::Erf, dst, 0, 0, 0, VectorMode::RC, at);
}
template <bool fast_and_approx = true>
inline void erfc_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("erfc_tile_init", ttsim::SfpuOp::Erfc, at);
}
template <bool fast_and_approx = true>
inline void erfc_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("erfc_tile", ttsim::SfpuOp::Erfc, dst, 0, 0, 0, VectorMode::RC, at);
}

}  // namespace ckernel
