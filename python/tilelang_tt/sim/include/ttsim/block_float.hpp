// Block floats on the host.
#pragma once

#include <cstdint>
#include <vector>

#include <tt_stl/span.hpp>

namespace ttsim::host {

// `bits` per element: 8 or 4. Sizes are whole tiles of 32 x 32. Throws std::invalid_argument where they are not.
std::vector<uint32_t> pack_block_floats(const std::vector<float>& values, unsigned bits, bool row_major, bool narrow);
std::vector<float> unpack_block_floats(
    tt::stl::Span<const uint32_t> pages, unsigned bits, bool row_major, bool narrow);

}  // namespace ttsim::host
