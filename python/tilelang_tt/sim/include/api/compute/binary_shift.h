// Shifts of a DST tile by another.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void binary_shift_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("binary_shift_tile_init", ttsim::SfpuOp::BinaryLeftShift, at);
}
template <DataFormat format = DataFormat::Int32>
inline void binary_left_shift_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary("binary_left_shift_tile", ttsim::SfpuOp::BinaryLeftShift, a, b, out, at);
}
template <DataFormat format = DataFormat::Int32>
inline void binary_right_shift_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary("binary_right_shift_tile", ttsim::SfpuOp::BinaryRightShift, a, b, out, at);
}
template <DataFormat format = DataFormat::Int32>
inline void binary_logical_right_shift_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary("binary_logical_right_shift_tile", ttsim::SfpuOp::BinaryLogicalRightShift, a, b, out, at);
}

// Names of earlier releases.
inline void binary_left_shift_int32_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    binary_left_shift_tile<DataFormat::Int32>(a, b, out, at);
}
inline void binary_left_shift_uint32_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    binary_left_shift_tile<DataFormat::UInt32>(a, b, out, at);
}
inline void binary_right_shift_int32_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    binary_right_shift_tile<DataFormat::Int32>(a, b, out, at);
}
inline void binary_right_shift_uint32_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    binary_right_shift_tile<DataFormat::UInt32>(a, b, out, at);
}
inline void binary_logical_right_shift_int32_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    binary_logical_right_shift_tile<DataFormat::Int32>(a, b, out, at);
}
inline void binary_logical_right_shift_uint32_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    binary_logical_right_shift_tile<DataFormat::UInt32>(a, b, out, at);
}

}  // namespace ckernel
