// Hard Mish.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void hardmish_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("hardmish_tile_init", ttsim::SfpuOp::Hardmish, at);
}
inline void hardmish_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("hardmish_tile", ttsim::SfpuOp::Hardmish, dst, 0, 0, 0, VectorMode::RC, at);
}

}  // namespace ckernel
