// log(exp(a) + exp(b)).
#pragma once

#include "api/compute/common.h"

namespace ckernel {

template <bool dst32 = DST_ACCUM_MODE>
inline void logaddexp_binary_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("logaddexp_binary_tile_init", ttsim::SfpuOp::Logaddexp, at);
}
template <bool dst32 = DST_ACCUM_MODE>
inline void logaddexp_binary_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary("logaddexp_binary_tile", ttsim::SfpuOp::Logaddexp, a, b, out, at);
}

}  // namespace ckernel
