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
    const bool short_exp = !config.dst32;
    how = Store::Nearest;
    switch (op) {
        case Sfpu::Exp2: map(d, [](float x) { return is_nan(x) ? kInfinity : flush(std::exp2(flush(x))); }); return true;
        case Sfpu::Rpow: map(d, [p](float x) { return flush(std::pow(p, flush(x))); }); return true;
        case Sfpu::Power: map(d, [p](float x) { return power(x, p); }); return true;
        case Sfpu::Exp:
            if (short_exp) {
                map(d, exp_short);
            } else {
                map(d, exp_accurate);
            }
            return true;
        case Sfpu::Expm1: map(d, [](float x) { return is_nan(x) ? kInfinity : std::expm1(flush(x)); }); return true;
        case Sfpu::Log: map(d, logarithm); return true;
        case Sfpu::LogBase: map(d, [p](float x) { return logarithm(x) * p; }); return true;
        case Sfpu::Log1p: map(d, [](float x) { return std::log1p(flush(x)); }); return true;
        case Sfpu::Recip: map(d, recip_legacy); return true;
        case Sfpu::RecipExact: map(d, recip); return true;
        case Sfpu::Sqrt: map(d, square_root); return true;
        case Sfpu::Rsqrt: map(d, inverse_root); return true;
        case Sfpu::Cbrt: map(d, [](float x) { return std::cbrt(flush(x)); }); return true;
        case Sfpu::Tanh: map(d, [](float x) { return is_nan(x) ? 1.0f : std::tanh(flush(x)); }); return true;
        case Sfpu::Sigmoid: map(d, sigmoid); return true;
        case Sfpu::Silu: map(d, [](float x) { return x * sigmoid(x); }); return true;
        case Sfpu::Sin: map(d, [](float x) { return std::sin(flush(x)); }); return true;
        case Sfpu::Cos: map(d, [](float x) { return std::cos(flush(x)); }); return true;
        case Sfpu::Tan: map(d, [](float x) { return std::tan(flush(x)); }); return true;
        case Sfpu::Elu: map(d, [p](float x) { return negative(x) ? p * (exp_short(x) - 1.0f) : x; }); return true;
        case Sfpu::Celu: map(d, [p, q](float x) { return negative(x) ? p * (exp_short(x * q) - 1.0f) : x; }); return true;
        default: break;
    }
    how = Store::Cut;
    switch (op) {
        case Sfpu::ExpApprox: map(d, exp_linear); return true;
        case Sfpu::ExpFast: map(d, exp_fast); return true;
        case Sfpu::Gelu: map(d, gelu_table); return true;
        case Sfpu::GeluExact: map(d, gelu_polynomial); return true;
        case Sfpu::Erf: map(d, erf_polynomial); return true;
        case Sfpu::Erfc: map(d, [](float x) { return 1.0f - erf_polynomial(x); }); return true;
        case Sfpu::Rdiv: map(d, [p](float x) { return is_nan(x) ? 0.0f : divide(p, x); }); return true;
        case Sfpu::Selu:
            map(d, [p, q](float x) { return p * (negative(x) ? q * (exp_short(x) - 1.0f) : flush(x)); });
            return true;
        case Sfpu::Sinh:
        case Sfpu::Cosh: {
            float (*const exponential)(float) = config.dst32 ? exp_short : exp_rounded;
            const float sign = op == Sfpu::Sinh ? -1.0f : 1.0f;
            map(d, [=](float x) { return settle((exponential(x) + sign * exponential(-x)) * 0.5f); });
            return true;
        }
        case Sfpu::TanhFast: map(d, tanh_table); return true;
        case Sfpu::SigmoidFast: map(d, sigmoid_table); return true;
        case Sfpu::Asin: map(d, asin_series); return true;
        case Sfpu::Acos: map(d, [](float x) { return 1.5707964f - asin_series(x); }); return true;
        case Sfpu::Atan: map(d, [](float x) { return flush(std::atan(flush(x))); }); return true;
        case Sfpu::Atanh: map(d, atanh_log); return true;
        case Sfpu::Acosh: map(d, acosh_log); return true;
        case Sfpu::Asinh: map(d, asinh_log); return true;
        case Sfpu::I0: map(d, bessel_i0); return true;
        case Sfpu::I1: map(d, bessel_i1); return true;
        case Sfpu::Softplus:
            map(d, [p, q, r](float x) { return x * p > r || is_nan(x) ? x : q * std::log1p(std::exp(flush(x) * p)); });
            return true;
        case Sfpu::Erfinv: map(d, inverse_erf); return true;
        case Sfpu::Identity: return true;
        case Sfpu::Relu: map(d, [](float x) { return negative(x) ? 0.0f : x; }); return true;
        case Sfpu::ReluMax: map(d, [p](float x) { return negative(x) ? 0.0f : lesser(x, p); }); return true;
        case Sfpu::ReluMin:
        case Sfpu::UnaryMax: map(d, [p](float x) { return greater(x, p); }); return true;
        case Sfpu::UnaryMin: map(d, [p](float x) { return lesser(x, p); }); return true;
        case Sfpu::LeakyRelu:
        case Sfpu::Prelu: map(d, [p](float x) { return negative(x) ? settle(flush(x) * p) : x; }); return true;
        case Sfpu::Softsign: map(d, [](float x) { return divide(x, 1.0f + std::fabs(flush(x))); }); return true;
        case Sfpu::Softshrink:
            map(d, [p](float x) { return x > p ? x - p : x < -p ? x + p : 0.0f; });
            return true;
        case Sfpu::Hardshrink: map(d, [p](float x) { return std::fabs(x) > p ? x : 0.0f; }); return true;
        case Sfpu::Hardsigmoid:
            map(d, [](float x) { return lesser(greater(flush(x) * (1.0f / 6.0f) + 0.5f, 0.0f), 1.0f); });
            return true;
        case Sfpu::Hardmish:
            map(d, [](float x) { return settle(flush(x) * lesser(greater(std::fma(flush(x), 0.2f, 0.56f), 0.0f), 1.0f)); });
            return true;
        case Sfpu::Hardtanh:
        case Sfpu::Clamp: map(d, [p, q](float x) { return lesser(greater(x, p), q); }); return true;
        case Sfpu::Threshold: map(d, [p, q](float x) { return order(x) > order(p) ? x : q; }); return true;
        case Sfpu::Heaviside: map(d, [p](float x) { return negative(x) ? 0.0f : x == 0.0f ? p : 1.0f; }); return true;
        case Sfpu::Square: map(d, [](float x) { return settle(flush(x) * flush(x)); }); return true;
        case Sfpu::Abs: map(d, [](float x) { return std::fabs(flush(x)); }); return true;
        case Sfpu::Negative: map(d, [](float x) { return -flush(x); }); return true;
        case Sfpu::Sign: map(d, [](float x) { return negative(x) ? -1.0f : x == 0.0f ? 0.0f : 1.0f; }); return true;
        case Sfpu::Signbit: map(d, [](float x) { return negative(x) ? 1.0f : 0.0f; }); return true;
        case Sfpu::Floor: map(d, [](float x) { return std::floor(x); }); return true;
        case Sfpu::Ceil: map(d, [](float x) { return std::ceil(x); }); return true;
        case Sfpu::Trunc: map(d, [](float x) { return std::trunc(x); }); return true;
        case Sfpu::Frac: map(d, [](float x) { return flush(x) - std::trunc(x); }); return true;
        case Sfpu::Round: {
            const int decimals = int(bits_of(p));
            map(d, [decimals](float x) { return round_decimals(x, decimals); });
            return true;
        }
        case Sfpu::PowerIterative: {
            const uint32_t exponent = bits_of(p);
            map(d, [exponent](float x) { return power_iterative(x, exponent); });
            return true;
        }
        case Sfpu::IsInf: map(d, [](float x) { return std::fabs(x) == kInfinity ? 1.0f : 0.0f; }); return true;
        case Sfpu::IsPosInf: map(d, [](float x) { return x == kInfinity ? 1.0f : 0.0f; }); return true;
        case Sfpu::IsNegInf: map(d, [](float x) { return x == -kInfinity ? 1.0f : 0.0f; }); return true;
        case Sfpu::IsNan: map(d, [](float x) { return is_nan(x) ? 1.0f : 0.0f; }); return true;
        case Sfpu::IsFinite: map(d, [](float x) { return std::fabs(x) < kInfinity ? 1.0f : 0.0f; }); return true;
        case Sfpu::LogicalNot:
        case Sfpu::Eqz: map(d, [](float x) { return bits_of(x) == 0 ? 1.0f : 0.0f; }); return true;
        case Sfpu::Nez: map(d, [](float x) { return bits_of(x) != 0 ? 1.0f : 0.0f; }); return true;
        case Sfpu::Ltz: map(d, [](float x) { return negative(x) ? 1.0f : 0.0f; }); return true;
        case Sfpu::Gez: map(d, [](float x) { return negative(x) ? 0.0f : 1.0f; }); return true;
        case Sfpu::Gtz: map(d, [](float x) { return negative(x) || x == 0.0f ? 0.0f : 1.0f; }); return true;
        case Sfpu::Lez: map(d, [](float x) { return negative(x) || x == 0.0f ? 1.0f : 0.0f; }); return true;
        case Sfpu::UnaryEq: map(d, [p](float x) { return bits_of(x) == bits_of(p) ? 1.0f : 0.0f; }); return true;
        case Sfpu::UnaryNe: map(d, [p](float x) { return bits_of(x) != bits_of(p) ? 1.0f : 0.0f; }); return true;
        case Sfpu::UnaryGt: map(d, [p](float x) { return order(x) > order(p) ? 1.0f : 0.0f; }); return true;
        case Sfpu::UnaryGe: map(d, [p](float x) { return order(x) >= order(p) ? 1.0f : 0.0f; }); return true;
        case Sfpu::UnaryLt: map(d, [p](float x) { return order(x) < order(p) ? 1.0f : 0.0f; }); return true;
        case Sfpu::UnaryLe: map(d, [p](float x) { return order(x) <= order(p) ? 1.0f : 0.0f; }); return true;
        case Sfpu::AddUnary: map(d, [p](float x) { return settle(flush(x) + p); }); return true;
        case Sfpu::SubUnary: map(d, [p](float x) { return settle(flush(x) - p); }); return true;
        case Sfpu::RsubUnary: map(d, [p](float x) { return settle(p - flush(x)); }); return true;
        case Sfpu::MulUnary:
        case Sfpu::DivUnary: map(d, [p](float x) { return settle(flush(x) * p); }); return true;
        case Sfpu::FmodUnary: map(d, [p, q](float x) { return fmod_unary(x, p, q); }); return true;
        case Sfpu::RemainderUnary: map(d, [p, q](float x) { return remainder_unary(x, p, q); }); return true;
        case Sfpu::Fill: map(d, [p](float) { return p; }); return true;
        default: return false;
    }
}

