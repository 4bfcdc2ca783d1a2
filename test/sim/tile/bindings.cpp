// C entry points of the tile library, for the tests.
#include <chrono>
#include <cstring>

#include "formats.hpp"
#include "fpu.hpp"
#include "sfpu.hpp"

using namespace ttsim::tile;

namespace {

Regs load(const void* words) {
    Regs tile;
    std::memcpy(tile.u, words, sizeof tile.u);
    return tile;
}

void store(const Regs& tile, void* words) { std::memcpy(words, tile.u, sizeof tile.u); }

}  // namespace

extern "C" {

struct Config {
    uint8_t hardware, fidelity, dst32, approx, wormhole, fp16;
};

}  // extern "C"

static MathConfig math(const Config& c) {
    return {c.hardware ? Numerics::Hardware : Numerics::Fast,
            Fidelity(c.fidelity),
            c.dst32 != 0,
            c.approx != 0,
            c.wormhole != 0,
            c.fp16 != 0};
}

extern "C" {

uint64_t tile_size(int format) { return tile_bytes(Format(format)); }

void tile_unpack_to_src(const uint8_t* l1, int format, int dst32, int all_fp32, uint32_t* out) {
    Regs tile;
    unpack_to_src(l1, Format(format), dst32 != 0, all_fp32 != 0, tile);
    store(tile, out);
}

void tile_unpack_to_dst(const uint8_t* l1, int format, uint32_t* out) {
    Regs tile;
    unpack_to_dst(l1, Format(format), tile);
    store(tile, out);
}

void tile_unpack_rows(const uint8_t* l1, uint64_t stride, int format, int dst32, int all_fp32, uint32_t* out) {
    Regs tile;
    unpack_rows_to_src(l1, stride, Format(format), dst32 != 0, all_fp32 != 0, tile);
    store(tile, out);
}

void tile_pack(const uint32_t* dst, int format, int dst32, uint8_t* l1) {
    pack(load(dst), Format(format), dst32 != 0, l1);
}

void tile_pack_rows(const uint32_t* dst, int format, int dst32, uint8_t* l1, uint64_t stride) {
    pack_rows(load(dst), Format(format), dst32 != 0, l1, stride);
}

void tile_pack_accumulate(const uint32_t* dst, int format, int dst32, uint8_t* l1) {
    pack_accumulate(load(dst), Format(format), dst32 != 0, l1);
}

void tile_relu(uint32_t* tile, int mode, float threshold) {
    Regs t = load(tile);
    apply_relu(t, PackRelu(mode), threshold);
    store(t, tile);
}

void tile_matmul(uint32_t* dst, const uint32_t* in0, const uint32_t* in1, int transposed, int fresh, const Config* c) {
    Regs d = load(dst);
    matmul(d, load(in0), load(in1), transposed != 0, fresh != 0, math(*c));
    store(d, dst);
}

void tile_eltwise(uint32_t* dst, const uint32_t* a, const uint32_t* b, int op, int bcast, int accumulate,
                  const Config* c) {
    Regs d = load(dst);
    eltwise(d, load(a), load(b), Eltwise(op), Bcast(bcast), accumulate != 0, math(*c));
    store(d, dst);
}

void tile_reduce(uint32_t* dst, const uint32_t* in, const uint32_t* scaler, int pool, int dim, int fresh,
                 const Config* c) {
    Regs d = load(dst);
    reduce(d, load(in), load(scaler), Pool(pool), ReduceDim(dim), fresh != 0, math(*c));
    store(d, dst);
}

void tile_transpose(uint32_t* tile) {
    Regs t = load(tile);
    transpose(t);
    store(t, tile);
}

int tile_sfpu(int op, const uint32_t* a, const uint32_t* b, const uint32_t* third, uint32_t* out,
              const uint32_t* params, const Config* c) {
    const Sfpu id = Sfpu(op);
    Regs result = load(a);
    bool done = false;
    switch (sfpu_info(id).operands) {
        case 1: done = sfpu_unary(id, result, params[0], params[1], math(*c), params[2]); break;
        case 2: done = sfpu_binary(id, load(a), load(b), result, math(*c)); break;
        case 3: done = sfpu_ternary(id, load(a), load(b), load(third), result, params[0], math(*c)); break;
    }
    store(result, out);
    return done;
}

int tile_sfpu_count() { return int(Sfpu::Count); }
const char* tile_sfpu_name(int op) { return sfpu_info(Sfpu(op)).name; }
int tile_sfpu_operands(int op) { return sfpu_info(Sfpu(op)).operands; }
int tile_sfpu_parameters(int op) { return sfpu_info(Sfpu(op)).parameters; }

// Seconds per call of one operation, for bench.py; see the names there.
double tile_time(int what, int repeats, const uint32_t* words, const Config* c) {
    Regs a = load(words), b = a, d = a;
    static uint8_t l1[4096];
    pack(a, Format::Float16_b, true, l1);
    const MathConfig config = math(*c);
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < repeats; ++i) {
        switch (what) {
            case 0: matmul(d, a, b, false, (i & 15) == 0, config); break;
            case 1: eltwise(d, a, b, Eltwise::Add, Bcast::None, false, config); break;
            case 2: eltwise(d, a, b, Eltwise::Mul, Bcast::None, false, config); break;
            case 3: reduce(d, a, b, Pool::Sum, ReduceDim::Row, true, config); break;
            case 4: reduce(d, a, b, Pool::Max, ReduceDim::Row, true, config); break;
            case 5: unpack_to_src(l1, Format::Float16_b, config.dst32, false, d); break;
            case 6: pack(a, Format::Float16_b, config.dst32, l1); break;
            case 7: pack(a, Format::Bfp8_b, config.dst32, l1); break;
            case 8: transpose(d); break;
            case 9:
                d = a;
                sfpu_unary(Sfpu::Exp, d, 0, 0, config);
                break;
            case 10: sfpu_binary(Sfpu::MulBinary, a, b, d, config); break;
        }
        asm volatile("" : : "r"(&d), "r"(&a), "r"(l1) : "memory");
    }
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
    return spent.count() / repeats;
}

}  // extern "C"
