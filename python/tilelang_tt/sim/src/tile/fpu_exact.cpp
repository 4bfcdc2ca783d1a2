#include "fpu_exact.hpp"

#include <initializer_list>

#include "bits.hpp"
#include "lanes.hpp"

namespace ttsim::tile::exact {

namespace {

constexpr int kNoExponent = -400;              // of zero: below every exponent that can occur
constexpr int kPhaseShift[4] = {0, 5, 7, 12};  // how far a phase's products lie below those of the first
constexpr int kMaxProductShift = 20;           // shifts a 12-bit product to zero

// One source register as integers, in face order. Parts are scaled so that high and low have one unit.
struct Parts {
    alignas(64) int32_t high[1024];
    alignas(64) int32_t low[1024];
    alignas(64) int32_t exponent[1024];
    alignas(64) int32_t sign[1024];  // 0 or -1
};

enum class Source { A, B };

template <Source source>
inline void split(Ints u, Ints& high, Ints& low, Ints& exponent, Ints& sign) {
    const Ints biased = (u >> 23) & 0xFF;
    const Ints normal = biased != 0;  // the matrix unit takes denormals for zero
    const Ints significand = ((u & 0x7FFFFF) | 0x800000) & normal;
    if constexpr (source == Source::A) {
        high = significand >> 19;
        low = (significand >> 14) & 0x1F;
    } else {
        high = significand >> 17;
        low = (significand >> 10) & 0x78;  // 4 bits, in units of the high part's last bit / 16, times 8
    }
    exponent = select(normal, biased - 127, splat(kNoExponent));
    sign = u >> 31;
}

template <Source source>
void split(const float* in, int count, Parts& out) {
    for (int i = 0; i < count; i += kLanes) {
        split<source>(as_int(lanes(in + i)), lanes(out.high + i), lanes(out.low + i), lanes(out.exponent + i),
                      lanes(out.sign + i));
    }
}

// (x >> shift), rounded half away from zero, of a magnitude.
inline Ints shift_away(Ints magnitude, Ints shift) { return (magnitude + ((splat(1) << shift) >> 1)) >> shift; }

// DST as fp32, bf16 or Float16: bits of the alignment grid below the top exponent, and fraction bits kept.
struct Dst32 {
    static constexpr int grid = 23, fraction = 23;
};
struct Dst16b {
    static constexpr int grid = 10, fraction = 7;
};
struct Dst16 {
    static constexpr int grid = 10, fraction = 10;
};

struct Term {
    Ints sum;       // in units of 2^(exponent - 10)
    Ints exponent;  // nominal, not normalised
};

// value * 2^(exponent - grid), rounded to the fraction bits of DST, ties away from zero, as fp32 bits.
template <typename Dst>
inline Ints round_sum(Ints value, Ints exponent) {
    const Ints sign = value >> 31;
    const Ints magnitude = (value ^ sign) - sign;
    // Rounded up, the estimate of the leading bit may be one too high; the result is then a power of two either way.
    const Ints leading = (as_int(to_float(magnitude)) >> 23) - 127;
    const Ints shift = max(leading - Dst::fraction, splat(0));
    const Ints rounded = shift_away(magnitude, shift) << shift;
    const Ints bits = as_int(to_float(rounded));
    const Ints biased = (bits >> 23) + exponent - Dst::grid;
    Ints result = (bits & 0x7FFFFF) | (biased << 23);
    result = select(biased > 254, splat(int32_t(kInf)), result) | (sign & int32_t(kSign));
    result = select((biased < 1) | (rounded == 0), splat(0), result);
    if constexpr (Dst::fraction == 10) {
        const Ints size = result & 0x7FFFFFFF;
        const Ints limited = min(size, splat(0x477FE000)) | (result & int32_t(kSign));
        result = select(size < int32_t(kFloat16MinNormal), splat(0), limited);
    }
    return result;
}

// dst + terms: everything is aligned to the largest exponent, then added. DST rounds half away from zero, terms half
// up.
template <typename Dst>
inline Ints accumulate(Ints dst, const Term& first, const Term& second) {
    const Ints biased = (dst >> 23) & 0xFF;
    const Ints normal = biased != 0;
    const Ints exponent = select(normal, biased - 127, splat(kNoExponent));
    const Ints significand = (((dst & 0x7FFFFF) | 0x800000) & normal) >> (23 - Dst::grid);
    const Ints top = max(exponent, max(first.exponent, second.exponent));
    const Ints magnitude = shift_away(significand, min(top - exponent, splat(30)));
    const Ints sign = dst >> 31;
    Ints total = (magnitude ^ sign) - sign;
    for (const Term* term : {&first, &second}) {
        const Ints shift = min(top - term->exponent, splat(30));
        total += ((term->sum << (Dst::grid - 10)) + ((splat(1) << shift) >> 1)) >> shift;
    }
    return round_sum<Dst>(total, top);
}

inline int phases(Fidelity fidelity) { return fidelity == Fidelity::LoFi ? 1 : int(fidelity); }

// kLanes columns of one face row: 16 products per k face, column and phase, in two runs of eight.
template <typename Dst, int k_faces>
void multiply_row(Ints& dst, const Parts& src_b, int b_row, const Parts& src_a, int a_column, int num_phases) {
    constexpr int runs = 2 * k_faces;
    alignas(64) Ints shift[8 * runs], half[8 * runs], sign[8 * runs];
    Ints top[runs];
    for (int run = 0; run < runs; ++run) {
        const int b_index = (run / 2) * 256 + b_row + (run % 2) * 8;
        const int a_index = (run / 2) * 512 + a_column + (run % 2) * 128;
        Ints exponent[8];
        Ints largest = splat(-1000);
        for (int k = 0; k < 8; ++k) {
            exponent[k] = lanes(src_a.exponent + a_index + k * 16) + src_b.exponent[b_index + k];
            largest = max(largest, exponent[k]);
        }
        for (int k = 0; k < 8; ++k) {
            const Ints distance = min(largest - exponent[k], splat(kMaxProductShift));
            shift[run * 8 + k] = distance;
            half[run * 8 + k] = (splat(1) << distance) >> 1;
            sign[run * 8 + k] = lanes(src_a.sign + a_index + k * 16) ^ src_b.sign[b_index + k];
        }
        top[run] = largest;
    }
    for (int phase = 0; phase < num_phases; ++phase) {
        const int32_t* a_part = (phase & 1) ? src_a.low : src_a.high;
        const int32_t* b_part = (phase & 2) ? src_b.low : src_b.high;
        for (int k_face = 0; k_face < k_faces; ++k_face) {
            Term terms[2];
            for (int half_face = 0; half_face < 2; ++half_face) {
                const int run = k_face * 2 + half_face;
                const int32_t* b = b_part + k_face * 256 + b_row + half_face * 8;
                const int32_t* a = a_part + k_face * 512 + a_column + half_face * 128;
                Ints sum = splat(0);
                for (int k = 0; k < 8; ++k) {
                    const int i = run * 8 + k;
                    const Ints product = (lanes(a + k * 16) * b[k] + half[i]) >> shift[i];
                    sum += (product ^ sign[i]) - sign[i];
                }
                terms[half_face] = {sum, top[run] - kPhaseShift[phase]};
            }
            dst = accumulate<Dst>(dst, terms[0], terms[1]);
        }
    }
}

template <typename Dst>
void matmul_tile(Regs& dst, const Parts& src_b, const Parts& src_a, int num_phases) {
    for (int face_row = 0; face_row < 2; ++face_row) {
        for (int r = 0; r < 16; ++r) {
            const int b_row = face_row * 512 + r * 16;
            for (int c = 0; c < 32; c += kLanes) {
                const int column = (c / 16) * 256 + c % 16;
                multiply_row<Dst, 2>(lanes(dst.i + b_row + column), src_b, b_row, src_a, column, num_phases);
            }
        }
    }
}

constexpr int kAbsent = -1000;  // exponent of a term that is not there

template <typename Dst>
void multiply_tile(Regs& dst, const Regs& a, const Regs& b, int num_phases) {
    for (int i = 0; i < 1024; i += kLanes) {
        Ints a_high, a_low, a_exponent, a_sign, b_high, b_low, b_exponent, b_sign;
        split<Source::A>(lanes(a.i + i), a_high, a_low, a_exponent, a_sign);
        split<Source::B>(lanes(b.i + i), b_high, b_low, b_exponent, b_sign);
        const Ints sign = a_sign ^ b_sign;
        Ints result = lanes(dst.i + i);
        for (int phase = 0; phase < num_phases; ++phase) {
            const Ints product = ((phase & 1) ? a_low : a_high) * ((phase & 2) ? b_low : b_high);
            const Term term{(product ^ sign) - sign, a_exponent + b_exponent - kPhaseShift[phase]};
            result = accumulate<Dst>(result, term, {splat(0), splat(kAbsent)});
        }
        lanes(dst.i + i) = result;
    }
}

// Both operands are rounded to a multiple of 2^(larger exponent - 10).
template <typename Dst>
void add_tile(Regs& dst, const Regs& a, const Regs& b) {
    for (int i = 0; i < 1024; i += kLanes) {
        Ints significand[2], exponent[2], sign[2];
        const Regs* operands[2] = {&a, &b};
        for (int j = 0; j < 2; ++j) {
            const Ints u = lanes(operands[j]->i + i);
            const Ints biased = (u >> 23) & 0xFF;
            const Ints normal = biased != 0;
            significand[j] = (((u & 0x7FFFFF) | 0x800000) & normal) >> 13;
            exponent[j] = select(normal, biased - 127, splat(kNoExponent));
            sign[j] = u >> 31;
        }
        const Ints top = max(exponent[0], exponent[1]);
        Ints sum = splat(0);
        for (int j = 0; j < 2; ++j) {
            const Ints magnitude = shift_away(significand[j], min(top - exponent[j], splat(kMaxProductShift)));
            sum += (magnitude ^ sign[j]) - sign[j];
        }
        lanes(dst.i + i) = accumulate<Dst>(lanes(dst.i + i), {sum, top}, {splat(0), splat(kAbsent)});
    }
}

}  // namespace

void matmul(Regs& dst, const Regs& in0, const Regs& in1, const MathConfig& config) {
    Parts src_a, src_b;
    split<Source::A>(in1.f, 1024, src_a);
    split<Source::B>(in0.f, 1024, src_b);
    const int num_phases = phases(config.fidelity);
    if (config.dst32) {
        matmul_tile<Dst32>(dst, src_b, src_a, num_phases);
    } else if (config.fp16) {
        matmul_tile<Dst16>(dst, src_b, src_a, num_phases);
    } else {
        matmul_tile<Dst16b>(dst, src_b, src_a, num_phases);
    }
}

void pool_face(float* dst, const float* face, const float* factors, const MathConfig& config) {
    Parts src_a, src_b;
    split<Source::A>(face, 256, src_a);
    split<Source::B>(factors, 16, src_b);
    const int num_phases = phases(config.fidelity);
    for (int c = 0; c < 16; c += kLanes) {
        Ints sums = as_int(lanes(dst + c));
        if (config.dst32) {
            multiply_row<Dst32, 1>(sums, src_b, 0, src_a, c, num_phases);
        } else if (config.fp16) {
            multiply_row<Dst16, 1>(sums, src_b, 0, src_a, c, num_phases);
        } else {
            multiply_row<Dst16b, 1>(sums, src_b, 0, src_a, c, num_phases);
        }
        lanes(dst + c) = as_float(sums);
    }
}

void multiply(Regs& dst, const Regs& a, const Regs& b, const MathConfig& config) {
    const int num_phases = phases(config.fidelity);
    if (config.dst32) {
        multiply_tile<Dst32>(dst, a, b, num_phases);
    } else if (config.fp16) {
        multiply_tile<Dst16>(dst, a, b, num_phases);
    } else {
        multiply_tile<Dst16b>(dst, a, b, num_phases);
    }
}

void add(Regs& dst, const Regs& a, const Regs& b, const MathConfig& config) {
    if (config.dst32) {
        add_tile<Dst32>(dst, a, b);
    } else if (config.fp16) {
        add_tile<Dst16>(dst, a, b);
    } else {
        add_tile<Dst16b>(dst, a, b);
    }
}

}  // namespace ttsim::tile::exact
