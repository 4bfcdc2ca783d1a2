// Random numbers of the vector unit. The chip's generator depends on clocks; this one on the seed alone.
#include <cmath>

#include "fingerprint.hpp"
#include "tile/bits.hpp"
#include "tile/sfpu_store.hpp"
#include "vector.hpp"

namespace ttsim {
namespace {

// xorshift64*: its upper 31 bits.
uint32_t next() {
    uint64_t& x = current->core->lanes.random;
    x ^= x >> 12;
    x ^= x << 25;
    x ^= x >> 27;
    return static_cast<uint32_t>((x * 0x2545F4914F6CDD1Dull) >> 33);
}

}  // namespace

void seed_random(const char* call, SfpuOp op, uint32_t seed, Loc at) {
    if (on_math()) {
        sfpu_init(call, op, at, seed);
        current->core->lanes.random = (static_cast<uint64_t>(seed) << 32 | seed) ^ 0x9E3779B97F4A7C15ull;
    }
}

void op_rand(uint32_t dst, uint32_t from, uint32_t scale, Loc at) {
    if (!on_math()) {
        return;
    }
    enter("rand_tile", at, {dst, from, scale});
    require_init(SfpuOp::Rand);
    note_in_order({from, scale, current->core->lanes.random});
    current->core->lanes.state = LaneState::None;
    synchronise();
    if (DstTile* tile = math_tile(dst)) {
        for (float& x : tile->regs.f) {
            const float unit = tile::float_of(0x3F800000u | (next() >> 8)) - 1.0f;
            x = std::fma(unit, tile::float_of(scale), tile::float_of(from));
        }
        tile::store(tile->regs, tile::Store::Cut, math_config());
        tile->written = true;
    }
    finish_sfpu(SfpuOp::Rand);
}

void op_dropout(uint32_t dst, uint32_t probability, uint32_t scale, Loc at) {
    if (!on_math()) {
        return;
    }
    enter("dropout_tile", at, {dst, probability, scale});
    require_init(SfpuOp::Dropout);
    note_in_order({probability, scale, current->core->lanes.random});
    current->core->lanes.state = LaneState::None;
    synchronise();
    if (DstTile* tile = source_tile(dst)) {
        for (float& x : tile->regs.f) {
            x = next() < probability ? 0.0f : x * tile::float_of(scale);
        }
        tile::store(tile->regs, tile::Store::Cut, math_config());
    }
    finish_sfpu(SfpuOp::Dropout);
}

}  // namespace ttsim
