// Block floating point: 16 elements of a face row share one exponent byte; 64 exponent bytes come first, then 1024
// sign-magnitude elements of 8, 4 or 2 bits, both in face order, low bits first.
#pragma once

#include "formats.hpp"

namespace ttsim::tile {

struct BlockFormat {
    unsigned bits;  // per element, sign included
    bool narrow;    // 5-bit exponents (the A variants); else 8-bit
};

// nullptr for a format that is not a block format.
const BlockFormat* block_format(Format format);

void decode_block_tile(const uint8_t* l1, const BlockFormat& block, uint32_t* out);
// Each element is rounded to 7 significant bits, then to the shared exponent, both half away from zero; the narrower
// formats cut that to their width.
void encode_block_tile(const uint32_t* in, const BlockFormat& block, uint8_t* l1);

}  // namespace ttsim::tile
