// Bitwise operations of two DST tiles.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void binary_bitwise_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("binary_bitwise_tile_init", ttsim::SfpuOp::BitwiseAndBinary, at);
}
template <DataFormat format = DataFormat::Int32>
inline void bitwise_and_binary_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary("bitwise_and_binary_tile", ttsim::SfpuOp::BitwiseAndBinary, a, b, out, at);
}
template <DataFormat format = DataFormat::Int32>
inline void bitwise_or_binary_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary("bitwise_or_binary_tile", ttsim::SfpuOp::BitwiseOrBinary, a, b, out, at);
}
template <DataFormat format = DataFormat::Int32>
inline void bitwise_xor_binary_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary("bitwise_xor_binary_tile", ttsim::SfpuOp::BitwiseXorBinary, a, b, out, at);
}

// Names of earlier releases.
inline void bitwise_and_uint32_binary_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    bitwise_and_binary_tile<DataFormat::UInt32>(a, b, out, at);
}
inline void bitwise_and_uint16_binary_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    bitwise_and_binary_tile<DataFormat::UInt16>(a, b, out, at);
}
inline void bitwise_or_uint32_binary_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    bitwise_or_binary_tile<DataFormat::UInt32>(a, b, out, at);
}
inline void bitwise_or_uint16_binary_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    bitwise_or_binary_tile<DataFormat::UInt16>(a, b, out, at);
}
inline void bitwise_xor_uint32_binary_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    bitwise_xor_binary_tile<DataFormat::UInt32>(a, b, out, at);
}
inline void bitwise_xor_uint16_binary_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    bitwise_xor_binary_tile<DataFormat::UInt16>(a, b, out, at);
}

}  // namespace ckernel
