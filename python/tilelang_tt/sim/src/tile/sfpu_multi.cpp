// Operations on two and three DST tiles.
#include <cmath>

#include "sfpu.hpp"
#include "sfpu_float.hpp"
#include "sfpu_int.hpp"
#include "sfpu_store.hpp"

namespace ttsim::tile {

namespace {

float truth(bool x) { return x ? 1.0f : 0.0f; }

bool float_binary(Sfpu op, const Regs& a, const Regs& b, Regs& out, bool dst32, Store& how) {
    using namespace fn;
    how = Store::Nearest;
    switch (op) {
        case Sfpu::MulBinary: return zip(a, b, out, [](float x, float y) { return settle(flush(x) * flush(y)); });
        case Sfpu::DivBinary: return zip(a, b, out, divide);
        case Sfpu::PowerBinary:
            return zip(a, b, out, [](float x, float y) { return flush(std::pow(flush(x), flush(y))); });
        case Sfpu::FmodBinary: return zip(a, b, out, [](float x, float y) { return std::fmod(flush(x), flush(y)); });
        case Sfpu::Logaddexp:
            return zip(a, b, out, [](float x, float y) {
                return std::fmax(x, y) + std::log1p(std::exp(-std::fabs(flush(x) - flush(y))));
            });
        case Sfpu::Logaddexp2:
            return zip(a, b, out, [](float x, float y) {
                return std::fmax(x, y) + std::log2(1.0f + std::exp2(-std::fabs(flush(x) - flush(y))));
            });
        case Sfpu::RemainderBinary: return zip(a, b, out, remainder_binary);
        case Sfpu::Atan2: return zip(a, b, out, [](float x, float y) { return std::atan2(flush(x), flush(y)); });
        default: break;
    }
    how = Store::Cut;
    switch (op) {
        case Sfpu::Xlogy: {
            const uint32_t kept = dst32 ? 0xFFFFFFFFu : 0xFFFF0000u;  // the logarithm is stored before the product
            return zip(a, b, out, [kept](float x, float y) { return xlogy(x, y, kept); });
        }
        case Sfpu::Logsigmoid: return zip(a, b, out, log_sigmoid);
        case Sfpu::AddBinary: return zip(a, b, out, [](float x, float y) { return settle(flush(x) + flush(y)); });
        case Sfpu::SubBinary: return zip(a, b, out, [](float x, float y) { return settle(flush(x) - flush(y)); });
        case Sfpu::RsubBinary: return zip(a, b, out, [](float x, float y) { return settle(flush(y) - flush(x)); });
        case Sfpu::BinaryMax: return zip(a, b, out, greater);
        case Sfpu::BinaryMin: return zip(a, b, out, lesser);
        case Sfpu::EqBinary: return zip(a, b, out, [](float x, float y) { return truth(x == y); });
        case Sfpu::NeBinary: return zip(a, b, out, [](float x, float y) { return truth(x != y); });
        case Sfpu::LtBinary: return zip(a, b, out, [](float x, float y) { return truth(x < y); });
        case Sfpu::GtBinary: return zip(a, b, out, [](float x, float y) { return truth(x > y); });
        case Sfpu::LeBinary: return zip(a, b, out, [](float x, float y) { return truth(x <= y); });
        case Sfpu::GeBinary: return zip(a, b, out, [](float x, float y) { return truth(x >= y); });
        case Sfpu::Mask: return zip(a, b, out, [](float x, float m) { return bits_of(m) == 0 ? 0.0f : x; });
        case Sfpu::MaskPosInf: return zip(a, b, out, [](float x, float m) { return bits_of(m) == 0 ? kInfinity : x; });
        default: return false;
    }
}

uint32_t word(int32_t x) { return uint32_t(x); }

bool int_binary(Sfpu op, const Regs& a, const Regs& b, Regs& out) {
    using namespace fn;
    switch (op) {
        case Sfpu::AddInt32: return zip_int(a, b, out, [](int32_t x, int32_t y) { return int32_t(word(x) + word(y)); });
        case Sfpu::SubInt32: return zip_int(a, b, out, [](int32_t x, int32_t y) { return int32_t(word(x) - word(y)); });
        case Sfpu::RsubInt32:
            return zip_int(a, b, out, [](int32_t x, int32_t y) { return int32_t(word(y) - word(x)); });
        case Sfpu::MulInt32: return zip_int(a, b, out, [](int32_t x, int32_t y) { return int32_t(word(x) * word(y)); });
        case Sfpu::AddUInt16: return zip_int(a, b, out, [](int32_t x, int32_t y) { return (x + y) & 0xFFFF; });
        case Sfpu::SubUInt16: return zip_int(a, b, out, [](int32_t x, int32_t y) { return (x - y) & 0xFFFF; });
        case Sfpu::RsubUInt16: return zip_int(a, b, out, [](int32_t x, int32_t y) { return (y - x) & 0xFFFF; });
        case Sfpu::MulUInt16:
            return zip_int(a, b, out, [](int32_t x, int32_t y) { return int32_t((word(x) * word(y)) & 0xFFFFu); });
        case Sfpu::DivInt32:
            return zip_int(a, b, out,
                           [](int32_t x, int32_t y) { return int32_t(bits_of(float(double(x) / double(y)))); });
        case Sfpu::DivInt32Floor: return zip_int(a, b, out, divide_floor);
        case Sfpu::DivInt32Trunc: return zip_int(a, b, out, divide_trunc);
        case Sfpu::RemainderInt32: return zip_int(a, b, out, remainder_int);
        case Sfpu::FmodInt32: return zip_int(a, b, out, fmod_int);
        case Sfpu::RemainderUInt32:
            return zip_int(a, b, out, [](int32_t x, int32_t y) { return y == 0 ? 0 : int32_t(word(x) % word(y)); });
        case Sfpu::LtUInt32: return zip_int(a, b, out, [](int32_t x, int32_t y) { return int32_t(word(x) < word(y)); });
        case Sfpu::GtUInt32: return zip_int(a, b, out, [](int32_t x, int32_t y) { return int32_t(word(x) > word(y)); });
        case Sfpu::LeUInt32:
            return zip_int(a, b, out, [](int32_t x, int32_t y) { return int32_t(word(x) <= word(y)); });
        case Sfpu::GeUInt32:
            return zip_int(a, b, out, [](int32_t x, int32_t y) { return int32_t(word(x) >= word(y)); });
        case Sfpu::BinaryMaxInt32: return zip_int(a, b, out, [](int32_t x, int32_t y) { return std::max(x, y); });
        case Sfpu::BinaryMinInt32: return zip_int(a, b, out, [](int32_t x, int32_t y) { return std::min(x, y); });
        case Sfpu::BinaryMaxUInt32:
            return zip_int(a, b, out, [](int32_t x, int32_t y) { return int32_t(std::max(word(x), word(y))); });
        case Sfpu::BinaryMinUInt32:
            return zip_int(a, b, out, [](int32_t x, int32_t y) { return int32_t(std::min(word(x), word(y))); });
        case Sfpu::EqInt32: return zip_int(a, b, out, [](int32_t x, int32_t y) { return int32_t(x == y); });
        case Sfpu::NeInt32: return zip_int(a, b, out, [](int32_t x, int32_t y) { return int32_t(x != y); });
        case Sfpu::LtInt32: return zip_int(a, b, out, [](int32_t x, int32_t y) { return int32_t(x < y); });
        case Sfpu::GtInt32: return zip_int(a, b, out, [](int32_t x, int32_t y) { return int32_t(x > y); });
        case Sfpu::LeInt32: return zip_int(a, b, out, [](int32_t x, int32_t y) { return int32_t(x <= y); });
        case Sfpu::GeInt32: return zip_int(a, b, out, [](int32_t x, int32_t y) { return int32_t(x >= y); });
        case Sfpu::BitwiseAndBinary: return zip_int(a, b, out, [](int32_t x, int32_t y) { return x & y; });
        case Sfpu::BitwiseOrBinary: return zip_int(a, b, out, [](int32_t x, int32_t y) { return x | y; });
        case Sfpu::BitwiseXorBinary: return zip_int(a, b, out, [](int32_t x, int32_t y) { return x ^ y; });
        case Sfpu::BinaryLeftShift:
            return zip_int(a, b, out, [](int32_t x, int32_t n) { return shift_left(x, word(n)); });
        case Sfpu::BinaryRightShift:
            return zip_int(a, b, out, [](int32_t x, int32_t n) { return shift_right(x, word(n)); });
        case Sfpu::BinaryLogicalRightShift:
            return zip_int(a, b, out,
                           [](int32_t x, int32_t n) { return int32_t(shift_right_logical(word(x), word(n))); });
        case Sfpu::Gcd: return zip_int(a, b, out, gcd_int);
        case Sfpu::Lcm: return zip_int(a, b, out, lcm_int);
        default: return false;
    }
}

// Between fp32 and 8-bit integers, with a factor for every element and one zero point.
bool quantise(Sfpu op, const Regs& a, const Regs& b, Regs& out, float zero) {
    using namespace fn;
    switch (op) {
        case Sfpu::QuantInt32:
            for (int i = 0; i < 1024; ++i) out.i[i] = to_int8(std::fma(flush(a.f[i]), flush(b.f[i]), zero));
            return true;
        case Sfpu::RequantInt32:
            for (int i = 0; i < 1024; ++i) out.i[i] = to_int8(std::fma(float(a.i[i]), flush(b.f[i]), zero));
            return true;
        case Sfpu::DequantInt32:
            for (int i = 0; i < 1024; ++i) out.f[i] = settle((float(a.i[i]) + zero) * flush(b.f[i]));
            return true;
        default: return false;
    }
}

}  // namespace

bool sfpu_binary(Sfpu op, const Regs& a, const Regs& b, Regs& out, const MathConfig& config, uint32_t p0) {
    if (sfpu_info(op).operands != 2) return false;
    if (quantise(op, a, b, out, float_of(p0))) return true;
    Store how;
    if (float_binary(op, a, b, out, config.dst32, how)) {
        store(out, how, config);
        return true;
    }
    return int_binary(op, a, b, out);
}

bool sfpu_ternary(Sfpu op, const Regs& a, const Regs& b, const Regs& c, Regs& out, uint32_t p0,
                  const MathConfig& config) {
    using fn::flush;
    using fn::settle;
    const float value = float_of(p0);
    switch (op) {
        case Sfpu::Where:
            for (int i = 0; i < 1024; ++i) out.u[i] = a.u[i] != 0 ? b.u[i] : c.u[i];
            return true;
        case Sfpu::Addcmul:
            for (int i = 0; i < 1024; ++i)
                out.f[i] = settle(std::fma(value * flush(b.f[i]), flush(c.f[i]), flush(a.f[i])));
            break;
        case Sfpu::Addcdiv:
            for (int i = 0; i < 1024; ++i) out.f[i] = settle(flush(a.f[i]) + value * flush(b.f[i]) / flush(c.f[i]));
            break;
        case Sfpu::Mac:
            for (int i = 0; i < 1024; ++i) out.f[i] = settle(std::fma(flush(a.f[i]), flush(b.f[i]), flush(c.f[i])));
            break;
        case Sfpu::Lerp:
            for (int i = 0; i < 1024; ++i)
                out.f[i] = settle(flush(a.f[i]) + flush(c.f[i]) * (flush(b.f[i]) - flush(a.f[i])));
            break;
        default: return false;
    }
    store(out, Store::Nearest, config);
    return true;
}

}  // namespace ttsim::tile
