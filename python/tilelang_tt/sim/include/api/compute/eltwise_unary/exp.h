// Exponential.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

enum class InputClamping : uint8_t { ClampToNegative = 1, None = 0 };

namespace detail {
template <bool approx, bool fast>
constexpr ttsim::SfpuOp exp_op() {
    return !approx ? ttsim::SfpuOp::Exp : fast ? ttsim::SfpuOp::ExpFast : ttsim::SfpuOp::ExpApprox;
}
}  // namespace detail

template <
    bool approx = false,
    bool fast_and_approx = true,
    uint32_t scale = 0x3F800000,
    InputClamping clamping = InputClamping::ClampToNegative>
inline void exp_tile_init(TTSIM_LOC) {
    static_assert(scale == 0x3F800000, "a scaled exponential is not supported by this simulator");
    ttsim::sfpu_init("exp_tile_init", detail::exp_op<approx, fast_and_approx>(), at);
}
template <
    bool approx = false,
    bool fast_and_approx = true,
    bool scale_en = false,
    bool skip_positive_check = false,
    InputClamping clamping = InputClamping::ClampToNegative,
    int iterations = 8>
inline void exp_tile(uint32_t dst, int vector_mode = VectorMode::RC, uint16_t scale = 0x3F80, TTSIM_LOC) {
    static_assert(!scale_en, "a scaled exponential is not supported by this simulator");
    (void)scale;
    ttsim::op_sfpu(
        "exp_tile", detail::exp_op<approx, fast_and_approx>(), dst, 0, 0, 0, static_cast<uint32_t>(vector_mode), at);
}

}  // namespace ckernel
