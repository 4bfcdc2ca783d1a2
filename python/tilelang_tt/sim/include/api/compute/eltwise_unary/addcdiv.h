// a + value * b / c.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void addcdiv_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("addcdiv_tile_init", ttsim::SfpuOp::Addcdiv, at);
}
template <DataFormat format>
inline void addcdiv_tile(uint32_t a, uint32_t b, uint32_t c, uint32_t out, uint32_t value, TTSIM_LOC) {
    ttsim::op_sfpu_ternary("addcdiv_tile", ttsim::SfpuOp::Addcdiv, a, b, c, out, value, at);
}

}  // namespace ckernel
