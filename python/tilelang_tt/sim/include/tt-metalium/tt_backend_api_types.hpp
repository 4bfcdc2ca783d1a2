// Data formats and tile sizes.
#pragma once

#include <cstdint>

#include "ttsim/formats.h"

namespace tt {

// Bytes of a 32x32 tile.
uint32_t tile_size(DataFormat format);

enum class ARCH : uint8_t { WORMHOLE_B0 = 2, BLACKHOLE = 3 };

}  // namespace tt
