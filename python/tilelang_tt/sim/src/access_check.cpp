// What a data-movement core may load and store: its pages of circular buffers, L1 buffers, semaphores, arguments; not
// what a transfer of its own still writes or reads.
#include "access.hpp"

#include <algorithm>

#include "call.hpp"
#include "noc.hpp"

namespace ttsim {
namespace {

bool meets(const Outstanding& transfer, uint64_t address, uint64_t bytes) {
    return transfer.address < address + bytes && address < uint64_t(transfer.address) + transfer.bytes;
}

// Cuts the span so that it keeps the access and loses the transfer beside it.
void cut(Span& span, const Outstanding& transfer, uint64_t address) {
    if (transfer.address > address) {
        span.high = std::min(span.high, transfer.address);
    } else {
        span.low = std::max(span.low, transfer.address + transfer.bytes);
    }
}

void check_transfers(uint64_t address, uint64_t bytes, bool store, Span& span) {
    for (const NocState& noc : current->noc) {
        for (const Outstanding& read : noc.reads) {
            if (meets(read, address, bytes)) {
                fault(
                    "NOC_READ_BARRIER_MISSING",
                    format(
                        "a %s of bytes that the read issued at line %d may still have to write",
                        store ? "store" : "load",
                        read.at.line),
                    "call noc_async_read_barrier() between the read and the access");
                return;
            }
            cut(span, read, address);
        }
        for (const auto* list : {&noc.writes, &noc.posted}) {
            for (const Outstanding& write : *list) {
                if (!store || write.flushed || write.bytes == 0) {
                    continue;
                }
                if (meets(write, address, bytes)) {
                    fault(
                        "NOC_WRITE_BARRIER_MISSING",
                        format(
                            "a store to bytes that the write issued at line %d may still have to read", write.at.line),
                        "call noc_async_writes_flushed() or noc_async_write_barrier() between the write and the store");
                    return;
                }
                cut(span, write, address);
            }
        }
    }
}

// A load of a semaphore may be the end of a wait for it.
void hear(uint32_t semaphore) {
    current->core->semaphores[semaphore].waited = true;
    current->announced = false;
    current->set_after_announce = nullptr;
}

// The area of the firmware: semaphores, this thread's arguments, zeros to load.
Span reserved_span(uint64_t address, bool store) {
    const uint32_t semaphore = semaphore_at(address);
    if (semaphore != no_semaphore) {
        if (store) {
            current->core->touch(address, false);
        } else {
            hear(semaphore);
        }
        const uint32_t at = semaphore_base + semaphore * semaphore_stride;
        return {at, at + semaphore_stride};
    }
    const uint32_t own = arguments_base + static_cast<uint32_t>(current->role) * arguments_stride;
    const Span areas[] = {
        {own, own + arguments_stride}, {zeros_address, store ? zeros_address : zeros_address + zeros_bytes}};
    for (const Span& area : areas) {
        if (area.holds(address, 1)) {
            return area;
        }
    }
    return {};
}

// Memory around the address that belongs to the thread; empty if the address does not.
Span owned_span(uint64_t address, uint64_t bytes, bool store) {
    const Core& core = *current->core;
    const auto at = static_cast<uint32_t>(address);
    const auto size = static_cast<uint32_t>(bytes);
    bool inside = false;
    for (uint32_t cb = 0; cb < max_cbs; ++cb) {
        const Ring& ring = core.rings[cb];
        if (!in_ring(ring, at)) {
            continue;
        }
        inside = true;
        if (address + bytes > ring.address + ring.bytes()) {
            continue;
        }
        // What a thread has pushed it may still load: only itself would write there again.
        if (held(core, cb, at, size, true) || (!store && ring.producer == current)) {
            const uint32_t first = (at - ring.address) / ring.page;
            const uint32_t last = (at + size - 1 - ring.address) / ring.page;
            return {ring.address + first * ring.page, ring.address + (last + 1) * ring.page};
        }
    }
    const Region* region = inside ? nullptr : chip().l1_region(core, address);
    return region == nullptr
        ? Span{}
        : Span{static_cast<uint32_t>(region->address), static_cast<uint32_t>(region->address + region->bank_bytes)};
}

}  // namespace

bool check_access(uint64_t address, uint64_t bytes, bool store, bool plain, Span& span) {
    const Device& device = *chip().device;
    span = {};
    if (address >= device.l1_bytes || bytes > device.l1_bytes - address) {
        fault(
            "L1_OUT_OF_RANGE",
            format(
                "a %s of %llu bytes at 0x%x, beyond the L1 of 0x%x bytes",
                store ? "store" : "load",
                static_cast<unsigned long long>(bytes),
                static_cast<unsigned>(address),
                device.l1_bytes),
            "keep the index inside of the circular buffer or the L1 buffer");
        return false;
    }
    const uint64_t size = std::min<uint64_t>(bytes, 4);
    if (plain && address % size != 0) {
        fault(
            "L1_MISALIGNED",
            format(
                "a %s of %llu bytes at 0x%x: a chip rounds the address down to a multiple of %llu without a word",
                store ? "store" : "load",
                static_cast<unsigned long long>(bytes),
                static_cast<unsigned>(address),
                static_cast<unsigned long long>(size)),
            "align the address, or use a pointer to a smaller type");
        return true;
    }
    if (address < device.l1_reserved) {
        span = reserved_span(address, store);
        if (!span.holds(address, bytes)) {
            fault(
                "L1_RESERVED",
                format(
                    "a %s at 0x%x, in the area of the firmware (below 0x%x)",
                    store ? "store" : "load",
                    static_cast<unsigned>(address),
                    device.l1_reserved),
                "use addresses from get_write_ptr, get_read_ptr or get_semaphore");
        }
    } else {
        span = owned_span(address, bytes, store);
        if (!span.holds(address, bytes)) {
            report_not_owned(static_cast<uint32_t>(address), static_cast<uint32_t>(bytes), store);
        }
    }
    if (!span.holds(address, bytes)) {
        span = {};
    }
    check_transfers(address, bytes, store, span);
    return true;
}

}  // namespace ttsim
