// SOFTPLUS. Scalars are fp32 bit patterns.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void softplus_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("softplus_tile_init", ttsim::SfpuOp::Softplus, at);
}
inline void softplus_tile(uint32_t dst, uint32_t p0, uint32_t p1, uint32_t p2, TTSIM_LOC) {
    ttsim::op_sfpu("softplus_tile", ttsim::SfpuOp::Softplus, dst, p0, p1, p2, VectorMode::RC, at);
}

}  // namespace ckernel
