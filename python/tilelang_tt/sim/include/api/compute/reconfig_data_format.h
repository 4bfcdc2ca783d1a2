// Formats of the unpackers. The forms with old operands skip what does not change.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

template <bool to_from_int8 = false, bool is_tile_dim_reconfig_en = false>
inline void reconfig_data_format(uint32_t srca, uint32_t srcb, TTSIM_LOC) {
    ttsim::reconfig_unpack("reconfig_data_format", true, srca, true, srcb, at);
}
template <bool to_from_int8 = false, bool is_tile_dim_reconfig_en = false>
inline void reconfig_data_format(uint32_t old_srca, uint32_t srca, uint32_t old_srcb, uint32_t srcb, TTSIM_LOC) {
    if (!ttsim::on_pack()) {
        ttsim::check_configured("reconfig_data_format", true, old_srca, true, old_srcb, at);
    }
    ttsim::reconfig_unpack("reconfig_data_format", true, srca, true, srcb, at);
}
template <bool to_from_int8 = false, bool is_tile_dim_reconfig_en = false>
inline void reconfig_data_format_srca(uint32_t srca, TTSIM_LOC) {
    ttsim::reconfig_unpack("reconfig_data_format_srca", true, srca, false, 0, at);
}
template <bool to_from_int8 = false, bool is_tile_dim_reconfig_en = false>
inline void reconfig_data_format_srca(uint32_t old_srca, uint32_t srca, TTSIM_LOC) {
    if (!ttsim::on_pack()) {
        ttsim::check_configured("reconfig_data_format_srca", true, old_srca, false, 0, at);
    }
    ttsim::reconfig_unpack("reconfig_data_format_srca", true, srca, false, 0, at);
}
template <bool to_from_int8 = false, bool is_tile_dim_reconfig_en = false>
inline void reconfig_data_format_srcb(uint32_t srcb, TTSIM_LOC) {
    ttsim::reconfig_unpack("reconfig_data_format_srcb", false, 0, true, srcb, at);
}
template <bool to_from_int8 = false, bool is_tile_dim_reconfig_en = false>
inline void reconfig_data_format_srcb(uint32_t old_srcb, uint32_t srcb, TTSIM_LOC) {
    if (!ttsim::on_pack()) {
        ttsim::check_configured("reconfig_data_format_srcb", false, 0, true, old_srcb, at);
    }
    ttsim::reconfig_unpack("reconfig_data_format_srcb", false, 0, true, srcb, at);
}

// The order of matmul operands, as compute_kernel_hw_startup takes it: the first operand is then SrcB's.
template <SrcOrder order>
inline void reconfig_data_format(uint32_t icb0, uint32_t icb1, TTSIM_LOC) {
    constexpr bool reverse = order == SrcOrder::Reverse;
    ttsim::reconfig_unpack("reconfig_data_format", true, reverse ? icb1 : icb0, true, reverse ? icb0 : icb1, at);
}
template <SrcOrder order>
inline void reconfig_data_format(uint32_t old_icb0, uint32_t icb0, uint32_t old_icb1, uint32_t icb1, TTSIM_LOC) {
    constexpr bool reverse = order == SrcOrder::Reverse;
    reconfig_data_format(
        reverse ? old_icb1 : old_icb0, reverse ? icb1 : icb0, reverse ? old_icb0 : old_icb1, reverse ? icb0 : icb1, at);
}

}  // namespace ckernel
