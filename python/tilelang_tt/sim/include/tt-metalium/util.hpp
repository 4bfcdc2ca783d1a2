#pragma once

#include "tt-metalium/math.hpp"
#include "tt-metalium/tt_backend_api_types.hpp"

namespace tt::tt_metal::detail {

inline uint32_t TileSize(tt::DataFormat format) {
    return tt::tile_size(format);
}

}  // namespace tt::tt_metal::detail
