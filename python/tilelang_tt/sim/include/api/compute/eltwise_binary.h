// Elementwise operations of the matrix unit: operand 0 in SrcA, operand 1 in SrcB.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

namespace detail {
inline void binary_setup(const char* call, uint8_t op, bool accumulate, ttsim::Loc at) {
    ttsim::OpConfig config;
    config.kind = ttsim::OpKind::Binary;
    config.op = op;
    config.flag = accumulate;
    ttsim::op_init(call, config, at);
}
}  // namespace detail

inline void binary_op_init_common(uint32_t icb0, uint32_t icb1, uint32_t ocb, TTSIM_LOC) {
    ttsim::full_init("binary_op_init_common", icb0, icb1, ocb, at);
}
template <bool full_init = true, EltwiseBinaryType op = ELWADD>
inline void binary_tiles_init(uint32_t icb0, uint32_t icb1, bool acc_to_dest = false, TTSIM_LOC) {
    (void)icb0;
    (void)icb1;
    if (full_init || !ttsim::on_unpack()) {
        detail::binary_setup("binary_tiles_init", op, acc_to_dest, at);
    }
}
inline void add_tiles_init(uint32_t icb0, uint32_t icb1, bool acc_to_dest = false, TTSIM_LOC) {
    (void)icb0;
    (void)icb1;
    detail::binary_setup("add_tiles_init", ELWADD, acc_to_dest, at);
}
inline void sub_tiles_init(uint32_t icb0, uint32_t icb1, bool acc_to_dest = false, TTSIM_LOC) {
    (void)icb0;
    (void)icb1;
    detail::binary_setup("sub_tiles_init", ELWSUB, acc_to_dest, at);
}
inline void mul_tiles_init(uint32_t icb0, uint32_t icb1, TTSIM_LOC) {
    (void)icb0;
    (void)icb1;
    detail::binary_setup("mul_tiles_init", ELWMUL, false, at);
}
inline void add_tiles(uint32_t icb0, uint32_t icb1, uint32_t i0, uint32_t i1, uint32_t dst, TTSIM_LOC) {
    ttsim::op_binary("add_tiles", ELWADD, 0, icb0, icb1, i0, i1, dst, at);
}
inline void sub_tiles(uint32_t icb0, uint32_t icb1, uint32_t i0, uint32_t i1, uint32_t dst, TTSIM_LOC) {
    ttsim::op_binary("sub_tiles", ELWSUB, 0, icb0, icb1, i0, i1, dst, at);
}
inline void mul_tiles(uint32_t icb0, uint32_t icb1, uint32_t i0, uint32_t i1, uint32_t dst, TTSIM_LOC) {
    ttsim::op_binary("mul_tiles", ELWMUL, 0, icb0, icb1, i0, i1, dst, at);
}

// One operand from DST; the result replaces it.
template <EltwiseBinaryType op = ELWADD, EltwiseBinaryReuseDestType reuse = EltwiseBinaryReuseDestType::DEST_TO_SRCA>
inline void binary_dest_reuse_tiles_init(uint32_t icb, TTSIM_LOC) {
    (void)icb;
    static_assert(reuse != EltwiseBinaryReuseDestType::NONE, "DEST_TO_SRCA or DEST_TO_SRCB");
    ttsim::OpConfig config;
    config.kind = ttsim::OpKind::DestReuse;
    config.op = op;
    config.dim = reuse == EltwiseBinaryReuseDestType::DEST_TO_SRCB;
    ttsim::op_init("binary_dest_reuse_tiles_init", config, at);
}
template <EltwiseBinaryType op = ELWADD, EltwiseBinaryReuseDestType reuse = EltwiseBinaryReuseDestType::DEST_TO_SRCA>
inline void binary_dest_reuse_tiles(uint32_t icb, uint32_t tile, uint32_t dst, TTSIM_LOC) {
    ttsim::op_dest_reuse(
        "binary_dest_reuse_tiles", op, reuse == EltwiseBinaryReuseDestType::DEST_TO_SRCB, icb, tile, dst, at);
}

