// The scheduler: always runs the thread or the NoC event with the smallest clock, so that effects happen in time order.
#pragma once

#include <cstdint>

#include "chip.hpp"

namespace ttsim {

// An effect at a clock: a NoC transfer that leaves or lands.
struct Event {
    void (*run)(Event&);
    Core* target;  // null: DRAM
    uint8_t* from;
    uint8_t* to;
    uint32_t bytes;
    uint32_t value;     // atomics, inline writes
    uint8_t* buffer;    // data in flight of writes
    uint64_t landed;    // writes: when the data appears
    uint64_t incoming;  // writes into another core: id in its list
    uint64_t clock;     // set when it runs
};

// Runs every thread of the chip to its end; then applies the events that are left.
void run_threads();
// Lets everything with a smaller clock happen first. Every call with an effect others can see starts with it.
void synchronise();
// The same for a loop that makes no call: no progress.
void take_turns();
// Whether transfers are on their way.
bool events_pending();
// Adds to the calling thread's clock.
inline void spend(uint64_t clocks) {
    current->clock += clocks;
    current->worked += clocks;
}
// Suspends the calling thread until the condition holds; returns the clocks waited.
uint64_t wait_for(const Wait& wait);
bool satisfied(const Thread& thread);
// Continues the waiting threads of a core whose condition now holds. Called after every change.
void wake(Core& core, uint64_t clock);
void post(const Event& event, uint64_t clock);
// Grows with every call that may let others run; stands still in a loop without API calls.
uint64_t progress();

}  // namespace ttsim
