// DST to circular buffers.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

template <bool out_of_order_output = false>
inline void pack_tile(uint32_t dst, uint32_t cb, uint32_t slot = 0, TTSIM_LOC) {
    ttsim::op_pack("pack_tile", dst, cb, out_of_order_output, slot, 1, at);
}
inline void pack_tile_block(uint32_t dst, uint32_t cb, uint32_t tiles, TTSIM_LOC) {
    ttsim::op_pack("pack_tile_block", dst, cb, false, 0, tiles, at);
}
// Later name; a template, so that a kernel's own function of the same name comes first.
template <bool dst32 = DST_ACCUM_MODE>
inline void pack_block(uint32_t dst, uint32_t cb, uint32_t tiles, TTSIM_LOC) {
    ttsim::op_pack("pack_block", dst, cb, false, 0, tiles, at);
}
inline void matmul_pack_tile(uint32_t dst, uint32_t cb, uint32_t tiles, TTSIM_LOC) {
    ttsim::op_pack("matmul_pack_tile", dst, cb, false, 0, tiles, at);
}
template <bool is_tile_dim_reconfig_en = false>
inline void pack_reconfig_data_format(uint32_t cb, TTSIM_LOC) {
    if (ttsim::on_pack()) {
        ttsim::reconfig_pack("pack_reconfig_data_format", cb, at);
    }
}
template <bool is_tile_dim_reconfig_en = false>
inline void pack_reconfig_data_format(uint32_t old_cb, uint32_t cb, TTSIM_LOC) {
    if (ttsim::on_pack()) {
        ttsim::check_pack_configured("pack_reconfig_data_format", old_cb, at);
        ttsim::reconfig_pack("pack_reconfig_data_format", cb, at);
    }
}
inline void pack_reconfig_l1_acc(uint32_t on, TTSIM_LOC) {
    ttsim::pack_set_l1_accumulate("pack_reconfig_l1_acc", on != 0, at);
}
template <bool dst32 = DST_ACCUM_MODE>
inline void pack_init(uint32_t cb, TTSIM_LOC) {
    ttsim::pack_reset(cb, at);
}

// The first rows of a tile in memory order, 16 elements each, one after the other.
inline void pack_rows_init(uint32_t num_rows, TTSIM_LOC) {
    ttsim::pack_rows_setup(num_rows, at);
}
inline void pack_rows(uint32_t dst, uint32_t cb, uint32_t slot = 0, TTSIM_LOC) {
    ttsim::op_pack_rows(dst, cb, slot, at);
}
inline void pack_rows_uninit(TTSIM_LOC) {
    ttsim::pack_rows_setup(0, at);
}

}  // namespace ckernel
