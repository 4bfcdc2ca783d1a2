// L1 addresses used as pointers without conversion, as in (uint32_t*)get_write_ptr(cb): on a chip they are the same.
// The low addresses of the process show the L1 of the running core from the first such access on, found by its fault.
#pragma once

#include <cstdint>

namespace ttsim {

struct Core;

// The core whose L1 is shown; null until a kernel needs it.
extern const Core* shown_core;

// Shows the L1 of the running core; called from the handler of faults. False when this address cannot be shown, for the
// system keeps the lowest 64 KB free, or has no place for the rest.
bool show_l1(uint64_t address);
void hide_l1();

}  // namespace ttsim
