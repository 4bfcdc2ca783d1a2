// Scalar fp32 functions of the vector unit, one per operation. Where the chip's approximation is part of what a program
// sees (reciprocal in legacy mode, exp on a 16-bit DST, approximate exp), its formula is used; elsewhere the
// function is accurate to fp32. A multiply or add takes denormals for zero and returns none.
#pragma once

#include <cmath>
#include <limits>

#include "bits.hpp"

namespace ttsim::tile::fn {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kLog2E = 1.4426950408889634f;

inline float flush(float x) { return (bits_of(x) & kInf) == 0 ? 0.0f : x; }
inline bool negative(float x) { return (bits_of(x) & kSign) != 0; }
inline bool is_nan(float x) { return (bits_of(x) & ~kSign) > kInf; }
// Order of the bit patterns: -NaN < -inf < ... < -0 < +0 < ... < +inf < +NaN.
inline int32_t order(float x) {
    const int32_t i = int32_t(bits_of(x));
    return i < 0 ? int32_t(kSign - uint32_t(i)) - 1 : i;
}
inline float greater(float a, float b) { return order(a) > order(b) ? a : b; }
inline float lesser(float a, float b) { return order(a) < order(b) ? a : b; }

// 2^x of fixed point with 23 fraction bits by a quadratic: relative error 1.7e-3. The exp of a 16-bit DST.
inline float exp_short(float x) {
    const float scaled = lesser(greater(flush(x) * kLog2E + 127.0f, 0.0f), 255.0f);
    const uint32_t z = uint32_t(scaled * 8388608.0f);
    const float fraction = float(z & 0x7FFFFFu);
    const float mantissa = 1.0017248f + fraction * (7.839635491371155e-08f + fraction * 4.791750143340323e-15f);
    return float_of((bits_of(mantissa) & 0x7FFFFFu) | (z & 0x7F800000u));
}

inline float exp_accurate(float x) { return is_nan(x) ? (negative(x) ? 0.0f : kInfinity) : flush(std::exp(flush(x))); }

// exp_tile<true, false>: the fraction bits of x / ln 2 become the mantissa.
inline float exp_linear(float x) {
    if (negative(x) ? !(x > -42.0f) : !(x < 89.0f)) return negative(x) ? 0.0f : kInfinity;
    const float fixed = flush(x) * kLog2E + 192.0f;
    return float_of((bits_of(fixed) + 0xBD3F0000u) << 7);
}

// exp_tile<true, true>: 8 fraction bits, offset for a small mean error, input limited to -88.5.
inline float exp_fast(float x) {
    const float limited = greater(x, -88.5f);
    const float y = std::nearbyint(limited * 369.3299255f + 32500.818359375f);
    const int32_t fixed = is_nan(y) ? 32767 : int32_t(std::fmin(std::fmax(y, 0.0f), 32767.0f));
    return float_of(uint32_t(fixed) << 15);
}

// Newton's iteration from a constant, three steps in fp32: relative error up to 1.5e-3.
inline float recip_legacy(float x) {
    const float value = float_of((bits_of(x) & 0x7FFFFFu) | 0xBF000000u);
    float y = 1.442695f * (value * 1.442695f + 2.0f);
    y = y * (value * y + 2.0f);
    y = y * (value * y + 2.0f);
    const int32_t exponent = int32_t((bits_of(y) >> 23) & 0xFF) - 127 - (int32_t((bits_of(x) >> 23) & 0xFF) - 127) + 126;
    const float size = exponent < 0 ? 0.0f : float_of((bits_of(y) & 0x7FFFFFu) | uint32_t(exponent) << 23);
    return negative(x) ? -size : size;
}

inline float recip(float x) {
    if (is_nan(x)) return 0.0f;
    return flush(1.0f / flush(x));
}

inline float square_root(float x) { return negative(x) ? kNan : std::sqrt(flush(x)); }
inline float inverse_root(float x) { return negative(x) ? kNan : flush(1.0f / std::sqrt(x)); }

inline float logarithm(float x) { return negative(x) ? kNan : std::log(x); }

inline float sigmoid(float x) { return is_nan(x) ? 1.0f : 1.0f / (1.0f + std::exp(-flush(x))); }

inline float gelu(float x) { return x == -kInfinity ? 0.0f : 0.5f * flush(x) * std::erfc(-flush(x) * 0.70710678118654752f); }

inline float power(float x, float exponent) {
    if (is_nan(x)) return kInfinity;
    return flush(std::pow(flush(x), exponent));
}

inline float power_iterative(float x, uint32_t exponent) {
    float result = 1.0f;
    float base = flush(x);
    for (; exponent != 0; exponent >>= 1) {
        if (exponent & 1u) result = flush(result * base);
        base = flush(base * base);
    }
    return result;
}

// Quotient by the reciprocal of the divisor, which the caller gives; sign of the dividend.
inline float fmod_unary(float x, float divisor, float inverse) {
    const float size = std::fabs(flush(x));
    const float unit = std::fabs(divisor);
    float rest = size - std::trunc(size * std::fabs(inverse)) * unit;
    if (rest >= unit) rest -= unit;
    if (rest < 0.0f) rest += unit;
    return std::copysign(rest, x);
}

inline float remainder_unary(float x, float divisor, float inverse) {
    const float rest = fmod_unary(x, divisor, inverse);
    return rest != 0.0f && negative(rest) != negative(divisor) ? rest + divisor : rest;
}

inline float bessel_i0(float x) { return std::fabs(x) == kInfinity ? kInfinity : float(std::cyl_bessel_i(0.0, std::fabs(double(x)))); }
inline float bessel_i1(float x) {
    if (std::fabs(x) == kInfinity) return x;
    return float(std::copysign(std::cyl_bessel_i(1.0, std::fabs(double(x))), double(x)));
}

// Rational start and two Newton steps in double.
inline float inverse_erf(float x) {
    if (std::fabs(x) == 1.0f) return std::copysign(kInfinity, x);
    if (!(std::fabs(x) < 1.0f)) return kNan;
    const double logarithm = std::log((1.0 - x) * (1.0 + x));
    const double t = 2.0 / (3.14159265358979 * 0.147) + 0.5 * logarithm;
    double y = std::copysign(std::sqrt(std::sqrt(t * t - logarithm / 0.147) - t), double(x));
    for (int step = 0; step < 2; ++step) y -= (std::erf(y) - x) / (1.1283791670955126 * std::exp(-y * y));
    return float(y);
}

inline float xlogy(float x, float y) {
    if (is_nan(x) || is_nan(y) || y < 0.0f) return kNan;
    return x == 0.0f ? 0.0f : flush(x * std::log(y));
}

inline float round_decimals(float x, int decimals) {
    if (decimals == 0) return std::nearbyint(flush(x));
    const float scale = std::pow(10.0f, float(decimals));
    return std::nearbyint(x * scale) / scale;
}

}  // namespace ttsim::tile::fn
