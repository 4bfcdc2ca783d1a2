// Further activation functions.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void softsign_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("softsign_tile_init", ttsim::SfpuOp::Softsign, at);
}
inline void softsign_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("softsign_tile", ttsim::SfpuOp::Softsign, dst, 0, 0, 0, VectorMode::RC, at);
}
inline void hardsigmoid_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("hardsigmoid_tile_init", ttsim::SfpuOp::Hardsigmoid, at);
}
inline void hardsigmoid_tile(uint32_t dst, TTSIM_LOC) {
    ttsim::op_sfpu("hardsigmoid_tile", ttsim::SfpuOp::Hardsigmoid, dst, 0, 0, 0, VectorMode::RC, at);
}
inline void softshrink_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("softshrink_tile_init", ttsim::SfpuOp::Softshrink, at);
}
inline void softshrink_tile(uint32_t dst, uint32_t p0, TTSIM_LOC) {
    ttsim::op_sfpu("softshrink_tile", ttsim::SfpuOp::Softshrink, dst, p0, 0, 0, VectorMode::RC, at);
}
inline void hardshrink_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("hardshrink_tile_init", ttsim::SfpuOp::Hardshrink, at);
}
inline void hardshrink_tile(uint32_t dst, uint32_t p0, TTSIM_LOC) {
    ttsim::op_sfpu("hardshrink_tile", ttsim::SfpuOp::Hardshrink, dst, p0, 0, 0, VectorMode::RC, at);
}

}  // namespace ckernel
