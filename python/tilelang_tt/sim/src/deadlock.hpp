// What to say when no thread can run: every stuck thread gets a verdict, the one that explains most is reported.
#pragma once

#include <string>

#include "chip.hpp"

namespace ttsim {

// How much a verdict explains: from waiting for a thread that is stuck itself up to what can never come.
enum class Weight { Follows, Unanswered, Circular, Short, Skipped, Never };

struct Verdict {
    Weight weight = Weight::Follows;
    const Thread* thread = nullptr;  // whose line it is; null: nothing is known
    Loc at{};
    std::string call, cause, remedy;
};

// Reports who waits for what, at the place of the cause, and ends the process.
[[noreturn]] void report_deadlock();
Verdict judge_ring(const Thread& thread);       // waits for data or space of a circular buffer
Verdict judge_semaphore(const Thread& thread);  // waits for a semaphore

// A verdict at the call a thread is stuck in. The first argument is always "DEADLOCK": docs/errors.md lists by it.
Verdict verdict(const char*, Weight weight, const Thread& thread, std::string cause, std::string remedy);

// The thread that must act before this one can go on; null if that is not known.
const Thread* supplier(const Thread& thread);
// Whether `from` waits, from thread to thread, for `to`.
bool waits_on(const Thread* from, const Thread& to);

// What a thread waits for, with the state of it.
std::string waiting_for(const Thread& thread);
// "1 page", "2 free pages".
std::string pages(uint32_t n, const char* which = "");
// "reader.cpp:12".
std::string line_of(Loc at);

}  // namespace ttsim
