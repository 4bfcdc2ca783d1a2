// PRELU. Scalars are fp32 bit patterns.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void prelu_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("prelu_tile_init", ttsim::SfpuOp::Prelu, at);
}
inline void prelu_tile(uint32_t dst, uint32_t p0, TTSIM_LOC) {
    ttsim::op_sfpu("prelu_tile", ttsim::SfpuOp::Prelu, dst, p0, 0, 0, VectorMode::RC, at);
}

}  // namespace ckernel
