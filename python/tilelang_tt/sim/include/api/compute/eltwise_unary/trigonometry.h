// Trigonometric and hyperbolic functions.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void sin_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("sin_tile_init", ttsim::SfpuOp::Sin, at);
}
inline void sin_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("sin_tile", ttsim::SfpuOp::Sin, dst, 0, 0, 0, VectorMode::RC, at);
}
inline void cos_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("cos_tile_init", ttsim::SfpuOp::Cos, at);
}
inline void cos_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("cos_tile", ttsim::SfpuOp::Cos, dst, 0, 0, 0, VectorMode::RC, at);
}
inline void tan_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("tan_tile_init", ttsim::SfpuOp::Tan, at);
}
inline void tan_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("tan_tile", ttsim::SfpuOp::Tan, dst, 0, 0, 0, VectorMode::RC, at);
}
inline void asin_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("asin_tile_init", ttsim::SfpuOp::Asin, at);
}
inline void asin_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("asin_tile", ttsim::SfpuOp::Asin, dst, 0, 0, 0, VectorMode::RC, at);
}
inline void acos_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("acos_tile_init", ttsim::SfpuOp::Acos, at);
}
inline void acos_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("acos_tile", ttsim::SfpuOp::Acos, dst, 0, 0, 0, VectorMode::RC, at);
}
inline void atan_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("atan_tile_init", ttsim::SfpuOp::Atan, at);
}
inline void atan_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("atan_tile", ttsim::SfpuOp::Atan, dst, 0, 0, 0, VectorMode::RC, at);
}
inline void sinh_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("sinh_tile_init", ttsim::SfpuOp::Sinh, at);
}
inline void sinh_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("sinh_tile", ttsim::SfpuOp::Sinh, dst, 0, 0, 0, VectorMode::RC, at);
}
inline void cosh_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("cosh_tile_init", ttsim::SfpuOp::Cosh, at);
}
inline void cosh_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("cosh_tile", ttsim::SfpuOp::Cosh, dst, 0, 0, 0, VectorMode::RC, at);
}
inline void asinh_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("asinh_tile_init", ttsim::SfpuOp::Asinh, at);
}
inline void asinh_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("asinh_tile", ttsim::SfpuOp::Asinh, dst, 0, 0, 0, VectorMode::RC, at);
}
inline void acosh_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("acosh_tile_init", ttsim::SfpuOp::Acosh, at);
}
inline void acosh_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("acosh_tile", ttsim::SfpuOp::Acosh, dst, 0, 0, 0, VectorMode::RC, at);
}
inline void atanh_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("atanh_tile_init", ttsim::SfpuOp::Atanh, at);
}
inline void atanh_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("atanh_tile", ttsim::SfpuOp::Atanh, dst, 0, 0, 0, VectorMode::RC, at);
}

}  // namespace ckernel
