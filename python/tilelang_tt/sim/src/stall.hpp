// What threads wait for, in words; for the timeline and the profile.
#pragma once

#include <string>

#include "chip.hpp"

namespace ttsim {

// Clocks that went to one thing waited for.
struct Stall {
    WaitKind kind;     // None: what is no condition of the scheduler
    uint32_t id;       // circular buffer, address of a semaphore, mailbox; else 0
    const char* what;  // of kind None
    uint64_t clocks;
    bool same_kind(const Stall& other) const;
    bool same(const Stall& other) const;
};
// "semaphore 3", or "the <otherwise> at L1 0x..." where the address is no semaphore's.
std::string semaphore_name(uint32_t address, const char* otherwise);
// Ids and kinds that make no difference to what is waited for are left out.
Stall stall_of(const Wait& wait, const char* what, uint64_t clocks);
// One word: cb_data, noc_reads, ...
std::string stall_kind(const Stall& stall);
// "data in CB 0", "NoC reads", ...
std::string stall_text(const Stall& stall);

}  // namespace ttsim
