// Classes of values; 1.0 or 0.0.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void isinf_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("isinf_tile_init", ttsim::SfpuOp::IsInf, at);
}
inline void isinf_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("isinf_tile", ttsim::SfpuOp::IsInf, dst, 0, 0, 0, VectorMode::RC, at);
}
inline void isposinf_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("isposinf_tile_init", ttsim::SfpuOp::IsPosInf, at);
}
inline void isposinf_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("isposinf_tile", ttsim::SfpuOp::IsPosInf, dst, 0, 0, 0, VectorMode::RC, at);
}
inline void isneginf_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("isneginf_tile_init", ttsim::SfpuOp::IsNegInf, at);
}
inline void isneginf_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("isneginf_tile", ttsim::SfpuOp::IsNegInf, dst, 0, 0, 0, VectorMode::RC, at);
}
inline void isnan_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("isnan_tile_init", ttsim::SfpuOp::IsNan, at);
}
inline void isnan_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("isnan_tile", ttsim::SfpuOp::IsNan, dst, 0, 0, 0, VectorMode::RC, at);
}
inline void isfinite_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("isfinite_tile_init", ttsim::SfpuOp::IsFinite, at);
}
inline void isfinite_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("isfinite_tile", ttsim::SfpuOp::IsFinite, dst, 0, 0, 0, VectorMode::RC, at);
}

}  // namespace ckernel
