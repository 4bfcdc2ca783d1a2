// Inverse error function.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void erfinv_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("erfinv_tile_init", ttsim::SfpuOp::Erfinv, at);
}
inline void erfinv_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("erfinv_tile", ttsim::SfpuOp::Erfinv, dst, 0, 0, 0, VectorMode::RC, at);
}

}  // namespace ckernel