bool int_unary(Sfpu op, Regs& d, int32_t p, int32_t q, bool wormhole) {
    using namespace fn;
    const uint32_t word = uint32_t(p);
    const auto bitwise = [&d, wormhole](auto f) {
        if (wormhole) {
            map_int(d, [f](int32_t x) { return from_sign_magnitude(f(to_sign_magnitude(x))); });
        } else {
            map_int(d, [f](int32_t x) { return int32_t(f(uint32_t(x))); });
        }
    };
    switch (op) {
        case Sfpu::FillInt: map_int(d, [p](int32_t) { return p; }); return true;
        case Sfpu::AbsInt32: map_int(d, [](int32_t x) { return int32_t(magnitude(x)); }); return true;
        case Sfpu::NegativeInt32: map_int(d, [](int32_t x) { return int32_t(0u - uint32_t(x)); }); return true;
        case Sfpu::ReluInt32: map_int(d, [](int32_t x) { return std::max(x, 0); }); return true;
        case Sfpu::LogicalNotInt32:
        case Sfpu::EqzInt32: map_int(d, [](int32_t x) { return int32_t(x == 0); }); return true;
        case Sfpu::NezInt32: map_int(d, [](int32_t x) { return int32_t(x != 0); }); return true;
        case Sfpu::LtzInt32: map_int(d, [](int32_t x) { return int32_t(x < 0); }); return true;
        case Sfpu::GezInt32: map_int(d, [](int32_t x) { return int32_t(x >= 0); }); return true;
        case Sfpu::GtzInt32: map_int(d, [](int32_t x) { return int32_t(x > 0); }); return true;
        case Sfpu::LezInt32: map_int(d, [](int32_t x) { return int32_t(x <= 0); }); return true;
        case Sfpu::UnaryEqInt32: map_int(d, [p](int32_t x) { return int32_t(x == p); }); return true;
        case Sfpu::UnaryNeInt32: map_int(d, [p](int32_t x) { return int32_t(x != p); }); return true;
        case Sfpu::UnaryGtInt32: map_int(d, [p](int32_t x) { return int32_t(x > p); }); return true;
        case Sfpu::UnaryGeInt32: map_int(d, [p](int32_t x) { return int32_t(x >= p); }); return true;
        case Sfpu::UnaryLtInt32: map_int(d, [p](int32_t x) { return int32_t(x < p); }); return true;
        case Sfpu::UnaryLeInt32: map_int(d, [p](int32_t x) { return int32_t(x <= p); }); return true;
        case Sfpu::UnaryMaxInt32: map_int(d, [p](int32_t x) { return std::max(x, p); }); return true;
        case Sfpu::UnaryMinInt32: map_int(d, [p](int32_t x) { return std::min(x, p); }); return true;
        case Sfpu::UnaryMaxUInt32: map_int(d, [word](int32_t x) { return int32_t(std::max(uint32_t(x), word)); }); return true;
        case Sfpu::UnaryMinUInt32: map_int(d, [word](int32_t x) { return int32_t(std::min(uint32_t(x), word)); }); return true;
        case Sfpu::ClampInt32: map_int(d, [p, q](int32_t x) { return std::min(std::max(x, p), q); }); return true;
        case Sfpu::AddUnaryInt32: map_int(d, [word](int32_t x) { return int32_t(uint32_t(x) + word); }); return true;
        case Sfpu::SubUnaryInt32: map_int(d, [word](int32_t x) { return int32_t(uint32_t(x) - word); }); return true;
        case Sfpu::BitwiseAnd: bitwise([word](uint32_t x) { return x & word; }); return true;
        case Sfpu::BitwiseOr: bitwise([word](uint32_t x) { return x | word; }); return true;
        case Sfpu::BitwiseXor: bitwise([word](uint32_t x) { return x ^ word; }); return true;
        case Sfpu::BitwiseNot: bitwise([](uint32_t x) { return ~x; }); return true;
        case Sfpu::LeftShift: map_int(d, [word](int32_t x) { return shift_left(x, word); }); return true;
        case Sfpu::RightShift: map_int(d, [word](int32_t x) { return shift_right(x, word); }); return true;
        default: return false;
    }
}

// Through the value: `from` and `to` are formats; the block formats count as fp32.
void typecast(Regs& d, Format from, Format to, const MathConfig& config) {
    using namespace fn;
    const bool is_signed = from == Format::Int32 || from == Format::Int8;
    if (is_integer(from) && is_integer(to)) {
        if (to == Format::UInt16) {
            map_int(d, [is_signed](int32_t x) { return is_signed && x < 0 ? 0 : int32_t(std::min(uint32_t(x), 0xFFFFu)); });
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
