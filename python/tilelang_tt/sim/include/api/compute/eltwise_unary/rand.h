// Random numbers from `from` to `from + scale`, both as fp32 bits.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void rand_tile_init(uint32_t seed = 0, TTSIM_LOC) {
    ttsim::seed_random("rand_tile_init", ttsim::SfpuOp::Rand, seed, at);
}
inline void rand_tile(uint32_t dst, uint32_t from, uint32_t scale, TTSIM_LOC) {
    ttsim::op_rand(dst, from, scale, at);
}

}  // namespace ckernel
