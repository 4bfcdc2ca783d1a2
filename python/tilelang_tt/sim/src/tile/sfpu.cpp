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

void restore_faces(Regs& tile, const Regs& before, VectorMode mode) {
    for (int face = 0; face < 4; ++face) {
        const bool touched =
            mode == VectorMode::RC || (mode == VectorMode::R && face < 2) || (mode == VectorMode::C && face % 2 == 0);
        if (!touched) std::copy(before.u + face * 256, before.u + face * 256 + 256, tile.u + face * 256);
    }
}

}  // namespace ttsim::tile
