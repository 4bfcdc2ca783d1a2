// Integer multiplication of DST tiles.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

template <DataFormat format>
inline void mul_int_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("mul_int_tile_init", ttsim::SfpuOp::MulInt32, at);
}
template <DataFormat format>
inline void mul_int_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    constexpr bool narrow = format == DataFormat::UInt16;
    ttsim::op_sfpu_binary("mul_int_tile", narrow ? ttsim::SfpuOp::MulUInt16 : ttsim::SfpuOp::MulInt32, a, b, out, at);
}

// Names of earlier releases.
inline void mul_uint16_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    mul_int_tile<DataFormat::UInt16>(a, b, out, at);
}
inline void mul_int_tile_init(TTSIM_LOC) {
    mul_int_tile_init<DataFormat::UInt16>(at);
}

}  // namespace ckernel
