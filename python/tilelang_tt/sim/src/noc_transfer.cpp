#include "noc_transfer.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "call.hpp"

namespace ttsim {
namespace {

uint64_t incoming_id = 0;

void land(Event& event) {
    std::memcpy(event.to, event.buffer != nullptr ? event.buffer : event.from, event.bytes);
    std::free(event.buffer);
    if (event.target != nullptr) {
        if (event.incoming != 0) {
            auto& list = event.target->incoming;
            list.erase(
                std::remove_if(
                    list.begin(), list.end(), [&](const Incoming& write) { return write.id == event.incoming; }),
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

}  // namespace

uint8_t* host_pointer(const Target& target) {
    return target.core != nullptr ? target.core->l1 + target.offset : chip().banks[target.bank].data() + target.offset;
}

bool check_target(const Target& target, uint64_t address, uint32_t bytes, bool write) {
    if (!target.valid()) {
        fault(
            "NOC_INVALID_TARGET",
            format(
                "NoC coordinates (%u, %u) are neither a worker core nor a DRAM bank",
                static_cast<unsigned>(address >> 36 & 63),
                static_cast<unsigned>(address >> 42 & 63)),
            "use virtual coordinates from worker_core_from_logical_core, or an accessor");
        return false;
    }
    if (target.bank >= 0) {
        const Region* region = chip().region(true, target.offset);
        if (region == nullptr || target.offset + bytes > region->address + region->bank_bytes) {
            fault(
                "DRAM_OUT_OF_RANGE",
                format(
                    "%s of %u bytes at offset 0x%llx of DRAM bank %d is outside every buffer",
                    write ? "write" : "read",
                    bytes,
                    static_cast<unsigned long long>(target.offset),
                    target.bank),
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
            fault(
                "L1_OUT_OF_RANGE",
                format(
                    "L1 0x%llx of core %s is beyond its end",
                    static_cast<unsigned long long>(target.offset),
                    target.core->name().c_str()),
                "check the source address");
            return false;
        }
        check_remote_source(*target.core, target.offset, bytes);
        return true;
    }
    return check_remote_l1(*target.core, static_cast<uint32_t>(target.offset), bytes);
}

void check_alignment(const Target& target, uint32_t l1, bool read) {
    const Device& device = *chip().device;
    const uint32_t alignment = target.bank < 0 ? device.l1_alignment
        : read                                 ? device.dram_read_alignment
                                               : device.dram_write_alignment;
    if ((l1 ^ target.offset) & (alignment - 1)) {
        fault(
            "NOC_ALIGNMENT",
            format(
                "L1 address 0x%x and %s address 0x%llx differ modulo %u",
                l1,
                target.bank >= 0 ? "DRAM" : "L1",
                static_cast<unsigned long long>(target.offset),
                alignment),
            "both addresses must agree modulo this alignment: pad pages, or copy through an aligned buffer");
    }
}

Times transfer_times(const Target& target, uint32_t bytes, uint8_t noc_index, bool read) {
    Chip& device = chip();
    const uint64_t now = current->clock;
    if (device.settings.noc_latency >= 0) {
        const uint64_t latency = static_cast<uint64_t>(device.settings.noc_latency);
        return {now + latency / 2, now + latency, now + latency};
    }
    Network& network = *device.network;
    const uint32_t noc = noc_index & 1;
    const Node own = current->core->node;
    const Node other = target.core != nullptr ? target.core->node : device.device->dram_nodes[noc][target.bank];
    if (read) {
        const uint64_t through = network.read(noc, other, target.bank, own, bytes, now);
        const uint64_t landed = through + network.read_latency(own, other);
        return {landed, landed, landed};
    }
    const uint64_t through = network.write(noc, own, other, target.bank, bytes, now);
    const uint64_t landed = through + network.write_latency(noc, own, other);
    return {through, landed, landed + network.acknowledge_latency(noc, own, other)};
}

std::vector<Times> multicast_times(const std::vector<Core*>& cores, uint32_t bytes, uint8_t noc_index, Path path) {
    Chip& device = chip();
    const uint64_t now = current->clock;
    std::vector<Times> times;
    if (device.settings.noc_latency >= 0) {
        const uint64_t latency = static_cast<uint64_t>(device.settings.noc_latency);
        times.assign(cores.size(), {now + latency / 2, now + latency, now + latency});
        return times;
    }
    Network& network = *device.network;
    const uint32_t noc = noc_index & 1;
    const Node own = current->core->node;
    std::vector<Node> nodes;
    for (const Core* core : cores) {
        nodes.push_back(core->node);
    }
    const uint64_t through = network.multicast(noc, own, nodes, bytes, path, now);
    for (const Node node : nodes) {
        const uint64_t landed = through + network.write_latency(noc, own, node);
        times.push_back({through, landed, landed + network.acknowledge_latency(noc, own, node)});
    }
    return times;
}

void post_read(const Target& source, uint32_t l1, uint32_t bytes, const Times& times) {
    Event event{};
    event.run = land;
    event.target = current->core;
    event.from = host_pointer(source);
    event.to = current->core->l1 + l1;
    event.bytes = bytes;
    post(event, times.landed);
}

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
    if (target.core != nullptr) {
        target.core->touch(target.offset, false);
    }
}

void count_transfer(const Target& target, uint32_t bytes, bool read) {
    CoreCounters& counters = current->core->counters;
    const Region* region = nullptr;
    if (target.bank >= 0) {
        BankCounters& bank = chip().bank_counters[target.bank];
        bank.add(bytes, read);
        (read ? counters.dram_reads : counters.dram_writes) += 1;
        (read ? counters.dram_read_bytes : counters.dram_write_bytes) += bytes;
        region = chip().region(true, target.offset);
    } else {
        (read ? counters.l1_reads : counters.l1_writes) += 1;
        (read ? counters.l1_read_bytes : counters.l1_write_bytes) += bytes;
        counters.l1_local_bytes += target.core == current->core ? bytes : 0;
        region = chip().l1_region(*target.core, target.offset);
    }
    if (region != nullptr) {
        chip().buffers[region->record].counters.add(bytes, read);
    }
}

NocState& noc_state(uint8_t noc) {
    return current->noc[noc & 1];
}

void check_linked(uint8_t noc) {
    NocState& state = noc_state(noc);
    if (state.linked) {
        fault(
            "NOC_LINKED_VIOLATION",
            format("a linked multicast (line %d) is not finished", state.linked_at.line),
            "pass linked = false with the last multicast before other NoC commands");
        state.linked = false;
    }
}

}  // namespace ttsim
