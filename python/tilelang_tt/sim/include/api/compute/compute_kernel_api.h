// Functions of the vector unit without a header of their own. Scalars are fp32 bit patterns.
#pragma once

#include "api/compute/common.h"
#include "api/compute/topk.h"

namespace ckernel {

inline void exp2_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("exp2_tile_init", ttsim::SfpuOp::Exp2, at);
}
inline void exp2_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("exp2_tile", ttsim::SfpuOp::Exp2, dst, 0, 0, 0, VectorMode::RC, at);
}
inline void silu_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("silu_tile_init", ttsim::SfpuOp::Silu, at);
}
inline void silu_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("silu_tile", ttsim::SfpuOp::Silu, dst, 0, 0, 0, VectorMode::RC, at);
}
inline void square_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("square_tile_init", ttsim::SfpuOp::Square, at);
}
inline void square_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("square_tile", ttsim::SfpuOp::Square, dst, 0, 0, 0, VectorMode::RC, at);
}
inline void abs_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("abs_tile_init", ttsim::SfpuOp::Abs, at);
}
inline void abs_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("abs_tile", ttsim::SfpuOp::Abs, dst, 0, 0, 0, VectorMode::RC, at);
}
inline void sign_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("sign_tile_init", ttsim::SfpuOp::Sign, at);
}
inline void sign_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("sign_tile", ttsim::SfpuOp::Sign, dst, 0, 0, 0, VectorMode::RC, at);
}
inline void signbit_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("signbit_tile_init", ttsim::SfpuOp::Signbit, at);
}
inline void signbit_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("signbit_tile", ttsim::SfpuOp::Signbit, dst, 0, 0, 0, VectorMode::RC, at);
}
template <bool fast_approx = false>
inline void expm1_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("expm1_tile_init", ttsim::SfpuOp::Expm1, at);
}
template <bool fast_approx = false>
inline void expm1_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("expm1_tile", ttsim::SfpuOp::Expm1, dst, 0, 0, 0, VectorMode::RC, at);
}
template <bool fast_approx = false>
inline void log_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("log_tile_init", ttsim::SfpuOp::Log, at);
}
template <bool fast_approx = false>
inline void log_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("log_tile", ttsim::SfpuOp::Log, dst, 0, 0, 0, VectorMode::RC, at);
}
template <bool fast_approx = false>
inline void log_with_base_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("log_with_base_tile_init", ttsim::SfpuOp::LogBase, at);
}
template <bool fast_approx = false>
inline void log_with_base_tile(uint32_t dst, uint32_t p0, TTSIM_LOC) {
    ttsim::op_sfpu("log_with_base_tile", ttsim::SfpuOp::LogBase, dst, p0, 0, 0, VectorMode::RC, at);
}
template <bool fast_and_approx = false>
inline void tanh_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("tanh_tile_init", fast_and_approx ? ttsim::SfpuOp::TanhFast : ttsim::SfpuOp::Tanh, at);
}
template <bool fast_and_approx = false>
inline void tanh_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu(
        "tanh_tile", fast_and_approx ? ttsim::SfpuOp::TanhFast : ttsim::SfpuOp::Tanh, dst, 0, 0, 0, VectorMode::RC, at);
}
template <bool fast_and_approx = false>
inline void sigmoid_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("sigmoid_tile_init", fast_and_approx ? ttsim::SfpuOp::SigmoidFast : ttsim::SfpuOp::Sigmoid, at);
}
template <int vector_mode = VectorMode::RC, bool fast_and_approx = false>
inline void sigmoid_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu(
        "sigmoid_tile",
        fast_and_approx ? ttsim::SfpuOp::SigmoidFast : ttsim::SfpuOp::Sigmoid,
        dst,
        0,
        0,
        0,
        vector_mode,
        at);
}
inline void abs_tile_int32(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("abs_tile_int32", ttsim::SfpuOp::AbsInt32, dst, 0, 0, 0, VectorMode::RC, at);
}
inline void power_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("power_tile_init", ttsim::SfpuOp::Power, at);
}
inline void power_tile(uint32_t dst, uint32_t p0, TTSIM_LOC) {
    ttsim::op_sfpu("power_tile", ttsim::SfpuOp::Power, dst, p0, 0, 0, VectorMode::RC, at);
}
inline void power_iterative_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("power_iterative_tile_init", ttsim::SfpuOp::PowerIterative, at);
}
inline void power_iterative_tile(uint32_t dst, uint32_t p0, TTSIM_LOC) {
    ttsim::op_sfpu("power_iterative_tile", ttsim::SfpuOp::PowerIterative, dst, p0, 0, 0, VectorMode::RC, at);
}
inline void heaviside_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("heaviside_tile_init", ttsim::SfpuOp::Heaviside, at);
}
inline void heaviside_tile(uint32_t dst, uint32_t p0, TTSIM_LOC) {
    ttsim::op_sfpu("heaviside_tile", ttsim::SfpuOp::Heaviside, dst, p0, 0, 0, VectorMode::RC, at);
}
inline void unary_max_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("unary_max_tile_init", ttsim::SfpuOp::UnaryMax, at);
}
inline void unary_max_tile(uint32_t dst, uint32_t p0, TTSIM_LOC) {
    ttsim::op_sfpu("unary_max_tile", ttsim::SfpuOp::UnaryMax, dst, p0, 0, 0, VectorMode::RC, at);
}
inline void unary_max_int32_tile(uint32_t dst, uint32_t p0, TTSIM_LOC) {
    ttsim::op_sfpu("unary_max_int32_tile", ttsim::SfpuOp::UnaryMaxInt32, dst, p0, 0, 0, VectorMode::RC, at);
}
inline void unary_max_uint32_tile(uint32_t dst, uint32_t p0, TTSIM_LOC) {
    ttsim::op_sfpu("unary_max_uint32_tile", ttsim::SfpuOp::UnaryMaxUInt32, dst, p0, 0, 0, VectorMode::RC, at);
}
inline void unary_max_int32_tile_init(TTSIM_LOC) {
    unary_max_tile_init(at);
}
inline void unary_min_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("unary_min_tile_init", ttsim::SfpuOp::UnaryMin, at);
}
inline void unary_min_tile(uint32_t dst, uint32_t p0, TTSIM_LOC) {
    ttsim::op_sfpu("unary_min_tile", ttsim::SfpuOp::UnaryMin, dst, p0, 0, 0, VectorMode::RC, at);
}
inline void unary_min_int32_tile(uint32_t dst, uint32_t p0, TTSIM_LOC) {
    ttsim::op_sfpu("unary_min_int32_tile", ttsim::SfpuOp::UnaryMinInt32, dst, p0, 0, 0, VectorMode::RC, at);
}
inline void unary_min_uint32_tile(uint32_t dst, uint32_t p0, TTSIM_LOC) {
    ttsim::op_sfpu("unary_min_uint32_tile", ttsim::SfpuOp::UnaryMinUInt32, dst, p0, 0, 0, VectorMode::RC, at);
}
inline void unary_min_int32_tile_init(TTSIM_LOC) {
    unary_min_tile_init(at);
}
inline void signbit_tile_int32_init(TTSIM_LOC) {
    ttsim::sfpu_init("signbit_tile_int32_init", ttsim::SfpuOp::Signbit, at);
}
inline void signbit_tile_int32(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("signbit_tile_int32", ttsim::SfpuOp::SignbitInt32, dst, 0, 0, 0, VectorMode::RC, at);
}
inline void unary_max_uint32_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("unary_max_uint32_tile_init", ttsim::SfpuOp::UnaryMax, at);
}
inline void unary_min_uint32_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("unary_min_uint32_tile_init", ttsim::SfpuOp::UnaryMin, at);
}

// Reductions in DST: of columns to row 0, or of rows to column 0 (sums only).
template <PoolType pool, DataFormat format>
inline void sfpu_reduce_init(TTSIM_LOC) {
    ttsim::sfpu_init("sfpu_reduce_init", ttsim::SfpuOp::ReduceColumns, at);
}
template <PoolType pool, DataFormat format, ReduceDim dim = ReduceDim::REDUCE_COL>
inline void sfpu_reduce(uint32_t dst, uint32_t ct_dim = 1, uint32_t rt_dim = 1, TTSIM_LOC) {
    constexpr bool rows = dim == ReduceDim::REDUCE_ROW;
    static_assert(dim == ReduceDim::REDUCE_COL || (rows && pool == PoolType::SUM), "rows can be summed only");
    static_assert(
        format == DataFormat::Float32 || format == DataFormat::Int32 || format == DataFormat::UInt32 ||
            format == DataFormat::UInt16 || format == DataFormat::Float16_b,
        "Float32, Float16_b, Int32, UInt32 or UInt16");
    ttsim::op_sfpu_reduce(pool, static_cast<uint32_t>(format), rows, dst, ct_dim, rt_dim, at);
}

}  // namespace ckernel
