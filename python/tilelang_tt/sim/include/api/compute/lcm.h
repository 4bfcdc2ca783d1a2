// Least common multiple.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void lcm_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("lcm_tile_init", ttsim::SfpuOp::Lcm, at);
}
inline void lcm_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary("lcm_tile", ttsim::SfpuOp::Lcm, a, b, out, at);
}

}  // namespace ckernel
