#include "raw_window.hpp"

#include <sys/mman.h>

#include "chip.hpp"

namespace ttsim {

const Core* shown_core = nullptr;

namespace {

constexpr uint64_t lowest = 0x10000;
static_assert(zeros_address >= lowest && semaphore_base >= lowest && arguments_base >= lowest);

void* window() {
    return reinterpret_cast<void*>(lowest);  // NOLINT: the point of it
}

uint64_t window_bytes() {
    return chip().device->l1_bytes - lowest;
}

// Whether the place is ours: claimed at the first use, unless something else lies there.
bool claim() {
    static const bool claimed = [] {
#ifdef MAP_FIXED_NOREPLACE
        const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE;
        return mmap(window(), window_bytes(), PROT_NONE, flags, -1, 0) == window();
#else
        return false;
#endif
    }();
    return claimed;
}

}  // namespace

bool show_l1(uint64_t address) {
    if (shown_core != nullptr || address < lowest || address >= chip().device->l1_bytes || !claim()) {
        return false;
    }
    // An old size of 0 makes a second mapping of the same shared memory.
    uint8_t* const from = current->core->l1 + lowest;
    if (mremap(from, 0, window_bytes(), MREMAP_MAYMOVE | MREMAP_FIXED, window()) != window()) {
        return false;
    }
    shown_core = current->core;
    return true;
}

void hide_l1() {
    mmap(window(), window_bytes(), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
    shown_core = nullptr;
}

}  // namespace ttsim
