// Transposition of a tile within DST, under the later names.
#pragma once

#include "api/compute/transpose_wh_dest.h"

namespace ckernel {

template <bool is_32bit = false, bool transpose_of_faces = true>
inline void transpose_dest_init(uint32_t operand = 0, TTSIM_LOC) {
    (void)operand;
    static_assert(transpose_of_faces, "transposition of single faces in DST is not supported by this simulator");
    transpose_wh_dest_init_short<is_32bit>(at);
}
template <bool is_32bit = false, bool transpose_of_faces = true>
inline void transpose_dest(uint32_t dst, TTSIM_LOC) {
    static_assert(transpose_of_faces, "transposition of single faces in DST is not supported by this simulator");
    transpose_wh_dest<is_32bit>(dst, at);
}

}  // namespace ckernel
