// Negation.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void negative_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("negative_tile_init", ttsim::SfpuOp::Negative, at);
}
inline void negative_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("negative_tile", ttsim::SfpuOp::Negative, dst, 0, 0, 0, VectorMode::RC, at);
}
inline void negative_tile_int32(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("negative_tile_int32", ttsim::SfpuOp::NegativeInt32, dst, 0, 0, 0, VectorMode::RC, at);
}

}  // namespace ckernel
