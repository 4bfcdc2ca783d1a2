#include "trace.hpp"

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <set>
#include <tuple>

#include "../include/ttsim/abi.h"
#include "json.hpp"
#include "profile.hpp"
#include "schedule.hpp"

namespace ttsim {

bool tracing = false;

namespace {

bool logging = false;  // calls and stalls go to the log

enum class Depth : uint8_t { Kernel, Call, Stall };

struct Slice {
    uint64_t begin, end;
    const Core* core;
    Role role;
    Depth depth;
    CallSite call;
    Wait wait;         // of stalls
    const char* what;  // of stalls that are no condition of the scheduler
    std::string kernel;
};

struct Pages {
    uint64_t clock;
    const Core* core;
    uint32_t cb, pages;
};

struct Log {
    std::vector<Slice> slices;
    std::vector<Pages> pages;
    std::vector<std::pair<uint64_t, uint64_t>> programs;
    std::set<const Core*> cores, cores_run;
    uint64_t start = 0;  // of the running program
    bool cut = false;
    uint64_t cut_clock = 0;
    bool written = false;
};

Log& log() {
    static Log* instance = new Log;  // never destroyed: it is written when the process ends
    return *instance;
}

bool recorded(const Core* core) {
    return log().cores.count(core) != 0;
}

size_t events() {
    return log().slices.size() + log().pages.size();
}

void add(
    const Thread& thread, Depth depth, uint64_t begin, uint64_t end, const Wait& wait = {}, const char* what = "") {
    if (begin < end && recorded(thread.core)) {
        const uint64_t start = log().start;
        std::string kernel = depth == Depth::Kernel ? kernel_file(thread) : "";
        log().slices.push_back(
            {start + begin, start + end, thread.core, thread.role, depth, thread.call, wait, what, std::move(kernel)});
    }
}

// Ends what the threads are in: those that wait do so until this clock.
void close_all(uint64_t clock) {
    for (auto& thread : chip().threads) {
        if (!thread->done) {
            const bool waits = thread->wait.kind != WaitKind::None;
            const uint64_t end = waits ? std::max(thread->clock, clock) : thread->clock;
            if (waits) {
                add(*thread, Depth::Stall, thread->wait_since, end, thread->wait);
            }
            add(*thread, Depth::Call, thread->call_since, end);
            add(*thread, Depth::Kernel, 0, end);
        }
    }
}

// The log has no room for more: the trace ends at this clock.
void check_room() {
    if (events() >= chip().settings.trace_events) {
        logging = false;
        tracing = profiling;
        log().cut = true;
        log().cut_clock = log().start + current->clock;
        close_all(current->clock);
    }
}

const char* unit_of(const Wait& wait) {
    switch (wait.kind) {
        case WaitKind::CbSpace:
        case WaitKind::CbData:
            return "pages";
        case WaitKind::Semaphore:
            return "value";
        case WaitKind::SemaphoreMin:
            return "at_least";
        default:
            return nullptr;
    }
}

// The trace format counts microseconds; a clock is shown as a nanosecond.
std::string shown(uint64_t clocks) {
    return format("%" PRIu64 ".%03" PRIu64, clocks / 1000, clocks % 1000);
}

class Writer {
  public:
    explicit Writer(FILE* file) : file_(file) {}
    void event(const std::string& fields) {
        std::fprintf(file_, "%s\n{%s}", separator_, fields.c_str());
        separator_ = ",";
    }
    void name(const char* kind, uint32_t pid, uint32_t tid, const std::string& value) {
        event(place("M", pid, tid) + format(R"(, "name": "%s", "args": {"name": )", kind) + quoted(value) + "}");
    }
    void order(const char* kind, uint32_t pid, uint32_t tid, uint32_t position) {
        event(place("M", pid, tid) + format(R"(, "name": "%s", "args": {"sort_index": %u})", kind, position));
    }
    void slice(
        uint32_t pid,
        uint32_t tid,
        const char* kind,
        const std::string& name,
        uint64_t begin,
        uint64_t end,
        const std::string& args) {
        event(
            place("X", pid, tid) + format(R"(, "cat": "%s", "name": )", kind) + quoted(name) + R"(, "ts": )" +
            shown(begin) + R"(, "dur": )" + shown(end - begin) + R"(, "args": {)" + args + "}");
    }

