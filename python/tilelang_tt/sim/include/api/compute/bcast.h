// Elementwise operations with one operand broadcast: operand 1's row 0 (ROW), column 0 (COL) or element [0, 0]
// (SCALAR).
#pragma once

#include "api/compute/common.h"

namespace ckernel {

namespace detail {
inline void bcast_setup(const char* call, uint8_t op, uint8_t dim, ttsim::Loc at) {
    ttsim::OpConfig config;
    config.kind = dim == 0 ? ttsim::OpKind::Binary : ttsim::OpKind::Bcast;
    config.op = op;
    config.dim = dim;
    ttsim::op_init(call, config, at);
}
}  // namespace detail

template <EltwiseBinaryType op, BroadcastType dim>
inline void init_bcast(uint32_t icb0, uint32_t icb1, uint32_t ocb, TTSIM_LOC) {
    ttsim::full_init("init_bcast", icb0, icb1, ocb, at);
    detail::bcast_setup("init_bcast", op, dim, at);
}
template <EltwiseBinaryType op, BroadcastType dim>
inline void any_tiles_bcast(uint32_t icb0, uint32_t icb1, uint32_t i0, uint32_t i1, uint32_t dst, TTSIM_LOC) {
    ttsim::op_binary("any_tiles_bcast", op, dim, icb0, icb1, i0, i1, dst, at);
}
template <BroadcastType dim>
inline void add_tiles_bcast(uint32_t icb0, uint32_t icb1, uint32_t i0, uint32_t i1, uint32_t dst, TTSIM_LOC) {
    ttsim::op_binary("add_tiles_bcast", ELWADD, dim, icb0, icb1, i0, i1, dst, at);
}
template <BroadcastType dim>
inline void sub_tiles_bcast(uint32_t icb0, uint32_t icb1, uint32_t i0, uint32_t i1, uint32_t dst, TTSIM_LOC) {
    ttsim::op_binary("sub_tiles_bcast", ELWSUB, dim, icb0, icb1, i0, i1, dst, at);
}
template <BroadcastType dim>
inline void mul_tiles_bcast(uint32_t icb0, uint32_t icb1, uint32_t i0, uint32_t i1, uint32_t dst, TTSIM_LOC) {
    ttsim::op_binary("mul_tiles_bcast", ELWMUL, dim, icb0, icb1, i0, i1, dst, at);
}

inline void add_bcast_rows_init_short(uint32_t icb0, uint32_t icb1, TTSIM_LOC) {
    (void)icb0;
    (void)icb1;
    detail::bcast_setup("add_bcast_rows_init_short", ELWADD, BroadcastType::ROW, at);
}
inline void add_tiles_bcast_rows(uint32_t icb0, uint32_t icb1, uint32_t i0, uint32_t i1, uint32_t dst, TTSIM_LOC) {
    ttsim::op_binary("add_tiles_bcast_rows", ELWADD, BroadcastType::ROW, icb0, icb1, i0, i1, dst, at);
}
inline void add_bcast_cols_init_short(uint32_t icb0, uint32_t icb1, TTSIM_LOC) {
    (void)icb0;
    (void)icb1;
    detail::bcast_setup("add_bcast_cols_init_short", ELWADD, BroadcastType::COL, at);
}
inline void add_tiles_bcast_cols(uint32_t icb0, uint32_t icb1, uint32_t i0, uint32_t i1, uint32_t dst, TTSIM_LOC) {
    ttsim::op_binary("add_tiles_bcast_cols", ELWADD, BroadcastType::COL, icb0, icb1, i0, i1, dst, at);
}
inline void add_bcast_scalar_init_short(uint32_t icb0, uint32_t icb1, TTSIM_LOC) {
    (void)icb0;
    (void)icb1;
    detail::bcast_setup("add_bcast_scalar_init_short", ELWADD, BroadcastType::SCALAR, at);
}
inline void add_tiles_bcast_scalar(uint32_t icb0, uint32_t icb1, uint32_t i0, uint32_t i1, uint32_t dst, TTSIM_LOC) {
    ttsim::op_binary("add_tiles_bcast_scalar", ELWADD, BroadcastType::SCALAR, icb0, icb1, i0, i1, dst, at);
}
inline void sub_bcast_cols_init_short(uint32_t icb0, uint32_t icb1, TTSIM_LOC) {
    (void)icb0;
    (void)icb1;
    detail::bcast_setup("sub_bcast_cols_init_short", ELWSUB, BroadcastType::COL, at);
}
inline void sub_tiles_bcast_cols(uint32_t icb0, uint32_t icb1, uint32_t i0, uint32_t i1, uint32_t dst, TTSIM_LOC) {
    ttsim::op_binary("sub_tiles_bcast_cols", ELWSUB, BroadcastType::COL, icb0, icb1, i0, i1, dst, at);
}
inline void sub_tiles_bcast_scalar_init_short(uint32_t icb0, uint32_t icb1, TTSIM_LOC) {
    (void)icb0;
    (void)icb1;
    detail::bcast_setup("sub_tiles_bcast_scalar_init_short", ELWSUB, BroadcastType::SCALAR, at);
}
inline void sub_tiles_bcast_scalar(uint32_t icb0, uint32_t icb1, uint32_t i0, uint32_t i1, uint32_t dst, TTSIM_LOC) {
    ttsim::op_binary("sub_tiles_bcast_scalar", ELWSUB, BroadcastType::SCALAR, icb0, icb1, i0, i1, dst, at);
}
inline void mul_bcast_rows_init_short(uint32_t icb0, uint32_t icb1, TTSIM_LOC) {
    (void)icb0;
    (void)icb1;
    detail::bcast_setup("mul_bcast_rows_init_short", ELWMUL, BroadcastType::ROW, at);
}
inline void mul_tiles_bcast_rows(uint32_t icb0, uint32_t icb1, uint32_t i0, uint32_t i1, uint32_t dst, TTSIM_LOC) {
    ttsim::op_binary("mul_tiles_bcast_rows", ELWMUL, BroadcastType::ROW, icb0, icb1, i0, i1, dst, at);
}
inline void mul_bcast_cols_init_short(uint32_t icb0, uint32_t icb1, TTSIM_LOC) {
    (void)icb0;
    (void)icb1;
    detail::bcast_setup("mul_bcast_cols_init_short", ELWMUL, BroadcastType::COL, at);
}
inline void mul_tiles_bcast_cols(uint32_t icb0, uint32_t icb1, uint32_t i0, uint32_t i1, uint32_t dst, TTSIM_LOC) {
    ttsim::op_binary("mul_tiles_bcast_cols", ELWMUL, BroadcastType::COL, icb0, icb1, i0, i1, dst, at);
}
inline void mul_tiles_bcast_scalar_init_short(uint32_t icb0, uint32_t icb1, TTSIM_LOC) {
    (void)icb0;
    (void)icb1;
    detail::bcast_setup("mul_tiles_bcast_scalar_init_short", ELWMUL, BroadcastType::SCALAR, at);
}
inline void mul_tiles_bcast_scalar(uint32_t icb0, uint32_t icb1, uint32_t i0, uint32_t i1, uint32_t dst, TTSIM_LOC) {
    ttsim::op_binary("mul_tiles_bcast_scalar", ELWMUL, BroadcastType::SCALAR, icb0, icb1, i0, i1, dst, at);
}

// Later names.
template <EltwiseBinaryType op, BroadcastType dim>
inline void bcast_init(uint32_t icb0, uint32_t icb1, TTSIM_LOC) {
    (void)icb0;
    (void)icb1;
    detail::bcast_setup("bcast_init", op, dim, at);
}
inline void sub_tiles_bcast_rows(uint32_t icb0, uint32_t icb1, uint32_t i0, uint32_t i1, uint32_t dst, TTSIM_LOC) {
    ttsim::op_binary("sub_tiles_bcast_rows", ELWSUB, BroadcastType::ROW, icb0, icb1, i0, i1, dst, at);
}
inline void add_bcast_rows_init(uint32_t icb0, uint32_t icb1, TTSIM_LOC) {
    (void)icb0;
    (void)icb1;
    detail::bcast_setup("add_bcast_rows_init", ELWADD, BroadcastType::ROW, at);
}
inline void add_bcast_cols_init(uint32_t icb0, uint32_t icb1, TTSIM_LOC) {
    (void)icb0;
    (void)icb1;
    detail::bcast_setup("add_bcast_cols_init", ELWADD, BroadcastType::COL, at);
}
inline void add_bcast_scalar_init(uint32_t icb0, uint32_t icb1, TTSIM_LOC) {
    (void)icb0;
    (void)icb1;
    detail::bcast_setup("add_bcast_scalar_init", ELWADD, BroadcastType::SCALAR, at);
}
inline void sub_bcast_rows_init(uint32_t icb0, uint32_t icb1, TTSIM_LOC) {
    (void)icb0;
    (void)icb1;
    detail::bcast_setup("sub_bcast_rows_init", ELWSUB, BroadcastType::ROW, at);
}
inline void sub_bcast_cols_init(uint32_t icb0, uint32_t icb1, TTSIM_LOC) {
    (void)icb0;
    (void)icb1;
    detail::bcast_setup("sub_bcast_cols_init", ELWSUB, BroadcastType::COL, at);
}
inline void sub_bcast_scalar_init(uint32_t icb0, uint32_t icb1, TTSIM_LOC) {
    (void)icb0;
    (void)icb1;
    detail::bcast_setup("sub_bcast_scalar_init", ELWSUB, BroadcastType::SCALAR, at);
}
inline void mul_bcast_rows_init(uint32_t icb0, uint32_t icb1, TTSIM_LOC) {
    (void)icb0;
    (void)icb1;
    detail::bcast_setup("mul_bcast_rows_init", ELWMUL, BroadcastType::ROW, at);
}
inline void mul_bcast_cols_init(uint32_t icb0, uint32_t icb1, TTSIM_LOC) {
    (void)icb0;
    (void)icb1;
    detail::bcast_setup("mul_bcast_cols_init", ELWMUL, BroadcastType::COL, at);
}
inline void mul_bcast_scalar_init(uint32_t icb0, uint32_t icb1, TTSIM_LOC) {
    (void)icb0;
    (void)icb1;
    detail::bcast_setup("mul_bcast_scalar_init", ELWMUL, BroadcastType::SCALAR, at);
}

// One tile broadcast on its way to DST. The init sets the formats of all engines.
template <BroadcastType dim>
inline void unary_bcast_init(uint32_t icb, uint32_t ocb, TTSIM_LOC) {
    ttsim::full_reconfig("unary_bcast_init", icb, icb, ocb, at);
    ttsim::OpConfig config;
    config.kind = ttsim::OpKind::UnaryBcast;
    config.dim = dim;
    ttsim::op_init("unary_bcast_init", config, at);
}
template <BroadcastType dim>
inline void unary_bcast(uint32_t icb, uint32_t tile, uint32_t dst, TTSIM_LOC) {
    ttsim::op_unary_bcast(dim, icb, tile, dst, at);
}
template <BroadcastType dim>
inline void unary_bcast_uninit(uint32_t icb, TTSIM_LOC) {
    (void)icb;
    ttsim::op_uninit("unary_bcast_uninit", ttsim::OpKind::UnaryBcast, at);
}

}  // namespace ckernel
