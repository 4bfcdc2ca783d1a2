// Conversion between formats, given as numbers of DataFormat.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

template <uint32_t in_format, uint32_t out_format>
inline void typecast_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("typecast_tile_init", ttsim::SfpuOp::Typecast, at, in_format, out_format);
}
template <uint32_t in_format, uint32_t out_format>
inline void typecast_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("typecast_tile", ttsim::SfpuOp::Typecast, dst, in_format, out_format, 0, VectorMode::RC, at);
}

}  // namespace ckernel
