#include "block_formats.hpp"

#include <algorithm>

#include "bits.hpp"

namespace ttsim::tile {

namespace {

constexpr int kNarrowRebias = 127 - 15;

}  // namespace

const BlockFormat* block_format(Format format) {
    static constexpr BlockFormat kBfp8{8, true}, kBfp4{4, true}, kBfp2{2, true};
    static constexpr BlockFormat kBfp8b{8, false}, kBfp4b{4, false}, kBfp2b{2, false};
    switch (format) {
        case Format::Bfp8: return &kBfp8;
        case Format::Bfp4: return &kBfp4;
        case Format::Bfp2: return &kBfp2;
        case Format::Bfp8_b: return &kBfp8b;
        case Format::Bfp4_b: return &kBfp4b;
        case Format::Bfp2_b: return &kBfp2b;
        default: return nullptr;
    }
}

void decode_block_tile(const uint8_t* l1, const BlockFormat& block, uint32_t* out) {
    const unsigned per_byte = 8 / block.bits;
    const unsigned element_mask = (1u << block.bits) - 1;
    uint8_t element[1024];
    if (block.bits == 8) {
        std::memcpy(element, l1 + 64, 1024);
    } else {
        for (unsigned i = 0; i < 1024; ++i) {
            const unsigned value = (l1[64 + i / per_byte] >> (block.bits * (i % per_byte))) & element_mask;
            element[i] = uint8_t(value << (8 - block.bits));
        }
    }
    for (unsigned row = 0; row < 64; ++row) {
        const int exponent = int(l1[row]) + (block.narrow ? kNarrowRebias : 0);
        // Two factors, so that the product is exact for every exponent byte.
        const float scale = float_of(uint32_t(std::max(exponent - 6, 1)) << 23);
        const float small = exponent >= 7 ? 1.0f : float_of(uint32_t(127 + exponent - 7) << 23);
        for (unsigned i = row * 16; i < row * 16 + 16; ++i) {
            const float magnitude = float(int(element[i] & 0x7F)) * scale * small;
            out[i] = bits_of(magnitude) | (uint32_t(element[i] & 0x80) << 24);
        }
    }
}

void encode_block_tile(const uint32_t* in, const BlockFormat& block, uint8_t* l1) {
    uint8_t element[1024];
    for (unsigned row = 0; row < 64; ++row) {
        const uint32_t* u = in + row * 16;
        uint32_t rounded[16];
        uint32_t shared = 0;
        for (unsigned i = 0; i < 16; ++i) {
            const uint32_t magnitude = u[i] & ~kSign;
            uint32_t r = std::min((magnitude + 0x10000u) & 0xFFFE0000u, kInf);
            rounded[i] = r < 0x00800000u ? 0u : r;
            shared = std::max(shared, rounded[i] >> 23);
        }
        if (block.narrow) shared = std::clamp(int(shared), kNarrowRebias, kNarrowRebias + 31);
        for (unsigned i = 0; i < 16; ++i) {
            const uint32_t exponent = rounded[i] >> 23;
            const uint32_t significand = exponent ? 64u | ((rounded[i] >> 17) & 63u) : 0u;
            const uint32_t shift = std::min(shared > exponent ? shared - exponent : 0u, 31u);
            uint32_t magnitude = exponent > shared ? 127u : (significand + ((1u << shift) >> 1)) >> shift;
            magnitude &= 0xFFu << (8 - block.bits);
            element[row * 16 + i] = uint8_t(magnitude ? magnitude | ((u[i] & kSign) >> 24) : 0u);
        }
        l1[row] = uint8_t(shared - (block.narrow ? kNarrowRebias : 0));
    }
    if (block.bits == 8) {
        std::memcpy(l1 + 64, element, 1024);
        return;
    }
    const unsigned per_byte = 8 / block.bits;
    for (unsigned i = 0; i < 1024; i += per_byte) {
        unsigned byte = 0;
        for (unsigned j = 0; j < per_byte; ++j)
            byte |= unsigned(element[i + j] >> (8 - block.bits)) << (block.bits * j);
        l1[64 + i / per_byte] = uint8_t(byte);
    }
}

}  // namespace ttsim::tile
