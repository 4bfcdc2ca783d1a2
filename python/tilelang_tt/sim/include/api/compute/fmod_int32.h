// Integer remainder with the sign of the dividend.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void fmod_int32_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("fmod_int32_tile_init", ttsim::SfpuOp::FmodInt32, at);
}
inline void fmod_int32_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary("fmod_int32_tile", ttsim::SfpuOp::FmodInt32, a, b, out, at);
}

}  // namespace ckernel
