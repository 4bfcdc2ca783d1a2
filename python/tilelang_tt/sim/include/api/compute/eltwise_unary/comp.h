// Comparisons with zero and with a scalar; 1.0 or 0.0.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void eqz_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("eqz_tile_init", ttsim::SfpuOp::Eqz, at);
}
inline void eqz_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("eqz_tile", ttsim::SfpuOp::Eqz, dst, 0, 0, 0, VectorMode::RC, at);
}
inline void eqz_tile_int32(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("eqz_tile_int32", ttsim::SfpuOp::EqzInt32, dst, 0, 0, 0, VectorMode::RC, at);
}
inline void nez_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("nez_tile_init", ttsim::SfpuOp::Nez, at);
}
inline void nez_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("nez_tile", ttsim::SfpuOp::Nez, dst, 0, 0, 0, VectorMode::RC, at);
}
inline void nez_tile_int32(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("nez_tile_int32", ttsim::SfpuOp::NezInt32, dst, 0, 0, 0, VectorMode::RC, at);
}
inline void ltz_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("ltz_tile_init", ttsim::SfpuOp::Ltz, at);
}
inline void ltz_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("ltz_tile", ttsim::SfpuOp::Ltz, dst, 0, 0, 0, VectorMode::RC, at);
}
inline void ltz_tile_int32(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("ltz_tile_int32", ttsim::SfpuOp::LtzInt32, dst, 0, 0, 0, VectorMode::RC, at);
}
inline void gtz_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("gtz_tile_init", ttsim::SfpuOp::Gtz, at);
}
inline void gtz_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("gtz_tile", ttsim::SfpuOp::Gtz, dst, 0, 0, 0, VectorMode::RC, at);
}
inline void gtz_tile_int32(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("gtz_tile_int32", ttsim::SfpuOp::GtzInt32, dst, 0, 0, 0, VectorMode::RC, at);
}
inline void lez_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("lez_tile_init", ttsim::SfpuOp::Lez, at);
}
inline void lez_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("lez_tile", ttsim::SfpuOp::Lez, dst, 0, 0, 0, VectorMode::RC, at);
}
inline void lez_tile_int32(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("lez_tile_int32", ttsim::SfpuOp::LezInt32, dst, 0, 0, 0, VectorMode::RC, at);
}
inline void gez_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("gez_tile_init", ttsim::SfpuOp::Gez, at);
}
inline void gez_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("gez_tile", ttsim::SfpuOp::Gez, dst, 0, 0, 0, VectorMode::RC, at);
}
inline void gez_tile_int32(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("gez_tile_int32", ttsim::SfpuOp::GezInt32, dst, 0, 0, 0, VectorMode::RC, at);
}
inline void unary_eq_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("unary_eq_tile_init", ttsim::SfpuOp::UnaryEq, at);
}
inline void unary_eq_tile(uint32_t dst, uint32_t p0, TTSIM_LOC) {
    ttsim::op_sfpu("unary_eq_tile", ttsim::SfpuOp::UnaryEq, dst, p0, 0, 0, VectorMode::RC, at);
}
inline void unary_eq_tile_int32(uint32_t dst, uint32_t p0, TTSIM_LOC) {
    ttsim::op_sfpu("unary_eq_tile_int32", ttsim::SfpuOp::UnaryEqInt32, dst, p0, 0, 0, VectorMode::RC, at);
}
inline void unary_ne_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("unary_ne_tile_init", ttsim::SfpuOp::UnaryNe, at);
}
inline void unary_ne_tile(uint32_t dst, uint32_t p0, TTSIM_LOC) {
    ttsim::op_sfpu("unary_ne_tile", ttsim::SfpuOp::UnaryNe, dst, p0, 0, 0, VectorMode::RC, at);
}
inline void unary_ne_tile_int32(uint32_t dst, uint32_t p0, TTSIM_LOC) {
    ttsim::op_sfpu("unary_ne_tile_int32", ttsim::SfpuOp::UnaryNeInt32, dst, p0, 0, 0, VectorMode::RC, at);
}
inline void unary_gt_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("unary_gt_tile_init", ttsim::SfpuOp::UnaryGt, at);
}
inline void unary_gt_tile(uint32_t dst, uint32_t p0, TTSIM_LOC) {
    ttsim::op_sfpu("unary_gt_tile", ttsim::SfpuOp::UnaryGt, dst, p0, 0, 0, VectorMode::RC, at);
}
inline void unary_gt_tile_int32(uint32_t dst, uint32_t p0, TTSIM_LOC) {
    ttsim::op_sfpu("unary_gt_tile_int32", ttsim::SfpuOp::UnaryGtInt32, dst, p0, 0, 0, VectorMode::RC, at);
}
inline void unary_ge_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("unary_ge_tile_init", ttsim::SfpuOp::UnaryGe, at);
}
inline void unary_ge_tile(uint32_t dst, uint32_t p0, TTSIM_LOC) {
    ttsim::op_sfpu("unary_ge_tile", ttsim::SfpuOp::UnaryGe, dst, p0, 0, 0, VectorMode::RC, at);
}
inline void unary_ge_tile_int32(uint32_t dst, uint32_t p0, TTSIM_LOC) {
    ttsim::op_sfpu("unary_ge_tile_int32", ttsim::SfpuOp::UnaryGeInt32, dst, p0, 0, 0, VectorMode::RC, at);
}
inline void unary_lt_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("unary_lt_tile_init", ttsim::SfpuOp::UnaryLt, at);
}
inline void unary_lt_tile(uint32_t dst, uint32_t p0, TTSIM_LOC) {
    ttsim::op_sfpu("unary_lt_tile", ttsim::SfpuOp::UnaryLt, dst, p0, 0, 0, VectorMode::RC, at);
}
inline void unary_lt_tile_int32(uint32_t dst, uint32_t p0, TTSIM_LOC) {
    ttsim::op_sfpu("unary_lt_tile_int32", ttsim::SfpuOp::UnaryLtInt32, dst, p0, 0, 0, VectorMode::RC, at);
}
inline void unary_le_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("unary_le_tile_init", ttsim::SfpuOp::UnaryLe, at);
}
inline void unary_le_tile(uint32_t dst, uint32_t p0, TTSIM_LOC) {
    ttsim::op_sfpu("unary_le_tile", ttsim::SfpuOp::UnaryLe, dst, p0, 0, 0, VectorMode::RC, at);
}
inline void unary_le_tile_int32(uint32_t dst, uint32_t p0, TTSIM_LOC) {
    ttsim::op_sfpu("unary_le_tile_int32", ttsim::SfpuOp::UnaryLeInt32, dst, p0, 0, 0, VectorMode::RC, at);
}
inline void eqz_tile_uint16(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("eqz_tile_uint16", ttsim::SfpuOp::EqzInt32, dst, 0, 0, 0, VectorMode::RC, at);
}
inline void eqz_tile_uint32(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("eqz_tile_uint32", ttsim::SfpuOp::EqzInt32, dst, 0, 0, 0, VectorMode::RC, at);
}
inline void nez_tile_uint16(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("nez_tile_uint16", ttsim::SfpuOp::NezInt32, dst, 0, 0, 0, VectorMode::RC, at);
}
inline void nez_tile_uint32(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("nez_tile_uint32", ttsim::SfpuOp::NezInt32, dst, 0, 0, 0, VectorMode::RC, at);
}

}  // namespace ckernel
