// The NoC's view of addresses, and the checks circular buffers make on transfers.
#pragma once

#include <cstdint>

#include "chip.hpp"

namespace ttsim {

struct Target {
    Core* core = nullptr;  // an L1
    int bank = -1;         // or a DRAM bank
    uint64_t offset = 0;
    bool valid() const {
        return core != nullptr || bank >= 0;
    }
};

inline uint64_t noc_address(uint32_t x, uint32_t y, uint64_t offset) {
    return (uint64_t(y) << 42) | (uint64_t(x) << 36) | offset;
}
Target resolve(uint64_t address);

bool in_ring(const Ring& ring, uint32_t address);
// Whether a data-movement thread of the core holds the range reserved (or, with `reading`, waited for), or nobody need hold it.
bool held(const Core& core, uint32_t cb, uint32_t address, uint32_t bytes, bool reading);
// Reports a load or store of L1 that no circular buffer and no L1 buffer allows.
void report_not_owned(uint32_t address, uint32_t bytes, bool store);

// Pages about to be pushed: no read into them may be outstanding. Pages about to be popped: no write from them.
void check_pushed_pages(uint32_t cb, uint32_t n);
void check_popped_pages(uint32_t cb, uint32_t n);
// The calling thread's transfer uses [address, address + bytes) of its own L1, as target (`write`) or as source. False
// when there is no such memory.
bool check_own_l1(uint32_t address, uint32_t bytes, bool write);
// A transfer of another core writes there.
bool check_remote_l1(const Core& core, uint32_t address, uint32_t bytes);
// A transfer reads from there: memory of a circular buffer or of an L1 buffer.
void check_remote_source(const Core& core, uint64_t address, uint32_t bytes);

}  // namespace ttsim
