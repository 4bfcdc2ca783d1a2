// xIELU. Scalars are fp32 bit patterns: alpha above and below 0.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void xielu_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("xielu_tile_init", ttsim::SfpuOp::Xielu, at);
}
inline void xielu_tile(uint32_t dst, uint32_t p0, uint32_t p1, TTSIM_LOC) {
    ttsim::op_sfpu("xielu_tile", ttsim::SfpuOp::Xielu, dst, p0, p1, 0, VectorMode::RC, at);
}

}  // namespace ckernel
