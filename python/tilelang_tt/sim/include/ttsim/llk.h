// The LLK calls that kernels make themselves, inside UNPACK((...)), MATH((...)) or PACK((...)). Each sets up the thread
// that makes it.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

enum DataCopyType : uint8_t { A2D, B2D };
constexpr bool UnpackToDestEn = true;
constexpr bool UnpackToDestDis = false;

struct ReluConfig {
    ReluType mode = NO_RELU;
    uint32_t threshold = 0;  // bf16 pattern
    static constexpr ReluConfig none() {
        return {};
    }
    static constexpr ReluConfig zero() {
        return {ZERO_RELU, 0};
    }
    static constexpr ReluConfig min_threshold(uint32_t bits) {
        return {MIN_THRESHOLD_RELU, bits};
    }
    static constexpr ReluConfig max_threshold(uint32_t bits) {
        return {MAX_THRESHOLD_RELU, bits};
    }
    static constexpr ReluConfig from_packed(uint32_t packed) {
        return {static_cast<ReluType>(packed & 3), packed >> 16};
    }
};

// The low bits choose the kind, the high half is the threshold as bf16.
inline void llk_pack_relu_config(uint32_t config, TTSIM_LOC) {
    ttsim::pack_set_relu("llk_pack_relu_config", config & 3, config >> 16, at);
}
inline void llk_pack_relu_config(ReluConfig config, TTSIM_LOC) {
    ttsim::pack_set_relu("llk_pack_relu_config", config.mode, config.threshold, at);
}
inline void pack_relu_config(uint32_t config, TTSIM_LOC) {
    ttsim::pack_set_relu("pack_relu_config", config & 3, config >> 16, at);
}
inline void pack_relu_config(ReluConfig config, TTSIM_LOC) {
    ttsim::pack_set_relu("pack_relu_config", config.mode, config.threshold, at);
}
inline void llk_pack_reconfig_l1_acc(uint32_t on, TTSIM_LOC) {
    ttsim::pack_set_l1_accumulate("llk_pack_reconfig_l1_acc", on != 0, at);
}

// Elementwise operations: UNPACK is set up by the broadcast alone, MATH by operation and broadcast.
template <BroadcastType broadcast = BroadcastType::NONE>
inline void llk_unpack_AB_init(uint32_t icb0 = 0, uint32_t icb1 = 1, TTSIM_LOC) {
    (void)icb0;
    (void)icb1;
    ttsim::OpConfig config;
    config.kind = broadcast == BroadcastType::NONE ? ttsim::OpKind::Binary : ttsim::OpKind::Bcast;
    config.dim = broadcast;
    ttsim::op_init("llk_unpack_AB_init", config, at);
}
template <EltwiseBinaryType op, BroadcastType broadcast, MathFidelity fidelity = MathFidelity::LoFi>
inline void llk_math_eltwise_binary_init(uint32_t acc_to_dest = 0, TTSIM_LOC) {
    static_assert(
        op != ELWMUL || fidelity == MATH_FIDELITY,
        "a product with another fidelity than the kernel's is not supported by this simulator");
    ttsim::OpConfig config;
    config.kind = broadcast == BroadcastType::NONE ? ttsim::OpKind::Binary : ttsim::OpKind::Bcast;
    config.op = op;
    config.dim = broadcast;
    config.flag = broadcast == BroadcastType::NONE && acc_to_dest != 0;
    ttsim::op_init("llk_math_eltwise_binary_init", config, at);
}

// Remapped rows of DST serve the strided reads of pack_untilize, which this simulator makes without.
inline void llk_math_reconfig_remap(bool) {}

}  // namespace ckernel
