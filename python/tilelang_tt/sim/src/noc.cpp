// NoC transfers. Data leaves and lands at its clock, never earlier.
#include "noc.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "../include/ttsim/abi.h"
#include "call.hpp"
#include "schedule.hpp"

namespace ttsim {

Target resolve(uint64_t address) {
    const uint32_t x = (address >> 36) & 63;
    const uint32_t y = (address >> 42) & 63;
    Target target;
    target.offset = address & ((uint64_t(1) << 36) - 1);
    target.core = chip().core_at_noc(x, y);
    if (target.core == nullptr) {
        target.bank = chip().bank_at_noc(x, y);
    }
    return target;
}

namespace {

uint64_t incoming_id = 0;

uint8_t* host_pointer(const Target& target) {
    return target.core != nullptr ? target.core->l1 + target.offset : chip().banks[target.bank].data() + target.offset;
}

bool check_target(const Target& target, uint64_t address, uint32_t bytes, bool write) {
    if (!target.valid()) {
        fault("NOC_INVALID_TARGET",
              format("NoC coordinates (%u, %u) are neither a worker core nor a DRAM bank", static_cast<unsigned>(address >> 36 & 63),
                     static_cast<unsigned>(address >> 42 & 63)),
              "use virtual coordinates from worker_core_from_logical_core, or an accessor");
        return false;
    }
    if (target.bank >= 0) {
        const Region* region = chip().dram_region(target.offset);
        if (region == nullptr || target.offset + bytes > region->address + region->bank_bytes) {
            fault("DRAM_OUT_OF_RANGE",
                  format("%s of %u bytes at offset 0x%llx of DRAM bank %d is outside every buffer", write ? "write" : "read", bytes,
                         static_cast<unsigned long long>(target.offset), target.bank),
                  "check base address, page index and size");
            return false;
        }
        return true;
    }
    if (target.core == current->core) {
        return true;  // the caller checks the windows of its own L1
    }
    if (!write) {
        if (target.offset + bytes > chip().device->l1_bytes) {
            fault("L1_OUT_OF_RANGE", format("L1 0x%llx of core %s is beyond its end", static_cast<unsigned long long>(target.offset),
                                            target.core->name().c_str()),
                  "check the source address");
            return false;
        }
        return true;
    }
    return check_remote_l1(*target.core, static_cast<uint32_t>(target.offset), bytes);
}

void check_alignment(const Target& target, uint32_t l1, bool read) {
    const Device& device = *chip().device;
    const uint32_t alignment = target.bank < 0 ? device.l1_alignment
                               : read          ? device.dram_read_alignment
                                               : device.dram_write_alignment;
    if ((l1 ^ target.offset) & (alignment - 1)) {
        fault("NOC_ALIGNMENT",
              format("L1 address 0x%x and %s address 0x%llx differ modulo %u", l1, target.bank >= 0 ? "DRAM" : "L1",
                     static_cast<unsigned long long>(target.offset), alignment),
              "both addresses must agree modulo this alignment: pad pages, or copy through an aligned buffer");
    }
}

struct Times {
    uint64_t sent, landed, acknowledged;
};

// Latency and bandwidth: the NoC interface of this core and the DRAM bank are busy while bytes pass.
Times transfer_times(const Target& target, uint32_t bytes, uint8_t noc, bool read) {
    Chip& device = chip();
    const uint64_t now = current->clock;
    if (device.settings.noc_latency >= 0) {
        const uint64_t latency = static_cast<uint64_t>(device.settings.noc_latency);
        return {now + latency / 2, now + latency, now + latency};
    }
    const Costs& costs = *device.costs;
    uint64_t& port = current->core->noc_busy[noc & 1];
    uint64_t start = std::max(now, port);
    const auto port_clocks = static_cast<uint64_t>(bytes / costs.noc_bytes_per_clock) + 1;
    uint64_t clocks = port_clocks;
    if (target.bank >= 0) {
        uint64_t& bank = device.bank_busy[target.bank];
        const auto bank_clocks = static_cast<uint64_t>(bytes / costs.dram_bytes_per_clock) + 1;
        const uint64_t bank_start = std::max(start, bank);
        bank = bank_start + bank_clocks;
        clocks = bank_start - start + std::max(port_clocks, bank_clocks);
    }
    port = start + port_clocks;
    const uint64_t through = start + clocks;
    if (read) {
        const uint64_t landed = through + (target.bank >= 0 ? costs.dram_read_latency : costs.l1_read_latency);
        return {landed, landed, landed};
    }
    return {start + port_clocks, through + costs.write_latency, through + 2 * costs.write_latency};
}

void land(Event& event) {
    std::memcpy(event.to, event.buffer != nullptr ? event.buffer : event.from, event.bytes);
    std::free(event.buffer);
    if (event.target != nullptr) {
        if (event.incoming != 0) {
            auto& list = event.target->incoming;
            list.erase(std::remove_if(list.begin(), list.end(), [&](const Incoming& write) { return write.id == event.incoming; }),
                       list.end());
        }
        wake(*event.target, event.clock);
    }
}

void send(Event& event) {
    event.buffer = static_cast<uint8_t*>(std::malloc(event.bytes));
    std::memcpy(event.buffer, event.from, event.bytes);
    Event landing = event;
    landing.run = land;
    post(landing, event.landed);
}

// A write: the data is taken from L1 at `sent` and appears at `landed`.
void post_write(const Target& target, uint32_t l1, uint32_t bytes, const Times& times) {
    Event event{};
    event.run = send;
    event.target = target.core;
    event.from = current->core->l1 + l1;
    event.to = host_pointer(target);
    event.bytes = bytes;
    event.landed = times.landed;
    if (target.core != nullptr && target.core != current->core && target.offset >= chip().device->l1_reserved) {
        event.incoming = ++incoming_id;
        target.core->incoming.push_back({static_cast<uint32_t>(target.offset), bytes, event.incoming});
    }
    post(event, times.sent);
}

void count(const Target& target, uint32_t bytes, bool read) {
    CoreCounters& counters = current->core->counters;
    if (target.bank >= 0) {
        BankCounters& bank = chip().bank_counters[target.bank];
        (read ? counters.dram_reads : counters.dram_writes) += 1;
        (read ? counters.dram_read_bytes : counters.dram_write_bytes) += bytes;
        (read ? bank.reads : bank.writes) += 1;
        (read ? bank.read_bytes : bank.write_bytes) += bytes;
    } else {
        (read ? counters.l1_reads : counters.l1_writes) += 1;
        (read ? counters.l1_read_bytes : counters.l1_write_bytes) += bytes;
    }
}

NocState& noc_state(uint8_t noc) { return current->noc[noc & 1]; }

void check_linked(uint8_t noc, bool multicast) {
    NocState& state = noc_state(noc);
    if (state.linked && !multicast) {
        fault("NOC_LINKED_VIOLATION", format("a linked multicast (line %d) is not finished", state.linked_at.line),
              "pass linked = false with the last multicast before other NoC commands");
        state.linked = false;
    }
}

void read(uint64_t source, uint32_t l1, uint32_t bytes, uint8_t noc, int trid) {
    synchronise();
    spend(chip().costs->noc_issue);
    const Target from = resolve(source);
    if (!check_own_l1(l1, bytes, true) || !check_target(from, source, bytes, false)) {
        return;
    }
    check_alignment(from, l1, true);
    const Times times = transfer_times(from, bytes, noc, true);
    Event event{};
    event.run = land;
    event.target = current->core;
    event.from = host_pointer(from);
    event.to = current->core->l1 + l1;
    event.bytes = bytes;
    post(event, times.landed);
    NocState& state = noc_state(noc);
    state.reads.push_back({l1, bytes, times.sent, times.landed, trid >= 0 ? trid : static_cast<int>(state.read_trid), current->call.at});
    count(from, bytes, true);
}

void write(uint32_t l1, uint64_t address, uint32_t bytes, uint8_t noc, int trid, bool posted) {
    synchronise();
    spend(chip().costs->noc_issue);
    check_linked(noc, false);
    const Target to = resolve(address);
    if (!check_own_l1(l1, bytes, false) || !check_target(to, address, bytes, true)) {
        return;
    }
    if (to.core == current->core && !check_own_l1(static_cast<uint32_t>(to.offset), bytes, true)) {
        return;
    }
    check_alignment(to, l1, false);
    const Times times = transfer_times(to, bytes, noc, false);
    post_write(to, l1, bytes, times);
    NocState& state = noc_state(noc);
    auto& list = posted ? state.posted : state.writes;
    list.push_back({l1, bytes, times.sent, times.acknowledged, trid >= 0 ? trid : static_cast<int>(state.write_trid), current->call.at});
    count(to, bytes, false);
}

struct Rectangle {
    uint32_t x0, y0, x1, y1;
    uint32_t offset;
};

Rectangle rectangle(uint64_t address) {
    return {static_cast<uint32_t>(address >> 48 & 63), static_cast<uint32_t>(address >> 54 & 63),
            static_cast<uint32_t>(address >> 36 & 63), static_cast<uint32_t>(address >> 42 & 63), static_cast<uint32_t>(address)};
}

// The cores of a multicast; empty when the rectangle or the number of destinations is wrong.
std::vector<Core*> receivers(uint64_t targets, uint32_t num_dests, bool loopback, uint8_t noc) {
    Rectangle r = rectangle(targets);
    if (noc == 1) {
        std::swap(r.x0, r.x1);
        std::swap(r.y0, r.y1);
    }
    if (r.x0 > r.x1 || r.y0 > r.y1) {
        fault("NOC_MULTICAST_RANGE",
              format("the rectangle (%u, %u) to (%u, %u) is turned around for NoC %u and would wrap", r.x0, r.y0, r.x1, r.y1, noc),
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
                fault("NOC_MULTICAST_NON_WORKER", format("corner (%u, %u) of the rectangle is not a worker core", x, y),
                      "use virtual coordinates from worker_core_from_logical_core");
                return {};
            }
        }
    }
    if (num_dests != cores.size()) {
        fault("NOC_MULTICAST_DESTS",
              format("num_dests is %u, the rectangle (%u, %u) to (%u, %u) has %zu receivers%s", num_dests, r.x0, r.y0, r.x1, r.y1,
                     cores.size(), self_inside && !loopback ? " besides the sender" : ""),
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
    const uint32_t id = (static_cast<uint32_t>(to.offset) - semaphore_base) / semaphore_stride;
    to.core->semaphores_incremented |= static_cast<uint16_t>(1u << (id & 15));
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

void noc_read(const char* call, uint64_t source, uint32_t l1, uint32_t bytes, uint8_t noc, int trid, Loc at) {
    enter(call, at, {static_cast<uint32_t>(source), l1, bytes});
    read(source, l1, bytes, noc, trid);
}

void noc_write(const char* call, uint32_t l1, uint64_t target, uint32_t bytes, uint8_t noc, int trid, bool posted, Loc at) {
    enter(call, at, {l1, static_cast<uint32_t>(target), bytes});
    write(l1, target, bytes, noc, trid, posted);
}

void noc_multicast(const char* call, uint32_t l1, uint64_t targets, uint32_t bytes, uint32_t num_dests, bool linked, bool loopback,
                   uint8_t noc, Loc at) {
    enter(call, at, {l1, static_cast<uint32_t>(targets), bytes, num_dests});
    synchronise();
    spend(chip().costs->noc_issue);
    NocState& state = noc_state(noc);
    if (!check_own_l1(l1, bytes, false)) {
        return;
    }
    const bool flag = bytes == 4;
    if (flag && state.data_multicast_unflushed && !chip().device->wormhole) {
        fault("NOC_FLAG_WITHOUT_FLUSH", "a flag is multicast while the data multicast before it may not have left",
              "on Blackhole call noc_async_writes_flushed() between the data and the flag");
    }
    const std::vector<Core*> cores = receivers(targets, num_dests, loopback, noc);
    uint64_t sent = current->clock;
    uint64_t acknowledged = current->clock;
    const auto offset = static_cast<uint32_t>(targets);
    Times times{};
    bool first = true;
    for (Core* core : cores) {
        Target to;
        to.core = core;
        to.offset = offset;
        if (core != current->core && !check_remote_l1(*core, offset, bytes)) {
            return;
        }
        check_alignment(to, l1, false);
        if (first) {  // one pass through the sender's port serves all receivers
            times = transfer_times(to, bytes, noc, false);
            first = false;
        }
        post_write(to, l1, bytes, times);
        sent = times.sent;
        acknowledged = times.acknowledged;
    }
    state.writes.push_back({l1, bytes, sent, acknowledged, static_cast<int>(state.write_trid), at});
    state.data_multicast_unflushed = !flag;
    set_linked(noc, linked);
    current->core->counters.multicasts += 1;
    current->core->counters.multicast_bytes += bytes;
}

void noc_atomic_inc(uint64_t target, uint32_t amount, uint8_t noc, Loc at) {
    enter("noc_semaphore_inc", at, {static_cast<uint32_t>(target), amount});
    synchronise();
    spend(chip().costs->noc_issue);
    check_linked(noc, false);
    const Target to = resolve(target);
    if (!check_target(to, target, 4, true)) {
        return;
    }
    if (to.core == nullptr) {
        fault("NOC_ATOMIC_DRAM", "an atomic increment of DRAM", "increment a semaphore in L1");
        return;
    }
    const Times times = transfer_times(to, 4, noc, false);
    add_atomic(to, amount, times.landed);
    noc_state(noc).atomics.push_back({0, 0, times.sent, times.acknowledged, 0, at});
    current->announced = true;
    current->core->counters.atomics += 1;
}

void noc_atomic_inc_multicast(uint64_t targets, uint32_t amount, uint32_t num_dests, uint8_t noc, Loc at) {
    enter("noc_semaphore_inc_multicast", at, {static_cast<uint32_t>(targets), amount, num_dests});
    synchronise();
    spend(chip().costs->noc_issue);
    for (Core* core : receivers(targets, num_dests, false, noc)) {
        Target to;
        to.core = core;
        to.offset = static_cast<uint32_t>(targets);
        if (!check_remote_l1(*core, static_cast<uint32_t>(targets), 4)) {
            return;
        }
        const Times times = transfer_times(to, 4, noc, false);
        add_atomic(to, amount, times.landed);
        noc_state(noc).atomics.push_back({0, 0, times.sent, times.acknowledged, 0, at});
    }
    current->core->counters.atomics += 1;
}

void noc_inline_write(uint64_t target, uint32_t value, uint8_t byte_enable, uint8_t noc, Loc at) {
    enter("noc_inline_dw_write", at, {static_cast<uint32_t>(target), value, byte_enable});
    synchronise();
    spend(chip().costs->noc_issue);
    check_linked(noc, false);
    const Target to = resolve(target);
    if (!to.valid() || to.core == nullptr) {
        fault(to.valid() ? "NOC_INLINE_WRITE_DRAM" : "NOC_INVALID_TARGET",
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
    Event event{};
    event.run = store_word;
    event.target = to.core;
    event.to = host_pointer(to);
    event.value = value;
    event.bytes = 4;
    post(event, times.landed);
    noc_state(noc).writes.push_back({0, 0, times.sent, times.acknowledged, 0, at});
    current->core->counters.inline_writes += 1;
}

void noc_set_trid(uint32_t trid, bool for_writes, uint8_t noc, Loc at) {
    enter("noc_async_read_set_trid", at, {trid});
    if (trid > 15) {
        fault("NOC_TRID", format("transaction id %u; ids are 0 to 15", trid), "use ids 1 to 15, and 0 for none");
    }
    (for_writes ? noc_state(noc).write_trid : noc_state(noc).read_trid) = trid & 15;
}

void noc_read_set_state(uint64_t source, uint32_t bytes, uint8_t noc, Loc at) {
    enter("noc_async_read_set_state", at, {static_cast<uint32_t>(source), bytes});
    noc_state(noc).read_state = source;
    noc_state(noc).read_state_bytes = bytes;
}

void noc_read_with_state(const char* call, uint32_t source_l1, uint32_t l1, uint32_t bytes, uint8_t noc, Loc at) {
    enter(call, at, {source_l1, l1, bytes});
    const NocState& state = noc_state(noc);
    const uint64_t high = state.read_state & ~uint64_t(0xFFFFFFFF);
    read(high | source_l1, l1, bytes != 0 ? bytes : state.read_state_bytes, noc, -1);
}

void noc_write_set_state(uint64_t target, uint32_t bytes, uint8_t noc, Loc at) {
    enter("noc_async_write_set_state", at, {static_cast<uint32_t>(target), bytes});
    noc_state(noc).write_state = target;
    noc_state(noc).write_state_bytes = bytes;
}

void noc_write_with_state(const char* call, uint32_t l1, uint32_t target_l1, uint32_t bytes, uint8_t noc, Loc at) {
    enter(call, at, {l1, target_l1, bytes});
    const NocState& state = noc_state(noc);
    const uint64_t high = state.write_state & ~uint64_t(0xFFFFFFFF);
    write(l1, high | target_l1, bytes != 0 ? bytes : state.write_state_bytes, noc, -1, false);
}

void noc_barrier(const char* call, Barrier kind, uint8_t noc, int trid, Loc at) {
    enter(call, at, {});
    spend(chip().costs->barrier_call);
    NocState& state = noc_state(noc);
    uint64_t until = current->clock;
    auto drain = [&](std::vector<Outstanding>& list, bool flush) {
        for (Outstanding& entry : list) {
            if (trid < 0 || entry.trid == trid) {
                until = std::max(until, flush ? entry.sent : entry.done);
                entry.flushed = true;
            }
        }
        if (!flush) {
            list.erase(std::remove_if(list.begin(), list.end(), [&](const Outstanding& e) { return trid < 0 || e.trid == trid; }),
                       list.end());
        }
    };
    if (kind == Barrier::Read || kind == Barrier::Full) {
        drain(state.reads, false);
    }
    if (kind == Barrier::Write || kind == Barrier::Full) {
        drain(state.writes, false);
    }
    if (kind == Barrier::WriteFlush || kind == Barrier::Full) {
        drain(state.writes, true);
    }
    if (kind == Barrier::PostedFlush || kind == Barrier::Full) {
        drain(state.posted, true);
        state.posted.clear();
    }
    if (kind == Barrier::Atomic || kind == Barrier::Full) {
        drain(state.atomics, false);
    }
    if (kind == Barrier::Write || kind == Barrier::WriteFlush || kind == Barrier::Full) {
        state.data_multicast_unflushed = false;
    }
    current->clock = until;
    synchronise();
}

uint64_t bank_noc_addr(bool dram, uint32_t bank, uint64_t offset, Loc at) {
    enter("get_noc_addr_from_bank_id", at, {bank, static_cast<uint32_t>(offset)});
    const Device& device = *chip().device;
    const uint32_t limit = dram ? device.num_dram_banks : static_cast<uint32_t>(chip().cores.size());
    if (bank >= limit) {
        fault("NOC_BANK", format("bank %u of %u", bank, limit), "check the bank number");
        return noc_address(device.dram_noc_x, device.dram_noc_y, offset);
    }
    if (dram) {
        return noc_address(device.dram_noc_x, device.dram_noc_y + bank, offset);
    }
    const Core& core = *chip().cores[bank];
    return noc_address(virtual_x(device, core.x), virtual_y(device, core.y), offset);
}

uint64_t page_noc_addr(bool dram, uint32_t base, uint32_t page_bytes, uint32_t page, uint32_t offset, Loc at) {
    enter("get_noc_addr", at, {page, offset});
    spend(chip().costs->address_call);
    const Device& device = *chip().device;
    const uint32_t banks = dram ? device.num_dram_banks : static_cast<uint32_t>(chip().cores.size());
    const uint32_t alignment = dram ? device.dram_page_alignment : device.l1_alignment;
    if (page_bytes == 0) {
        fault("ACCESSOR_PAGE_SIZE", "the accessor has page size 0", "pass the page size to TensorAccessor");
        return 0;
    }
    const uint64_t stride = (uint64_t(page_bytes) + alignment - 1) / alignment * alignment;
    if (dram) {
        const Region* region = chip().dram_region(base);
        if (region == nullptr) {
            fault("ACCESSOR_BASE", format("base address 0x%x is in no DRAM buffer", base),
                  "pass buffer->address() as runtime argument of this core");
        } else if (region->address == base) {
            if (page_bytes != region->page_bytes) {
                fault("ACCESSOR_PAGE_SIZE",
                      format("the accessor has pages of %u bytes, the buffer at 0x%x has pages of %u", page_bytes, base,
                             region->page_bytes),
                      "make page size, circular buffer format and tensor format agree");
            }
            if (page >= region->pages) {
                fault("PAGE_OUT_OF_RANGE", format("page %u of a buffer of %u pages at 0x%x", page, region->pages, base),
                      "check the page index; mask or skip pages past the end");
            }
        }
    }
    return bank_noc_addr(dram, page % banks, base + uint64_t(page / banks) * stride + offset, at);
}

uint32_t noc_x(uint32_t) { return virtual_x(*chip().device, current->core->x); }
uint32_t noc_y(uint32_t) { return virtual_y(*chip().device, current->core->y); }

}  // namespace ttsim
