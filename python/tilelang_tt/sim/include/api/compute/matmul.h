// Matrix multiplication. in0 goes to SrcB, in1 to SrcA.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

namespace detail {
inline void matmul_setup(const char* call, uint32_t transpose, ttsim::Loc at) {
    ttsim::OpConfig config;
    config.kind = ttsim::OpKind::Matmul;
    config.flag = transpose != 0;
    ttsim::op_init(call, config, at);
}
inline void matmul_block_setup(
    const char* call, uint32_t transpose, uint32_t ct, uint32_t rt, uint32_t kt, ttsim::Loc at) {
    ttsim::OpConfig config;
    config.kind = ttsim::OpKind::MatmulBlock;
    config.flag = transpose != 0;
    config.ct = static_cast<uint16_t>(ct);
    config.rt = static_cast<uint16_t>(rt);
    config.kt = static_cast<uint16_t>(kt);
    ttsim::op_init(call, config, at);
}
inline void reconfig_srca(const char* call, uint32_t old_cb, uint32_t cb, ttsim::Loc at) {
    if (!ttsim::on_pack()) {
        ttsim::check_configured(call, true, old_cb, false, 0, at);
    }
    ttsim::reconfig_unpack(call, true, cb, false, 0, at);
}
}  // namespace detail

inline void mm_init(uint32_t in0, uint32_t in1, uint32_t out, uint32_t transpose = 0, TTSIM_LOC) {
    ttsim::full_init("mm_init", in1, in0, out, at);
    detail::matmul_setup("mm_init", transpose, at);
}
inline void mm_init_short(uint32_t in0, uint32_t in1, uint32_t transpose = 0, TTSIM_LOC) {
    (void)in0;
    (void)in1;
    detail::matmul_setup("mm_init_short", transpose, at);
}
inline void mm_init_short_with_dt(uint32_t in0, uint32_t in1, uint32_t old_srca, uint32_t transpose = 0, TTSIM_LOC) {
    (void)in0;
    detail::reconfig_srca("mm_init_short_with_dt", old_srca, in1, at);
    detail::matmul_setup("mm_init_short_with_dt", transpose, at);
}
inline void matmul_tiles(uint32_t in0, uint32_t in1, uint32_t i0, uint32_t i1, uint32_t dst, TTSIM_LOC) {
    ttsim::op_matmul(in0, in1, i0, i1, dst, at);
}

inline void mm_block_init(
    uint32_t in0,
    uint32_t in1,
    uint32_t out,
    uint32_t transpose = 0,
    uint32_t ct_dim = 1,
    uint32_t rt_dim = 1,
    uint32_t kt_dim = 1,
    TTSIM_LOC) {
    ttsim::full_init("mm_block_init", in1, in0, out, at);
    detail::matmul_block_setup("mm_block_init", transpose, ct_dim, rt_dim, kt_dim, at);
}
inline void mm_block_init_short(
    uint32_t in0,
    uint32_t in1,
    uint32_t transpose = 0,
    uint32_t ct_dim = 1,
    uint32_t rt_dim = 1,
    uint32_t kt_dim = 1,
    TTSIM_LOC) {
    (void)in0;
    (void)in1;
    detail::matmul_block_setup("mm_block_init_short", transpose, ct_dim, rt_dim, kt_dim, at);
}
inline void mm_block_init_short_with_dt(
    uint32_t in0,
    uint32_t in1,
    uint32_t old_srca,
    uint32_t transpose = 0,
    uint32_t ct_dim = 1,
    uint32_t rt_dim = 1,
    uint32_t kt_dim = 1,
    TTSIM_LOC) {
    (void)in0;
    detail::reconfig_srca("mm_block_init_short_with_dt", old_srca, in1, at);
    detail::matmul_block_setup("mm_block_init_short_with_dt", transpose, ct_dim, rt_dim, kt_dim, at);
}
inline void mm_block_init_short_with_both_dt(
    uint32_t in0,
    uint32_t in1,
    uint32_t old_in0,
    uint32_t old_in1,
    uint32_t transpose = 0,
    uint32_t ct_dim = 1,
    uint32_t rt_dim = 1,
    uint32_t kt_dim = 1,
    TTSIM_LOC) {
    if (!ttsim::on_pack()) {
        ttsim::check_configured("mm_block_init_short_with_both_dt", true, old_in1, true, old_in0, at);
    }
    ttsim::reconfig_unpack("mm_block_init_short_with_both_dt", true, in1, true, in0, at);
    detail::matmul_block_setup("mm_block_init_short_with_both_dt", transpose, ct_dim, rt_dim, kt_dim, at);
}
inline void matmul_block(
    uint32_t in0,
    uint32_t in1,
    uint32_t i0,
    uint32_t i1,
    uint32_t dst,
    uint32_t transpose,
    uint32_t ct_dim,
    uint32_t rt_dim,
    uint32_t kt_dim,
    TTSIM_LOC) {
    ttsim::op_matmul_block(in0, in1, i0, i1, dst, transpose != 0, ct_dim, rt_dim, kt_dim, at);
}

// The names of the August 2026 generation.
inline void matmul_init(uint32_t in0, uint32_t in1, uint32_t transpose = 0, TTSIM_LOC) {
    (void)in0;
    (void)in1;
    detail::matmul_setup("matmul_init", transpose, at);
}
inline void matmul_block_init(
    uint32_t in0,
    uint32_t in1,
    uint32_t transpose = 0,
    uint32_t ct_dim = 1,
    uint32_t rt_dim = 1,
    uint32_t kt_dim = 1,
    TTSIM_LOC) {
    (void)in0;
    (void)in1;
    detail::matmul_block_setup("matmul_block_init", transpose, ct_dim, rt_dim, kt_dim, at);
}

}  // namespace ckernel
