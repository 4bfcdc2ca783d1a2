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
inline void matmul_pack_tile(uint32_t dst, uint32_t cb, uint32_t tiles, TTSIM_LOC) {
    ttsim::op_pack("matmul_pack_tile", dst, cb, false, 0, tiles, at);
}
inline void pack_reconfig_data_format(uint32_t cb, TTSIM_LOC) {
    if (ttsim::on_pack()) {
        ttsim::reconfig_pack("pack_reconfig_data_format", cb, at);
    }
}
inline void pack_reconfig_data_format(uint32_t old_cb, uint32_t cb, TTSIM_LOC) {
    if (ttsim::on_pack()) {
        ttsim::check_pack_configured("pack_reconfig_data_format", old_cb, at);
        ttsim::reconfig_pack("pack_reconfig_data_format", cb, at);
    }
}
inline void pack_reconfig_l1_acc(uint32_t on, TTSIM_LOC) {
    ttsim::pack_set_l1_accumulate(on != 0, at);
}
inline void pack_relu_config(uint32_t config, TTSIM_LOC) {
    ttsim::pack_set_relu(config & 0xF, config >> 16, at);
}
// The low bits choose the kind, the high half is the threshold as bf16.
inline void llk_pack_relu_config(uint32_t config, TTSIM_LOC) {
    ttsim::pack_set_relu(config & 0xF, config >> 16, at);
}

}  // namespace ckernel
