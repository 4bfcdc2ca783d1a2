// Data formats of one 32x32 tile: what the unpacker puts into SrcA, SrcB and DST, and what the packer puts into L1.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ttsim::tile {

// Codes are those of tt::DataFormat.
enum class Format : uint8_t {
    Float32 = 0,
    Float16 = 1,
    Bfp8 = 2,
    Bfp4 = 3,
    Tf32 = 4,
    Float16_b = 5,
    Bfp8_b = 6,
    Bfp4_b = 7,
    Int32 = 8,
    UInt16 = 9,
    Lf8 = 10,
    Bfp2 = 11,
    Int8 = 14,
    Bfp2_b = 15,
    UInt32 = 24,
    UInt8 = 30
};

// One tile, in memory (face) order: element (row, col) of face f is at f * 256 + row * 16 + col; faces are top-left,
// top-right, bottom-left, bottom-right. Floating-point tiles live in `f`, integer tiles in `u` or `i` (two's
// complement).
struct alignas(64) Regs {
    union {
        float f[1024];
        uint32_t u[1024];
        int32_t i[1024];
    };
};

// How a kernel's arithmetic is done. `fp16`: the 16-bit registers hold Float16, not bf16 (a kernel whose formats are
// all of the 5-bit exponent family, or all Float32 with 16-bit DST); it matters only where `dst32` is false.
enum class Numerics : uint8_t { Fast, Hardware };
enum class Fidelity : uint8_t { LoFi = 0, HiFi2 = 2, HiFi3 = 3, HiFi4 = 4 };
struct MathConfig {
    Numerics numerics;
    Fidelity fidelity;
    bool dst32;
    bool approx;
    bool wormhole;
    bool fp16 = false;
};

// Bytes of a 32x32 tile in L1; 0 for Tf32, which exists in registers only, and for unknown codes.
size_t tile_bytes(Format format);
// Bytes of one element; 0 for the block formats.
size_t element_bytes(Format format);
bool is_integer(Format format);
const char* format_name(Format format);

// SrcA/SrcB contents. Float32 is cut to tf32 with 32-bit DST, else to bf16, or to Float16 when every format of the
// kernel is Float32 (`all_fp32_family`). Integer formats keep their values.
void unpack_to_src(const uint8_t* l1, Format format, bool dst32, bool all_fp32_family, Regs& out);
// DST contents on the UnpackToDestFp32 and integer path: all 32 bits.
void unpack_to_dst(const uint8_t* l1, Format format, Regs& out);
// unpack_to_src of a row-major block: row r starts at l1 + r * row_stride bytes. Not for block formats.
void unpack_rows_to_src(const uint8_t* l1, size_t row_stride, Format format, bool dst32, bool all_fp32_family,
                        Regs& out);

// DST tile to L1. Rounds to the format: nearest, ties away from zero; denormals and -0 become +0, NaN becomes infinity.
// Float32 from a 32-bit DST keeps every bit.
void pack(const Regs& dst, Format format, bool dst32, uint8_t* l1);
// L1 += DST (packer L1 accumulation), for Float32, Float16_b, Float16, Int32; other formats are packed plainly.
void pack_accumulate(const Regs& dst, Format format, bool dst32, uint8_t* l1);
// pack into row-major rows: row r starts at l1 + r * row_stride bytes. Not for block formats.
void pack_rows(const Regs& dst, Format format, bool dst32, uint8_t* l1, size_t row_stride);

// Packer activation, applied to a copy of the tile before pack.
enum class PackRelu : uint8_t { None = 0, Zero = 1, MinThreshold = 2, MaxThreshold = 3 };
void apply_relu(Regs& tile, PackRelu mode, float threshold);

// Value of a DST tile read back as SrcA or SrcB (binary_dest_reuse_tiles): cut to bf16, or to tf32 where the source
// register is configured for Float32 with 32-bit DST.
void dst_to_src(const Regs& dst, Regs& src, bool tf32 = false);
// What a 16-bit DST keeps of an FPU result: rounded to bf16 (or Float16), ties away from zero. No change with dst32.
void round_to_dst(Regs& tile, const MathConfig& config);

}  // namespace ttsim::tile
