// Transposition of a tile, under the later names.
#pragma once

#include "api/compute/transpose_wh.h"

namespace ckernel {

template <bool dst32 = DST_ACCUM_MODE>
inline void transpose_init(uint32_t icb, TTSIM_LOC) {
    transpose_wh_init_short(icb, at);
}
template <bool dst32 = DST_ACCUM_MODE>
inline void transpose_tile(uint32_t icb, uint32_t tile, uint32_t dst, TTSIM_LOC) {
    ttsim::op_transpose(icb, tile, dst, at);
}
template <bool dst32 = DST_ACCUM_MODE>
inline void transpose_block(uint32_t icb, uint32_t tile, uint32_t dst, uint32_t tiles, TTSIM_LOC) {
    for (uint32_t i = 0; i < tiles; ++i) {
        ttsim::op_transpose(icb, tile + i, dst + i, at);
    }
}

}  // namespace ckernel
