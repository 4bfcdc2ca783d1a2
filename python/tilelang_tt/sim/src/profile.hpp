// What the clocks of every thread go to, added up while a program runs (TTSIM_PROFILE): by line and call, by what is
// waited for, and over time. Nothing is logged, so a run may be as long as it likes. Profiling changes no clock.
#pragma once

#include <array>
#include <string>
#include <unordered_map>
#include <vector>

#include "chip.hpp"
#include "stall.hpp"

namespace ttsim {

extern bool profiling;

// The hooks of trace.hpp, for the profile.
void profile_launch();
void profile_call_end(const Thread& thread);
void profile_stall(const Thread& thread, const Wait& wait, const char* what, uint64_t since);
void profile_pages(const Core& core, uint32_t cb);
void profile_program_end(uint64_t clocks);
// Ends the profile of a program that did not come to its end: threads that wait do so until the last clock.
void profile_stop();
// The programs profiled, as the elements of a JSON list.
const std::vector<std::string>& profiled_programs();

// Calls of one line under one name.
struct CallKey {
    const char* file;
    int line;
    const char* call;
    bool operator==(const CallKey& other) const = default;
};
struct CallHash {
    size_t operator()(const CallKey& key) const {
        const auto file = reinterpret_cast<uintptr_t>(key.file), call = reinterpret_cast<uintptr_t>(key.call);
        return (file * 31 + call) * 31 + static_cast<size_t>(key.line);
    }
};
struct CallClocks {
    uint64_t calls = 0, busy = 0;
    std::vector<Stall> stalls;
};
void add_stalls(std::vector<Stall>& stalls, const Stall& more);

// Clocks in a fixed number of buckets, whose width doubles when the run outgrows them. Row 0 is busy clocks, the others
// are the kinds of stalls of the program.
class Timeline {
  public:
    static constexpr size_t buckets = 256;
    using Row = std::array<uint64_t, buckets>;
    void add(size_t row, uint64_t from, uint64_t to);
    void widen(uint64_t width);
    uint64_t width() const {
        return width_;
    }
    const std::vector<Row>& rows() const {
        return rows_;
    }

  private:
    uint64_t width_ = 1;
    std::vector<Row> rows_;
};

struct ThreadProfile {
    uint64_t accounted = 0;  // clocks before this one have been added
    std::unordered_map<CallKey, CallClocks, CallHash> calls;
    Timeline timeline;
};

// A program while it runs; threads by their index, cores by their place in Chip::cores.
struct ProgramProfile {
    std::vector<ThreadProfile> threads;
    std::vector<std::array<uint32_t, max_cbs>> high_water;  // pages
    std::vector<CoreCounters> core_start;                   // counters at the launch
    std::vector<BankCounters> bank_start;
    std::vector<std::string> kinds{"busy"};  // of the rows of timelines
};

// A finished program as JSON.
std::string profile_json(const ProgramProfile& program, uint64_t clocks, bool finished);

}  // namespace ttsim
