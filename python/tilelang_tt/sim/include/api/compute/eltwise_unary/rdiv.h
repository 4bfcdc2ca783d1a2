// scalar / x.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void rdiv_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("rdiv_tile_init", ttsim::SfpuOp::Rdiv, at);
}
inline void rdiv_tile(uint32_t dst, uint32_t p0, TTSIM_LOC) {
    ttsim::op_sfpu("rdiv_tile", ttsim::SfpuOp::Rdiv, dst, p0, 0, 0, VectorMode::RC, at);
}

}  // namespace ckernel
