// Facts about the two chips.
#pragma once

#include <cstdint>
#include <string_view>

namespace ttsim {

// A place on the die: a router of each NoC and what is behind it, in coordinates of NoC 0.
struct Node {
    uint8_t x, y;
};

struct Device {
    const char* name;
    bool wormhole;
    uint32_t grid_x, grid_y;  // compute cores, logical
    uint32_t l1_bytes;        // per core
    uint32_t l1_reserved;     // firmware, mailboxes, kernel ring: circular buffers start here
    uint32_t num_cbs;
    uint32_t num_dram_banks;
    uint64_t dram_bank_bytes;
    uint32_t dram_read_alignment;  // NoC address and L1 address agree modulo this
    uint32_t dram_write_alignment;
    uint32_t dram_page_alignment;  // allocator
    uint32_t l1_alignment;
    uint32_t noc_max_burst;
    uint32_t dram_noc_x, dram_noc_y;  // bank b answers at (dram_noc_x, dram_noc_y + b)
    double clock_ghz;
    uint32_t noc_columns, noc_rows;  // routers, also of what is no worker core
    Node dram_nodes[2][12];          // by NoC, then bank: where a kernel's transfers reach it
};

// Places of DRAM: worker endpoints of tt-metal's soc_descriptors/{wormhole_b0_80,blackhole_140}_arch.yaml.
inline constexpr Device wormhole_device = {
    "wormhole",
    true,
    8,
    8,
    1499136,
    103744,
    32,
    12,
    uint64_t(1) << 30,
    32,
    16,
    32,
    16,
    8192,
    17,
    12,
    1.0,
    10,
    12,
    {{{0, 11}, {0, 1}, {0, 5}, {0, 7}, {5, 1}, {5, 11}, {5, 2}, {5, 9}, {5, 8}, {5, 3}, {5, 5}, {5, 7}},
     {{0, 11}, {0, 1}, {0, 5}, {0, 7}, {5, 1}, {5, 11}, {5, 2}, {5, 9}, {5, 8}, {5, 3}, {5, 5}, {5, 7}}}};
inline constexpr Device blackhole_device = {
    "blackhole",
    false,
    13,
    10,
    1572864,
    111104,
    64,
    8,
    (uint64_t(4) << 30) - 64,
    64,
    16,
    64,
    16,
    16384,
    17,
    12,
    1.35,
    17,
    12,
    {{{0, 0}, {0, 2}, {0, 9}, {0, 5}, {9, 11}, {9, 3}, {9, 8}, {9, 6}},
     {{0, 1}, {0, 10}, {0, 4}, {0, 7}, {9, 1}, {9, 10}, {9, 4}, {9, 7}}}};

// Virtual NoC coordinates of a logical worker core. Wormhole: contiguous from (18, 18). Blackhole: columns 1-7, 10-16,
// rows from 2.
inline uint32_t virtual_x(const Device& device, uint32_t x) {
    return device.wormhole ? 18 + x : (x < 7 ? 1 + x : 3 + x);
}
inline uint32_t virtual_y(const Device& device, uint32_t y) {
    return device.wormhole ? 18 + y : 2 + y;
}

// Where a logical worker core is on the die. Wormhole: column 5 is DRAM, row 6 Ethernet; which two of the ten rows of cores
// are harvested or dispatch differs from chip to chip, the last two here. Blackhole: virtual coordinates are places.
inline Node worker_node(const Device& device, uint32_t x, uint32_t y) {
    if (device.wormhole) {
        return {static_cast<uint8_t>(x < 4 ? 1 + x : 2 + x), static_cast<uint8_t>(y < 5 ? 1 + y : 2 + y)};
    }
    return {static_cast<uint8_t>(virtual_x(device, x)), static_cast<uint8_t>(virtual_y(device, y))};
}

inline constexpr uint32_t max_runtime_args = 341;
inline constexpr uint32_t num_semaphores = 16;

// Where the simulator keeps what the firmware keeps in the reserved part of L1: above 64 KB, so that such addresses can
// be memory of the process (raw_window.hpp).
inline constexpr uint32_t zeros_address = 0x10000;  // 512 bytes of zeros (MEM_ZEROS_BASE)
inline constexpr uint32_t zeros_bytes = 512;
inline constexpr uint32_t semaphore_base = 0x11000;  // 16 bytes apart
inline constexpr uint32_t semaphore_stride = 16;
inline constexpr uint32_t no_semaphore = num_semaphores;
// The number of the semaphore that an L1 address is part of, or no_semaphore.
constexpr uint32_t semaphore_at(uint64_t address) {
    const uint64_t id = (address - semaphore_base) / semaphore_stride;
    return address >= semaphore_base && id < num_semaphores ? static_cast<uint32_t>(id) : no_semaphore;
}
inline constexpr uint32_t arguments_base = 0x12000;  // per thread: unique arguments, then common ones
inline constexpr uint32_t arguments_stride = 0x1000;
inline constexpr uint32_t common_arguments_offset = 0x800;

inline constexpr uint64_t dram_start = 1024;  // lowest address of a buffer; 0 stays invalid

// Poison: a signalling NaN as fp32 and as two bf16.
inline constexpr uint32_t poison_word = 0x7FA07FA0;

}  // namespace ttsim
