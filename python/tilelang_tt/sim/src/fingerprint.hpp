// What kernels do, in one number: equal for runs in which every engine works on the same data with the same set-up, the
// same transfers are made and the same waits stand between them, whatever the lines and the order of independent calls.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>

namespace ttsim {

extern bool noting;  // whether it was asked for
void note_words(std::initializer_list<uint64_t> words, bool in_order);

// Something the running thread does; what comes before and after it counts.
inline void note_in_order(std::initializer_list<uint64_t> words) {
    if (noting) {
        note_words(words, true);
    }
}
// Something that says by itself where and when it takes place.
inline void note(std::initializer_list<uint64_t> words) {
    if (noting) {
        note_words(words, false);
    }
}
uint64_t name_word(const char* name);
// The pages a data-movement thread pushes, with their content.
void note_pushed(uint32_t cb, uint32_t n);
// Adds the threads of the program that has ended.
void note_program_end();
std::string fingerprint();

}  // namespace ttsim
