#include <cmath>

#include "sfpu.hpp"
#include "sfpu_float.hpp"
#include "sfpu_int.hpp"
#include "sfpu_store.hpp"

namespace ttsim::tile {

namespace {

// Results of fp32 operations on DST; returns how they are stored, or false for another kind of operation.
bool float_unary(Sfpu op, Regs& d, float p, float q, float r, const MathConfig& config, Store& how) {
    using namespace fn;
    how = Store::Nearest;
    switch (op) {
        case Sfpu::Exp: return config.dst32 ? map(d, exp_accurate) : map(d, exp_short);
        case Sfpu::ExpScaled:
            return config.dst32 ? map(d, [p](float x) { return exp_accurate(flush(x) * p); })
                                : map(d, [p](float x) { return exp_short(flush(x) * p); });
        case Sfpu::Exp2: return map(d, [](float x) { return is_nan(x) ? kInfinity : flush(std::exp2(flush(x))); });
        case Sfpu::Rpow: return map(d, [p](float x) { return flush(std::pow(p, flush(x))); });
        case Sfpu::Power: return map(d, [p](float x) { return power(x, p); });
        case Sfpu::Expm1: return map(d, [](float x) { return is_nan(x) ? kInfinity : std::expm1(flush(x)); });
        case Sfpu::Log: return map(d, logarithm);
        case Sfpu::LogBase: return map(d, [p](float x) { return logarithm(x) * p; });
        case Sfpu::Log1p: return map(d, [](float x) { return std::log1p(flush(x)); });
        case Sfpu::Recip: return map(d, recip_legacy);
        case Sfpu::RecipExact: return map(d, recip);
        case Sfpu::Sqrt: return map(d, square_root);
        case Sfpu::Rsqrt: return map(d, inverse_root);
        case Sfpu::Cbrt: return map(d, [](float x) { return std::cbrt(flush(x)); });
        case Sfpu::Tanh: return map(d, [](float x) { return is_nan(x) ? 1.0f : std::tanh(flush(x)); });
        case Sfpu::Sigmoid: return map(d, sigmoid);
        case Sfpu::Mish: return map(d, [](float x) { return flush(x) * std::tanh(std::log1p(std::exp(flush(x)))); });
        case Sfpu::Tanhshrink: return map(d, [](float x) { return flush(x) - std::tanh(flush(x)); });
        case Sfpu::Softcap: return map(d, [p, q](float x) { return p * std::tanh(flush(x) * q); });
        case Sfpu::Xielu: return map(d, [p, q](float x) { return xielu(flush(x), p, q); });
        case Sfpu::Silu: return map(d, [](float x) { return x * sigmoid(x); });
        case Sfpu::Sin: return map(d, [](float x) { return std::sin(flush(x)); });
        case Sfpu::Cos: return map(d, [](float x) { return std::cos(flush(x)); });
        case Sfpu::Tan: return map(d, [](float x) { return std::tan(flush(x)); });
        case Sfpu::Elu: return map(d, [p](float x) { return negative(x) ? p * (exp_short(x) - 1.0f) : x; });
        case Sfpu::Celu: return map(d, [p, q](float x) { return negative(x) ? p * (exp_short(x * q) - 1.0f) : x; });
        default: break;
    }
    how = Store::Cut;
    switch (op) {
        case Sfpu::ExpApprox: return map(d, exp_linear);
        case Sfpu::ExpFast: return map(d, exp_fast);
        case Sfpu::ExpApproxScaled: {
            const bool unchecked = bits_of(q) != 0;
            return map(d, [p, unchecked](float x) { return exp_linear_scaled(x, p, unchecked); });
        }
        case Sfpu::ExpFastScaled: {
            const bool unlimited = bits_of(q) != 0;
            return map(d, [p, unlimited](float x) { return exp_fast_scaled(x, p, unlimited); });
        }
        case Sfpu::Gelu: return map(d, gelu_table);
        case Sfpu::GeluExact: return map(d, gelu_polynomial);
        case Sfpu::Erf: return map(d, erf_polynomial);
        case Sfpu::Erfc: return map(d, [](float x) { return 1.0f - erf_polynomial(x); });
        case Sfpu::Rdiv: return map(d, [p](float x) { return is_nan(x) ? 0.0f : divide(p, x); });
        case Sfpu::Selu:
            return map(d, [p, q](float x) { return p * (negative(x) ? q * (exp_short(x) - 1.0f) : flush(x)); });
        case Sfpu::Sinh:
        case Sfpu::Cosh: {
            float (*const exponential)(float) = config.dst32 ? exp_short : exp_rounded;
            const float sign = op == Sfpu::Sinh ? -1.0f : 1.0f;
            return map(d, [=](float x) { return settle((exponential(x) + sign * exponential(-x)) * 0.5f); });
        }
        case Sfpu::TanhFast: return map(d, tanh_table);
        case Sfpu::SigmoidFast: return map(d, sigmoid_table);
        case Sfpu::Asin: return map(d, asin_series);
        case Sfpu::Acos: return map(d, [](float x) { return 1.5707964f - asin_series(x); });
        case Sfpu::Atan: return map(d, [](float x) { return flush(std::atan(flush(x))); });
        case Sfpu::Atanh: return map(d, atanh_log);
        case Sfpu::Acosh: return map(d, acosh_log);
        case Sfpu::Asinh: return map(d, asinh_log);
        case Sfpu::I0: return map(d, bessel_i0);
        case Sfpu::I1: return map(d, bessel_i1);
        case Sfpu::Softplus:
            return map(
                d, [p, q, r](float x) { return x * p > r || is_nan(x) ? x : q * std::log1p(std::exp(flush(x) * p)); });
        case Sfpu::Erfinv: return map(d, inverse_erf);
        case Sfpu::Identity: return true;
        case Sfpu::Relu: return map(d, [](float x) { return negative(x) ? 0.0f : x; });
        case Sfpu::ReluMax: return map(d, [p](float x) { return negative(x) ? 0.0f : lesser(x, p); });
        case Sfpu::ReluMin:
        case Sfpu::UnaryMax: return map(d, [p](float x) { return greater(x, p); });
        case Sfpu::UnaryMin: return map(d, [p](float x) { return lesser(x, p); });
        case Sfpu::LeakyRelu:
        case Sfpu::Prelu: return map(d, [p](float x) { return negative(x) ? settle(flush(x) * p) : x; });
        case Sfpu::Softsign: return map(d, [](float x) { return divide(x, 1.0f + std::fabs(flush(x))); });
        case Sfpu::Softshrink: return map(d, [p](float x) { return x > p ? x - p : x < -p ? x + p : 0.0f; });
        case Sfpu::Hardshrink: return map(d, [p](float x) { return std::fabs(x) > p ? x : 0.0f; });
        case Sfpu::Hardsigmoid:
            return map(d, [](float x) { return lesser(greater(flush(x) * (1.0f / 6.0f) + 0.5f, 0.0f), 1.0f); });
        case Sfpu::Hardmish:
            return map(d, [](float x) {
                return settle(flush(x) * lesser(greater(std::fma(flush(x), 0.2f, 0.56f), 0.0f), 1.0f));
            });
        case Sfpu::Hardtanh:
        case Sfpu::Clamp: return map(d, [p, q](float x) { return lesser(greater(x, p), q); });
        case Sfpu::Threshold: return map(d, [p, q](float x) { return order(x) > order(p) ? x : q; });
        case Sfpu::Heaviside: return map(d, [p](float x) { return negative(x) ? 0.0f : x == 0.0f ? p : 1.0f; });
        case Sfpu::Square: return map(d, [](float x) { return settle(flush(x) * flush(x)); });
        case Sfpu::Abs: return map(d, [](float x) { return std::fabs(flush(x)); });
        case Sfpu::Negative: return map(d, [](float x) { return -flush(x); });
        case Sfpu::Sign: return map(d, [](float x) { return negative(x) ? -1.0f : x == 0.0f ? 0.0f : 1.0f; });
        case Sfpu::Signbit: return map(d, [](float x) { return negative(x) ? 1.0f : 0.0f; });
        case Sfpu::Floor: return map(d, [](float x) { return std::floor(x); });
        case Sfpu::Ceil: return map(d, [](float x) { return std::ceil(x); });
        case Sfpu::Trunc: return map(d, [](float x) { return std::trunc(x); });
        case Sfpu::Frac: return map(d, [](float x) { return flush(x) - std::trunc(x); });
        case Sfpu::Round: {
            const int decimals = int(bits_of(p));
            return map(d, [decimals](float x) { return round_decimals(x, decimals); });
        }
        case Sfpu::PowerIterative: {
            const uint32_t exponent = bits_of(p);
            return map(d, [exponent](float x) { return power_iterative(x, exponent); });
        }
        case Sfpu::IsInf: return map(d, [](float x) { return std::fabs(x) == kInfinity ? 1.0f : 0.0f; });
        case Sfpu::IsPosInf: return map(d, [](float x) { return x == kInfinity ? 1.0f : 0.0f; });
        case Sfpu::IsNegInf: return map(d, [](float x) { return x == -kInfinity ? 1.0f : 0.0f; });
        case Sfpu::IsNan: return map(d, [](float x) { return is_nan(x) ? 1.0f : 0.0f; });
        case Sfpu::IsFinite: return map(d, [](float x) { return std::fabs(x) < kInfinity ? 1.0f : 0.0f; });
        case Sfpu::LogicalNot:
        case Sfpu::Eqz: return map(d, [](float x) { return bits_of(x) == 0 ? 1.0f : 0.0f; });
        case Sfpu::Nez: return map(d, [](float x) { return bits_of(x) != 0 ? 1.0f : 0.0f; });
        case Sfpu::Ltz: return map(d, [](float x) { return negative(x) ? 1.0f : 0.0f; });
        case Sfpu::Gez: return map(d, [](float x) { return negative(x) ? 0.0f : 1.0f; });
        case Sfpu::Gtz: return map(d, [](float x) { return negative(x) || x == 0.0f ? 0.0f : 1.0f; });
        case Sfpu::Lez: return map(d, [](float x) { return negative(x) || x == 0.0f ? 1.0f : 0.0f; });
        case Sfpu::UnaryEq: return map(d, [p](float x) { return bits_of(x) == bits_of(p) ? 1.0f : 0.0f; });
        case Sfpu::UnaryNe: return map(d, [p](float x) { return bits_of(x) != bits_of(p) ? 1.0f : 0.0f; });
        case Sfpu::UnaryGt: return map(d, [p](float x) { return order(x) > order(p) ? 1.0f : 0.0f; });
        case Sfpu::UnaryGe: return map(d, [p](float x) { return order(x) >= order(p) ? 1.0f : 0.0f; });
        case Sfpu::UnaryLt: return map(d, [p](float x) { return order(x) < order(p) ? 1.0f : 0.0f; });
        case Sfpu::UnaryLe: return map(d, [p](float x) { return order(x) <= order(p) ? 1.0f : 0.0f; });
        case Sfpu::AddUnary: return map(d, [p](float x) { return settle(flush(x) + p); });
        case Sfpu::SubUnary: return map(d, [p](float x) { return settle(flush(x) - p); });
        case Sfpu::RsubUnary: return map(d, [p](float x) { return settle(p - flush(x)); });
        case Sfpu::MulUnary:
        case Sfpu::DivUnary: return map(d, [p](float x) { return settle(flush(x) * p); });
        case Sfpu::FmodUnary: return map(d, [p, q](float x) { return fmod_unary(x, p, q); });
        case Sfpu::RemainderUnary: return map(d, [p, q](float x) { return remainder_unary(x, p, q); });
        case Sfpu::Fill: return map(d, [p](float) { return p; });
        default: return false;
    }
}

bool int_unary(Sfpu op, Regs& d, int32_t p, int32_t q, bool wormhole) {
    using namespace fn;
    const uint32_t word = uint32_t(p);
    const auto bitwise = [&d, wormhole](auto f) {
        if (!wormhole) return map_int(d, [f](int32_t x) { return int32_t(f(uint32_t(x))); });
        return map_int(d, [f](int32_t x) { return from_sign_magnitude(f(to_sign_magnitude(x))); });
    };
    switch (op) {
        case Sfpu::FillInt: return map_int(d, [p](int32_t) { return p; });
        case Sfpu::AbsInt32: return map_int(d, [](int32_t x) { return int32_t(magnitude(x)); });
        case Sfpu::NegativeInt32: return map_int(d, [](int32_t x) { return int32_t(0u - uint32_t(x)); });
        case Sfpu::ReluInt32: return map_int(d, [](int32_t x) { return std::max(x, 0); });
        case Sfpu::LogicalNotInt32:
        case Sfpu::EqzInt32: return map_int(d, [](int32_t x) { return int32_t(x == 0); });
        case Sfpu::NezInt32: return map_int(d, [](int32_t x) { return int32_t(x != 0); });
        case Sfpu::LtzInt32: return map_int(d, [](int32_t x) { return int32_t(x < 0); });
        case Sfpu::GezInt32: return map_int(d, [](int32_t x) { return int32_t(x >= 0); });
        case Sfpu::GtzInt32: return map_int(d, [](int32_t x) { return int32_t(x > 0); });
        case Sfpu::LezInt32: return map_int(d, [](int32_t x) { return int32_t(x <= 0); });
        case Sfpu::UnaryEqInt32: return map_int(d, [p](int32_t x) { return int32_t(x == p); });
        case Sfpu::UnaryNeInt32: return map_int(d, [p](int32_t x) { return int32_t(x != p); });
        case Sfpu::UnaryGtInt32: return map_int(d, [p](int32_t x) { return int32_t(x > p); });
        case Sfpu::UnaryGeInt32: return map_int(d, [p](int32_t x) { return int32_t(x >= p); });
        case Sfpu::UnaryLtInt32: return map_int(d, [p](int32_t x) { return int32_t(x < p); });
        case Sfpu::UnaryLeInt32: return map_int(d, [p](int32_t x) { return int32_t(x <= p); });
        case Sfpu::UnaryMaxInt32: return map_int(d, [p](int32_t x) { return std::max(x, p); });
        case Sfpu::UnaryMinInt32: return map_int(d, [p](int32_t x) { return std::min(x, p); });
        case Sfpu::UnaryMaxUInt32:
            return map_int(d, [word](int32_t x) { return int32_t(std::max(uint32_t(x), word)); });
        case Sfpu::UnaryMinUInt32:
            return map_int(d, [word](int32_t x) { return int32_t(std::min(uint32_t(x), word)); });
        case Sfpu::ClampInt32: return map_int(d, [p, q](int32_t x) { return std::min(std::max(x, p), q); });
        case Sfpu::AddUnaryInt32: return map_int(d, [word](int32_t x) { return int32_t(uint32_t(x) + word); });
        case Sfpu::SubUnaryInt32: return map_int(d, [word](int32_t x) { return int32_t(uint32_t(x) - word); });
        case Sfpu::RsubUnaryInt32: return map_int(d, [word](int32_t x) { return int32_t(word - uint32_t(x)); });
        case Sfpu::SignbitInt32: return map_int(d, [](int32_t x) { return int32_t(x < 0); });
        case Sfpu::ReluMaxInt32: return map_int(d, [p](int32_t x) { return std::max(std::min(x, p), 0); });
        case Sfpu::ReluMinInt32: return map_int(d, [p](int32_t x) { return std::max(x, p); });
        case Sfpu::BitwiseAnd: return bitwise([word](uint32_t x) { return x & word; });
        case Sfpu::BitwiseOr: return bitwise([word](uint32_t x) { return x | word; });
        case Sfpu::BitwiseXor: return bitwise([word](uint32_t x) { return x ^ word; });
        case Sfpu::BitwiseNot: return bitwise([](uint32_t x) { return ~x; });
        case Sfpu::LeftShift: return map_int(d, [word](int32_t x) { return shift_left(x, word); });
        case Sfpu::RightShift: return map_int(d, [word](int32_t x) { return shift_right(x, word); });
        default: return false;
    }
}

// Through the value: `from` and `to` are formats; the block formats count as fp32.
void typecast(Regs& d, Format from, Format to, const MathConfig& config) {
    using namespace fn;
    const bool is_signed = from == Format::Int32 || from == Format::Int8;
    if (is_integer(from) && is_integer(to)) {
        if (to == Format::UInt16) {
            map_int(
                d, [is_signed](int32_t x) { return is_signed && x < 0 ? 0 : int32_t(std::min(uint32_t(x), 0xFFFFu)); });
        } else if (to == Format::UInt8) {
            map_int(d, [](int32_t x) { return x & 0xFF; });
        }
    } else if (is_integer(from)) {
        for (int i = 0; i < 1024; ++i) d.f[i] = is_signed ? float(d.i[i]) : float(d.u[i]);
        store(d, Store::Nearest, config);
    } else if (to == Format::Int32) {
        for (int i = 0; i < 1024; ++i) d.i[i] = float_to_int32(d.f[i]);
    } else if (to == Format::UInt32) {
        for (int i = 0; i < 1024; ++i) d.u[i] = float_to_uint(d.f[i], 0xFFFFFFFFu);
    } else if (to == Format::UInt16) {
        for (int i = 0; i < 1024; ++i) d.u[i] = float_to_uint(d.f[i], 0xFFFFu);
    } else if (to == Format::UInt8 || to == Format::Int8) {
        for (int i = 0; i < 1024; ++i) d.u[i] = uint32_t(float_to_int32(d.f[i])) & 0xFFu;
    } else if (from == Format::Float32 && to == Format::Float16_b) {
        for (uint32_t& u : d.u) u = (u & kInf) == kInf ? u : (u + 0x7FFFu + ((u >> 16) & 1u)) & 0xFFFF0000u;
    }
}

}  // namespace

bool sfpu_unary(Sfpu op, Regs& d, uint32_t p0, uint32_t p1, const MathConfig& config, uint32_t p2) {
    if (sfpu_info(op).operands != 1) return false;
    if (op == Sfpu::Typecast) {
        typecast(d, Format(p0), Format(p1), config);
        return true;
    }
    Store how;
    if (float_unary(op, d, float_of(p0), float_of(p1), float_of(p2), config, how)) {
        if (how == Store::Nearest) map(d, fn::flush);
        store(d, how, config);
        return true;
    }
    return int_unary(op, d, int32_t(p0), int32_t(p1), config.wormhole);
}

}  // namespace ttsim::tile
