// Greatest common divisor.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void gcd_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("gcd_tile_init", ttsim::SfpuOp::Gcd, at);
}
inline void gcd_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary("gcd_tile", ttsim::SfpuOp::Gcd, a, b, out, at);
}

}  // namespace ckernel
