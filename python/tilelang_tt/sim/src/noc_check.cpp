// Checks on transfers: address ranges, windows of circular buffers, missing barriers.
#include "call.hpp"
#include "noc.hpp"

namespace ttsim {
namespace {

bool overlap(uint32_t a, uint32_t a_bytes, uint32_t b, uint32_t b_bytes) {
    return a < b + b_bytes && b < a + a_bytes;
}

// Whether [address, address + bytes) lies in the n pages from `page` on (modulo the ring).
bool in_window(const Ring& ring, uint32_t page, uint32_t n, uint32_t address, uint32_t bytes) {
    const uint32_t first = (address - ring.address) / ring.page;
    const uint32_t last = (address + bytes - 1 - ring.address) / ring.page;
    if (last >= ring.pages) {
        return false;
    }
    const uint32_t first_distance = (first + ring.pages - page) % ring.pages;
    const uint32_t last_distance = (last + ring.pages - page) % ring.pages;
    return first_distance < n && last_distance < n;
}

}  // namespace

bool in_ring(const Ring& ring, uint32_t address) {
    return ring.configured && address >= ring.address && address < ring.address + ring.bytes();
}

bool held(const Core& core, uint32_t cb, uint32_t address, uint32_t bytes, bool reading) {
    const Ring& ring = core.rings[cb];
    if (ring.aliased) {
        return true;
    }
    if (&core == current->core && ring.producer == nullptr) {
        return true;  // nobody pushes into it on this core: plain memory
    }
    for (const Thread* thread : core.threads) {
        if (thread->role != Role::Brisc && thread->role != Role::Ncrisc) {
            continue;
        }
        const CbView& view = thread->cb[cb];
        if (in_window(ring, view.write_page, view.reserved, address, bytes) ||
            (reading && in_window(ring, view.read_page, view.waited, address, bytes))) {
            return true;
        }
    }
    return false;
}

namespace {

// A range outside of all circular buffers must lie in the core's part of one L1 buffer.
void check_buffer(const Core& core, uint32_t address, uint32_t bytes) {
    const Region* region = chip().l1_region(core, address);
    if (region == nullptr) {
        fault(
            "L1_UNALLOCATED",
            format(
                "L1 0x%x to 0x%x of core %s belongs to no circular buffer and no L1 buffer",
                address,
                address + bytes - 1,
                core.name().c_str()),
            "use addresses from get_write_ptr, get_read_ptr, get_semaphore or a buffer's address");
    } else if (address + bytes > region->address + region->bank_bytes) {
        fault(
            "L1_BUFFER_OUT_OF_BOUNDS",
            format(
                "L1 0x%x to 0x%x of core %s runs past the end of the L1 buffer at 0x%llx (%llu bytes on each core)",
                address,
                address + bytes - 1,
                core.name().c_str(),
                static_cast<unsigned long long>(region->address),
                static_cast<unsigned long long>(region->bank_bytes)),
            "check page index and size");
    }
}

struct Use {
    const char* code;
    const char* what;
    const char* remedy;
};

// Checks a range of the L1 of `core` against its circular buffers and the L1 buffers; reports, as the memory exists in
// any case.
void check_rings(const Core& core, uint32_t address, uint32_t bytes, bool reading, const Use& use) {
    bool inside = false;
    uint32_t id = 0;
    for (uint32_t cb = 0; cb < max_cbs; ++cb) {
        const Ring& ring = core.rings[cb];
        if (!in_ring(ring, address)) {
            continue;
        }
        inside = true;
        id = cb;
        if (address + bytes <= ring.address + ring.bytes() && held(core, cb, address, bytes, reading)) {
            return;
        }
    }
    if (!inside) {
        check_buffer(core, address, bytes);
        return;
    }
    const Ring& ring = core.rings[id];
    if (address + bytes > ring.address + ring.bytes()) {
        fault(
            "CB_OUT_OF_BOUNDS",
            format(
                "L1 0x%x to 0x%x runs past the end of CB %u (0x%x) of core %s",
                address,
                address + bytes - 1,
                id,
                ring.address + ring.bytes(),
                core.name().c_str()),
            "keep blocks contiguous: the number of pages must be a multiple of the block size");
        return;
    }
    fault(
        use.code,
        format(
            "L1 0x%x to 0x%x lies in CB %u (page %u) of core %s, %s",
            address,
            address + bytes - 1,
            id,
            (address - ring.address) / ring.page,
            core.name().c_str(),
            use.what),
        use.remedy);
}

}  // namespace

void report_not_owned(uint32_t address, uint32_t bytes, bool store) {
    static constexpr Use as_target = {
        "CB_WRITE_OUTSIDE_RESERVED",
        "which is neither reserved nor waited for",
        "call cb_reserve_back for the pages before storing into them"};
    static constexpr Use as_source = {
        "CB_READ_OUTSIDE_WAITED",
        "which is neither waited for nor reserved by this core's movers",
        "call cb_wait_front for the pages before loading from them"};
    check_rings(*current->core, address, bytes, true, store ? as_target : as_source);
}

bool check_own_l1(uint32_t address, uint32_t bytes, bool write) {
    const Device& device = *chip().device;
    if (bytes == 0) {
        fault("NOC_ZERO_LENGTH", "a transfer of zero bytes", "pass the number of bytes");
        return false;
    }
    if (uint64_t(address) + bytes > device.l1_bytes) {
        fault(
            "L1_OUT_OF_RANGE",
            format(
                "L1 0x%x to 0x%llx is beyond the L1 of 0x%x bytes",
                address,
                static_cast<unsigned long long>(uint64_t(address) + bytes - 1),
                device.l1_bytes),
            "use addresses inside the circular buffer");
        return false;
    }
    if (address < device.l1_reserved) {
        const bool semaphore = semaphore_at(address) != no_semaphore;
        const bool arguments = address >= arguments_base && address < arguments_base + 5 * arguments_stride;
        const bool zeros = address >= zeros_address && address + bytes <= zeros_address + zeros_bytes;
        if (semaphore || (!write && (zeros || arguments))) {
            return true;
        }
        fault(
            "L1_RESERVED",
            format("L1 0x%x is in the area of the firmware (below 0x%x)", address, device.l1_reserved),
            "use addresses from get_write_ptr, get_read_ptr or get_semaphore");
        return true;
    }
    static constexpr Use as_target = {
        "CB_WRITE_OUTSIDE_RESERVED", "which is not reserved", "call cb_reserve_back for all pages the transfer fills"};
    static constexpr Use as_source = {
        "CB_READ_OUTSIDE_WAITED",
        "which is neither waited for nor reserved by this core's movers",
        "call cb_wait_front for all pages the transfer reads"};
    check_rings(*current->core, address, bytes, !write, write ? as_target : as_source);
    return true;
}

bool check_remote_l1(const Core& core, uint32_t address, uint32_t bytes) {
    const Device& device = *chip().device;
    if (uint64_t(address) + bytes > device.l1_bytes) {
        fault(
            "L1_OUT_OF_RANGE",
            format("L1 0x%x of core %s is beyond its 0x%x bytes", address, core.name().c_str(), device.l1_bytes),
            "check the target address");
        return false;
    }
    if (address < device.l1_reserved) {
        if (semaphore_at(address) != no_semaphore) {
            return true;
        }
        fault(
            "L1_RESERVED",
            format("L1 0x%x of core %s is in the area of the firmware", address, core.name().c_str()),
            "check the target address");
        return true;
    }
    static constexpr Use as_target = {
        "CB_REMOTE_WRITE_UNRESERVED",
        "which its movers have not reserved",
        "let the receiver reserve the pages before it announces itself, and wait for that"};
    check_rings(core, address, bytes, false, as_target);
    return true;
}

void check_remote_source(const Core& core, uint64_t address, uint32_t bytes) {
    if (address < chip().device->l1_reserved) {
        return;
    }
    for (const Ring& ring : core.rings) {
        if (in_ring(ring, static_cast<uint32_t>(address))) {
            return;  // whoever owns the pages has announced them, or is the one at fault
        }
    }
    check_buffer(core, static_cast<uint32_t>(address), bytes);
}

void check_pushed_pages(uint32_t cb, uint32_t n) {
    const Ring& ring = current->core->rings[cb];
    const uint32_t address = ring.address + current->cb[cb].write_page * ring.page;
    for (const NocState& noc : current->noc) {
        for (const Outstanding& read : noc.reads) {
            if (overlap(read.address, read.bytes, address, n * ring.page)) {
                fault(
                    "NOC_READ_BARRIER_MISSING",
                    format(
                        "the pages of CB %u are pushed while the read issued at line %d may not have landed",
                        cb,
                        read.at.line),
                    "call noc_async_read_barrier() between the reads and cb_push_back");
                break;
            }
        }
    }
    for (const Incoming& write : current->core->incoming) {
        if (overlap(write.address, write.bytes, address, n * ring.page)) {
            fault(
                "NOC_WRITE_IN_FLIGHT",
                format("the pages of CB %u are pushed while data of another core is on its way into them", cb),
                "send the flag after the data, on the same NoC");
            break;
        }
    }
}

void check_popped_pages(uint32_t cb, uint32_t n) {
    const Ring& ring = current->core->rings[cb];
    const uint32_t address = ring.address + current->cb[cb].read_page * ring.page;
    for (const NocState& noc : current->noc) {
        for (const auto* list : {&noc.writes, &noc.posted}) {
            for (const Outstanding& write : *list) {
                if (!write.flushed && overlap(write.address, write.bytes, address, n * ring.page)) {
                    fault(
                        "NOC_WRITE_BARRIER_MISSING",
                        format(
                            "the pages of CB %u are popped while the write issued at line %d may still read them",
                            cb,
                            write.at.line),
                        "call noc_async_writes_flushed() or noc_async_write_barrier() between the writes and cb_pop_front");
                    return;
                }
            }
        }
    }
}

}  // namespace ttsim
