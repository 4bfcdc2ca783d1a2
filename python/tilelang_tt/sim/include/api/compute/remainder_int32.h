// Integer remainder.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void remainder_int32_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("remainder_int32_tile_init", ttsim::SfpuOp::RemainderInt32, at);
}
inline void remainder_int32_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary("remainder_int32_tile", ttsim::SfpuOp::RemainderInt32, a, b, out, at);
}

}  // namespace ckernel
