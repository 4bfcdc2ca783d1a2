// Integer subtraction of DST tiles.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void sub_int_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("sub_int_tile_init", ttsim::SfpuOp::SubInt32, at);
}
template <DataFormat format>
inline void sub_int_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    constexpr bool narrow = format == DataFormat::UInt16;
    ttsim::op_sfpu_binary("sub_int_tile", narrow ? ttsim::SfpuOp::SubUInt16 : ttsim::SfpuOp::SubInt32, a, b, out, at);
}
template <DataFormat format>
inline void rsub_int_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    constexpr bool narrow = format == DataFormat::UInt16;
    ttsim::op_sfpu_binary(
        "rsub_int_tile", narrow ? ttsim::SfpuOp::RsubUInt16 : ttsim::SfpuOp::RsubInt32, a, b, out, at);
}

// Names of earlier releases.
inline void sub_int32_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    sub_int_tile<DataFormat::Int32>(a, b, out, at);
}
inline void sub_uint32_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    sub_int_tile<DataFormat::UInt32>(a, b, out, at);
}
inline void sub_uint16_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    sub_int_tile<DataFormat::UInt16>(a, b, out, at);
}
inline void rsub_int32_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    rsub_int_tile<DataFormat::Int32>(a, b, out, at);
}
inline void rsub_uint32_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    rsub_int_tile<DataFormat::UInt32>(a, b, out, at);
}
inline void rsub_uint16_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    rsub_int_tile<DataFormat::UInt16>(a, b, out, at);
}

inline void rsub_int_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("rsub_int_tile_init", ttsim::SfpuOp::SubInt32, at);
}

}  // namespace ckernel
