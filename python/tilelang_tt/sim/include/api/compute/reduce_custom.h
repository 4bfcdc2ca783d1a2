// Maxima of the rows of a block of tiles: reduce_tile<MAX, REDUCE_ROW> over its width, in one call.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

namespace detail {
inline void block_max_setup(const char* call, uint32_t width, ttsim::Loc at) {
    ttsim::OpConfig config;
    config.kind = ttsim::OpKind::Reduce;
    config.op = PoolType::MAX;
    config.dim = ReduceDim::REDUCE_ROW;
    config.ct = static_cast<uint16_t>(width);
    ttsim::op_init(call, config, at);
}
inline void block_max(
    const char* call, uint32_t width, uint32_t icb, uint32_t scaler, uint32_t tile, uint32_t dst, ttsim::Loc at) {
    for (uint32_t i = 0; i < width; ++i) {
        ttsim::op_reduce(call, PoolType::MAX, ReduceDim::REDUCE_ROW, width, icb, scaler, tile + i, 0, dst, at);
    }
}
}  // namespace detail

template <uint32_t block_ct_dim>
inline void reduce_block_max_row_init(TTSIM_LOC) {
    detail::block_max_setup("reduce_block_max_row_init", block_ct_dim, at);
}
template <uint32_t block_ct_dim>
inline void reduce_block_max_row(uint32_t icb, uint32_t scaler, uint32_t tile, uint32_t dst, TTSIM_LOC) {
    detail::block_max("reduce_block_max_row", block_ct_dim, icb, scaler, tile, dst, at);
}
template <bool clear_fp32_accumulation = false>
inline void reduce_block_max_row_uninit(uint32_t icb = 0, TTSIM_LOC) {
    (void)icb;
    ttsim::op_uninit("reduce_block_max_row_uninit", ttsim::OpKind::Reduce, at);
}

}  // namespace ckernel
