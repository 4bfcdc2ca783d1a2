// Reductions; the packer masks its output between reduce_init and reduce_uninit. REDUCE_OP and REDUCE_DIM must be
// defined.
#pragma once

#include "api/compute/common.h"

#if !defined(REDUCE_OP) || !defined(REDUCE_DIM)
#error "define REDUCE_OP (PoolType) and REDUCE_DIM (ReduceDim) before including reduce.h"
#endif

namespace ckernel {

template <PoolType reduce_type = REDUCE_OP, ReduceDim reduce_dim = REDUCE_DIM, bool enforce_fp32_accumulation = false>
inline void reduce_init(uint32_t icb, uint32_t icb_scaler, uint32_t ocb, TTSIM_LOC) {
    (void)icb;
    (void)icb_scaler;
    (void)ocb;
    ttsim::OpConfig config;
    config.kind = ttsim::OpKind::Reduce;
    config.op = reduce_type;
    config.dim = reduce_dim;
    ttsim::op_init("reduce_init", config, at);
}
template <PoolType reduce_type = REDUCE_OP, ReduceDim reduce_dim = REDUCE_DIM, bool enforce_fp32_accumulation = false>
inline void reduce_tile(
    uint32_t icb, uint32_t icb_scaler, uint32_t tile, uint32_t scaler_tile, uint32_t dst, TTSIM_LOC) {
    static_assert(reduce_type != PoolType::MIN, "the matrix unit has no minimum");
    ttsim::op_reduce("reduce_tile", reduce_type, reduce_dim, 0, icb, icb_scaler, tile, scaler_tile, dst, at);
}
template <bool enforce_fp32_accumulation = false>
inline void reduce_uninit(uint32_t icb = 0, TTSIM_LOC) {
    (void)icb;
    ttsim::op_uninit("reduce_uninit", ttsim::OpKind::Reduce, at);
}

}  // namespace ckernel
