// Logical not under its name in earlier releases.
#pragma once

#include "api/compute/eltwise_unary/logical_not.h"

namespace ckernel {

inline void logical_not_unary_tile_init(TTSIM_LOC) {
    logical_not_tile_init(at);
}
inline void logical_not_unary_tile(uint32_t dst, TTSIM_LOC) {
    logical_not_tile(dst, at);
}
inline void logical_not_unary_tile_int32(uint32_t dst, TTSIM_LOC) {
    logical_not_tile<DataFormat::Int32>(dst, at);
}
inline void logical_not_unary_tile_uint32(uint32_t dst, TTSIM_LOC) {
    logical_not_tile<DataFormat::UInt32>(dst, at);
}
inline void logical_not_unary_tile_uint16(uint32_t dst, TTSIM_LOC) {
    logical_not_tile<DataFormat::UInt16>(dst, at);
}

}  // namespace ckernel
