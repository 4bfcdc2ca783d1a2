// Integer addition of DST tiles.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void add_int_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("add_int_tile_init", ttsim::SfpuOp::AddInt32, at);
}
template <DataFormat format>
inline void add_int_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    constexpr bool narrow = format == DataFormat::UInt16;
    ttsim::op_sfpu_binary("add_int_tile", narrow ? ttsim::SfpuOp::AddUInt16 : ttsim::SfpuOp::AddInt32, a, b, out, at);
}

// Names of earlier releases.
inline void add_int32_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    add_int_tile<DataFormat::Int32>(a, b, out, at);
}
inline void add_uint32_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    add_int_tile<DataFormat::UInt32>(a, b, out, at);
}
inline void add_uint16_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    add_int_tile<DataFormat::UInt16>(a, b, out, at);
}

}  // namespace ckernel
