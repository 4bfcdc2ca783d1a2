// The identity.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void identity_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("identity_tile_init", ttsim::SfpuOp::Identity, at);
}
inline void identity_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("identity_tile", ttsim::SfpuOp::Identity, dst, 0, 0, 0, VectorMode::RC, at);
}
inline void identity_tile_uint32(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("identity_tile_uint32", ttsim::SfpuOp::Identity, dst, 0, 0, 0, VectorMode::RC, at);
}

}  // namespace ckernel
