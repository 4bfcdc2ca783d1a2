#include "sfpu.hpp"

#include <algorithm>

#include "bits.hpp"

namespace ttsim::tile {

const SfpuInfo& sfpu_info(Sfpu op) {
    static constexpr SfpuInfo kInfo[] = {
#define SFPU_OP(name, operands, parameters) {#name, operands, parameters},
#include "sfpu_table.inl"
#undef SFPU_OP
        {"unknown", 0, 0},
    };
    return kInfo[std::min(size_t(op), size_t(Sfpu::Count))];
}

void restore_untouched(Regs& tile, const Regs& before, VectorMode mode, uint32_t iterations) {
    const uint32_t reach = iterations == 0 ? 8 : iterations;
    for (uint32_t i = 0; i < 1024; ++i) {
        const uint32_t face = i / 256, row = i / 16 % 16, column = i % 16;
        const uint32_t step = row / 4 * 2 + column % 2;
        const bool in_face =
            mode == VectorMode::RC || (mode == VectorMode::R && face < 2) || (mode == VectorMode::C && face % 2 == 0);
        const bool touched = mode == VectorMode::None ? face * 8 + step < reach : in_face && step < reach;
        if (!touched) tile.u[i] = before.u[i];
    }
}

}  // namespace ttsim::tile
