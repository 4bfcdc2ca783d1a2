// What a stuck thread waits for, in words.
#include "deadlock.hpp"

#include <cstring>

#include "stall.hpp"

namespace ttsim {
namespace {

std::string ring_state(const Core& core, const Wait& wait) {
    const Ring& ring = core.rings[wait.id];
    const bool data = wait.kind == WaitKind::CbData;
    const uint32_t free = ring.filled() <= ring.pages ? ring.free() : 0;
    return format(
        "waits for %s %s CB %u (%u of %u %s; pushed %u, popped %u)",
        pages(wait.n, data ? "" : "free ").c_str(),
        data ? "in" : "of",
        wait.id,
        data ? ring.filled() : free,
        ring.pages,
        data ? "there" : "free",
        ring.received,
        ring.acked);
}

std::string sections(const Core& core, const char* what) {
    return format(
        "waits for a %s DST section (acquired %u, committed %u, released %u)",
        what,
        core.dst_acquired,
        core.dst_committed,
        core.dst_released);
}

std::string condition(const Thread& thread) {
    const Wait& wait = thread.wait;
    const Core& core = *thread.core;
    switch (wait.kind) {
        case WaitKind::CbSpace:
        case WaitKind::CbData:
            return ring_state(core, wait);
        case WaitKind::Semaphore:
            return format("waits until %s is %u (now %u)", semaphore_name(wait.id, "semaphore").c_str(), wait.n, *wait.word);
        case WaitKind::SemaphoreMin:
            return format("waits until %s is at least %u (now %u)", semaphore_name(wait.id, "semaphore").c_str(), wait.n, *wait.word);
        case WaitKind::DstFree:
            return sections(core, "free");
        case WaitKind::DstFull:
            return sections(core, "committed");
        case WaitKind::BankFree:
            return "waits for a free source-register bank";
        case WaitKind::BankFull:
            return "waits for operands in the source registers";
        case WaitKind::Mailbox:
            return format("waits for a word from %s", role_name(mailbox_sender(wait.id)));
        case WaitKind::Poll: {
            uint32_t word;
            std::memcpy(&word, core.l1 + wait.id / 4 * 4, sizeof word);
            return format("polls L1 0x%x, where the word stays 0x%x", wait.id, word);
        }
        case WaitKind::None:
            break;
    }
    return "waits";
}

}  // namespace

std::string pages(uint32_t n, const char* which) {
    return format("%u %spage%s", n, which, n == 1 ? "" : "s");
}

std::string line_of(Loc at) {
    return format("%s:%d", at.file, at.line);
}

std::string waiting_for(const Thread& thread) {
    return condition(thread) + format(" [%s]", thread.wait.waypoint);
}

}  // namespace ttsim
