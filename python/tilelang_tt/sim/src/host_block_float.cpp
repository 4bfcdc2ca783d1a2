// tt-metalium/bfloat8.hpp and bfloat4.hpp. The host rounds once, to nearest even; the chip's packer does it in two steps.
#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "tile/bits.hpp"
#include "tile/block_formats.hpp"
#include "ttsim/block_float.hpp"

namespace ttsim::host {
namespace {

constexpr size_t tile_elements = 1024;

tile::Format format_of(unsigned bits, bool narrow) {
    if (bits == 8) {
        return narrow ? tile::Format::Bfp8 : tile::Format::Bfp8_b;
    }
    return narrow ? tile::Format::Bfp4 : tile::Format::Bfp4_b;
}

// Position in row-major order of element `i` of a tile that is in face order.
size_t row_major_position(size_t i) {
    const size_t face = i / 256, row = i % 256 / 16, col = i % 16;
    return (face / 2 * 16 + row) * 32 + face % 2 * 16 + col;
}

// The exponent of a number in the format, and its 24 digits.
struct Parts {
    uint32_t exponent;
    uint32_t digits;
};

Parts parts_of(uint32_t word, bool narrow) {
    const auto exponent = static_cast<int>((word >> 23) & 0xFF);
    if (!narrow) {
        return {static_cast<uint32_t>(exponent), (word & 0x7FFFFF) | 0x800000};
    }
    const int rebiased = exponent - 127 + 15;
    if (rebiased > 31) {
        return {31, 0xFFFFFF};
    }
    return rebiased < 0 ? Parts{0, 0x800000} : Parts{static_cast<uint32_t>(rebiased), (word & 0x7FFFFF) | 0x800000};
}

uint32_t rounded(uint32_t word, uint32_t shared, unsigned width, bool narrow) {
    if ((word & 0x7FFFFFFF) == 0) {
        return 0;
    }
    const Parts parts = parts_of(word, narrow);
    const unsigned dropped = 24 - width;
    const uint32_t digits = parts.digits >> std::min(shared - parts.exponent, 31u);
    const uint32_t rest = digits & ((1u << dropped) - 1), half = 1u << (dropped - 1);
    uint32_t magnitude = digits >> dropped;
    magnitude += rest > half || (rest == half && (magnitude & 1) != 0);
    magnitude = std::min(magnitude, (1u << width) - 1);
    return magnitude != 0 ? magnitude | (word >> 31) << width : 0;
}

}  // namespace

std::vector<uint32_t> pack_block_floats(const std::vector<float>& values, unsigned bits, bool row_major, bool narrow) {
    if (values.size() % tile_elements != 0) {
        throw std::invalid_argument("block floats are packed in whole tiles of 1024 elements");
    }
    const size_t page = tile::tile_bytes(format_of(bits, narrow));
    const unsigned per_byte = 8 / bits;
    std::vector<uint32_t> packed(values.size() / tile_elements * page / sizeof(uint32_t));
    auto* bytes = reinterpret_cast<uint8_t*>(packed.data());
    for (size_t first = 0; first < values.size(); first += tile_elements, bytes += page) {
        for (size_t row = 0; row < 64; ++row) {
            uint32_t words[16];
            uint32_t shared = 0;
            for (size_t i = 0; i < 16; ++i) {
                const size_t at = row * 16 + i;
                words[i] = tile::bits_of(values[first + (row_major ? row_major_position(at) : at)]);
                const bool zero = (words[i] & 0x7F800000) == 0;
                shared = std::max(shared, zero ? 0 : parts_of(words[i], narrow).exponent);
            }
            bytes[row] = static_cast<uint8_t>(shared);
            for (size_t i = 0; i < 16; ++i) {
                const size_t at = row * 16 + i;
                const uint32_t element = rounded(words[i], shared, bits - 1, narrow);
                bytes[64 + at / per_byte] |= static_cast<uint8_t>(element << (bits * (at % per_byte)));
            }
        }
    }
    return packed;
}

std::vector<float> unpack_block_floats(
    tt::stl::Span<const uint32_t> pages, unsigned bits, bool row_major, bool narrow) {
    const tile::Format format = format_of(bits, narrow);
    const size_t page = tile::tile_bytes(format);
    if (pages.size_bytes() % page != 0) {
        throw std::invalid_argument("block floats are unpacked in whole tiles");
    }
    const auto* bytes = reinterpret_cast<const uint8_t*>(pages.data());
    std::vector<float> values(pages.size_bytes() / page * tile_elements);
    for (size_t first = 0; first < values.size(); first += tile_elements, bytes += page) {
        uint32_t words[tile_elements];
        tile::decode_block_tile(bytes, *tile::block_format(format), words);
        for (size_t i = 0; i < tile_elements; ++i) {
            std::memcpy(&values[first + (row_major ? row_major_position(i) : i)], &words[i], sizeof(float));
        }
    }
    return values;
}

}  // namespace ttsim::host
