// 1 where x is 0, else 0.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

template <DataFormat format = DataFormat::Float16_b>
inline void logical_not_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("logical_not_tile_init", ttsim::SfpuOp::LogicalNot, at);
}
template <DataFormat format = DataFormat::Float16_b>
inline void logical_not_tile(uint32_t dst, TTSIM_LOC) {
    constexpr bool integer =
        format == DataFormat::Int32 || format == DataFormat::UInt32 || format == DataFormat::UInt16;
    ttsim::op_sfpu(
        "logical_not_tile",
        integer ? ttsim::SfpuOp::LogicalNotInt32 : ttsim::SfpuOp::LogicalNot,
        dst,
        0,
        0,
        0,
        VectorMode::RC,
        at);
}

}  // namespace ckernel
