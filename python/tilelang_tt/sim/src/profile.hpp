// What the clocks of every thread go to, added up while a program runs (TTSIM_PROFILE): by line and call, by what is
// waited for, and over time. Nothing is logged, so a run may be as long as it likes. Profiling changes no clock.
#pragma once

#include <array>
#include <string>
#include <unordered_map>
#include <utility>
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

// The time of a thread in a fixed number of buckets, whose width doubles when the run outgrows them. Row 0 is busy
// clocks, the others are the kinds of stalls of the program.
class Timeline {
  public:
    static constexpr size_t buckets = 256, max_rows = 16;
    using Column = std::array<uint32_t, max_rows>;  // a bucket: its clocks by row
    // The clocks that follow those added before, up to this one.
    void add(size_t row, uint64_t until) {
        if (until <= bucket_end_) {
            open_[row] += static_cast<uint32_t>(until - until_);
            until_ = until;
        } else {
            add_across(row, until);
        }
    }
    // Closes the last bucket, and makes buckets at least so wide, a power of two.
    void finish(uint64_t width);
    uint64_t width() const {
        return uint64_t(1) << shift_;
    }
    const std::vector<Column>& columns() const {
        return columns_;
    }

  private:
    void add_across(size_t row, uint64_t until);
    void close_bucket();
    void widen();
    uint32_t shift_ = 5;  // of the width
    uint64_t until_ = 0;
    size_t bucket_ = 0;  // the open one; its clocks are kept by themselves, so that most calls touch little memory
    uint64_t bucket_end_ = uint64_t(1) << shift_;
    Column open_{};
    std::vector<Column> columns_ = std::vector<Column>(buckets);
};

// What is known of the calls of one thread. After a call comes one that came after it before: the next one of the
// loop's body or, at its end, the first one or the one behind the loop.
class CallTable {
  public:
    CallTable() = default;
    CallTable(const CallTable&) = delete;
    CallClocks& at(const CallSite& call) {
        const CallKey key{call.at.file, call.at.line, call.name};
        if (last_->key == key) {
            return last_->clocks;
        }
        auto& [first, second] = last_->next;
        if (first == nullptr || !(first->key == key)) {
            std::swap(first, second);
            if (first == nullptr || !(first->key == key)) {
                first = find(key);
            }
        }
        last_ = first;
        return last_->clocks;
    }
    template <typename Use>
    void for_each(Use use) const {
        for (const auto& [key, entry] : all_) {
            use(key, entry.clocks);
        }
    }

  private:
    struct Entry {
        CallKey key{nullptr, 0, nullptr};
        CallClocks clocks;
        std::array<Entry*, 2> next{};
    };
    Entry* find(const CallKey& key) {
        Entry& entry = all_[key];
        entry.key = key;
        return &entry;
    }
    Entry before_;  // the first call
    Entry* last_ = &before_;
    std::unordered_map<CallKey, Entry, CallHash> all_;  // elements stay where they are
};

struct ThreadProfile {
    uint64_t accounted = 0;  // clocks before this one have been added
    CallTable calls;
    Timeline timeline;
};

// A program while it runs; threads by their index, cores by their place in Chip::cores.
struct ProgramProfile {
    std::vector<ThreadProfile> threads;
    std::vector<std::array<uint32_t, max_cbs>> high_water;  // pages
    std::vector<CoreCounters> core_start;                   // counters at the launch
    std::vector<BankCounters> bank_start;
    std::vector<Stall> kinds;  // of the rows of timelines after that of busy clocks
};

// A finished program as JSON.
std::string profile_json(const ProgramProfile& program, uint64_t clocks, bool finished);

}  // namespace ttsim
