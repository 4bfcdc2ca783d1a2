// Integer division rounded down or to zero.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void div_int32_floor_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("div_int32_floor_tile_init", ttsim::SfpuOp::DivInt32Floor, at);
}
inline void div_int32_floor_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary("div_int32_floor_tile", ttsim::SfpuOp::DivInt32Floor, a, b, out, at);
}
inline void div_int32_trunc_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("div_int32_trunc_tile_init", ttsim::SfpuOp::DivInt32Trunc, at);
}
inline void div_int32_trunc_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary("div_int32_trunc_tile", ttsim::SfpuOp::DivInt32Trunc, a, b, out, at);
}

}  // namespace ckernel
