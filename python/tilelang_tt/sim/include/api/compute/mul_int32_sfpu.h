// Multiplication of 32-bit integers under its names of earlier releases.
#pragma once

#include "api/compute/mul_int_sfpu.h"

namespace ckernel {

inline void mul_int32_tile_init(TTSIM_LOC) {
    mul_int_tile_init<DataFormat::Int32>(at);
}
inline void mul_int32_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    mul_int_tile<DataFormat::Int32>(a, b, out, at);
}
inline void mul_uint32_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    mul_int_tile<DataFormat::UInt32>(a, b, out, at);
}

}  // namespace ckernel
