// A tile of one value.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void fill_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("fill_tile_init", ttsim::SfpuOp::Fill, at);
}
inline void fill_tile(uint32_t dst, float value, TTSIM_LOC) {
    uint32_t bits;
    std::memcpy(&bits, &value, 4);
    ttsim::op_sfpu("fill_tile", ttsim::SfpuOp::Fill, dst, bits, 0, 0, VectorMode::RC, at);
}
inline void fill_tile_bitcast(uint32_t dst, uint32_t p0, TTSIM_LOC) {
    ttsim::op_sfpu("fill_tile_bitcast", ttsim::SfpuOp::Fill, dst, p0, 0, 0, VectorMode::RC, at);
}
template <DataFormat format>
inline void fill_tile_int(uint32_t dst, uint32_t value, TTSIM_LOC) {
    static_assert(format == DataFormat::Int32 || format == DataFormat::UInt32 || format == DataFormat::UInt16);
    ttsim::op_sfpu("fill_tile_int", ttsim::SfpuOp::FillInt, dst, value, 0, 0, VectorMode::RC, at);
}

}  // namespace ckernel
