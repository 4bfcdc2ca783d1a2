// Tiles of Bfp8 on the host: 16 numbers of a face row share an exponent, each has a sign and 7 bits.
#pragma once

#include <cstdint>
#include <vector>

#include <tt_stl/span.hpp>

#include "ttsim/block_float.hpp"

// Whole tiles to pages: row by row of each tile, or face by face where `row_major_input` is false.
template <typename T>
std::vector<uint32_t> pack_as_bfp8_tiles(tt::stl::Span<const T> data, bool row_major_input, bool is_exp_a) {
    return ttsim::host::pack_block_floats(std::vector<float>(data.begin(), data.end()), 8, row_major_input, is_exp_a);
}

inline std::vector<float> unpack_bfp8_tiles_into_float_vec(
    tt::stl::Span<const uint32_t> bfp8_tiles, bool row_major_output, bool is_exp_a) {
    return ttsim::host::unpack_block_floats(bfp8_tiles, 8, row_major_output, is_exp_a);
}
