#include "profile.hpp"

#include <algorithm>

namespace ttsim {

bool profiling = false;

namespace {

struct State {
    ProgramProfile program;
    std::vector<std::string> finished;
};

State& state() {
    static State* instance = new State;  // never destroyed: it is read when the process ends
    return *instance;
}

size_t row_of(const Stall& stall) {
    std::vector<std::string>& kinds = state().program.kinds;
    const std::string name = stall_kind(stall);
    const auto found = std::find(kinds.begin(), kinds.end(), name);
    if (found == kinds.end()) {
        kinds.push_back(name);
        return kinds.size() - 1;
    }
    return static_cast<size_t>(found - kinds.begin());
}

CallClocks& call_of(ThreadProfile& profile, const Thread& thread) {
    return profile.calls[{thread.call.at.file, thread.call.at.line, thread.call.name}];
}

// What has not been added up to this clock was work.
void add_busy(ThreadProfile& profile, const Thread& thread, uint64_t until) {
    if (until > profile.accounted) {
        call_of(profile, thread).busy += until - profile.accounted;
        profile.timeline.add(0, profile.accounted, until);
        profile.accounted = until;
    }
}

void add_stall(const Thread& thread, const Wait& wait, const char* what, uint64_t since, uint64_t until) {
    ThreadProfile& profile = state().program.threads[thread.index];
    add_busy(profile, thread, since);
    if (until > profile.accounted) {
        const Stall stall = stall_of(wait, what, until - profile.accounted);
        add_stalls(call_of(profile, thread).stalls, stall);
        profile.timeline.add(row_of(stall), profile.accounted, until);
        profile.accounted = until;
    }
}

void finish(uint64_t clocks, bool complete) {
    state().finished.push_back(profile_json(state().program, clocks, complete));
    profiling = false;
}

}  // namespace

void add_stalls(std::vector<Stall>& stalls, const Stall& more) {
    for (Stall& known : stalls) {
        if (known.same(more)) {
            known.clocks += more.clocks;
            return;
        }
    }
    stalls.push_back(more);
}

void Timeline::widen(uint64_t width) {
    while (width_ < width) {
        width_ *= 2;
        for (Row& row : rows_) {
            for (size_t i = 0; i < buckets; ++i) {
                row[i] = 2 * i < buckets ? row[2 * i] + row[2 * i + 1] : 0;
            }
        }
    }
}

void Timeline::add(size_t row, uint64_t from, uint64_t to) {
    while (to > width_ * buckets) {
        widen(2 * width_);
    }
    if (row >= rows_.size()) {
        rows_.resize(row + 1);
    }
    while (from < to) {
        const uint64_t bucket = from / width_;
        const uint64_t end = std::min(to, (bucket + 1) * width_);
        rows_[row][bucket] += end - from;
        from = end;
    }
}

void profile_launch() {
    const Chip& device = chip();
    if (!device.settings.profile) {
        return;
    }
    ProgramProfile& program = state().program;
    program = {};
    program.threads.resize(device.threads.size());
    program.high_water.resize(device.cores.size());
    for (const auto& core : device.cores) {
        program.core_start.push_back(core->counters);
    }
    program.bank_start = device.bank_counters;
    profiling = true;
}

void profile_call_end(const Thread& thread) {
    ThreadProfile& profile = state().program.threads[thread.index];
    add_busy(profile, thread, thread.clock);
    call_of(profile, thread).calls += 1;
}

void profile_stall(const Thread& thread, const Wait& wait, const char* what, uint64_t since) {
    add_stall(thread, wait, what, since, thread.clock);
}

void profile_pages(const Core& core, uint32_t cb) {
    uint32_t& most = state().program.high_water[size_t(core.y) * chip().device->grid_x + core.x][cb];
    most = std::max(most, core.rings[cb].filled());
}

void profile_program_end(uint64_t clocks) {
    if (profiling) {
        finish(clocks, true);
    }
}

void profile_stop() {
    if (!profiling) {
        return;
    }
    uint64_t last = 0;
    for (const auto& thread : chip().threads) {
        last = std::max(last, thread->clock);
    }
    for (const auto& thread : chip().threads) {
        if (thread->done) {
            continue;
        }
        if (thread->wait.kind != WaitKind::None) {
            add_stall(*thread, thread->wait, "", thread->wait_since, last);
        }
        ThreadProfile& profile = state().program.threads[thread->index];
        add_busy(profile, *thread, thread->clock);
        call_of(profile, *thread).calls += 1;
    }
    finish(last, false);
}

const std::vector<std::string>& profiled_programs() {
    return state().finished;
}

}  // namespace ttsim
