// 0 with a probability (of 2^31 - 1), else the element times `scale` (fp32 bits).
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void dropout_kernel_init(uint32_t seed = 0, TTSIM_LOC) {
    ttsim::seed_random("dropout_kernel_init", ttsim::SfpuOp::Dropout, seed, at);
}
inline void dropout_tile(uint32_t dst, uint32_t probability, uint32_t scale, TTSIM_LOC) {
    ttsim::op_dropout(dst, probability, scale, at);
}

}  // namespace ckernel
