// Deadlocks over semaphores: never announced, announced elsewhere, too few, past the value awaited.
#include <algorithm>

#include "deadlock.hpp"

namespace ttsim {
namespace {

std::string semaphore_of(uint32_t id, const Core& core) {
    return format("semaphore %u of core %s", id, core.name().c_str());
}

std::string history(const SemaphoreTrail& trail) {
    return format(
        "%u increments and %u writes by %zu thread%s, the last at %s",
        trail.increments,
        trail.writes,
        trail.sources.size(),
        trail.sources.size() == 1 ? "" : "s",
        line_of(trail.at).c_str());
}

// No other thread has acted on the semaphore.
Verdict unannounced(const Thread& thread, uint32_t id) {
    const std::string waits = format(
        "%s is awaited to be %u and is %u", semaphore_of(id, *thread.core).c_str(), thread.wait.n, *thread.wait.word);
    for (const auto& core : chip().cores) {
        const SemaphoreTrail& trail = core->semaphores[id];
        if (trail.increments != 0 && !trail.waited) {
            return {
                Weight::Skipped,
                trail.last,
                trail.at,
                "noc_semaphore_inc",
                format(
                    "%s is incremented here (%u times in all) and nobody waits for it, while ",
                    semaphore_of(id, *core).c_str(),
                    trail.increments) +
                    waits + " at " + line_of(thread.call.at),
                "announce to the core and the semaphore that waits"};
        }
    }
    return verdict(
        "DEADLOCK",
        Weight::Unanswered,
        thread,
        waits + ": no other thread has incremented or set it",
        "let the other core call noc_semaphore_inc, noc_semaphore_set_remote or noc_semaphore_set_multicast");
}

// A counter went past what is awaited.
Verdict overshot(const Thread& thread, uint32_t id) {
    const SemaphoreTrail& trail = thread.core->semaphores[id];
    const std::string passed = format(
        "%s has passed %u, the value awaited, and is %u (%s)",
        semaphore_of(id, *thread.core).c_str(),
        thread.wait.n,
        *thread.wait.word,
        history(trail).c_str());
    for (const Thread* source : trail.sources) {  // did one run ahead, on a flag of the round before?
        for (uint32_t flag = 0; source != &thread && flag < num_semaphores; ++flag) {
            const SemaphoreTrail& answer = source->core->semaphores[flag];
            if (answer.stale.line != 0) {
                return {
                    Weight::Never,
                    source,
                    answer.stale,
                    "noc_semaphore_wait",
                    format(
                        "%s still has the value of the round before when it is awaited here; ",
                        semaphore_of(flag, *source->core).c_str()) +
                        passed,
                    "reset the flag with noc_semaphore_set before this core announces itself again"};
            }
        }
    }
    return verdict(
        "DEADLOCK",
        Weight::Never,
        thread,
        passed,
        "reset it with noc_semaphore_set before the next round is announced, or count on with noc_semaphore_wait_min");
}

}  // namespace

Verdict judge_semaphore(const Thread& thread) {
    const Wait& wait = thread.wait;
    const uint32_t id = semaphore_at(wait.id);
    if (id == no_semaphore) {
        return {};
    }
    const SemaphoreTrail& trail = thread.core->semaphores[id];
    const auto is_other = [&](const Thread* source) { return source != &thread; };
    if (std::none_of(trail.sources.begin(), trail.sources.end(), is_other)) {
        return unannounced(thread, id);
    }
    const uint32_t value = *wait.word;
    if (wait.kind == WaitKind::Semaphore && value > wait.n && trail.increments != 0) {
        return overshot(thread, id);
    }
    return verdict(
        "DEADLOCK",
        value != 0 ? Weight::Short : Weight::Unanswered,
        thread,
        format(
            "%s is awaited to be %u and stays %u (%s)",
            semaphore_of(id, *thread.core).c_str(),
            wait.n,
            value,
            history(trail).c_str()),
        trail.increments != 0 ? "wait for as many increments as there are threads that announce themselves, each round"
                              : "let the other core set it again in every round, after this core has reset it");
}

}  // namespace ttsim
