// CELU. Scalars are fp32 bit patterns.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void celu_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("celu_tile_init", ttsim::SfpuOp::Celu, at);
}
inline void celu_tile(uint32_t dst, uint32_t p0, uint32_t p1, TTSIM_LOC) {
    ttsim::op_sfpu("celu_tile", ttsim::SfpuOp::Celu, dst, p0, p1, 0, VectorMode::RC, at);
}

}  // namespace ckernel
