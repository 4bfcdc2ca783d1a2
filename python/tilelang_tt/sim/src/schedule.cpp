#include "schedule.hpp"

#include <algorithm>
#include <queue>

#include "deadlock.hpp"
#include "kernel_end.hpp"
#include "raw_window.hpp"
#include "trace.hpp"

namespace ttsim {

Thread* current = nullptr;

namespace {

struct Later {
    bool operator()(const Thread* a, const Thread* b) const {
        return a->clock != b->clock ? a->clock > b->clock : a->index > b->index;
    }
};
struct TimedEvent {
    uint64_t clock, order;
    Event event;
};
struct LaterEvent {
    bool operator()(const TimedEvent& a, const TimedEvent& b) const {
        return a.clock != b.clock ? a.clock > b.clock : a.order > b.order;
    }
};

std::priority_queue<Thread*, std::vector<Thread*>, Later> ready;
std::priority_queue<TimedEvent, std::vector<TimedEvent>, LaterEvent> events;
uint64_t event_order = 0;
size_t unfinished = 0;
uint64_t steps = 0;
Fiber host_fiber;

void run_first_event() {
    TimedEvent first = events.top();
    events.pop();
    first.event.clock = first.clock;
    first.event.run(first.event);
}

// The thread to run next, after the events before it; null when none is ready.
Thread* next_thread() {
    for (;;) {
        if (!events.empty() && (ready.empty() || events.top().clock <= ready.top()->clock)) {
            run_first_event();
            continue;
        }
        if (ready.empty()) {
            return nullptr;
        }
        Thread* thread = ready.top();
        ready.pop();
        return thread;
    }
}

// Leaves the calling thread, which is queued, waiting or done, for the next one.
void leave(Thread* from) {
    Thread* next = next_thread();
    if (next == nullptr) {
        if (unfinished != 0) {
            report_deadlock();
        }
        current = nullptr;
        Fiber::switch_to(from->fiber, host_fiber);
        return;
    }
    current = next;
    if (shown_core != nullptr && shown_core != next->core) {
        hide_l1();
    }
    if (next != from) {
        std::copy_n(from->data, from->globals.size(), from->globals.data());
        std::copy_n(next->globals.data(), next->globals.size(), next->data);
        Fiber::switch_to(from->fiber, next->fiber);
    }
}

void thread_main() {
    Thread* thread = current;
    thread->call = {"kernel_main", {"", 0}, 0, {}};
    thread->entry();
    finish_thread(*thread);
    if (tracing) {
        trace_thread_end(*thread);
    }
    thread->done = true;
    --unfinished;
    wake(*thread->core, thread->clock);
    leave(thread);
    __builtin_unreachable();
}

}  // namespace

void post(const Event& event, uint64_t clock) {
    events.push({clock, event_order++, event});
}

uint64_t progress() {
    return steps;
}

void synchronise() {
    ++steps;
    take_turns();
}

bool events_pending() {
    return !events.empty();
}

void take_turns() {
    Thread* self = current;
    for (;;) {
        if (!ready.empty() && Later{}(self, ready.top())) {
            ready.push(self);
            leave(self);  // runs the events before the next thread as well
        } else if (!events.empty() && events.top().clock <= self->clock) {
            run_first_event();  // may make a thread ready that comes before this one
        } else {
            return;
        }
    }
}

bool satisfied(const Thread& thread) {
    const Wait& wait = thread.wait;
    const Core& core = *thread.core;
    switch (wait.kind) {
        case WaitKind::None:
            return true;
        case WaitKind::CbSpace:
            return core.rings[wait.id].filled() <= core.rings[wait.id].pages && core.rings[wait.id].free() >= wait.n;
        case WaitKind::CbData:
            return core.rings[wait.id].filled() >= wait.n;
        case WaitKind::Semaphore:
            return *wait.word == wait.n;
        case WaitKind::SemaphoreMin:
            return *wait.word >= wait.n;
        case WaitKind::DstFree:
            return core.dst_acquired - core.dst_released < (core.compute.full_sync ? 1u : 2u);
        case WaitKind::DstFull:
            return core.dst_committed > wait.n;
        case WaitKind::BankFree:
            return core.registers_used + wait.n <= core.banks.size();
        case WaitKind::BankFull:
            return core.bank_count > 0;
        case WaitKind::Mailbox:
            return !core.mailbox[wait.id].empty();
        case WaitKind::Poll:
            break;
    }
    return false;
}

uint64_t wait_for(const Wait& wait) {
    Thread* self = current;
    self->wait = wait;
    if (satisfied(*self)) {
        self->wait.kind = WaitKind::None;
        return 0;
    }
    const uint64_t since = self->clock;
    self->wait_since = since;
    wake(*self->core, self->clock);  // others may poll what this thread stored without a call
    leave(self);
    if (tracing) {
        trace_stall(*self, wait, since);
    }
    return self->clock - since;
}

void wake(Core& core, uint64_t clock) {
    for (Thread* thread : core.threads) {
        if (thread->wait.kind != WaitKind::None && satisfied(*thread)) {
            thread->wait.kind = WaitKind::None;
            thread->clock = std::max(thread->clock, clock);
            ready.push(thread);
        }
    }
}

void run_threads() {
    unfinished = chip().threads.size();
    for (auto& thread : chip().threads) {
        thread->fiber.start(thread_main);
        ready.push(thread.get());
    }
    Thread* first = next_thread();
    if (first != nullptr) {
        current = first;
        std::copy_n(first->globals.data(), first->globals.size(), first->data);
        Fiber::switch_to(host_fiber, first->fiber);
    }
    while (!events.empty()) {
        run_first_event();
    }
}

}  // namespace ttsim
