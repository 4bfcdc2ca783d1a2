// beta * tanh(x / beta). Scalars are fp32 bit patterns: beta and 1 / beta.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void softcap_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("softcap_tile_init", ttsim::SfpuOp::Softcap, at);
}
inline void softcap_tile(uint32_t dst, uint32_t p0, uint32_t p1, TTSIM_LOC) {
    ttsim::op_sfpu("softcap_tile", ttsim::SfpuOp::Softcap, dst, p0, p1, 0, VectorMode::RC, at);
}

}  // namespace ckernel
