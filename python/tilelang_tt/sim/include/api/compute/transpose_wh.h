// Transposition of a tile, from a circular buffer or within DST.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void transpose_wh_init_short(uint32_t icb, TTSIM_LOC) {
    (void)icb;
    ttsim::OpConfig config;
    config.kind = ttsim::OpKind::Transpose;
    ttsim::op_init("transpose_wh_init_short", config, at);
}
inline void transpose_wh_init(uint32_t icb, uint32_t ocb, TTSIM_LOC) {
    ttsim::full_init("transpose_wh_init", icb, icb, ocb, at);
    transpose_wh_init_short(icb, at);
}
inline void transpose_wh_tile(uint32_t icb, uint32_t tile, uint32_t dst, TTSIM_LOC) {
    ttsim::op_transpose(icb, tile, dst, at);
}

}  // namespace ckernel
