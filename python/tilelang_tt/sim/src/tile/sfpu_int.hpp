// Integer functions of the vector unit and conversions between integers and fp32.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "bits.hpp"

namespace ttsim::tile::fn {

constexpr int32_t kIntMin = std::numeric_limits<int32_t>::min();

// Wormhole's vector unit holds integers as sign and magnitude; its scalar bit operations show it.
inline uint32_t to_sign_magnitude(int32_t x) { return x < 0 ? kSign | (0u - uint32_t(x)) : uint32_t(x); }
inline int32_t from_sign_magnitude(uint32_t u) { return (u & kSign) ? int32_t(0u - (u & ~kSign)) : int32_t(u); }

inline int32_t float_to_int32(float x) {
    return x > -2147483648.0f && x < 2147483648.0f ? int32_t(x) : kIntMin;  // infinities and NaN too
}
inline uint32_t float_to_uint(float x, uint32_t largest) {
    if (bits_of(x) & kSign) return 0;
    return x < float(largest) ? uint32_t(x) : largest;
}

inline int32_t shift_left(int32_t x, uint32_t n) { return n < 32 ? int32_t(uint32_t(x) << n) : 0; }
inline int32_t shift_right(int32_t x, uint32_t n) { return x >> std::min<uint32_t>(n, 31); }
inline uint32_t shift_right_logical(uint32_t x, uint32_t n) { return n < 32 ? x >> n : 0; }

inline int32_t divide_trunc(int32_t a, int32_t b) { return b == 0 || (a == kIntMin && b == -1) ? kIntMin : a / b; }
inline int32_t fmod_int(int32_t a, int32_t b) { return b == 0 || b == -1 ? 0 : a % b; }
inline int32_t divide_floor(int32_t a, int32_t b) {
    const bool down = b != 0 && fmod_int(a, b) != 0 && (a < 0) != (b < 0);
    return divide_trunc(a, b) - (down ? 1 : 0);
}
inline int32_t remainder_int(int32_t a, int32_t b) {
    const int32_t rest = fmod_int(a, b);
    return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}

inline uint32_t gcd(uint32_t a, uint32_t b) {
    while (b != 0) {
        const uint32_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}
inline uint32_t magnitude(int32_t x) { return x < 0 ? 0u - uint32_t(x) : uint32_t(x); }
inline int32_t gcd_int(int32_t a, int32_t b) { return int32_t(gcd(magnitude(a), magnitude(b))); }
inline int32_t lcm_int(int32_t a, int32_t b) {
    const uint32_t divisor = gcd(magnitude(a), magnitude(b));
    return divisor == 0 ? 0 : int32_t(magnitude(a) / divisor * magnitude(b));
}

}  // namespace ttsim::tile::fn
