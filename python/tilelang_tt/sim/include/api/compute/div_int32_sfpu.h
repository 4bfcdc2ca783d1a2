// Quotient of integers as fp32.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void div_int32_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("div_int32_tile_init", ttsim::SfpuOp::DivInt32, at);
}
inline void div_int32_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary("div_int32_tile", ttsim::SfpuOp::DivInt32, a, b, out, at);
}

}  // namespace ckernel
