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
        case Sfpu::MulBinary: zip(a, b, out, [](float x, float y) { return settle(flush(x) * flush(y)); }); return true;
        case Sfpu::DivBinary: zip(a, b, out, divide); return true;
        case Sfpu::PowerBinary: zip(a, b, out, [](float x, float y) { return flush(std::pow(flush(x), flush(y))); }); return true;
        case Sfpu::FmodBinary: zip(a, b, out, [](float x, float y) { return std::fmod(flush(x), flush(y)); }); return true;
        case Sfpu::Atan2: zip(a, b, out, [](float x, float y) { return std::atan2(flush(x), flush(y)); }); return true;
        default: break;
    }
    how = Store::Cut;
    switch (op) {
        case Sfpu::Xlogy: {
            const uint32_t kept = dst32 ? 0xFFFFFFFFu : 0xFFFF0000u;  // the logarithm is stored before the product
            zip(a, b, out, [kept](float x, float y) { return xlogy(x, y, kept); });
            return true;
        }
        case Sfpu::AddBinary: zip(a, b, out, [](float x, float y) { return settle(flush(x) + flush(y)); }); return true;
        case Sfpu::SubBinary: zip(a, b, out, [](float x, float y) { return settle(flush(x) - flush(y)); }); return true;
        case Sfpu::RsubBinary: zip(a, b, out, [](float x, float y) { return settle(flush(y) - flush(x)); }); return true;
        case Sfpu::BinaryMax: zip(a, b, out, greater); return true;
        case Sfpu::BinaryMin: zip(a, b, out, lesser); return true;
        case Sfpu::EqBinary: zip(a, b, out, [](float x, float y) { return truth(x == y); }); return true;
        case Sfpu::NeBinary: zip(a, b, out, [](float x, float y) { return truth(x != y); }); return true;
        case Sfpu::LtBinary: zip(a, b, out, [](float x, float y) { return truth(x < y); }); return true;
        case Sfpu::GtBinary: zip(a, b, out, [](float x, float y) { return truth(x > y); }); return true;
        case Sfpu::LeBinary: zip(a, b, out, [](float x, float y) { return truth(x <= y); }); return true;
        case Sfpu::GeBinary: zip(a, b, out, [](float x, float y) { return truth(x >= y); }); return true;
        case Sfpu::Mask: zip(a, b, out, [](float x, float m) { return bits_of(m) == 0 ? 0.0f : x; }); return true;
        case Sfpu::MaskPosInf: zip(a, b, out, [](float x, float m) { return bits_of(m) == 0 ? kInfinity : x; }); return true;
        default: return false;
    }
}

uint32_t word(int32_t x) { return uint32_t(x); }

