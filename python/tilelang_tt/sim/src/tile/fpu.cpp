#include "fpu.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "bits.hpp"
#include "fpu_exact.hpp"
#include "lanes.hpp"

namespace ttsim::tile {

namespace {

constexpr uint32_t keep_fraction(int bits) { return 0xFFFFFFFFu << (23 - bits); }

void cut_fraction(Regs& out, const Regs& in, int bits) {
    const uint32_t mask = keep_fraction(bits);
    for (int i = 0; i < 1024; ++i) out.u[i] = in.u[i] & mask;
}

// What the phases of a fidelity below HiFi4 leave of each operand, as one or two products. HiFi4 takes them whole.
struct Products {
    Regs a[2], b[2];
    const Regs* src_a[2];
    const Regs* src_b[2];
    int count = 1;

    Products(const Regs& a_in, const Regs& b_in, Fidelity fidelity) {
        src_a[0] = &a_in;
        src_b[0] = &b_in;
        if (fidelity == Fidelity::HiFi4) return;
        cut_fraction(a[0], a_in, fidelity == Fidelity::LoFi ? 4 : 9);
        cut_fraction(b[0], b_in, 6);
        src_a[0] = &a[0];
        src_b[0] = &b[0];
        if (fidelity != Fidelity::HiFi3) return;
        cut_fraction(a[1], a_in, 4);
        cut_fraction(b[1], b_in, 10);
        for (int i = 0; i < 1024; ++i) b[1].f[i] -= b[0].f[i];
        src_a[1] = &a[1];
        src_b[1] = &b[1];
        count = 2;
    }
};

// Accumulators fill the registers: kBlockRows rows of two vectors.
constexpr int kBlockRows = kLanes == 16 ? 8 : 4;

// dst += in0 * in1 in fp32; k in ascending order, so that the result does not depend on the blocking.
void multiply_accumulate(Regs& dst, const Regs& in0, const Regs& in1) {
    for (int r0 = 0; r0 < 32; r0 += kBlockRows) {
        const int base = (r0 / 16) * 512 + (r0 % 16) * 16;
        for (int c = 0; c < 32; c += 2 * kLanes) {
            const int left = (c / 16) * 256 + c % 16;
            const int right = ((c + kLanes) / 16) * 256 + (c + kLanes) % 16;
            Floats sum[kBlockRows][2];
            for (auto& s : sum) s[0] = s[1] = splat(0.0f);
            for (int k_face = 0; k_face < 2; ++k_face) {
                const float* a = in0.f + base + k_face * 256;
                const float* b = in1.f + k_face * 512;
                for (int k = 0; k < 16; ++k) {
                    const Floats b_left = lanes(b + k * 16 + left);
                    const Floats b_right = lanes(b + k * 16 + right);
                    for (int r = 0; r < kBlockRows; ++r) {
                        const Floats x = splat(a[r * 16 + k]);
                        sum[r][0] += x * b_left;
                        sum[r][1] += x * b_right;
                    }
                }
            }
            for (int r = 0; r < kBlockRows; ++r) {
                lanes(dst.f + base + r * 16 + left) += sum[r][0];
                lanes(dst.f + base + r * 16 + right) += sum[r][1];
            }
        }
    }
}

void clear(Regs& tile) { std::fill(tile.u, tile.u + 1024, 0u); }

void eltwise_fast(Regs& dst, const Regs& a, const Regs& b, Eltwise op, bool accumulate, const MathConfig& config) {
    Regs result;
    switch (op) {
        case Eltwise::Add:
            for (int i = 0; i < 1024; ++i) result.f[i] = a.f[i] + b.f[i];
            break;
        case Eltwise::Sub:
            for (int i = 0; i < 1024; ++i) result.f[i] = a.f[i] - b.f[i];
            break;
        case Eltwise::Mul: {
            const Products p(a, b, config.fidelity);
            for (int i = 0; i < 1024; ++i) result.f[i] = p.src_a[0]->f[i] * p.src_b[0]->f[i];
            if (p.count == 2) {
                for (int i = 0; i < 1024; ++i) result.f[i] += p.src_a[1]->f[i] * p.src_b[1]->f[i];
            }
            break;
        }
    }
    if (accumulate) {
        for (int i = 0; i < 1024; ++i) dst.f[i] += result.f[i];
    } else {
        dst = result;
    }
    round_to_dst(dst, config);
}

template <typename T>
void transpose_face(T* face) {
    for (int r = 0; r < 16; ++r) {
        for (int c = r + 1; c < 16; ++c) std::swap(face[r * 16 + c], face[c * 16 + r]);
    }
}

// dst[c] += sum over r of factors[r] * face[r][c].
void pool_face(float* dst, const float* face, const float* factors, const MathConfig& config) {
    if (config.numerics == Numerics::Hardware) {
        exact::pool_face(dst, face, factors, config);
        return;
    }
    for (int c = 0; c < 16; c += kLanes) {
        for (int r = 0; r < 16; ++r) lanes(dst + c) += splat(factors[r]) * lanes(face + r * 16 + c);
    }
    if (config.dst32) return;
    for (int c = 0; c < 16; ++c) {
        const uint32_t u = bits_of(dst[c]);
        dst[c] = float_of(config.fp16 ? round_to_float16(u) : round_to_bf16(u));
    }
}

void max_face(float* dst, const float* face) {
    for (int r = 0; r < 16; ++r) {
        for (int c = 0; c < 16; ++c) dst[c] = std::max(dst[c], face[r * 16 + c]);
    }
}

// Rows of 16 results, one per face column, row or tile; `pool` adds a face to such a row. What turns from row to column
// passes a 16-bit path, which cuts it, after every tile.
template <typename PoolFace>
void reduce_faces(Regs& dst, const Regs& in, ReduceDim dim, float identity, PoolFace pool) {
    alignas(64) float sums[16];
    if (dim == ReduceDim::Col) {
        for (int face = 0; face < 4; ++face) pool(dst.f + (face % 2) * 256, in.f + face * 256, 0);
        return;
    }
    if (dim == ReduceDim::Row) {
        for (int face_row = 0; face_row < 2; ++face_row) {
            float* column = dst.f + face_row * 512;
            for (int r = 0; r < 16; ++r) sums[r] = column[r * 16];
            for (int face = face_row * 2; face < face_row * 2 + 2; ++face) {
                alignas(64) float turned[256];
                std::copy(in.f + face * 256, in.f + face * 256 + 256, turned);
                transpose_face(turned);
                pool(sums, turned, face);
            }
            for (int r = 0; r < 16; ++r) column[r * 16] = float_of(bits_of(sums[r]) & 0xFFFF0000u);
        }
        return;
    }
    std::fill(sums, sums + 16, identity);
    for (int face = 0; face < 4; ++face) pool(sums, in.f + face * 256, face);
    alignas(64) float turned[256];
    std::fill(turned, turned + 256, identity);
    for (int r = 0; r < 16; ++r) turned[r * 16] = float_of(bits_of(sums[r]) & 0xFFFF0000u);
    pool(dst.f, turned, 0);
}

}  // namespace

void matmul(Regs& dst, const Regs& in0, const Regs& in1, bool transpose_in1, bool fresh, const MathConfig& config) {
    Regs flipped;
    const Regs* src_a = &in1;
    if (transpose_in1) {
        flipped = in1;
        transpose(flipped);
        src_a = &flipped;
    }
    if (fresh) clear(dst);
    if (config.numerics == Numerics::Hardware) {
        exact::matmul(dst, in0, *src_a, config);
        return;
    }
    if (config.fidelity == Fidelity::HiFi4) {
        multiply_accumulate(dst, in0, *src_a);
    } else {
        const Products p(*src_a, in0, config.fidelity);
        for (int i = 0; i < p.count; ++i) multiply_accumulate(dst, *p.src_b[i], *p.src_a[i]);
    }
    round_to_dst(dst, config);
}

void eltwise(Regs& dst, const Regs& a, const Regs& b, Eltwise op, Bcast bcast, bool accumulate,
             const MathConfig& config) {
    Regs changed;
    const Regs* src_b = &b;
    const bool exact_sub = op == Eltwise::Sub && config.numerics == Numerics::Hardware;
    if (bcast != Bcast::None || exact_sub) {
        changed = b;
        broadcast(changed, bcast);
        if (exact_sub) {
            for (uint32_t& u : changed.u) u ^= kSign;
        }
        src_b = &changed;
    }
    if (config.numerics == Numerics::Fast) {
        eltwise_fast(dst, a, *src_b, op, accumulate, config);
        return;
    }
    Regs sum;
    if (accumulate) {
        sum = dst;
    } else {
        clear(sum);
    }
    if (op == Eltwise::Mul) {
        exact::multiply(sum, a, *src_b, config);
    } else {
        exact::add(sum, a, *src_b, config);
    }
    dst = sum;
}

void reduce(Regs& dst, const Regs& in, const Regs& scaler, Pool pool, ReduceDim dim, bool fresh,
            const MathConfig& config) {
    const float identity = pool == Pool::Max ? -std::numeric_limits<float>::infinity() : 0.0f;
    if (fresh) std::fill(dst.f, dst.f + 1024, identity);
    if (pool == Pool::Max) {
        reduce_faces(dst, in, dim, identity, [](float* out, const float* face, int) { max_face(out, face); });
    } else {
        Regs cut_in, cut_scaler;
        const Regs* x = &in;
        const Regs* factors = &scaler;
        if (config.numerics == Numerics::Fast && config.fidelity != Fidelity::HiFi4) {
            cut_fraction(cut_in, in, config.fidelity == Fidelity::LoFi ? 4 : 9);
            cut_fraction(cut_scaler, scaler, config.fidelity == Fidelity::HiFi3 ? 10 : 6);
            x = &cut_in;
            factors = &cut_scaler;
        }
        reduce_faces(dst, *x, dim, identity, [&](float* out, const float* face, int scaler_face) {
            pool_face(out, face, factors->f + scaler_face * 256, config);
        });
    }
    mask_reduced(dst, dim);
}

void mask_reduced(Regs& tile, ReduceDim dim) {
    for (int face = 0; face < 4; ++face) {
        for (int r = 0; r < 16; ++r) {
            for (int c = 0; c < 16; ++c) {
                const bool top = face < 2 && r == 0;
                const bool left = face % 2 == 0 && c == 0;
                const bool kept = dim == ReduceDim::Row ? left : dim == ReduceDim::Col ? top : face == 0 && top && left;
                if (!kept) tile.u[face * 256 + r * 16 + c] = 0;
            }
        }
    }
}

void transpose(Regs& tile) { transpose_parts(tile, true, true); }

void transpose_parts(Regs& tile, bool of_faces, bool within_faces) {
    for (int face = 0; within_faces && face < 4; ++face) transpose_face(tile.u + face * 256);
    if (of_faces) std::swap_ranges(tile.u + 256, tile.u + 512, tile.u + 512);
}

void broadcast(Regs& tile, Bcast bcast) {
    switch (bcast) {
        case Bcast::None: return;
        case Bcast::Scalar: std::fill(tile.u, tile.u + 1024, uint32_t(tile.u[0])); return;
        case Bcast::Row:
            for (int face = 0; face < 4; ++face) {
                const uint32_t* first = tile.u + (face % 2) * 256;
                for (int r = (face < 2 ? 1 : 0); r < 16; ++r)
                    std::copy(first, first + 16, tile.u + face * 256 + r * 16);
            }
            return;
        case Bcast::Col:
            for (int face_row = 0; face_row < 2; ++face_row) {
                for (int r = 0; r < 16; ++r) {
                    uint32_t* left = tile.u + face_row * 512 + r * 16;
                    const uint32_t value = left[0];
                    std::fill(left, left + 16, value);
                    std::fill(left + 256, left + 272, value);
                }
            }
            return;
    }
}

void copy_a_to_dst(Regs& dst, const Regs& a, const MathConfig&) { dst = a; }

}  // namespace ttsim::tile
