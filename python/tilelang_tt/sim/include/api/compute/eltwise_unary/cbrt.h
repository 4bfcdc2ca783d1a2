// Cube root.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void cbrt_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("cbrt_tile_init", ttsim::SfpuOp::Cbrt, at);
}
inline void cbrt_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("cbrt_tile", ttsim::SfpuOp::Cbrt, dst, 0, 0, 0, VectorMode::RC, at);
}

}  // namespace ckernel
