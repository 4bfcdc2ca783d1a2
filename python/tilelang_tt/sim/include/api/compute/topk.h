// The stages of topk on columns of 64 values in DST tiles 0 and 1, with their indices in tiles 2 and 3.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void topk_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("topk_tile_init", ttsim::SfpuOp::Topk, at);
}
// Sequences of 2^(end_phase + 1) values, in turn in the direction asked for (1: smallest first) and the other.
template <bool stable_sort = false>
inline void topk_local_sort(
    uint32_t dst, int direction, int end_phase, int start_phase = 0, int end_step = 0, int start_step = 0, TTSIM_LOC) {
    static_assert(!stable_sort, "a stable sort is not supported by this simulator");
    ttsim::op_topk(
        "topk_local_sort",
        ttsim::TopkStage::LocalSort,
        dst,
        direction != 0,
        {end_phase, start_phase, end_step, start_step},
        at);
}
template <bool smallest = false, bool stable_sort = false>
inline void topk_merge(uint32_t dst, int iteration, int k, TTSIM_LOC) {
    static_assert(!stable_sort, "a stable sort is not supported by this simulator");
    ttsim::op_topk("topk_merge", ttsim::TopkStage::Merge, dst, smallest, {iteration, k}, at);
}
template <bool stable_sort = false>
inline void topk_rebuild(uint32_t dst, bool direction, int iteration, int k, int logk, int skip_second, TTSIM_LOC) {
    static_assert(!stable_sort, "a stable sort is not supported by this simulator");
    (void)logk;
    ttsim::op_topk("topk_rebuild", ttsim::TopkStage::Rebuild, dst, direction, {iteration, k, skip_second}, at);
}

}  // namespace ckernel
