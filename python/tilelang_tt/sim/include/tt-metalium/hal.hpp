// Constants of the chip.
#pragma once

#include <cstdint>

namespace tt::tt_metal::hal {

uint32_t get_l1_size();
uint32_t get_dram_alignment();
uint32_t get_l1_alignment();
uint32_t get_arch_num_circular_buffers();

}  // namespace tt::tt_metal::hal
