// Maximum and minimum of two DST tiles.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void binary_max_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("binary_max_tile_init", ttsim::SfpuOp::BinaryMax, at);
}
inline void binary_max_tile(uint32_t a, uint32_t b, uint32_t out, int vector_mode = VectorMode::RC, TTSIM_LOC) {
    ttsim::op_sfpu_binary(
        "binary_max_tile", ttsim::SfpuOp::BinaryMax, a, b, out, at, static_cast<uint32_t>(vector_mode));
}
inline void binary_min_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("binary_min_tile_init", ttsim::SfpuOp::BinaryMin, at);
}
inline void binary_min_tile(uint32_t a, uint32_t b, uint32_t out, int vector_mode = VectorMode::RC, TTSIM_LOC) {
    ttsim::op_sfpu_binary(
        "binary_min_tile", ttsim::SfpuOp::BinaryMin, a, b, out, at, static_cast<uint32_t>(vector_mode));
}
inline void binary_max_int32_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("binary_max_int32_tile_init", ttsim::SfpuOp::BinaryMaxInt32, at);
}
inline void binary_max_int32_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary("binary_max_int32_tile", ttsim::SfpuOp::BinaryMaxInt32, a, b, out, at);
}
inline void binary_min_int32_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("binary_min_int32_tile_init", ttsim::SfpuOp::BinaryMinInt32, at);
}
inline void binary_min_int32_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary("binary_min_int32_tile", ttsim::SfpuOp::BinaryMinInt32, a, b, out, at);
}
inline void binary_max_uint32_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("binary_max_uint32_tile_init", ttsim::SfpuOp::BinaryMaxUInt32, at);
}
inline void binary_max_uint32_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary("binary_max_uint32_tile", ttsim::SfpuOp::BinaryMaxUInt32, a, b, out, at);
}
inline void binary_min_uint32_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("binary_min_uint32_tile_init", ttsim::SfpuOp::BinaryMinUInt32, at);
}
inline void binary_min_uint32_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary("binary_min_uint32_tile", ttsim::SfpuOp::BinaryMinUInt32, a, b, out, at);
}

}  // namespace ckernel
