// Circular buffers.
#include "../include/ttsim/abi.h"
#include "call.hpp"
#include "fingerprint.hpp"
#include "noc.hpp"
#include "schedule.hpp"

namespace ttsim {
namespace {

// In a compute kernel, consuming calls act on UNPACK and producing calls on PACK.
bool acts(bool consumer) {
    const Role role = current->role;
    return role == Role::Brisc || role == Role::Ncrisc || role == (consumer ? Role::Unpack : Role::Pack);
}

// False when the call cannot go on.
bool check_call(uint32_t cb, uint32_t n) {
    const Device& device = *chip().device;
    if (cb >= device.num_cbs || !current->core->rings[cb].configured) {
        fault(
            "CB_NOT_CONFIGURED",
            cb >= device.num_cbs ? format("CB %u does not exist: %s has %u", cb, device.name, device.num_cbs)
                                 : format("CB %u is not configured on core %s", cb, current->core->name().c_str()),
            "create it in the host program with CreateCircularBuffer on every core that uses it");
        return false;
    }
    const Ring& ring = current->core->rings[cb];
    if (n > ring.pages) {
        fault(
            "CB_MORE_THAN_CAPACITY",
            format("CB %u holds %u pages; %u can never be there at once", cb, ring.pages, n),
            "use smaller blocks or give the circular buffer more pages");
        return false;
    }
    if (n == 0) {
        fault("CB_ZERO_PAGES", format("zero pages of CB %u", cb), "leave the call out or pass the block size");
        return false;
    }
    return true;
}

// The start of every call that moves a ring; false when this thread has no part in it or it cannot go on.
bool begin_call(const char* name, bool consumer, uint32_t cb, uint32_t n, Loc at) {
    if (!acts(consumer)) {
        return false;
    }
    enter(name, at, {cb, n});
    note({name_word(name), cb, n});
    if (!check_call(cb, n)) {
        return false;
    }
    synchronise();
    spend(chip().costs->cb_call);
    return true;
}

void check_owner(Thread*& owner, uint32_t cb, const char* what) {
    if (owner == nullptr) {
        owner = current;
    } else if (owner != current) {
        const bool stays = owner->role == current->role && owner->core == current->core;
        if (!stays) {
            fault(
                "CB_TWO_OWNERS",
                format("CB %u already has %s as its %s", cb, role_name(owner->role), what),
                "let one thread push and one thread pop; use two circular buffers otherwise");
        }
    }
}

void note_call(CbCalls& calls, uint32_t n, uint32_t held, Loc at) {
    calls.at = at;
    calls.n = n;
    calls.again += n <= held ? 1 : 0;
}

void check_contiguous(const Ring& ring, uint32_t cb, uint32_t page, uint32_t n) {
    if (page + n > ring.pages) {
        fault(
            "CB_WRAP",
            format(
                "pages %u to %u of CB %u straddle its end (%u pages): a block must be contiguous",
                page,
                page + n - 1,
                cb,
                ring.pages),
            "make the number of pages a multiple of the block size");
    }
}

// Pages of another id in the same memory that are still to be read.
void check_shared(const Ring& ring, uint32_t cb, uint32_t page, uint32_t n) {
    const Core& core = *current->core;
    const uint32_t start = ring.address + page * ring.page;
    for (uint32_t id = 0; ring.shared && id < max_cbs; ++id) {
        const Ring& other = core.rings[id];
        if (id == cb || !other.shared || other.address != ring.address) {
            continue;
        }
        for (uint32_t i = other.acked; i != other.received; ++i) {
            const uint32_t unread = other.address + i % other.pages * other.page;
            if (unread < start + n * ring.page && start < unread + other.page) {
                fault(
                    "CB_SHARED_OVERWRITE",
                    format(
                        "pages %u to %u of CB %u lie over page %u of CB %u, which is not popped yet",
                        page,
                        page + n - 1,
                        cb,
                        i % other.pages,
                        id),
                    "let the lifetimes of ids that share memory follow one another, or give each memory of its own");
                return;
            }
        }
    }
}

}  // namespace

void cb_reserve_back(uint32_t cb, uint32_t n, Loc at) {
    if (!begin_call("cb_reserve_back", false, cb, n, at)) {
        return;
    }
    Ring& ring = current->core->rings[cb];
    check_owner(ring.producer, cb, "producer");
    ring.stats.reserve_stall += wait_for({WaitKind::CbSpace, cb, n, nullptr, "CRBW"});
    CbView& view = current->cb[cb];
    note_call(view.reserves, n, view.reserved, at);
    if (view.reserved < n) {
        view.reserved = n;
    }
}

void cb_push_back(uint32_t cb, uint32_t n, Loc at) {
    if (!begin_call("cb_push_back", false, cb, n, at)) {
        return;
    }
    Ring& ring = current->core->rings[cb];
    CbView& view = current->cb[cb];
    check_owner(ring.producer, cb, "producer");
    if (n > view.reserved && !ring.needs_no_reserve()) {
        fault(
            "CB_PUSH_WITHOUT_RESERVE",
            format("%u pages pushed to CB %u, %u reserved", n, cb, view.reserved),
            "call cb_reserve_back for the same number of pages first");
    }
    check_contiguous(ring, cb, view.write_page, n);
    check_pushed_pages(cb, n);
    check_shared(ring, cb, view.write_page, n);
    if (noting && current->role <= Role::Ncrisc) {
        note_pushed(cb, n);
    }
    view.write_page = (view.write_page + n) % ring.pages;
    view.reserved -= n < view.reserved ? n : view.reserved;
    view.next_slot = view.packed = view.reserves.again = 0;
    ring.received += n;
    ring.stats.pushed += n;
    if (ring.filled() > ring.pages) {
        fault(
            "CB_OVERFLOW",
            format("CB %u holds %u pages but %u are pushed", cb, ring.pages, ring.filled()),
            "reserve before every push");
    }
    if (tracing) {
        trace_pages(cb);
    }
    wake(*current->core, current->clock);
}

void cb_wait_front(uint32_t cb, uint32_t n, Loc at) {
    if (!begin_call("cb_wait_front", true, cb, n, at)) {
        return;
    }
    Ring& ring = current->core->rings[cb];
    check_owner(ring.consumer, cb, "consumer");
    ring.stats.wait_stall += wait_for({WaitKind::CbData, cb, n, nullptr, "CWFW"});
    CbView& view = current->cb[cb];
    note_call(view.waits, n, view.waited, at);
    if (view.waited < n) {
        view.waited = n;
    }
}

void cb_pop_front(uint32_t cb, uint32_t n, Loc at) {
    if (!begin_call("cb_pop_front", true, cb, n, at)) {
        return;
    }
    Ring& ring = current->core->rings[cb];
    CbView& view = current->cb[cb];
    check_owner(ring.consumer, cb, "consumer");
    if (n > view.waited && !ring.needs_no_wait()) {
        fault(
            "CB_POP_WITHOUT_WAIT",
            format("%u pages popped from CB %u, %u waited for", n, cb, view.waited),
            "call cb_wait_front for the same number of pages first");
    }
    check_contiguous(ring, cb, view.read_page, n);
    check_popped_pages(cb, n);
    view.read_page = (view.read_page + n) % ring.pages;
    view.waited -= n < view.waited ? n : view.waited;
    view.waits.again = 0;
    ring.acked += n;
    ring.stats.popped += n;
    if (tracing) {
        trace_pages(cb);
    }
    wake(*current->core, current->clock);
}

bool cb_pages_available(uint32_t cb, uint32_t n, Loc at) {
    enter("cb_pages_available_at_front", at, {cb, n});
    if (!check_call(cb, n)) {
        return false;
    }
    spend(chip().costs->cb_call);
    synchronise();
    return current->core->rings[cb].filled() >= n;
}

bool cb_pages_reservable(uint32_t cb, uint32_t n, Loc at) {
    enter("cb_pages_reservable_at_back", at, {cb, n});
    if (!check_call(cb, n)) {
        return false;
    }
    spend(chip().costs->cb_call);
    synchronise();
    return current->core->rings[cb].free() >= n;
}

uint32_t cb_write_ptr(uint32_t cb, Loc at) {
    enter("get_write_ptr", at, {cb});
    if (!check_call(cb, 1)) {
        return 0;
    }
    const Ring& ring = current->core->rings[cb];
    return ring.address + current->cb[cb].write_page * ring.page;
}

uint32_t cb_read_ptr(uint32_t cb, Loc at) {
    enter("get_read_ptr", at, {cb});
    if (!check_call(cb, 1)) {
        return 0;
    }
    const Ring& ring = current->core->rings[cb];
    return ring.address + current->cb[cb].read_page * ring.page;
}

}  // namespace ttsim
