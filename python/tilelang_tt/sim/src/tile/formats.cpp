#include "formats.hpp"

#include <algorithm>

#include "bits.hpp"
#include "block_formats.hpp"

namespace ttsim::tile {

namespace {

// n elements of a plain (not block) format as 32-bit register patterns.
void decode(const uint8_t* l1, Format format, size_t n, uint32_t* out) {
    switch (format) {
        case Format::Float32:
        case Format::Int32:
        case Format::UInt32: std::memcpy(out, l1, n * 4); break;
        case Format::Float16_b:
        case Format::Float16: {
            uint16_t half[1024];
            std::memcpy(half, l1, n * 2);
            if (format == Format::Float16_b) {
                for (size_t i = 0; i < n; ++i) out[i] = uint32_t(half[i]) << 16;
            } else {
                for (size_t i = 0; i < n; ++i) out[i] = half_to_float_bits(half[i]);
            }
            break;
        }
        case Format::UInt16: {
            uint16_t word[1024];
            std::memcpy(word, l1, n * 2);
            for (size_t i = 0; i < n; ++i) out[i] = word[i];
            break;
        }
        case Format::UInt8:
            for (size_t i = 0; i < n; ++i) out[i] = l1[i];
            break;
        case Format::Int8:
            for (size_t i = 0; i < n; ++i) out[i] = uint32_t(int32_t(int8_t(l1[i])));
            break;
        case Format::Lf8:
            for (size_t i = 0; i < n; ++i) out[i] = half_to_float_bits(uint16_t(l1[i] << 8));
            break;
        default: std::fill(out, out + n, 0u);
    }
}

void cut_float32(uint32_t* u, size_t n, bool dst32, bool all_fp32_family) {
    if (dst32) {
        for (size_t i = 0; i < n; ++i) u[i] &= 0xFFFFE000u;
    } else if (all_fp32_family) {
        for (size_t i = 0; i < n; ++i) u[i] = cut_to_float16(u[i]);
    } else {
        for (size_t i = 0; i < n; ++i) u[i] &= 0xFFFF0000u;
    }
}

// n register patterns to a plain format.
void encode(const uint32_t* u, Format format, size_t n, bool dst32, uint8_t* l1) {
    switch (format) {
        case Format::Float32:
            if (dst32) {
                std::memcpy(l1, u, n * 4);
            } else {
                uint32_t word[1024];
                for (size_t i = 0; i < n; ++i) word[i] = (u[i] & kInf) == 0 ? 0u : u[i];
                std::memcpy(l1, word, n * 4);
            }
            break;
        case Format::Int32:
        case Format::UInt32: std::memcpy(l1, u, n * 4); break;
        case Format::Float16_b: {
            uint16_t half[1024];
            for (size_t i = 0; i < n; ++i) half[i] = uint16_t(round_to_bf16(u[i]) >> 16);
            std::memcpy(l1, half, n * 2);
            break;
        }
        case Format::Float16: {
            uint16_t half[1024];
            for (size_t i = 0; i < n; ++i) half[i] = float_bits_to_half(round_to_float16(u[i]));
            std::memcpy(l1, half, n * 2);
            break;
        }
        case Format::UInt16: {
            uint16_t word[1024];
            for (size_t i = 0; i < n; ++i) word[i] = uint16_t(std::min(u[i], 0xFFFFu));
            std::memcpy(l1, word, n * 2);
            break;
        }
        case Format::UInt8:
            for (size_t i = 0; i < n; ++i) l1[i] = uint8_t(u[i]);
            break;
        case Format::Int8:
            for (size_t i = 0; i < n; ++i) l1[i] = uint8_t(std::clamp(int32_t(u[i]), -127, 127));
            break;
        case Format::Lf8:
            for (size_t i = 0; i < n; ++i) {
                const uint32_t rounded = limit_to_float16((u[i] + 0x100000u) & 0xFFE00000u);
                l1[i] = uint8_t(float_bits_to_half(rounded) >> 8);
            }
            break;
        default: break;
    }
}

}  // namespace

size_t element_bytes(Format format) {
    switch (format) {
        case Format::Float32:
        case Format::Int32:
        case Format::UInt32: return 4;
        case Format::Float16:
        case Format::Float16_b:
        case Format::UInt16: return 2;
        case Format::Lf8:
        case Format::Int8:
        case Format::UInt8: return 1;
        default: return 0;
    }
}

size_t tile_bytes(Format format) {
    if (const BlockFormat* block = block_format(format)) return 64 + 1024 * block->bits / 8;
    return 1024 * element_bytes(format);
}

bool is_integer(Format format) {
    switch (format) {
        case Format::Int32:
        case Format::UInt32:
        case Format::UInt16:
        case Format::UInt8:
        case Format::Int8: return true;
        default: return false;
    }
}

const char* format_name(Format format) {
    switch (format) {
        case Format::Float32: return "Float32";
        case Format::Float16: return "Float16";
        case Format::Bfp8: return "Bfp8";
        case Format::Bfp4: return "Bfp4";
        case Format::Tf32: return "Tf32";
        case Format::Float16_b: return "Float16_b";
        case Format::Bfp8_b: return "Bfp8_b";
        case Format::Bfp4_b: return "Bfp4_b";
        case Format::Int32: return "Int32";
        case Format::UInt16: return "UInt16";
        case Format::Lf8: return "Lf8";
        case Format::Bfp2: return "Bfp2";
        case Format::Int8: return "Int8";
        case Format::Bfp2_b: return "Bfp2_b";
        case Format::UInt32: return "UInt32";
        case Format::UInt8: return "UInt8";
    }
    return "unknown";
}

void unpack_to_src(const uint8_t* l1, Format format, bool dst32, bool all_fp32_family, Regs& out) {
    unpack_to_dst(l1, format, out);
    if (format == Format::Float32) cut_float32(out.u, 1024, dst32, all_fp32_family);
}

void unpack_to_dst(const uint8_t* l1, Format format, Regs& out) {
    if (const BlockFormat* block = block_format(format)) {
        decode_block_tile(l1, *block, out.u);
    } else {
        decode(l1, format, 1024, out.u);
    }
}

void unpack_rows_to_src(const uint8_t* l1, size_t row_stride, Format format, bool dst32, bool all_fp32_family,
                        Regs& out) {
    const size_t half_row = 16 * element_bytes(format);
    for (size_t row = 0; row < 32; ++row) {
        for (size_t half = 0; half < 2; ++half) {
            uint32_t* face_row = out.u + (row / 16) * 512 + half * 256 + (row % 16) * 16;
            decode(l1 + row * row_stride + half * half_row, format, 16, face_row);
        }
    }
    if (format == Format::Float32) cut_float32(out.u, 1024, dst32, all_fp32_family);
}

void pack(const Regs& dst, Format format, bool dst32, uint8_t* l1) {
    if (const BlockFormat* block = block_format(format)) {
        encode_block_tile(dst.u, *block, l1);
    } else {
        encode(dst.u, format, 1024, dst32, l1);
    }
}

void pack_rows(const Regs& dst, Format format, bool dst32, uint8_t* l1, size_t row_stride) {
    const size_t half_row = 16 * element_bytes(format);
    for (size_t row = 0; row < 32; ++row) {
        for (size_t half = 0; half < 2; ++half) {
            const uint32_t* face_row = dst.u + (row / 16) * 512 + half * 256 + (row % 16) * 16;
            encode(face_row, format, 16, dst32, l1 + row * row_stride + half * half_row);
        }
    }
}

void pack_accumulate(const Regs& dst, Format format, bool dst32, uint8_t* l1) {
    Regs sum;
    switch (format) {
        case Format::Float32:
            decode(l1, format, 1024, sum.u);
            for (size_t i = 0; i < 1024; ++i) sum.f[i] += dst.f[i];
            std::memcpy(l1, sum.u, sizeof sum.u);
            break;
        case Format::Int32:
            decode(l1, format, 1024, sum.u);
            for (size_t i = 0; i < 1024; ++i) sum.u[i] += dst.u[i];
            std::memcpy(l1, sum.u, sizeof sum.u);
            break;
        case Format::Float16_b: {
            decode(l1, format, 1024, sum.u);
            uint16_t half[1024];
            for (size_t i = 0; i < 1024; ++i) {
                const uint32_t u = bits_of(sum.f[i] + float_of(round_to_bf16(dst.u[i])));
                half[i] = uint16_t((u + 0x7FFFu + ((u >> 16) & 1u)) >> 16);  // the L1 adder breaks ties to even
            }
            std::memcpy(l1, half, sizeof half);
            break;
        }
        case Format::Float16: {
            decode(l1, format, 1024, sum.u);
            uint16_t half[1024];
            for (size_t i = 0; i < 1024; ++i) {
                const uint32_t u = bits_of(sum.f[i] + float_of(round_to_float16(dst.u[i])));
                const uint32_t even = (u + 0xFFFu + ((u >> 13) & 1u)) & 0xFFFFE000u;
                half[i] = float_bits_to_half(limit_to_float16(even));
            }
            std::memcpy(l1, half, sizeof half);
            break;
        }
        default: pack(dst, format, dst32, l1);
    }
}

void apply_relu(Regs& tile, PackRelu mode, float threshold) {
    switch (mode) {
        case PackRelu::None: break;
        case PackRelu::Zero:
            for (float& x : tile.f) x = (bits_of(x) & kSign) ? 0.0f : x;
            break;
        case PackRelu::MinThreshold:
            for (float& x : tile.f) x = x <= threshold ? 0.0f : x;
            break;
        case PackRelu::MaxThreshold:
            for (float& x : tile.f) x = (bits_of(x) & kSign) ? 0.0f : std::min(x, threshold);
            break;
    }
}

void dst_to_src(const Regs& dst, Regs& src, bool tf32) {
    const uint32_t kept = tf32 ? 0xFFFFE000u : 0xFFFF0000u;
    for (size_t i = 0; i < 1024; ++i) src.u[i] = dst.u[i] & kept;
}

void round_to_dst(Regs& tile, const MathConfig& config) {
    if (config.dst32) return;
    if (config.fp16) {
        for (uint32_t& u : tile.u) u = round_to_float16(u);
    } else {
        for (uint32_t& u : tile.u) u = round_to_bf16(u);
    }
}

}  // namespace ttsim::tile
