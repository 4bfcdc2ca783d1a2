// log(sigmoid(x)) of x and exp(-x).
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void logsigmoid_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("logsigmoid_tile_init", ttsim::SfpuOp::Logsigmoid, at);
}
inline void logsigmoid_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary("logsigmoid_tile", ttsim::SfpuOp::Logsigmoid, a, b, out, at);
}

}  // namespace ckernel
