// x where x > threshold, else value.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void threshold_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("threshold_tile_init", ttsim::SfpuOp::Threshold, at);
}
inline void threshold_tile(uint32_t dst, uint32_t p0, uint32_t p1, TTSIM_LOC) {
    ttsim::op_sfpu("threshold_tile", ttsim::SfpuOp::Threshold, dst, p0, p1, 0, VectorMode::RC, at);
}

}  // namespace ckernel
