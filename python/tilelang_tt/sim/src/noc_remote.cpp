// Commands that act on other cores: multicasts, atomic increments, inline writes.
#include <algorithm>
#include <cstring>

#include "../include/ttsim/abi.h"
#include "call.hpp"
#include "fingerprint.hpp"
#include "noc_transfer.hpp"
#include "schedule.hpp"

namespace ttsim {
namespace {

struct Rectangle {
    uint32_t x0, y0, x1, y1;
    uint32_t offset;
};

Rectangle rectangle(uint64_t address) {
    return {
        static_cast<uint32_t>(address >> 48 & 63),
        static_cast<uint32_t>(address >> 54 & 63),
        static_cast<uint32_t>(address >> 36 & 63),
        static_cast<uint32_t>(address >> 42 & 63),
        static_cast<uint32_t>(address)};
}

// The cores of a multicast; empty when the rectangle or the number of destinations is wrong.
std::vector<Core*> receivers(uint64_t targets, uint32_t num_dests, bool loopback, uint8_t noc) {
    Rectangle r = rectangle(targets);
    if (noc == 1) {
        std::swap(r.x0, r.x1);
        std::swap(r.y0, r.y1);
    }
    if (r.x0 > r.x1 || r.y0 > r.y1) {
        fault(
            "NOC_MULTICAST_RANGE",
            format(
                "the rectangle (%u, %u) to (%u, %u) is turned around for NoC %u and would wrap",
                r.x0,
                r.y0,
                r.x1,
                r.y1,
                noc),
            noc == 0 ? "pass the smaller corner first on NoC 0" : "pass the larger corner first on NoC 1");
        return {};
    }
    std::vector<Core*> cores;
    bool self_inside = false;
    for (const auto& core : chip().cores) {
        const uint32_t x = virtual_x(*chip().device, core->x);
        const uint32_t y = virtual_y(*chip().device, core->y);
        if (x < r.x0 || x > r.x1 || y < r.y0 || y > r.y1) {
            continue;
        }
        if (core.get() == current->core) {
            self_inside = true;
            if (!loopback) {
                continue;
            }
        }
        cores.push_back(core.get());
    }
    for (uint32_t y : {r.y0, r.y1}) {
        for (uint32_t x : {r.x0, r.x1}) {
            if (chip().core_at_noc(x, y) == nullptr) {
                fault(
                    "NOC_MULTICAST_NON_WORKER",
                    format("corner (%u, %u) of the rectangle is not a worker core", x, y),
                    "use virtual coordinates from worker_core_from_logical_core");
                return {};
            }
        }
    }
    if (num_dests != cores.size()) {
        fault(
            "NOC_MULTICAST_DESTS",
            format(
                "num_dests is %u, the rectangle (%u, %u) to (%u, %u) has %zu receivers%s",
                num_dests,
                r.x0,
                r.y0,
                r.x1,
                r.y1,
                cores.size(),
                self_inside && !loopback ? " besides the sender" : ""),
            "pass the exact number of receivers; the barrier waits for that many acknowledgements");
        return {};
    }
    if (loopback && cores.size() == 1 && self_inside) {
        fault("NOC_MULTICAST_SELF", "a loopback multicast to the sender alone", "use noc_async_write");
        return {};
    }
    return cores;
}

void increment(Event& event) {
    uint32_t value;
    std::memcpy(&value, event.to, 4);
    value += event.value;
    std::memcpy(event.to, &value, 4);
    wake(*event.target, event.clock);
}

void add_atomic(const Target& to, uint32_t amount, uint64_t landed) {
    Event event{};
    event.run = increment;
    event.target = to.core;
    event.to = host_pointer(to);
    event.value = amount;
    post(event, landed);
    to.core->touch(to.offset, true);
}

void store_word(Event& event) {
    std::memcpy(event.to, &event.value, event.bytes);
    wake(*event.target, event.clock);
}

void set_linked(uint8_t noc, bool linked) {
    NocState& state = noc_state(noc);
    state.linked = linked;
    state.linked_at = current->call.at;
}

}  // namespace

void noc_multicast(
    const char* call,
    uint32_t l1,
    uint64_t targets,
    uint32_t bytes,
    uint32_t num_dests,
    bool linked,
    bool loopback,
    uint8_t noc,
    Loc at) {
    enter(call, at, {l1, static_cast<uint32_t>(targets), bytes, num_dests});
    synchronise();
    spend(chip().costs->noc_issue);
    NocState& state = noc_state(noc);
    if (!check_own_l1(l1, bytes, false)) {
        return;
    }
    note_in_order({l1, targets, bytes, num_dests, linked, loopback, noc});
    const bool flag = bytes == 4;
    if (flag && state.data_multicast_unflushed && !chip().device->wormhole) {
        fault(
            "NOC_FLAG_WITHOUT_FLUSH",
            "a flag is multicast while the data multicast before it may not have left",
            "on Blackhole call noc_async_writes_flushed() between the data and the flag");
    }
    const std::vector<Core*> cores = receivers(targets, num_dests, loopback, noc);
    const auto offset = static_cast<uint32_t>(targets);
    for (const Core* core : cores) {
        if (core != current->core && !check_remote_l1(*core, offset, bytes)) {
            return;
        }
    }
    uint64_t sent = current->clock;
    uint64_t acknowledged = current->clock;
    const Path path = state.linked ? Path::Kept : linked ? Path::Once : Path::ForEachPacket;
    const std::vector<Times> times = multicast_times(cores, bytes, noc, path);
    for (size_t i = 0; i < cores.size(); ++i) {
        Target to;
        to.core = cores[i];
        to.offset = offset;
        if (i == 0) {
            check_alignment(to, l1, false);  // the same address everywhere
        }
        post_write(to, l1, bytes, times[i]);
        sent = times[i].sent;
        acknowledged = std::max(acknowledged, times[i].acknowledged);
    }
    state.writes.push_back({l1, bytes, sent, acknowledged, static_cast<int>(state.write_trid), at});
    state.data_multicast_unflushed = !flag;
    set_linked(noc, linked);
    current->core->counters.multicasts += 1;
    current->core->counters.multicast_bytes += bytes;
}

namespace {

// An increment may overtake data: on silicon it travels apart from writes.
void check_announced_data(const Core& core) {
    for (const NocState& noc : current->noc) {
        for (const auto* list : {&noc.writes, &noc.posted}) {
            for (const Outstanding& write : *list) {
                if (write.to == &core && &core != current->core) {
                    fault(
                        "NOC_INCREMENT_BEFORE_DATA",
                        format(
                            "a semaphore of core %s is incremented while the write issued at line %d may not have arrived there",
                            core.name().c_str(),
                            write.at.line),
                        "call noc_async_write_barrier() between the data and the increment that announces it");
                    return;
                }
            }
        }
    }
}

}  // namespace

void noc_atomic_inc(uint64_t target, uint32_t amount, uint8_t noc, bool posted, Loc at) {
    enter("noc_semaphore_inc", at, {static_cast<uint32_t>(target), amount});
    synchronise();
    spend(chip().costs->noc_issue);
    check_linked(noc);
    const Target to = resolve(target);
    if (!check_target(to, target, 4, true)) {
        return;
    }
    if (to.core == nullptr) {
        fault("NOC_ATOMIC_DRAM", "an atomic increment of DRAM", "increment a semaphore in L1");
        return;
    }
    check_announced_data(*to.core);
    const Times times = transfer_times(to, 4, noc, false);
    add_atomic(to, amount, times.landed);
    if (!posted) {  // otherwise nothing comes back
        noc_state(noc).atomics.push_back({0, 0, times.sent, times.acknowledged, 0, at});
    }
    note_in_order({target, amount, noc, posted});
    current->announced = true;
    current->core->counters.atomics += 1;
}

void noc_atomic_inc_multicast(uint64_t targets, uint32_t amount, uint32_t num_dests, uint8_t noc, Loc at) {
    enter("noc_semaphore_inc_multicast", at, {static_cast<uint32_t>(targets), amount, num_dests});
    synchronise();
    spend(chip().costs->noc_issue);
    note_in_order({targets, amount, num_dests, noc});
    const std::vector<Core*> cores = receivers(targets, num_dests, false, noc);
    for (const Core* core : cores) {
        if (!check_remote_l1(*core, static_cast<uint32_t>(targets), 4)) {
            return;
        }
    }
    const std::vector<Times> times = multicast_times(cores, 4, noc, Path::ForEachPacket);
    for (size_t i = 0; i < cores.size(); ++i) {
        Target to;
        to.core = cores[i];
        to.offset = static_cast<uint32_t>(targets);
        add_atomic(to, amount, times[i].landed);
        noc_state(noc).atomics.push_back({0, 0, times[i].sent, times[i].acknowledged, 0, at});
    }
    current->core->counters.atomics += 1;
}

void noc_inline_write(uint64_t target, uint32_t value, uint8_t byte_enable, uint8_t noc, bool posted, Loc at) {
    enter("noc_inline_dw_write", at, {static_cast<uint32_t>(target), value, byte_enable});
    synchronise();
    spend(chip().costs->noc_issue);
    check_linked(noc);
    const Target to = resolve(target);
    if (!to.valid() || to.core == nullptr) {
        fault(
            to.valid() ? "NOC_INLINE_WRITE_DRAM" : "NOC_INVALID_TARGET",
            to.valid() ? "an inline write to DRAM is not supported" : "the target is not a worker core",
            "write to L1, or use noc_async_write");
        return;
    }
    const bool in_range = to.core == current->core ? check_own_l1(static_cast<uint32_t>(to.offset), 4, true)
                                                   : check_target(to, target, 4, true);
    if (!in_range) {
        return;
    }
    const Times times = transfer_times(to, 4, noc, false);
    note_in_order({target, value, byte_enable, noc, posted});
    Event event{};
    event.run = store_word;
    event.target = to.core;
    event.to = host_pointer(to);
    event.value = value;
    event.bytes = 4;
    post(event, times.landed);
    to.core->touch(to.offset, false);
    NocState& state = noc_state(noc);
    (posted ? state.posted : state.writes).push_back({0, 0, times.sent, times.acknowledged, 0, at, false, to.core});
    current->core->counters.inline_writes += 1;
}

}  // namespace ttsim