// Later names; templates, so that a kernel's own function of the same name comes first.
template <bool dst32 = DST_ACCUM_MODE>
inline void add_init(uint32_t icb0, uint32_t icb1, bool acc_to_dest = false, TTSIM_LOC) {
    (void)icb0;
    (void)icb1;
    detail::binary_setup("add_init", ELWADD, acc_to_dest, at);
}
template <bool dst32 = DST_ACCUM_MODE>
inline void add_block(uint32_t icb0, uint32_t icb1, uint32_t i0, uint32_t i1, uint32_t dst, uint32_t tiles, TTSIM_LOC) {
    for (uint32_t i = 0; i < tiles; ++i) {
        ttsim::op_binary("add_block", ELWADD, 0, icb0, icb1, i0 + i, i1 + i, dst + i, at);
    }
}
template <EltwiseBinaryReuseDestType reuse>
inline void add_reuse_dest_init(uint32_t icb, TTSIM_LOC) {
    binary_dest_reuse_tiles_init<ELWADD, reuse>(icb, at);
}
template <EltwiseBinaryReuseDestType reuse>
inline void add_reuse_dest_tiles(uint32_t icb, uint32_t tile, uint32_t dst, TTSIM_LOC) {
    binary_dest_reuse_tiles<ELWADD, reuse>(icb, tile, dst, at);
}
template <bool dst32 = DST_ACCUM_MODE>
inline void sub_init(uint32_t icb0, uint32_t icb1, bool acc_to_dest = false, TTSIM_LOC) {
    (void)icb0;
    (void)icb1;
    detail::binary_setup("sub_init", ELWSUB, acc_to_dest, at);
}
template <bool dst32 = DST_ACCUM_MODE>
inline void sub_block(uint32_t icb0, uint32_t icb1, uint32_t i0, uint32_t i1, uint32_t dst, uint32_t tiles, TTSIM_LOC) {
    for (uint32_t i = 0; i < tiles; ++i) {
        ttsim::op_binary("sub_block", ELWSUB, 0, icb0, icb1, i0 + i, i1 + i, dst + i, at);
    }
}
template <EltwiseBinaryReuseDestType reuse>
inline void sub_reuse_dest_init(uint32_t icb, TTSIM_LOC) {
    binary_dest_reuse_tiles_init<ELWSUB, reuse>(icb, at);
}
template <EltwiseBinaryReuseDestType reuse>
inline void sub_reuse_dest_tiles(uint32_t icb, uint32_t tile, uint32_t dst, TTSIM_LOC) {
    binary_dest_reuse_tiles<ELWSUB, reuse>(icb, tile, dst, at);
}
template <bool dst32 = DST_ACCUM_MODE>
inline void mul_init(uint32_t icb0, uint32_t icb1, bool acc_to_dest = true, TTSIM_LOC) {
    (void)icb0;
    (void)icb1;
    detail::binary_setup("mul_init", ELWMUL, acc_to_dest, at);
}
template <bool dst32 = DST_ACCUM_MODE>
inline void mul_block(uint32_t icb0, uint32_t icb1, uint32_t i0, uint32_t i1, uint32_t dst, uint32_t tiles, TTSIM_LOC) {
    for (uint32_t i = 0; i < tiles; ++i) {
        ttsim::op_binary("mul_block", ELWMUL, 0, icb0, icb1, i0 + i, i1 + i, dst + i, at);
    }
}
template <EltwiseBinaryReuseDestType reuse>
inline void mul_reuse_dest_init(uint32_t icb, TTSIM_LOC) {
    binary_dest_reuse_tiles_init<ELWMUL, reuse>(icb, at);
}
template <EltwiseBinaryReuseDestType reuse>
inline void mul_reuse_dest_tiles(uint32_t icb, uint32_t tile, uint32_t dst, TTSIM_LOC) {
    binary_dest_reuse_tiles<ELWMUL, reuse>(icb, tile, dst, at);
}

}  // namespace ckernel
