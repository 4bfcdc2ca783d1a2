// a + value * b * c.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void addcmul_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("addcmul_tile_init", ttsim::SfpuOp::Addcmul, at);
}
template <DataFormat format>
inline void addcmul_tile(uint32_t a, uint32_t b, uint32_t c, uint32_t out, uint32_t value, TTSIM_LOC) {
    ttsim::op_sfpu_ternary("addcmul_tile", ttsim::SfpuOp::Addcmul, a, b, c, out, value, at);
}

}  // namespace ckernel
