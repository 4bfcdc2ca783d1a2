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
    std::vector<Stall>& kinds = state().program.kinds;
    for (size_t i = 0; i < kinds.size(); ++i) {
        if (kinds[i].same_kind(stall)) {
            return i + 1;
        }
    }
    if (kinds.size() + 1 < Timeline::max_rows) {
        kinds.push_back(stall);
    }
    return kinds.size();
}

// What has not been added up to this clock was work of the call.
void add_busy(ThreadProfile& profile, CallClocks& call, uint64_t until) {
    if (until > profile.accounted) {
        call.busy += until - profile.accounted;
        profile.timeline.add(0, until);
        profile.accounted = until;
    }
}

void add_stall(const Thread& thread, const Wait& wait, const char* what, uint64_t since, uint64_t until) {
    ThreadProfile& profile = state().program.threads[thread.index];
    CallClocks& call = profile.calls.at(thread.call);
    add_busy(profile, call, since);
    if (until > profile.accounted) {
        const Stall stall = stall_of(wait, what, until - profile.accounted);
        add_stalls(call.stalls, stall);
        profile.timeline.add(row_of(stall), until);
        profile.accounted = until;
    }
}

void end_call(const Thread& thread) {
    ThreadProfile& profile = state().program.threads[thread.index];
    CallClocks& call = profile.calls.at(thread.call);
    add_busy(profile, call, thread.clock);
    call.calls += 1;
}

void finish(uint64_t clocks, bool complete) {
    uint64_t width = 1;
    for (ThreadProfile& thread : state().program.threads) {
        thread.timeline.finish(width);
        width = std::max(width, thread.timeline.width());
    }
    for (ThreadProfile& thread : state().program.threads) {
        thread.timeline.finish(width);
    }
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

void Timeline::close_bucket() {
    for (size_t row = 0; row < max_rows; ++row) {
        columns_[bucket_][row] += open_[row];
    }
    open_ = {};
}

void Timeline::widen() {
    ++shift_;
    for (size_t i = 0; i < buckets; ++i) {
        for (size_t row = 0; row < max_rows; ++row) {
            columns_[i][row] = 2 * i < buckets ? columns_[2 * i][row] + columns_[2 * i + 1][row] : 0;
        }
    }
    bucket_ /= 2;
}

void Timeline::add_across(size_t row, uint64_t until) {
    while (until > bucket_end_) {
        open_[row] += static_cast<uint32_t>(bucket_end_ - until_);
        until_ = bucket_end_;
        close_bucket();
        if (++bucket_ == buckets) {
            widen();
        }
        bucket_end_ = (bucket_ + 1) << shift_;
    }
    open_[row] += static_cast<uint32_t>(until - until_);
    until_ = until;
}

void Timeline::finish(uint64_t width) {
    close_bucket();
    while (this->width() < width) {
        widen();
    }
}

void profile_launch() {
    const Chip& device = chip();
    if (!device.settings.profile) {
        return;
    }
    ProgramProfile& program = state().program;
    program = {};
    program.threads = std::vector<ThreadProfile>(device.threads.size());
    program.high_water.resize(device.cores.size());
    for (const auto& core : device.cores) {
        program.core_start.push_back(core->counters);
    }
    program.bank_start = device.bank_counters;
    profiling = true;
}

void profile_call_end(const Thread& thread) {
    end_call(thread);
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
        end_call(*thread);
    }
    finish(last, false);
}

const std::vector<std::string>& profiled_programs() {
    return state().finished;
}

}  // namespace ttsim
