// Row-major pages to tiles. `block` is the number of tiles of a row of tiles.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

namespace detail {
inline void tilize_setup(const char* call, uint32_t block, ttsim::Loc at) {
    ttsim::OpConfig config;
    config.kind = ttsim::OpKind::Tilize;
    config.ct = static_cast<uint16_t>(block);
    ttsim::op_init(call, config, at);
}
}  // namespace detail

inline void tilize_init(uint32_t icb, uint32_t block, uint32_t ocb, TTSIM_LOC) {
    (void)icb;
    (void)ocb;
    detail::tilize_setup("tilize_init", block, at);
}
inline void tilize_block(
    uint32_t icb, uint32_t block, uint32_t ocb, uint32_t in_tile = 0, uint32_t out_tile = 0, TTSIM_LOC) {
    ttsim::op_tilize("tilize_block", icb, block, ocb, in_tile, out_tile, at);
}
inline void tilize_uninit(uint32_t icb, uint32_t ocb, TTSIM_LOC) {
    (void)icb;
    (void)ocb;
    ttsim::op_uninit("tilize_uninit", ttsim::OpKind::Tilize, at);
}
inline void tilize_init_short_with_dt(uint32_t old_icb, uint32_t icb, uint32_t block, uint32_t ocb, TTSIM_LOC) {
    (void)ocb;
    if (!ttsim::on_pack()) {
        ttsim::check_configured("tilize_init_short_with_dt", true, old_icb, false, 0, at);
    }
    ttsim::reconfig_unpack("tilize_init_short_with_dt", true, icb, false, 0, at);
    detail::tilize_setup("tilize_init_short_with_dt", block, at);
}
inline void tilize_uninit_with_dt(uint32_t old_icb, uint32_t icb, uint32_t ocb, TTSIM_LOC) {
    (void)ocb;
    ttsim::op_uninit("tilize_uninit_with_dt", ttsim::OpKind::Tilize, at);
    if (!ttsim::on_pack()) {
        ttsim::check_configured("tilize_uninit_with_dt", true, old_icb, false, 0, at);
    }
    ttsim::reconfig_unpack("tilize_uninit_with_dt", true, icb, false, 0, at);
}
inline void fast_tilize_init_with_dt(uint32_t icb, uint32_t full_dim, uint32_t ocb, TTSIM_LOC) {
    (void)ocb;
    ttsim::reconfig_unpack("fast_tilize_init_with_dt", true, icb, true, icb, at);
    detail::tilize_setup("fast_tilize_init_with_dt", full_dim, at);
}
inline void fast_tilize_init(uint32_t icb, uint32_t full_dim, uint32_t ocb, TTSIM_LOC) {
    (void)icb;
    (void)ocb;
    detail::tilize_setup("fast_tilize_init", full_dim, at);
}
inline void fast_tilize_block(
    uint32_t icb, uint32_t block, uint32_t ocb, uint32_t in_tile = 0, uint32_t out_tile = 0, TTSIM_LOC) {
    ttsim::op_tilize("fast_tilize_block", icb, block, ocb, in_tile, out_tile, at);
}
inline void fast_tilize_uninit(uint32_t icb, uint32_t ocb, TTSIM_LOC) {
    (void)icb;
    (void)ocb;
    ttsim::op_uninit("fast_tilize_uninit", ttsim::OpKind::Tilize, at);
}

}  // namespace ckernel
