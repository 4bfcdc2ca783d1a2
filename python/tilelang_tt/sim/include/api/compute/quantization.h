// Between fp32 and 8-bit integers held as int32: a factor for every element, and the zero point of the init (fp32
// bits).
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void quant_tile_init(uint32_t zero_point, TTSIM_LOC) {
    ttsim::sfpu_init("quant_tile_init", ttsim::SfpuOp::QuantInt32, at, zero_point);
}
inline void quant_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary("quant_tile", ttsim::SfpuOp::QuantInt32, a, b, out, at);
}
inline void requant_tile_init(uint32_t zero_point, TTSIM_LOC) {
    ttsim::sfpu_init("requant_tile_init", ttsim::SfpuOp::RequantInt32, at, zero_point);
}
inline void requant_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary("requant_tile", ttsim::SfpuOp::RequantInt32, a, b, out, at);
}
inline void dequant_tile_init(uint32_t zero_point, TTSIM_LOC) {
    ttsim::sfpu_init("dequant_tile_init", ttsim::SfpuOp::DequantInt32, at, zero_point);
}
inline void dequant_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary("dequant_tile", ttsim::SfpuOp::DequantInt32, a, b, out, at);
}

}  // namespace ckernel
