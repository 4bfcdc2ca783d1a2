// The profile of a program as JSON; docs in tilelang_tt/sim/profile.
#include <algorithm>
#include <map>
#include <tuple>

#include "json.hpp"
#include "profile.hpp"
#include "trace.hpp"

namespace ttsim {
namespace {

// The largest first.
std::string stalls_json(std::vector<Stall> stalls) {
    std::sort(stalls.begin(), stalls.end(), [](const Stall& a, const Stall& b) {
        return a.clocks != b.clocks ? a.clocks > b.clocks
                                    : std::make_tuple(stall_kind(a), a.id) < std::make_tuple(stall_kind(b), b.id);
    });
    std::vector<std::string> entries;
    for (const Stall& stall : stalls) {
        entries.push_back(
            "{\"kind\": " + quoted(stall_kind(stall)) + ", " + number("id", stall.id) +
            ", \"what\": " + quoted(stall_text(stall)) + ", " + number("clocks", stall.clocks) + "}");
    }
    return list(entries);
}

// Lines of all threads of one role that run one kernel.
using LineKey = std::tuple<std::string, Role, std::string, int, std::string>;

std::string lines_json(const ProgramProfile& program) {
    std::map<LineKey, CallClocks> lines;
    for (const auto& thread : chip().threads) {
        program.threads[thread->index].calls.for_each([&](const CallKey& key, const CallClocks& clocks) {
            CallClocks& sum = lines[{kernel_file(*thread), thread->role, key.file, key.line, key.call}];
            sum.calls += clocks.calls;
            sum.busy += clocks.busy;
            for (const Stall& stall : clocks.stalls) {
                add_stalls(sum.stalls, stall);
            }
        });
    }
    std::vector<std::string> entries;
    for (const auto& [key, sum] : lines) {
        const auto& [kernel, role, file, line, call] = key;
        entries.push_back(
            "{\"kernel\": " + quoted(kernel) + format(", \"thread\": \"%s\", \"file\": ", role_name(role)) +
            quoted(file) + format(", \"line\": %d, \"call\": ", line) + quoted(call) + ", " +
            number("calls", sum.calls) + ", " + number("busy", sum.busy) + ", \"stalls\": " + stalls_json(sum.stalls) +
            "}");
    }
    return list(entries, true);
}

// Later programs are profiled without timelines, so that a report of many launches stays small.
constexpr size_t programs_with_timelines = 16;

std::string timeline_json(const ProgramProfile& program, const Timeline& timeline, size_t used) {
    if (profiled_programs().size() >= programs_with_timelines) {
        return "{}";
    }
    const std::vector<Timeline::Column>& columns = timeline.columns();
    std::string text = "{";
    for (size_t row = 0; row <= program.kinds.size(); ++row) {
        if (std::all_of(columns.begin(), columns.end(), [&](const auto& column) { return column[row] == 0; })) {
            continue;
        }
        text += (text.size() == 1 ? "" : ", ") + quoted(row == 0 ? "busy" : stall_kind(program.kinds[row - 1])) + ": [";
        for (size_t i = 0; i < used; ++i) {
            text += i == 0 ? "" : ",";
            text += std::to_string(columns[i][row]);
        }
        text += "]";
    }
    return text + "}";
}

std::string thread_json(const ProgramProfile& program, const Thread& thread, size_t used) {
    const ThreadProfile& profile = program.threads[thread.index];
    uint64_t busy = 0;
    std::vector<Stall> stalls;
    profile.calls.for_each([&](const CallKey&, const CallClocks& clocks) {
        busy += clocks.busy;
        for (const Stall& stall : clocks.stalls) {
            add_stalls(stalls, stall);
        }
    });
    return format("{\"thread\": \"%s\", \"kernel\": ", role_name(thread.role)) + quoted(kernel_file(thread)) + ", " +
        number("clocks", profile.accounted) + ", " + number("busy", busy) + ", \"stalls\": " + stalls_json(stalls) +
        ",\n  \"timeline\": " + timeline_json(program, profile.timeline, used) + "}";
}

std::string owner(const Thread* thread) {
    return thread == nullptr ? "null" : format("\"%s\"", role_name(thread->role));
}

std::string cbs_json(const Core& core, const std::array<uint32_t, max_cbs>& high_water) {
    std::vector<std::string> entries;
    for (uint32_t id = 0; id < max_cbs; ++id) {
        const Ring& ring = core.rings[id];
        if (ring.configured) {
            entries.push_back(
                "{" + number("id", id) + ", " + number("pages", ring.pages) + ", " + number("page_bytes", ring.page) +
                ", " + number("high_water", high_water[id]) + ", \"in_buffer\": " + (ring.aliased ? "true" : "false") +
                ", \"producer\": " + owner(ring.producer) + ", \"consumer\": " + owner(ring.consumer) + "}");
        }
    }
    return list(entries);
}

// Bytes of L1 that circular buffers and L1 buffers take of a core.
uint64_t l1_used(const Core& core) {
    uint64_t end = chip().device->l1_reserved, buffers = 0;
    for (const Ring& ring : core.rings) {
        if (ring.configured && !ring.aliased) {
            end = std::max<uint64_t>(end, ring.address + ring.bytes());
        }
    }
    for (const auto& [address, region] : chip().l1_regions) {
        buffers += region.bank_bytes;
    }
    return end - chip().device->l1_reserved + buffers;
}

constexpr std::pair<const char*, uint64_t CoreCounters::*> traffic[] = {
    {"dram_read_bytes", &CoreCounters::dram_read_bytes},
    {"dram_write_bytes", &CoreCounters::dram_write_bytes},
    {"l1_read_bytes", &CoreCounters::l1_read_bytes},
    {"l1_write_bytes", &CoreCounters::l1_write_bytes},
    {"l1_local_bytes", &CoreCounters::l1_local_bytes},
    {"multicast_bytes", &CoreCounters::multicast_bytes},
};

std::string counters_json(const CoreCounters& now, const CoreCounters& start) {
    std::string text;
    for (const auto& [name, counter] : traffic) {
        text += number(name, now.*counter - start.*counter) + ", ";
    }
    text += "\"tiles\": {";
    for (size_t i = 0; i < now.ops.size(); ++i) {
        text += (i == 0 ? "" : ", ") + number(tile_op_names[i], now.ops[i] - start.ops[i]);
    }
    return text + "}";
}

const char* fidelity_name(const Core& core) {
    static const char* const names[] = {"LoFi", "LoFi", "HiFi2", "HiFi3", "HiFi4"};
    return names[std::min<size_t>(static_cast<size_t>(core.compute.math.fidelity), 4)];
}

std::string core_json(const ProgramProfile& program, size_t place, size_t used) {
    const Core& core = *chip().cores[place];
    std::vector<std::string> threads;
    bool computes = false;
    for (const Thread* thread : core.threads) {
        threads.push_back(thread_json(program, *thread, used));
        computes = computes || thread->role == Role::Math;
    }
    return format("{\"core\": [%u, %u], \"fidelity\": ", core.x, core.y) +
        (computes ? quoted(fidelity_name(core)) : "null") + ", " + number("l1_bytes", l1_used(core)) + ", " +
        counters_json(core.counters, program.core_start[place]) +
        ",\n \"cbs\": " + cbs_json(core, program.high_water[place]) + ",\n \"threads\": " + list(threads, true) + "}";
}

}  // namespace

std::string profile_json(const ProgramProfile& program, uint64_t clocks, bool finished) {
    const uint64_t width = program.threads.empty() ? 1 : program.threads.front().timeline.width();
    const auto used = static_cast<size_t>(std::min<uint64_t>((clocks + width - 1) / width, Timeline::buckets));
    std::vector<std::string> cores, banks;
    for (size_t place = 0; place < chip().cores.size(); ++place) {
        if (!chip().cores[place]->threads.empty()) {
            cores.push_back(core_json(program, place, used));
        }
    }
    for (size_t i = 0; i < chip().bank_counters.size(); ++i) {
        const BankCounters &now = chip().bank_counters[i], &start = program.bank_start[i];
        banks.push_back(
            "{" + number("read_bytes", now.read_bytes - start.read_bytes) + ", " +
            number("write_bytes", now.write_bytes - start.write_bytes) + "}");
    }
    return "{" + number("clocks", clocks) + ", \"finished\": " + (finished ? "true" : "false") + ", " +
        number("bucket", width) + ",\n\"lines\": " + lines_json(program) + ",\n\"banks\": " + list(banks) +
        ",\n\"cores\": " + list(cores, true) + "}";
}

}  // namespace ttsim
