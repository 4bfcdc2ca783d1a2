// Zeroes where the mask is 0. The mask must be in the DST tile after the data.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void mask_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("mask_tile_init", ttsim::SfpuOp::Mask, at);
}
inline void mask_tile(uint32_t data, uint32_t mask, DataFormat format = DataFormat::Float16_b, TTSIM_LOC) {
    (void)mask;
    (void)format;
    ttsim::op_sfpu_binary("mask_tile", ttsim::SfpuOp::Mask, data, data + 1, data, at);
}
inline void mask_posinf_tile(uint32_t data, uint32_t mask, TTSIM_LOC) {
    (void)mask;
    ttsim::op_sfpu_binary("mask_posinf_tile", ttsim::SfpuOp::MaskPosInf, data, data + 1, data, at);
}

}  // namespace ckernel
