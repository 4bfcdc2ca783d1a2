// Remainder of two DST tiles.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void fmod_binary_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("fmod_binary_tile_init", ttsim::SfpuOp::FmodBinary, at);
}
inline void fmod_binary_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary("fmod_binary_tile", ttsim::SfpuOp::FmodBinary, a, b, out, at);
}

}  // namespace ckernel
