// scalar - x.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void rsub_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("rsub_tile_init", ttsim::SfpuOp::AddUnary, at);
}
inline void rsub_tile(uint32_t dst, uint32_t p0, TTSIM_LOC) {
    ttsim::op_sfpu("rsub_tile", ttsim::SfpuOp::RsubUnary, dst, p0, 0, 0, VectorMode::RC, at);
}
inline void rsub_unary_int32_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("rsub_unary_int32_tile_init", ttsim::SfpuOp::AddUnary, at);
}
inline void rsub_unary_int32_tile(uint32_t dst, uint32_t p0, TTSIM_LOC) {
    ttsim::op_sfpu("rsub_unary_int32_tile", ttsim::SfpuOp::RsubUnaryInt32, dst, p0, 0, 0, VectorMode::RC, at);
}

}  // namespace ckernel
