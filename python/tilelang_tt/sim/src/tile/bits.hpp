// Bit-level helpers shared by the tile sources. All inline into loops that the compiler vectorises.
#pragma once

#include <cstdint>
#include <cstring>

namespace ttsim::tile {

inline uint32_t bits_of(float x) {
    uint32_t u;
    std::memcpy(&u, &x, sizeof u);
    return u;
}

inline float float_of(uint32_t u) {
    float x;
    std::memcpy(&x, &u, sizeof x);
    return x;
}

constexpr uint32_t kSign = 0x80000000u;
constexpr uint32_t kInf = 0x7F800000u;
constexpr float kFloat16Max = 65504.0f;
constexpr uint32_t kFloat16MinNormal = 0x38800000u;  // 2^-14

// fp32 pattern rounded to bf16: nearest, ties away from zero; zero exponent becomes +0, NaN becomes infinity.
inline uint32_t round_to_bf16(uint32_t u) {
    uint32_t r = (u + 0x8000u) & 0xFFFF0000u;
    r = (u & kInf) == kInf ? (u & kSign) | kInf : r;
    return (r & kInf) == 0 ? 0u : r;
}

// fp32 pattern as a Float16 register holds it: `u` already rounded or cut to 10 fraction bits; denormals become +0,
// what is too large saturates.
inline uint32_t limit_to_float16(uint32_t u) {
    const uint32_t magnitude = u & ~kSign;
    const uint32_t max = 0x477FE000u;
    const uint32_t limited = magnitude > max ? max : magnitude;
    return magnitude < kFloat16MinNormal ? 0u : (u & kSign) | limited;
}

inline uint32_t cut_to_float16(uint32_t u) { return limit_to_float16(u & 0xFFFFE000u); }
inline uint32_t round_to_float16(uint32_t u) { return limit_to_float16((u + 0x1000u) & 0xFFFFE000u); }

// IEEE half precision <-> fp32, exact.
inline uint32_t half_to_float_bits(uint16_t h) {
    const uint32_t scaled = bits_of(float_of(uint32_t(h & 0x7FFFu) << 13) * 0x1p112f);
    const uint32_t special = (h & 0x7C00u) == 0x7C00u ? kInf : 0u;
    return scaled | special | (uint32_t(h & 0x8000u) << 16);
}

inline uint16_t float_bits_to_half(uint32_t u) {  // `u` is a value that half precision holds
    const uint32_t magnitude = bits_of(float_of(u & ~kSign) * 0x1p-112f) >> 13;
    return uint16_t(magnitude | ((u & kSign) >> 16));
}

}  // namespace ttsim::tile
