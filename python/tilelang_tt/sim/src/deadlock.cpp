#include "deadlock.hpp"

#include <algorithm>

namespace ttsim {

Verdict verdict(const char*, Weight weight, const Thread& thread, std::string cause, std::string remedy) {
    return {weight, &thread, thread.call.at, thread.call.text(), std::move(cause), std::move(remedy)};
}

namespace {

const Thread* thread_of(const Core& core, Role role) {
    for (const Thread* thread : core.threads) {
        if (thread->role == role) {
            return thread;
        }
    }
    return nullptr;
}

}  // namespace

const Thread* supplier(const Thread& thread) {
    const Core& core = *thread.core;
    switch (thread.wait.kind) {
        case WaitKind::CbData:
            return core.rings[thread.wait.id].producer;
        case WaitKind::CbSpace:
            return core.rings[thread.wait.id].consumer;
        case WaitKind::DstFree:
            return thread_of(core, Role::Pack);
        case WaitKind::DstFull:
        case WaitKind::BankFree:
            return thread_of(core, Role::Math);
        case WaitKind::BankFull:
            return thread_of(core, Role::Unpack);
        case WaitKind::Mailbox:
            return thread_of(core, mailbox_sender(thread.wait.id));
        default:
            return nullptr;
    }
}

bool waits_on(const Thread* from, const Thread& to) {
    for (int steps = 0; from != nullptr && !from->done && steps < 8; ++steps) {
        if (from == &to) {
            return true;
        }
        from = supplier(*from);
    }
    return false;
}

namespace {

// Waits between the three threads of a compute kernel.
Verdict judge_compute(const Thread& thread) {
    const Thread* other = supplier(thread);
    if (other == nullptr || !other->done) {
        return {};
    }
    return verdict(
        "DEADLOCK",
        Weight::Never,
        thread,
        format("%s %s, but %s has ended", role_name(thread.role), waiting_for(thread).c_str(), role_name(other->role)),
        "let UNPACK, MATH and PACK run through the same sections and operations: the same loops, the same conditions");
}

Verdict judge(const Thread& thread) {
    Verdict found;
    switch (thread.wait.kind) {
        case WaitKind::CbData:
        case WaitKind::CbSpace:
            found = judge_ring(thread);
            break;
        case WaitKind::Semaphore:
        case WaitKind::SemaphoreMin:
            found = judge_semaphore(thread);
            break;
        case WaitKind::Poll:
            found = verdict(
                "DEADLOCK",
                Weight::Unanswered,
                thread,
                format("%s %s", role_name(thread.role), waiting_for(thread).c_str()),
                "let another thread or core store the value, or a transfer bring it, before it is polled for");
            break;
        default:
            found = judge_compute(thread);
    }
    if (found.thread != nullptr) {
        return found;
    }
    return verdict(
        "DEADLOCK",
        Weight::Follows,
        thread,
        format("%s %s", role_name(thread.role), waiting_for(thread).c_str()),
        "compare the counts: every page waited for must be pushed, every page reserved must be popped");
}

constexpr size_t max_listed = 40;

// One line for each stuck thread.
std::string table(const std::vector<const Thread*>& stuck) {
    std::string text = format("\nnote: no thread can run, %zu wait:", stuck.size());
    for (size_t i = 0; i < std::min(stuck.size(), max_listed); ++i) {
        const Thread& thread = *stuck[i];
        text += format(
            "\nnote: core %s %s: %s at %s %s",
            thread.core->name().c_str(),
            role_name(thread.role),
            thread.call.text().c_str(),
            line_of(thread.call.at).c_str(),
            waiting_for(thread).c_str());
    }
    if (stuck.size() > max_listed) {
        text += format("\nnote: and %zu more threads", stuck.size() - max_listed);
    }
    return text;
}

}  // namespace

void report_deadlock() {
    std::vector<const Thread*> stuck;
    for (const auto& thread : chip().threads) {
        if (!thread->done) {
            stuck.push_back(thread.get());
        }
    }
    Verdict best;
    const Thread* judged = nullptr;  // whose wait it explains: among equals, the one that waited longest
    for (const Thread* thread : stuck) {
        Verdict found = judge(*thread);
        if (judged == nullptr || found.weight > best.weight ||
            (found.weight == best.weight && thread->wait_since < judged->wait_since)) {
            best = std::move(found);
            judged = thread;
        }
    }
    Finding finding;
    finding.code = "DEADLOCK";
    finding.core = best.thread->core->name();
    finding.thread = role_name(best.thread->role);
    finding.file = best.at.file;
    finding.line = best.at.line;
    finding.call = best.call;
    finding.cause = best.cause + table(stuck);
    finding.remedy = best.remedy;
    finding.watcher = judged->wait.waypoint;
    finding.clock = best.thread->done ? best.thread->clock : best.thread->wait_since;
    report_stuck(std::move(finding));
}

}  // namespace ttsim
