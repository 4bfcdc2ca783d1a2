// Tiles to row-major pages, in the packer.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

namespace detail {
inline void pack_untilize_setup(const char* call, uint32_t block, uint32_t full, ttsim::Loc at) {
    ttsim::OpConfig config;
    config.kind = ttsim::OpKind::PackUntilize;
    config.ct = static_cast<uint16_t>(block);
    config.rt = static_cast<uint16_t>(full);
    ttsim::op_init(call, config, at);
}
}  // namespace detail

template <uint32_t block_ct_dim = 8, uint32_t full_ct_dim = block_ct_dim>
inline void pack_untilize_init(uint32_t icb, uint32_t ocb, TTSIM_LOC) {
    (void)icb;
    (void)ocb;
    detail::pack_untilize_setup("pack_untilize_init", block_ct_dim, full_ct_dim, at);
}
template <uint32_t block_ct_dim = 8, uint32_t full_ct_dim = block_ct_dim>
inline void pack_untilize_block(
    uint32_t icb, uint32_t block_rt_dim, uint32_t ocb, uint32_t block_c_index = 0, TTSIM_LOC) {
    ttsim::op_untilize(
        "pack_untilize_block", true, icb, block_ct_dim, block_rt_dim, full_ct_dim, block_c_index, ocb, at);
}
// What is already in DST.
template <
    uint32_t block_ct_dim = 8,
    uint32_t full_ct_dim = block_ct_dim,
    bool narrow_row = false,
    uint32_t row_num_datums = 32>
inline void pack_untilize_dest_init(uint32_t ocb, uint32_t face_r_dim = 16, uint32_t num_faces = 4, TTSIM_LOC) {
    (void)ocb;
    (void)face_r_dim;
    (void)num_faces;
    static_assert(!narrow_row, "narrow rows are not supported by this simulator");
    if (ttsim::on_pack()) {
        detail::pack_untilize_setup("pack_untilize_dest_init", block_ct_dim, full_ct_dim, at);
    }
}
template <
    uint32_t block_ct_dim = 8,
    uint32_t full_ct_dim = block_ct_dim,
    bool diagonal = false,
    bool narrow_row = false>
inline void pack_untilize_dest(uint32_t ocb, uint32_t block_rt_dim = 1, uint32_t block_c_index = 0, TTSIM_LOC) {
    static_assert(!diagonal && !narrow_row, "diagonal and narrow rows are not supported by this simulator");
    ttsim::op_pack_untilize_dest(ocb, block_ct_dim, block_rt_dim, full_ct_dim, block_c_index, 0, at);
}
inline void pack_untilize_uninit(uint32_t ocb, TTSIM_LOC) {
    (void)ocb;
    ttsim::op_uninit("pack_untilize_uninit", ttsim::OpKind::PackUntilize, at);
}

}  // namespace ckernel
