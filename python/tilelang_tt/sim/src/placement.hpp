// Where the pages of a buffer lie.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <tt-metalium/buffer.hpp>

namespace ttsim::host {

struct Placement {
    bool dram = true;
    uint64_t stride = 0;          // bytes from one page of a bank to the next
    uint32_t slots = 0;           // pages allocated per bank
    std::vector<uint32_t> banks;  // DRAM banks or cores (y * grid_x + x)
    // Sharded: for each bank and slot the page that lies there, or -1. Empty: page p is in bank p mod n, slot p div n.
    std::vector<std::vector<int64_t>> pages;
    std::string layout = "interleaved";
};

// The placement of a buffer; reports shapes, cores and sizes that do not fit together.
Placement place(bool dram, uint64_t size, uint64_t page_size, const tt::tt_metal::BufferShardingArgs& sharding);
// Start of a page slot on the host.
uint8_t* slot_memory(const Placement& placement, size_t bank, uint64_t address, uint64_t slot);

}  // namespace ttsim::host
