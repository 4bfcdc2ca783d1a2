#include "fingerprint.hpp"

#include <cstring>

#include "chip.hpp"

namespace ttsim {

bool noting = false;

namespace {

uint64_t total = 0;

uint64_t mixed(uint64_t state, uint64_t word) {
    state = (state ^ word) * 0x9E3779B97F4A7C15u;
    return state ^ state >> 29;
}

}  // namespace

void note_words(std::initializer_list<uint64_t> words, bool in_order) {
    uint64_t state = in_order ? current->noted_in_order : 0;
    for (const uint64_t word : words) {
        state = mixed(state, word + 1);
    }
    if (in_order) {
        current->noted_in_order = state;
    } else {
        current->noted += state;
    }
}

uint64_t name_word(const char* name) {
    uint64_t state = 0;
    for (; noting && *name != 0; ++name) {
        state = mixed(state, static_cast<uint8_t>(*name));
    }
    return state;
}

void note_pushed(uint32_t cb, uint32_t n) {
    const Ring& ring = current->core->rings[cb];
    const uint32_t page = current->cb[cb].write_page;
    for (uint32_t i = 0; i < n; ++i) {
        const uint8_t* data = current->core->l1 + ring.address + (page + i) % ring.pages * ring.page;
        uint64_t state = 0;
        for (uint32_t at = 0; at + 8 <= ring.page; at += 8) {
            uint64_t word;
            std::memcpy(&word, data + at, 8);
            state = mixed(state, word);
        }
        note({cb, ring.received + i, state});
    }
}

void note_program_end() {
    for (const auto& thread : chip().threads) {
        total = mixed(mixed(mixed(total, thread->index), thread->noted_in_order), thread->noted);
    }
}

std::string fingerprint() {
    return format("%016llx", static_cast<unsigned long long>(total));
}

}  // namespace ttsim
