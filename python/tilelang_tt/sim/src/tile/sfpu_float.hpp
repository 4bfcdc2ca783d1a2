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

inline bool negative(float x) { return (bits_of(x) & kSign) != 0; }
inline bool is_nan(float x) { return (bits_of(x) & ~kSign) > kInf; }
// What arithmetic reads: a denormal is a zero of its sign, and there is one NaN.
inline float flush(float x) { return is_nan(x) ? kNan : (bits_of(x) & kInf) == 0 ? float_of(bits_of(x) & kSign) : x; }
// What a multiply-add returns: the same, and no -0.
inline float settle(float x) { return flush(x) + 0.0f; }
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

// The same, rounded to bf16 before more arithmetic: what the hyperbolic functions use with a 16-bit DST.
inline float exp_rounded(float x) {
    const uint32_t u = bits_of(exp_short(x));
    return float_of((u + 0x7FFFu + ((u >> 16) & 1u)) & 0xFFFF0000u);
}

inline float exp_accurate(float x) { return is_nan(x) ? (negative(x) ? 0.0f : kInfinity) : flush(std::exp(flush(x))); }

// exp_tile<true, false>: the fraction bits of x / ln 2 become the mantissa.
inline float exp_linear(float x) {
    if (negative(x) ? !(x > -42.0f) : !(x < 89.0f)) return negative(x) ? 0.0f : kInfinity;
    const float fixed = flush(x) * kLog2E + 192.0f;
    return float_of((bits_of(fixed) + 0xBD3F0000u) << 7);
}

// With the operand scaled first, and on request without the test for large ones: they then wrap.
inline float exp_linear_scaled(float x, float scale, bool unchecked) {
    const float scaled = flush(x) * scale;
    if (!unchecked || scaled < -42.0f) return exp_linear(scaled);
    return float_of((bits_of(scaled * kLog2E + 192.0f) + 0xBD3F0000u) << 7);
}

// exp_tile<true, true>: 8 fraction bits, offset for a small mean error, the operand limited to -88.5 and rounded to an
// unsigned integer of 16 bits. Unlimited, the integer has a sign and 15 bits: small operands give negative results, which a
// relu in the packer removes, and those above 0.72 give 2.
inline float exp_fast_scaled(float x, float scale, bool unlimited) {
    const float factor = 369.3299255f * scale;
    const float limited = unlimited ? flush(x) : greater(x, -88.5f / scale);
    const float y = std::round(limited * factor + 32500.818359375f);
    const float largest = unlimited ? 32767.0f : 65535.0f;
    const uint32_t fixed = is_nan(y) ? uint32_t(largest) : uint32_t(std::fmin(std::fabs(y), largest));
    return float_of(fixed << 15 | (unlimited && y < 0.0f ? kSign : 0u));
}
inline float exp_fast(float x) { return exp_fast_scaled(x, 1.0f, false); }

// Newton's iteration from a constant, three steps in fp32: relative error up to 1.5e-3.
inline float recip_legacy(float x) {
    const float value = float_of((bits_of(x) & 0x7FFFFFu) | 0xBF000000u);
    float y = 1.442695f * (value * 1.442695f + 2.0f);
    y = y * (value * y + 2.0f);
    y = y * (value * y + 2.0f);
    const int32_t exponent =
        int32_t((bits_of(y) >> 23) & 0xFF) - 127 - (int32_t((bits_of(x) >> 23) & 0xFF) - 127) + 126;
    const float size = exponent < 0 ? 0.0f : float_of((bits_of(y) & 0x7FFFFFu) | uint32_t(exponent) << 23);
    return negative(x) ? -size : size;
}

inline float recip(float x) {
    if (is_nan(x)) return 0.0f;
    return flush(1.0f / flush(x));
}

// By the reciprocal, which is 0 for a divisor beyond 2^126.
inline float divide(float x, float y) {
    const float inverse = recip(y);
    if (inverse == 0.0f || std::fabs(inverse) == kInfinity) return settle(flush(x) * inverse);
    return settle(flush(x) / flush(y));
}

inline float square_root(float x) { return negative(x) ? kNan : std::sqrt(flush(x)); }
inline float inverse_root(float x) { return negative(x) ? kNan : flush(1.0f / std::sqrt(x)); }

inline float logarithm(float x) { return negative(x) ? kNan : std::log(x); }

inline float sigmoid(float x) { return is_nan(x) ? 1.0f : 1.0f / (1.0f + std::exp(-flush(x))); }

// Coefficients from the highest power down.
template <int n>
inline float polynomial(const float (&c)[n], float x) {
    float sum = c[0];
    for (int i = 1; i < n; ++i) sum = sum * x + c[i];
    return sum;
}

// slope * |x| + offset, both from a table over |x|.
struct Line {
    float below, slope, offset;
};
template <int n>
inline float piecewise(const Line (&lines)[n], float x) {
    const float size = std::fabs(flush(x));
    int i = 0;
    while (i < n - 1 && !(size < lines[i].below)) ++i;
    return lines[i].slope * size + lines[i].offset;
}

inline float gelu_table(float x) {
    static constexpr Line kLines[] = {{0.5f, 0.19274902f, -0.00010442734f}, {1.0f, 0.49389648f, -0.16040039f},
                                      {1.5f, 0.61865234f, -0.27954102f},    {2.0f, 0.60986328f, -0.26342773f},
                                      {3.0f, 0.54003906f, -0.11938477f},    {kInfinity, 0.5f, 0.0f}};
    return settle(0.5f * flush(x) + piecewise(kLines, x));
}

inline float tanh_table(float x) {
    static constexpr Line kLines[] = {{1.0f, 0.90625f, 0.0f}, {2.0f, 0.09375f, 0.8125f}, {kInfinity, 0.0f, 1.0f}};
    return std::copysign(flush(piecewise(kLines, x)), x);
}

