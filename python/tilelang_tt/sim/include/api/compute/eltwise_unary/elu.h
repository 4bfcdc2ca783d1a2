// ELU. Scalars are fp32 bit patterns.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void elu_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("elu_tile_init", ttsim::SfpuOp::Elu, at);
}
inline void elu_tile(uint32_t dst, uint32_t p0, TTSIM_LOC) {
    ttsim::op_sfpu("elu_tile", ttsim::SfpuOp::Elu, dst, p0, 0, 0, VectorMode::RC, at);
}

}  // namespace ckernel
