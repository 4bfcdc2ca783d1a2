// Findings: broken rules, each with code, place, cause and remedy. By default the first one ends the process.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "../include/ttsim/abi.h"

namespace ttsim {

inline constexpr int finding_exit_code = 86;

struct Finding {
    std::string code;    // stable, upper case
    std::string core;    // "(x, y)" logical, or empty for host calls
    std::string thread;  // BRISC, NCRISC, UNPACK, MATH, PACK, or HOST
    std::string file;
    int line = 0;
    std::string call;  // the call with its arguments
    std::string cause;
    std::string remedy;
    std::string watcher;  // the watcher's name for it, or the waypoint where a thread is stuck; empty without one
    uint64_t clock = 0;
};

// Reports a finding of the calling thread. Returns only when the run goes on after findings (TTSIM_FINDINGS=continue).
void report(const char* code, Loc at, std::string call, std::string cause, std::string remedy);
// Says what breaks no rule but is hardly meant. Printed and in the report, apart from findings; the run goes on.
void warn(const char* code, Loc at, std::string call, std::string cause, std::string remedy);
// Reports a finding of a host call.
void report_host(const char* code, std::string call, std::string cause, std::string remedy);
// Reports a finding that the scheduler has put together, and ends the process.
[[noreturn]] void report_stuck(Finding finding);
const std::vector<Finding>& findings();
const std::vector<Finding>& warnings();
// Ends the process: writes the report and exits with finding_exit_code.
[[noreturn]] void stop_on_findings();

std::string format(const char* pattern, ...) __attribute__((format(printf, 1, 2)));

}  // namespace ttsim
