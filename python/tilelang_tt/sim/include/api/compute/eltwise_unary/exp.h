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
inline uint32_t from_bf16(uint16_t bits) {
    return static_cast<uint32_t>(bits) << 16;
}
}  // namespace detail

// Only approx with fast_and_approx takes `scale` (fp32 bits): exp(x * scale).
template <
    bool approx = false,
    bool fast_and_approx = true,
    uint32_t scale = 0x3F800000,
    InputClamping clamping = InputClamping::ClampToNegative>
inline void exp_tile_init(TTSIM_LOC) {
    static_assert(
        (approx && fast_and_approx) || scale == 0x3F800000,
        "without approx and fast_and_approx the scale has no effect");
    ttsim::sfpu_init("exp_tile_init", detail::exp_op<approx, fast_and_approx>(), at, scale);
}
// With scale_en and without approx and fast_and_approx: exp(x * scale), scale as bf16 bits. skip_positive_check and
// InputClamping::None leave out the tests at the ends of the range, where the approximations then wrap.
template <
    bool approx = false,
    bool fast_and_approx = true,
    bool scale_en = false,
    bool skip_positive_check = false,
    InputClamping clamping = InputClamping::ClampToNegative,
    int iterations = 8>
inline void exp_tile(uint32_t dst, int vector_mode = VectorMode::RC, uint16_t scale = 0x3F80, TTSIM_LOC) {
    static_assert(iterations >= 0 && iterations <= 32, "a tile has 32 steps of the vector unit");
    constexpr bool fast = approx && fast_and_approx;
    static_assert(!fast || !scale_en, "with approx and fast_and_approx the scale is exp_tile_init's");
    const uint32_t steps = static_cast<uint32_t>(iterations) << 8;
    const uint32_t mode = static_cast<uint32_t>(vector_mode) | (iterations == 8 ? 0 : steps);
    const uint32_t factor = scale_en ? detail::from_bf16(scale) : 0x3F800000;
    if constexpr (fast) {
        ttsim::op_sfpu(
            "exp_tile", ttsim::SfpuOp::ExpFastScaled, dst, 0, clamping == InputClamping::None ? 1 : 0, 0, mode, at);
    } else if constexpr (approx) {
        ttsim::op_sfpu("exp_tile", ttsim::SfpuOp::ExpApproxScaled, dst, factor, skip_positive_check, 0, mode, at);
    } else if constexpr (scale_en) {
        ttsim::op_sfpu("exp_tile", ttsim::SfpuOp::ExpScaled, dst, factor, 0, 0, mode, at);
    } else {
        ttsim::op_sfpu("exp_tile", ttsim::SfpuOp::Exp, dst, 0, 0, 0, mode, at);
    }
}

}  // namespace ckernel
