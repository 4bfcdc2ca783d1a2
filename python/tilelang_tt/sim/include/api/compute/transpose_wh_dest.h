// Transposition of a tile within DST.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

template <bool is_32bit = false>
inline void transpose_wh_dest_init_short(TTSIM_LOC) {
    ttsim::OpConfig config;
    config.kind = ttsim::OpKind::TransposeDest;
    ttsim::op_init("transpose_wh_dest_init_short", config, at);
}
template <bool is_32bit = false>
inline void transpose_wh_dest(uint32_t dst, TTSIM_LOC) {
    ttsim::op_transpose_dest(dst, at);
}

}  // namespace ckernel
