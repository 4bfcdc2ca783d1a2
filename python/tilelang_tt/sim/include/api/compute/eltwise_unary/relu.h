// ReLU family. Scalars are fp32 bit patterns.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void relu_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("relu_tile_init", ttsim::SfpuOp::Relu, at);
}
inline void relu_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("relu_tile", ttsim::SfpuOp::Relu, dst, 0, 0, 0, VectorMode::RC, at);
}
inline void relu_tile_int32(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("relu_tile_int32", ttsim::SfpuOp::ReluInt32, dst, 0, 0, 0, VectorMode::RC, at);
}
inline void relu_max_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("relu_max_tile_init", ttsim::SfpuOp::ReluMax, at);
}
inline void relu_max_tile(uint32_t dst, uint32_t p0, TTSIM_LOC) {
    ttsim::op_sfpu("relu_max_tile", ttsim::SfpuOp::ReluMax, dst, p0, 0, 0, VectorMode::RC, at);
}
inline void relu_min_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("relu_min_tile_init", ttsim::SfpuOp::ReluMin, at);
}
inline void relu_min_tile(uint32_t dst, uint32_t p0, TTSIM_LOC) {
    ttsim::op_sfpu("relu_min_tile", ttsim::SfpuOp::ReluMin, dst, p0, 0, 0, VectorMode::RC, at);
}
inline void leaky_relu_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("leaky_relu_tile_init", ttsim::SfpuOp::LeakyRelu, at);
}
inline void leaky_relu_tile(uint32_t dst, uint32_t p0, TTSIM_LOC) {
    ttsim::op_sfpu("leaky_relu_tile", ttsim::SfpuOp::LeakyRelu, dst, p0, 0, 0, VectorMode::RC, at);
}
inline void relu_max_tile_int32(uint32_t dst, uint32_t p0, TTSIM_LOC) {
    ttsim::op_sfpu("relu_max_tile_int32", ttsim::SfpuOp::ReluMaxInt32, dst, p0, 0, 0, VectorMode::RC, at);
}
inline void relu_min_tile_int32(uint32_t dst, uint32_t p0, TTSIM_LOC) {
    ttsim::op_sfpu("relu_min_tile_int32", ttsim::SfpuOp::ReluMinInt32, dst, p0, 0, 0, VectorMode::RC, at);
}

}  // namespace ckernel
