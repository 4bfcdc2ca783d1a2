// Remainders of two DST tiles, of the sign of the divisor.
#pragma once

#include "api/compute/common.h"
#include "api/compute/remainder_int32.h"

namespace ckernel {

inline void remainder_binary_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("remainder_binary_tile_init", ttsim::SfpuOp::RemainderBinary, at);
}
template <bool dst32 = DST_ACCUM_MODE>
inline void remainder_binary_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary("remainder_binary_tile", ttsim::SfpuOp::RemainderBinary, a, b, out, at);
}
inline void remainder_uint32_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("remainder_uint32_tile_init", ttsim::SfpuOp::RemainderUInt32, at);
}
inline void remainder_uint32_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary("remainder_uint32_tile", ttsim::SfpuOp::RemainderUInt32, a, b, out, at);
}

}  // namespace ckernel
