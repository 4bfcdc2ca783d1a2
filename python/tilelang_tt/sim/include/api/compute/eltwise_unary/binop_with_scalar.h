// A tile and a scalar (an fp32 bit pattern). div_unary_tile multiplies: pass the reciprocal.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void binop_with_scalar_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("binop_with_scalar_tile_init", ttsim::SfpuOp::AddUnary, at);
}
inline void add_unary_tile(uint32_t dst, uint32_t p0, TTSIM_LOC) {
    ttsim::op_sfpu("add_unary_tile", ttsim::SfpuOp::AddUnary, dst, p0, 0, 0, VectorMode::RC, at);
}
inline void sub_unary_tile(uint32_t dst, uint32_t p0, TTSIM_LOC) {
    ttsim::op_sfpu("sub_unary_tile", ttsim::SfpuOp::SubUnary, dst, p0, 0, 0, VectorMode::RC, at);
}
inline void mul_unary_tile(uint32_t dst, uint32_t p0, TTSIM_LOC) {
    ttsim::op_sfpu("mul_unary_tile", ttsim::SfpuOp::MulUnary, dst, p0, 0, 0, VectorMode::RC, at);
}
inline void div_unary_tile(uint32_t dst, uint32_t p0, TTSIM_LOC) {
    ttsim::op_sfpu("div_unary_tile", ttsim::SfpuOp::DivUnary, dst, p0, 0, 0, VectorMode::RC, at);
}
inline void rsub_unary_tile(uint32_t dst, uint32_t p0, TTSIM_LOC) {
    ttsim::op_sfpu("rsub_unary_tile", ttsim::SfpuOp::RsubUnary, dst, p0, 0, 0, VectorMode::RC, at);
}
inline void add_unary_tile_int32(uint32_t dst, uint32_t p0, TTSIM_LOC) {
    ttsim::op_sfpu("add_unary_tile_int32", ttsim::SfpuOp::AddUnaryInt32, dst, p0, 0, 0, VectorMode::RC, at);
}
inline void sub_unary_tile_int32(uint32_t dst, uint32_t p0, TTSIM_LOC) {
    ttsim::op_sfpu("sub_unary_tile_int32", ttsim::SfpuOp::SubUnaryInt32, dst, p0, 0, 0, VectorMode::RC, at);
}

}  // namespace ckernel
