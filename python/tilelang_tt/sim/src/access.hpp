// Loads and stores of kernels through pointers into L1: the compiler calls the hooks of access.cpp before each of them.
#pragma once

#include <cstdint>

namespace ttsim {

// Addresses [low, high) of its L1 that a thread may touch without another check.
struct Span {
    uint32_t low = 0, high = 0;
    bool holds(uint64_t address, uint64_t bytes) const {
        return address >= low && address < high && bytes <= high - address;
    }
};

// What a thread has loaded and stored, and may, since its last call.
struct Accesses {
    Span loads, stores;
    uint32_t last_load = UINT32_MAX, last_store = UINT32_MAX;
    bool stored = false;          // other threads of the core may wait for it
    uint64_t idle = 0;            // clocks spent with loads alone
    uint64_t turn_ends = 0;       // clock at which other threads run
    const void* place = nullptr;  // code after the last access since the last call
    // A call may change what belongs to the thread.
    void forget() {
        loads = stores = {};
        idle = 0;
        place = nullptr;
    }
};

// An access of the running thread to its own L1. False when there is no such memory; ranges that are merely wrong are
// reported and true. `plain`: one instruction of the chip, whose address must be a multiple of its size. `span` becomes
// what may be touched alike.
bool check_access(uint64_t address, uint64_t bytes, bool store, bool plain, Span& span);

// Wakes threads of the core for what the running thread has stored. Every call starts with it.
void announce_stores();

}  // namespace ttsim
