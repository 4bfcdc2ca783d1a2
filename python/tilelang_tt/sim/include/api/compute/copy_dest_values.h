// One DST tile to another.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void copy_dest_values_init() {}
template <DataFormat format = DataFormat::Float16_b>
inline void copy_dest_values(uint32_t from, uint32_t to, TTSIM_LOC) {
    ttsim::op_copy_dest(from, to, at);
}

}  // namespace ckernel
