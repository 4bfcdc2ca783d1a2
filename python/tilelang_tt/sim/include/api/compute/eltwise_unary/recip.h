// Reciprocal. The default, legacy form is good to 1.5e-3.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

template <bool legacy_compat = true>
inline void recip_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("recip_tile_init", legacy_compat ? ttsim::SfpuOp::Recip : ttsim::SfpuOp::RecipExact, at);
}
template <bool legacy_compat = true>
inline void recip_tile(uint32_t dst, int vector_mode = VectorMode::RC, TTSIM_LOC) {
    ttsim::op_sfpu(
        "recip_tile",
        legacy_compat ? ttsim::SfpuOp::Recip : ttsim::SfpuOp::RecipExact,
        dst,
        0,
        0,
        0,
        static_cast<uint32_t>(vector_mode),
        at);
}

}  // namespace ckernel
