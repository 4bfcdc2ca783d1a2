// log2(2^a + 2^b).
#pragma once

#include "api/compute/common.h"

namespace ckernel {

template <bool dst32 = DST_ACCUM_MODE>
inline void logaddexp2_binary_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("logaddexp2_binary_tile_init", ttsim::SfpuOp::Logaddexp2, at);
}
template <bool dst32 = DST_ACCUM_MODE>
inline void logaddexp2_binary_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary("logaddexp2_binary_tile", ttsim::SfpuOp::Logaddexp2, a, b, out, at);
}

}  // namespace ckernel
