// Neutral full initialisation: formats of SrcA, SrcB and the packer.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

template <SrcOrder order = SrcOrder::Normal>
inline void compute_kernel_hw_startup(uint32_t icb0, uint32_t icb1, uint32_t ocb, TTSIM_LOC) {
    if constexpr (order == SrcOrder::Reverse) {
        ttsim::full_init("compute_kernel_hw_startup", icb1, icb0, ocb, at);
    } else {
        ttsim::full_init("compute_kernel_hw_startup", icb0, icb1, ocb, at);
    }
}
inline void compute_kernel_hw_startup(uint32_t icb, uint32_t ocb, TTSIM_LOC) {
    ttsim::full_init("compute_kernel_hw_startup", icb, icb, ocb, at);
}

}  // namespace ckernel
