// cond ? a : b, tile by tile of DST.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void where_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("where_tile_init", ttsim::SfpuOp::Where, at);
}
template <DataFormat format>
inline void where_tile(uint32_t cond, uint32_t if_true, uint32_t if_false, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_ternary("where_tile", ttsim::SfpuOp::Where, cond, if_true, if_false, out, 0, at);
}

// Names of earlier releases.
inline void where_fp32_tile(uint32_t cond, uint32_t if_true, uint32_t if_false, uint32_t out, TTSIM_LOC) {
    where_tile<DataFormat::Float32>(cond, if_true, if_false, out, at);
}
inline void where_int32_tile(uint32_t cond, uint32_t if_true, uint32_t if_false, uint32_t out, TTSIM_LOC) {
    where_tile<DataFormat::Int32>(cond, if_true, if_false, out, at);
}
inline void where_uint32_tile(uint32_t cond, uint32_t if_true, uint32_t if_false, uint32_t out, TTSIM_LOC) {
    where_tile<DataFormat::UInt32>(cond, if_true, if_false, out, at);
}

}  // namespace ckernel
