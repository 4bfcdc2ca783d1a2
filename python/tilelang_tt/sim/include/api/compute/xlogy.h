// x * log(y) of two DST tiles.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void xlogy_binary_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("xlogy_binary_tile_init", ttsim::SfpuOp::Xlogy, at);
}
inline void xlogy_binary_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary("xlogy_binary_tile", ttsim::SfpuOp::Xlogy, a, b, out, at);
}

}  // namespace ckernel
