// Where calls and stalls of threads and pages in circular buffers are seen: for the event log behind `tt-run --trace`
// (TTSIM_TRACE) and for the profile (profile.hpp).
#pragma once

#include "chip.hpp"

namespace ttsim {

// Whether anything is recorded. Every hook is behind this flag, so that other runs pay for a test of it alone.
extern bool tracing;

// Chooses what to record; called when the threads of a program are there and none has run.
void trace_launch();
// The call a thread is in has ended; the next one begins.
void trace_call_end(Thread& thread);
// A thread has waited from a clock until now.
void trace_stall(const Thread& thread, const Wait& wait, uint64_t since);
// The same for what is no condition of the scheduler: `what` in words.
void trace_stall(const Thread& thread, const char* what, uint64_t since);
// The calling thread has changed the number of pages in a circular buffer of its core.
void trace_pages(uint32_t cb);
// A thread's kernel has ended.
void trace_thread_end(Thread& thread);
// The program that began with trace_launch has ended after this many clocks.
void trace_program_end(uint64_t clocks);

// What the log holds, for the report.
struct TraceSummary {
    size_t events, cores, cores_run;
    bool cut;            // the log was full
    uint64_t cut_clock;  // then: when
};
TraceSummary trace_summary();
// Writes the log to the path the environment names; does nothing without one. Threads still there are stuck: they wait
// until the clock after the last.
void write_trace();

}  // namespace ttsim