inline float sigmoid_table(float x) {
    static constexpr Line kLines[] = {{1.0f, 0.2265625f, 0.0f}, {2.0f, 0.265625f, -0.046875f}, {kInfinity, 0.0f, 0.5f}};
    return settle(0.5f + std::copysign(flush(piecewise(kLines, x)), x));
}

inline float gelu_polynomial(float x) {
    static constexpr float c[] = {-1.81205228163e-09f, -4.59055119276e-08f, -3.74540617693e-07f, -2.29754133825e-07f,
                                  1.19076782913e-05f,  4.25116466215e-05f,  -0.000138391838381f, -0.000862052441087f,
                                  0.000768340223025f,  0.0092074331601f,    -0.00208478037614f,  -0.0656369476513f,
                                  0.00244542739174f,   0.398579460781f,     0.499174645395f,     2.98325768482e-05f};
    if (bits_of(x) == 0) return 0.0f;
    if (!(x < 3.0f)) return x;
    if (x < -5.5f) return 0.0f;
    return std::copysign(polynomial(c, flush(x)), x);
}

inline float erf_polynomial(float x) {
    static constexpr float below_1[] = {0.166342190f, -0.476685015f, 0.0275416549f, 1.12544048f, 0.0000661338118f};
    static constexpr float below_3[] = {-0.03170029f, 0.31310241f, -1.1603072f, 1.91684792f, -0.19469693f};
    const float size = std::fabs(flush(x));
    const float y = size < 1.0f ? polynomial(below_1, size) : size < 3.0f ? polynomial(below_3, size) : 1.0f;
    return negative(x) ? -y : y;
}

// The logarithm of xlogy, a cubic of the significand: absolute error up to 2e-3; infinity counts as 2^128.
inline float log_coarse(float x) {
    static constexpr float c[] = {0.1058f, -0.7166f, 2.0871f, -1.4753f};
    if (x == 0.0f) return -kInfinity;
    if (negative(x)) return kNan;
    const float significand = float_of((bits_of(x) & 0x7FFFFFu) | 0x3F800000u);
    return float(int((bits_of(x) >> 23) & 0xFF) - 127) * 0.692871f + polynomial(c, significand);
}

// The inverse hyperbolic functions by a logarithm that takes infinity for 2^128.
inline float limited_log(float x) { return x == kInfinity ? 88.69f : std::log(x); }
inline float asinh_log(float x) {
    const float size = std::fabs(flush(x));
    return std::copysign(is_nan(x) ? 88.69f : limited_log(size + std::sqrt(size * size + 1.0f)), x);
}
inline float acosh_log(float x) {
    if (is_nan(x)) return 88.69f;
    return x < 1.0f ? kNan : limited_log(x + std::sqrt(x * x - 1.0f));
}
inline float atanh_log(float x) {
    const float size = std::fabs(x);
    if (!(size <= 1.0f)) return kNan;
    const float y = flush(x);
    return size == 1.0f ? std::copysign(kInfinity, x) : settle(0.5f * std::log((1.0f + y) * recip(1.0f - y)));
}

// Maclaurin series to the 11th power: 15 % short at the ends.
inline float asin_series(float x) {
    static constexpr float c[] = {945.0f / 42240, 105.0f / 3456, 15.0f / 336, 3.0f / 40, 1.0f / 6, 1.0f};
    if (!(std::fabs(x) <= 1.0f)) return kNan;
    const float y = flush(x);
    return y * polynomial(c, y * y);
}

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

// Taylor series to the 22nd power, as on the chip: good for |x| < 10.
inline float bessel_i0(float x) {
    const double quarter = double(flush(x)) * flush(x) / 4;
    double term = 1, sum = 1;
    for (int k = 1; k <= 11; ++k) {
        term *= quarter / (k * k);
        sum += term;
    }
    return flush(float(sum));
}
inline float bessel_i1(float x) {
    const double quarter = double(flush(x)) * flush(x) / 4;
    double term = 0.5 * flush(x), sum = term;
    for (int k = 1; k <= 11; ++k) {
        term *= quarter / (k * (k + 1));
        sum += 2 * term;  // the chip counts every term but the first twice
    }
    return flush(float(sum));
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

inline float xlogy(float x, float y, uint32_t kept) {
    return negative(y) ? kNan : settle(flush(x) * float_of(bits_of(log_coarse(flush(y))) & kept));
}

inline float xielu(float x, float above, float below) {
    return 0.5f * x + (x > 0.0f ? above * x * x : below * (std::expm1(x) - x));
}

// log(sigmoid(x)), for which the caller gives exp(-x) too.
inline float log_sigmoid(float x, float exp_of_minus_x) {
    return x > 4.0f ? -flush(exp_of_minus_x) : x > -4.0f ? -std::log1p(std::exp(-flush(x))) : flush(x);
}

// Of the sign of the divisor.
inline float remainder_binary(float x, float y) {
    const float rest = std::fmod(flush(x), flush(y));
    return rest != 0.0f && negative(rest) != negative(y) ? rest + y : rest;
}

// To an 8-bit integer: nearest, ties away from zero, limited to +-127.
inline int32_t to_int8(float x) {
    return is_nan(x) ? (negative(x) ? -127 : 127) : int32_t(std::fmin(std::fmax(std::round(x), -127.0f), 127.0f));
}

inline float round_decimals(float x, int decimals) {
    if (decimals == 0) return std::nearbyint(flush(x));
    const float scale = std::pow(10.0f, float(decimals));
    return std::nearbyint(x * scale) / scale;
}

}  // namespace ttsim::tile::fn
