// Tiles to row-major pages, through the unpacker.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void untilize_init(uint32_t icb, TTSIM_LOC) {
    (void)icb;
    ttsim::OpConfig config;
    config.kind = ttsim::OpKind::Untilize;
    ttsim::op_init("untilize_init", config, at);
}
// A row of `full_ct_dim` tiles, in sections of block_ct_dim.
template <uint32_t block_ct_dim = 1>
inline void untilize_block(uint32_t icb, uint32_t full_ct_dim, uint32_t ocb, TTSIM_LOC) {
    for (uint32_t column = 0; column < full_ct_dim / block_ct_dim; ++column) {
        ttsim::op_untilize("untilize_block", false, icb, block_ct_dim, 1, full_ct_dim, column, ocb, at);
    }
}
inline void untilize_uninit(uint32_t icb, TTSIM_LOC) {
    (void)icb;
    ttsim::op_uninit("untilize_uninit", ttsim::OpKind::Untilize, at);
}

}  // namespace ckernel
