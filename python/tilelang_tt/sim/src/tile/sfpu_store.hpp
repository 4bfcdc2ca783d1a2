// How the vector unit writes results back to DST.
#pragma once

#include "bits.hpp"
#include "formats.hpp"

namespace ttsim::tile {

enum class Store : uint8_t {
    Cut,      // a 16-bit DST drops the low bits
    Nearest,  // the operation rounds to nearest even first
};

inline void store(Regs& tile, Store how, const MathConfig& config) {
    if (config.dst32) return;
    const uint32_t dropped = config.fp16 ? 0x1FFFu : 0xFFFFu;
    const unsigned bits = config.fp16 ? 13 : 16;
    for (uint32_t& u : tile.u) {
        const uint32_t bias = how == Store::Nearest && (u & kInf) != kInf ? (dropped >> 1) + ((u >> bits) & 1u) : 0u;
        const uint32_t kept = (u + bias) & ~dropped;
        // A NaN whose payload lies in the dropped bits becomes infinity, as on the chip.
        u = config.fp16 ? limit_to_float16(kept) : kept;
    }
}

// These return true, so that a case of an operation switch is one statement.
template <typename F>
inline bool map(Regs& d, F f) {
    for (float& x : d.f) x = f(x);
    return true;
}

template <typename F>
inline bool map_int(Regs& d, F f) {
    for (int32_t& x : d.i) x = f(x);
    return true;
}

template <typename F>
inline bool zip(const Regs& a, const Regs& b, Regs& out, F f) {
    for (int i = 0; i < 1024; ++i) out.f[i] = f(a.f[i], b.f[i]);
    return true;
}

template <typename F>
inline bool zip_int(const Regs& a, const Regs& b, Regs& out, F f) {
    for (int i = 0; i < 1024; ++i) out.i[i] = f(a.i[i], b.i[i]);
    return true;
}

}  // namespace ttsim::tile
