// SELU. Scalars are fp32 bit patterns.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void selu_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("selu_tile_init", ttsim::SfpuOp::Selu, at);
}
inline void selu_tile(uint32_t dst, uint32_t p0, uint32_t p1, TTSIM_LOC) {
    ttsim::op_sfpu("selu_tile", ttsim::SfpuOp::Selu, dst, p0, p1, 0, VectorMode::RC, at);
}

}  // namespace ckernel
