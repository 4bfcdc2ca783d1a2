// Full initialisation of kernels with one input; it includes that of copy_tile.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void unary_op_init_common(uint32_t icb, uint32_t ocb, TTSIM_LOC) {
    ttsim::full_init("unary_op_init_common", icb, icb, ocb, at);
    ttsim::OpConfig config;
    config.kind = ttsim::OpKind::Copy;
    ttsim::op_init("unary_op_init_common", config, at);
}
inline void init_sfpu(uint32_t icb, uint32_t ocb, TTSIM_LOC) {
    unary_op_init_common(icb, ocb, at);
}

}  // namespace ckernel