bool int_binary(Sfpu op, const Regs& a, const Regs& b, Regs& out) {
    using namespace fn;
    switch (op) {
        case Sfpu::AddInt32: zip_int(a, b, out, [](int32_t x, int32_t y) { return int32_t(word(x) + word(y)); }); return true;
        case Sfpu::SubInt32: zip_int(a, b, out, [](int32_t x, int32_t y) { return int32_t(word(x) - word(y)); }); return true;
        case Sfpu::RsubInt32: zip_int(a, b, out, [](int32_t x, int32_t y) { return int32_t(word(y) - word(x)); }); return true;
        case Sfpu::MulInt32: zip_int(a, b, out, [](int32_t x, int32_t y) { return int32_t(word(x) * word(y)); }); return true;
        case Sfpu::AddUInt16: zip_int(a, b, out, [](int32_t x, int32_t y) { return (x + y) & 0xFFFF; }); return true;
        case Sfpu::SubUInt16: zip_int(a, b, out, [](int32_t x, int32_t y) { return (x - y) & 0xFFFF; }); return true;
        case Sfpu::RsubUInt16: zip_int(a, b, out, [](int32_t x, int32_t y) { return (y - x) & 0xFFFF; }); return true;
        case Sfpu::MulUInt16:
            zip_int(a, b, out, [](int32_t x, int32_t y) { return int32_t((word(x) * word(y)) & 0xFFFFu); });
            return true;
        case Sfpu::DivInt32:
            zip_int(a, b, out, [](int32_t x, int32_t y) { return int32_t(bits_of(float(double(x) / double(y)))); });
            return true;
        case Sfpu::DivInt32Floor: zip_int(a, b, out, divide_floor); return true;
        case Sfpu::DivInt32Trunc: zip_int(a, b, out, divide_trunc); return true;
        case Sfpu::RemainderInt32: zip_int(a, b, out, remainder_int); return true;
        case Sfpu::FmodInt32: zip_int(a, b, out, fmod_int); return true;
        case Sfpu::BinaryMaxInt32: zip_int(a, b, out, [](int32_t x, int32_t y) { return std::max(x, y); }); return true;
        case Sfpu::BinaryMinInt32: zip_int(a, b, out, [](int32_t x, int32_t y) { return std::min(x, y); }); return true;
        case Sfpu::BinaryMaxUInt32:
            zip_int(a, b, out, [](int32_t x, int32_t y) { return int32_t(std::max(word(x), word(y))); });
            return true;
        case Sfpu::BinaryMinUInt32:
            zip_int(a, b, out, [](int32_t x, int32_t y) { return int32_t(std::min(word(x), word(y))); });
            return true;
        case Sfpu::EqInt32: zip_int(a, b, out, [](int32_t x, int32_t y) { return int32_t(x == y); }); return true;
        case Sfpu::NeInt32: zip_int(a, b, out, [](int32_t x, int32_t y) { return int32_t(x != y); }); return true;
        case Sfpu::LtInt32: zip_int(a, b, out, [](int32_t x, int32_t y) { return int32_t(x < y); }); return true;
        case Sfpu::GtInt32: zip_int(a, b, out, [](int32_t x, int32_t y) { return int32_t(x > y); }); return true;
        case Sfpu::LeInt32: zip_int(a, b, out, [](int32_t x, int32_t y) { return int32_t(x <= y); }); return true;
        case Sfpu::GeInt32: zip_int(a, b, out, [](int32_t x, int32_t y) { return int32_t(x >= y); }); return true;
        case Sfpu::BitwiseAndBinary: zip_int(a, b, out, [](int32_t x, int32_t y) { return x & y; }); return true;
        case Sfpu::BitwiseOrBinary: zip_int(a, b, out, [](int32_t x, int32_t y) { return x | y; }); return true;
        case Sfpu::BitwiseXorBinary: zip_int(a, b, out, [](int32_t x, int32_t y) { return x ^ y; }); return true;
        case Sfpu::BinaryLeftShift: zip_int(a, b, out, [](int32_t x, int32_t n) { return shift_left(x, word(n)); }); return true;
        case Sfpu::BinaryRightShift: zip_int(a, b, out, [](int32_t x, int32_t n) { return shift_right(x, word(n)); }); return true;
        case Sfpu::BinaryLogicalRightShift:
            zip_int(a, b, out, [](int32_t x, int32_t n) { return int32_t(shift_right_logical(word(x), word(n))); });
            return true;
        case Sfpu::Gcd: zip_int(a, b, out, gcd_int); return true;
        case Sfpu::Lcm: zip_int(a, b, out, lcm_int); return true;
        default: return false;
    }
}

}  // namespace

bool sfpu_binary(Sfpu op, const Regs& a, const Regs& b, Regs& out, const MathConfig& config) {
    if (sfpu_info(op).operands != 2) return false;
    Store how;
    if (float_binary(op, a, b, out, config.dst32, how)) {
        store(out, how, config);
        return true;
    }
    return int_binary(op, a, b, out);
}

bool sfpu_ternary(Sfpu op, const Regs& a, const Regs& b, const Regs& c, Regs& out, uint32_t p0, const MathConfig& config) {
    using fn::flush;
    using fn::settle;
    const float value = float_of(p0);
    switch (op) {
        case Sfpu::Where:
            for (int i = 0; i < 1024; ++i) out.u[i] = a.u[i] != 0 ? b.u[i] : c.u[i];
            return true;
        case Sfpu::Addcmul:
            for (int i = 0; i < 1024; ++i) out.f[i] = settle(std::fma(value * flush(b.f[i]), flush(c.f[i]), flush(a.f[i])));
            break;
        case Sfpu::Addcdiv:
            for (int i = 0; i < 1024; ++i) out.f[i] = settle(flush(a.f[i]) + value * flush(b.f[i]) / flush(c.f[i]));
            break;
        case Sfpu::Lerp:
            for (int i = 0; i < 1024; ++i) out.f[i] = settle(flush(a.f[i]) + flush(c.f[i]) * (flush(b.f[i]) - flush(a.f[i])));
            break;
        default: return false;
    }
    store(out, Store::Nearest, config);
    return true;
}

}  // namespace ttsim::tile