  private:
    static std::string place(const char* phase, uint32_t pid, uint32_t tid) {
        return format(R"("ph": "%s", "pid": %u, "tid": %u)", phase, pid, tid);
    }
    FILE* file_;
    const char* separator_ = "";
};

// Process 0 has the programs; the cores follow, row by row.
uint32_t process_of(const Core& core) {
    return 1 + core.y * chip().device->grid_x + core.x;
}
uint32_t track_of(Role role) {
    return 1 + static_cast<uint32_t>(role);
}

void write_tracks(Writer& writer) {
    writer.name("process_name", 0, 0, "programs");
    std::set<std::pair<const Core*, Role>> roles;
    for (const Slice& slice : log().slices) {
        roles.insert({slice.core, slice.role});
    }
    for (const auto& core : chip().cores) {
        if (!recorded(core.get())) {
            continue;
        }
        const uint32_t pid = process_of(*core);
        writer.name("process_name", pid, 0, "core " + core->name());
        writer.order("process_sort_index", pid, 0, pid);
        for (const Role role : {Role::Brisc, Role::Ncrisc, Role::Unpack, Role::Math, Role::Pack}) {
            if (roles.count({core.get(), role}) != 0) {
                writer.name("thread_name", pid, track_of(role), role_name(role));
                writer.order("thread_sort_index", pid, track_of(role), track_of(role));
            }
        }
    }
}

void write_slice(Writer& writer, const Slice& slice) {
    const uint32_t pid = process_of(*slice.core), tid = track_of(slice.role);
    if (slice.depth == Depth::Kernel) {
        writer.slice(pid, tid, "kernel", slice.kernel, slice.begin, slice.end, "");
        return;
    }
    const std::string at = slice.call.at.file + (":" + std::to_string(slice.call.at.line));
    std::string args = R"("at": )" + quoted(at) + R"(, "call": )" + quoted(slice.call.text());
    if (slice.depth == Depth::Call) {
        writer.slice(pid, tid, "call", slice.call.name, slice.begin, slice.end, args);
        return;
    }
    if (const char* unit = unit_of(slice.wait)) {
        args += format(R"(, "%s": %u)", unit, slice.wait.n);
    }
    writer.slice(
        pid,
        tid,
        "stall",
        "waits for " + stall_text(stall_of(slice.wait, slice.what, 0)),
        slice.begin,
        slice.end,
        args);
}

// By time; what encloses others comes before them.
bool before(const Slice& a, const Slice& b) {
    return std::make_tuple(a.begin, process_of(*a.core), a.role, a.depth) <
        std::make_tuple(b.begin, process_of(*b.core), b.role, b.depth);
}

void open_log(const Settings& settings) {
    Log& all = log();
    all.start = chip().end_clock;
    for (const auto& core : chip().cores) {
        if (core->threads.empty()) {
            continue;
        }
        all.cores_run.insert(core.get());
        if (all.cores.size() < settings.trace_cores) {
            all.cores.insert(core.get());
        }
        for (uint32_t cb = 0; cb < max_cbs && !all.cut && recorded(core.get()); ++cb) {
            if (core->rings[cb].configured) {
                all.pages.push_back({all.start, core.get(), cb, 0});
            }
        }
    }
    logging = !all.cut;
}

void stalled(const Thread& thread, const Wait& wait, const char* what, uint64_t since) {
    if (profiling) {
        profile_stall(thread, wait, what, since);
    }
    if (logging) {
        add(thread, Depth::Stall, since, thread.clock, wait, what);
    }
}

}  // namespace

void trace_launch() {
    const Settings& settings = chip().settings;
    profile_launch();
    if (!settings.trace_path.empty()) {
        open_log(settings);
    }
    tracing = logging || profiling;
}

void trace_call_end(Thread& thread) {
    if (profiling) {
        profile_call_end(thread);
    }
    if (logging) {
        add(thread, Depth::Call, thread.call_since, thread.clock);
    }
    thread.call_since = thread.clock;
    if (logging) {
        check_room();
    }
}

void trace_stall(const Thread& thread, const Wait& wait, uint64_t since) {
    stalled(thread, wait, "", since);
}

void trace_stall(const Thread& thread, const char* what, uint64_t since) {
    stalled(thread, {}, what, since);
}

void trace_pages(uint32_t cb) {
    const Core* core = current->core;
    if (profiling) {
        profile_pages(*core, cb);
    }
    if (logging && recorded(core)) {
        log().pages.push_back({log().start + current->clock, core, cb, core->rings[cb].filled()});
    }
}

void trace_thread_end(Thread& thread) {
    trace_call_end(thread);
    if (logging) {  // else the log was full and has the end already
        add(thread, Depth::Kernel, 0, thread.clock);
    }
}

void trace_program_end(uint64_t clocks) {
    if (!chip().settings.trace_path.empty()) {
        log().programs.push_back({log().start, log().start + clocks});
    }
    profile_program_end(clocks);
    tracing = logging = false;
}

TraceSummary trace_summary() {
    const Log& all = log();
    return {events(), all.cores.size(), all.cores_run.size(), all.cut, all.cut_clock};
}

void write_trace() {
    const std::string& path = chip().settings.trace_path;
    Log& all = log();
    if (path.empty() || all.written) {
        return;
    }
    all.written = true;
    if (logging) {  // a program has not ended
        logging = false;
        uint64_t last = 0;
        for (const auto& thread : chip().threads) {
            last = std::max(last, thread->clock);
        }
        ++last;  // so that the thread that stopped last is seen to wait
        close_all(last);
        all.programs.push_back({all.start, all.start + last});
    }
    FILE* file = std::fopen(path.c_str(), "w");
    if (file == nullptr) {
        std::perror(("ttsim: cannot write " + path).c_str());
        return;
    }
    std::stable_sort(all.slices.begin(), all.slices.end(), before);
    std::fprintf(
        file,
        "{\"displayTimeUnit\": \"ns\",\n\"otherData\": {\"target\": \"%s\", \"time\": \"1 ns is 1 clock\"},\n"
        "\"traceEvents\": [",
        chip().device->name);
    Writer writer(file);
    write_tracks(writer);
    for (size_t i = 0; i < all.programs.size(); ++i) {
        const auto& [begin, end] = all.programs[i];
        writer.slice(0, 0, "program", format("program %zu", i + 1), begin, end, "");
    }
    for (const Slice& slice : all.slices) {
        write_slice(writer, slice);
    }
    for (const Pages& entry : all.pages) {
        writer.event(format(
            R"("ph": "C", "name": "CB %u", "pid": %u, "ts": %s, "args": {"pages": %u})",
            entry.cb,
            process_of(*entry.core),
            shown(entry.clock).c_str(),
            entry.pages));
    }
    std::fprintf(file, "\n]}\n");
    std::fclose(file);
}

}  // namespace ttsim
