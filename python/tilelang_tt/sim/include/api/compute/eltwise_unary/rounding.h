// Rounding; all share rounding_op_tile_init.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void rounding_op_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("rounding_op_tile_init", ttsim::SfpuOp::Floor, at);
}
inline void floor_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("floor_tile", ttsim::SfpuOp::Floor, dst, 0, 0, 0, VectorMode::RC, at);
}
inline void ceil_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("ceil_tile", ttsim::SfpuOp::Ceil, dst, 0, 0, 0, VectorMode::RC, at);
}
inline void trunc_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("trunc_tile", ttsim::SfpuOp::Trunc, dst, 0, 0, 0, VectorMode::RC, at);
}
inline void frac_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("frac_tile", ttsim::SfpuOp::Frac, dst, 0, 0, 0, VectorMode::RC, at);
}
inline void round_tile(uint32_t dst, uint32_t p0, TTSIM_LOC) {
    ttsim::op_sfpu("round_tile", ttsim::SfpuOp::Round, dst, p0, 0, 0, VectorMode::RC, at);
}

}  // namespace ckernel
