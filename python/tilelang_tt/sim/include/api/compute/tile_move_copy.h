// Tiles of circular buffers to DST.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

namespace detail {
inline void copy_setup(const char* call, uint32_t of_faces, uint32_t within_faces, ttsim::Loc at) {
    ttsim::OpConfig config;
    config.kind = ttsim::OpKind::Copy;
    config.flag = static_cast<uint8_t>((of_faces != 0 ? 1 : 0) | (within_faces != 0 ? 2 : 0));
    ttsim::op_init(call, config, at);
}
}  // namespace detail

// Transposition on the way: `transpose` exchanges faces 1 and 2, `within_face` transposes every face.
inline void copy_tile_to_dst_init_short(uint32_t cb = 0, uint32_t transpose = 0, uint32_t within_face = 0, TTSIM_LOC) {
    (void)cb;
    detail::copy_setup("copy_tile_to_dst_init_short", transpose, within_face, at);
}
inline void copy_tile_init(uint32_t cb, TTSIM_LOC) {
    (void)cb;
    detail::copy_setup("copy_tile_init", 0, 0, at);
}
inline void copy_tile_to_dst_init_short_with_dt(uint32_t old_cb, uint32_t cb, uint32_t transpose = 0, TTSIM_LOC) {
    if (!ttsim::on_pack()) {
        ttsim::check_configured("copy_tile_to_dst_init_short_with_dt", true, old_cb, false, 0, at);
    }
    ttsim::reconfig_unpack("copy_tile_to_dst_init_short_with_dt", true, cb, false, 0, at);
    detail::copy_setup("copy_tile_to_dst_init_short_with_dt", transpose, 0, at);
}
inline void copy_tile(uint32_t cb, uint32_t tile, uint32_t dst, TTSIM_LOC) {
    ttsim::op_copy("copy_tile", cb, tile, dst, 1, at);
}
inline void copy_block_matmul_partials(uint32_t cb, uint32_t tile, uint32_t dst, uint32_t tiles, TTSIM_LOC) {
    ttsim::op_copy("copy_block_matmul_partials", cb, tile, dst, tiles, at);
}

// Later names; templates, so that a kernel's own function of the same name comes first.
inline void copy_init(uint32_t cb, uint32_t transpose = 0, uint32_t within_face = 0, TTSIM_LOC) {
    (void)cb;
    detail::copy_setup("copy_init", transpose, within_face, at);
}
template <bool dst32 = DST_ACCUM_MODE>
inline void copy_block(uint32_t cb, uint32_t tile, uint32_t dst, uint32_t tiles, TTSIM_LOC) {
    ttsim::op_copy("copy_block", cb, tile, dst, tiles, at);
}

}  // namespace ckernel
