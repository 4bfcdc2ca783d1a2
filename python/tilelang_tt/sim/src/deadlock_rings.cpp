// Deadlocks over circular buffers: which push or pop is missing, whose counts differ, what is too small.
#include <initializer_list>

#include "deadlock.hpp"

namespace ttsim {
namespace {

// At the last call of a thread that asked for pages which it then kept.
Verdict kept(
    const char*,
    const Thread& thread,
    const char* name,
    uint32_t cb,
    const CbCalls& calls,
    std::string cause,
    std::string remedy) {
    return {
        thread.done ? Weight::Never : Weight::Skipped,
        &thread,
        calls.at,
        format("%s(%u, %u)", name, cb, calls.n),
        std::move(cause),
        std::move(remedy)};
}

// Threads of these roles on the core of `thread` that have not ended and are not it.
std::vector<const Thread*> others(const Thread& thread, std::initializer_list<Role> roles) {
    std::vector<const Thread*> found;
    for (const Thread* other : thread.core->threads) {
        for (const Role role : roles) {
            if (other->role == role && other != &thread && !other->done) {
                found.push_back(other);
            }
        }
    }
    return found;
}

// Those of them that wait for `thread` in turn; "" if none does.
std::string in_turn(const Thread& thread, const std::vector<const Thread*>& threads) {
    std::string text;
    for (const Thread* other : threads) {
        if (waits_on(other, thread)) {
            text +=
                format("%s%s at %s", text.empty() ? "" : ", ", role_name(other->role), line_of(other->call.at).c_str());
        }
    }
    return text;
}

// A circular buffer whose pages nobody waits for, though they were pushed and no more will be: the number may be wrong.
std::string unclaimed(const Core& core) {
    for (uint32_t id = 0; id < max_cbs; ++id) {
        const Ring& ring = core.rings[id];
        if (ring.configured && ring.consumer == nullptr && ring.received != 0 && ring.producer != nullptr) {
            const Thread& producer = *ring.producer;
            if (producer.done || (producer.wait.kind == WaitKind::CbSpace && producer.wait.id == id)) {
                return format(
                    "; %s pushed to CB %u at %s, and nobody waits for it",
                    role_name(producer.role),
                    id,
                    line_of(producer.cb[id].reserves.at).c_str());
            }
        }
    }
    return "";
}

// Nobody has reserved or pushed what the thread waits for.
Verdict without_producer(const Thread& thread) {
    const uint32_t cb = thread.wait.id;
    const std::string waits =
        format("%s waits for %s of CB %u", role_name(thread.role), pages(thread.wait.n).c_str(), cb);
    const std::string stray = unclaimed(*thread.core);
    const auto makers = others(thread, {Role::Brisc, Role::Ncrisc, Role::Pack});
    if (makers.empty() || !stray.empty()) {
        return verdict(
            "DEADLOCK",
            makers.empty() ? Weight::Never : Weight::Short,
            thread,
            waits + ", which nobody on this core has pushed" + stray,
            "push the pages waited for, and compare the numbers of the circular buffers in both kernels");
    }
    const std::string circle = in_turn(thread, makers);
    if (!circle.empty()) {
        return verdict(
            "DEADLOCK",
            Weight::Circular,
            thread,
            waits + ", which nobody has pushed yet, and is waited for itself by " + circle,
            "push the pages before they are waited for, or give the circular buffers pages enough to get there");
    }
    return verdict(
        "DEADLOCK",
        Weight::Unanswered,
        thread,
        waits + ", which nobody has reserved or pushed yet",
        "see what the thread that should push them waits for");
}

Verdict judge_data(const Thread& thread) {
    const uint32_t cb = thread.wait.id;
    const Ring& ring = thread.core->rings[cb];
    if (ring.producer == nullptr) {
        return without_producer(thread);
    }
    const Thread& producer = *ring.producer;
    const CbView& view = producer.cb[cb];
    const bool passed = view.reserves.again != 0 || (producer.role == Role::Pack && view.packed >= view.reserved);
    if (view.reserved != 0 && (producer.done || passed)) {
        return kept(
            "DEADLOCK",
            producer,
            "cb_reserve_back",
            cb,
            view.reserves,
            format(
                "%s reserves %s of CB %u here and %s without pushing (pushed %u before); %s waits for %s at %s",
                role_name(producer.role),
                pages(view.reserved).c_str(),
                cb,
                producer.done ? "ends" : "goes on",
                ring.received,
                role_name(thread.role),
                pages(thread.wait.n).c_str(),
                line_of(thread.call.at).c_str()),
            format("a cb_push_back(%u, %u) is missing behind this line", cb, view.reserves.n));
    }
    if (!producer.done) {
        return {};
    }
    return verdict(
        "DEADLOCK",
        Weight::Never,
        thread,
        format(
            "%s waits for %s of CB %u (%u there), but %s has pushed %u and ended",
            role_name(thread.role),
            pages(thread.wait.n).c_str(),
            cb,
            ring.filled(),
            role_name(producer.role),
            ring.received),
        format("the counts differ: push as many pages in %s as are waited for here", kernel_file(producer).c_str()));
}

// Nobody has waited for or popped what fills the circular buffer.
Verdict without_consumer(const Thread& thread) {
    const uint32_t cb = thread.wait.id;
    const Ring& ring = thread.core->rings[cb];
    const auto takers = others(thread, {Role::Brisc, Role::Ncrisc, Role::Unpack});
    return verdict(
        "DEADLOCK",
        takers.empty()                        ? Weight::Never
            : in_turn(thread, takers).empty() ? Weight::Unanswered
                                              : Weight::Circular,
        thread,
        format("CB %u is full (%u of %s), and nobody has waited for it", cb, ring.filled(), pages(ring.pages).c_str()),
        format("a cb_wait_front(%u, ...) with its cb_pop_front is missing, or comes too late for so few pages", cb));
}

Verdict judge_space(const Thread& thread) {
    const uint32_t cb = thread.wait.id;
    const Ring& ring = thread.core->rings[cb];
    if (ring.consumer == nullptr) {
        return without_consumer(thread);
    }
    const Thread& consumer = *ring.consumer;
    const CbView& view = consumer.cb[cb];
    const char* waiter = role_name(thread.role);
    const char* taker = role_name(consumer.role);
    const std::string full = format("%u of %s", ring.filled(), pages(ring.pages).c_str());
    if (view.waited != 0 && (consumer.done || view.waits.again != 0)) {
        return kept(
            "DEADLOCK",
            consumer,
            "cb_wait_front",
            cb,
            view.waits,
            format(
                "%s waits for %s of CB %u here and %s without popping (popped %u before); %s waits for space (%s are full) at %s",
                taker,
                pages(view.waited).c_str(),
                cb,
                consumer.done ? "ends" : "goes on",
                ring.acked,
                waiter,
                full.c_str(),
                line_of(thread.call.at).c_str()),
            format("a cb_pop_front(%u, %u) is missing behind this line", cb, view.waits.n));
    }
    if (consumer.done) {
        return verdict(
            "DEADLOCK",
            Weight::Never,
            thread,
            format(
                "%s waits for %s of CB %u (%s are full), but %s has popped %u and ended",
                waiter,
                pages(thread.wait.n, "free ").c_str(),
                cb,
                full.c_str(),
                taker,
                ring.acked),
            format("the counts differ: pop as many pages in %s as are pushed here", kernel_file(consumer).c_str()));
    }
    if (consumer.wait.kind == WaitKind::CbData && consumer.wait.id == cb) {
        return verdict(
            "DEADLOCK",
            Weight::Skipped,
            thread,
            format(
                "%s of CB %u are full: %s waits for %s, %s until %u are full",
                full.c_str(),
                cb,
                waiter,
                pages(thread.wait.n, "free ").c_str(),
                taker,
                consumer.wait.n),
            "push and pop in blocks of which one divides the other, or give the circular buffer the pages of both");
    }
    if (!waits_on(&consumer, thread)) {
        return {};
    }
    return verdict(
        "DEADLOCK",
        Weight::Circular,
        thread,
        format(
            "CB %u is full (%s) for %s, while %s, which has popped %u of it, waits in turn: it %s at %s",
            cb,
            full.c_str(),
            waiter,
            taker,
            ring.acked,
            waiting_for(consumer).c_str(),
            line_of(consumer.call.at).c_str()),
        format("give CB %u more pages, pop it earlier, or fill circular buffers in the order they are waited for", cb));
}

}  // namespace

Verdict judge_ring(const Thread& thread) {
    return thread.wait.kind == WaitKind::CbData ? judge_data(thread) : judge_space(thread);
}

}  // namespace ttsim
