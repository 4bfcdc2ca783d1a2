// scalar ** x.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void rpow_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("rpow_tile_init", ttsim::SfpuOp::Rpow, at);
}
inline void rpow_tile(uint32_t dst, uint32_t p0, TTSIM_LOC) {
    ttsim::op_sfpu("rpow_tile", ttsim::SfpuOp::Rpow, dst, p0, 0, 0, VectorMode::RC, at);
}

}  // namespace ckernel
