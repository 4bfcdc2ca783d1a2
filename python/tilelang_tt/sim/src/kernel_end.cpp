#include "kernel_end.hpp"

#include <algorithm>

namespace ttsim {
namespace {

void check_drained(
    Thread& thread, const std::vector<Outstanding>& open, const char* code, const char* what, const char* remedy) {
    if (!open.empty()) {
        const Outstanding& first = open.front();
        report(
            code,
            first.at,
            "kernel_main",
            format("the kernel ends with %zu %s; the first was issued here", open.size(), what),
            remedy);
    }
    (void)thread;
}

// Operands that MATH never took, when the later one of UNPACK and MATH ends.
void check_operands(const Thread& thread) {
    const Core& core = *thread.core;
    const bool ended = std::all_of(core.threads.begin(), core.threads.end(), [&](const Thread* other) {
        return other == &thread || other->done || (other->role != Role::Unpack && other->role != Role::Math);
    });
    if (core.bank_count != 0 && ended && (thread.role == Role::Unpack || thread.role == Role::Math)) {
        report(
            "COMPUTE_THREADS_DIVERGE",
            core.banks[core.bank_head].at,
            "kernel_main",
            format(
                "UNPACK has sent operands for %u operations that MATH has not executed; the first are of this line",
                core.bank_count),
            "let UNPACK, MATH and PACK call the same operations in the same order");
    }
}

}  // namespace

void finish_thread(Thread& thread) {
    Resources& resources = thread.core->resources;
    if (thread.role == Role::Brisc || thread.role == Role::Ncrisc) {
        (thread.role == Role::Brisc ? resources.brisc : resources.ncrisc) += thread.worked;
    }
    check_operands(thread);
    for (const NocState& noc : thread.noc) {
        check_drained(
            thread,
            noc.reads,
            "NOC_READ_OUTSTANDING",
            "reads not waited for",
            "call noc_async_read_barrier() before the data is used and before the kernel ends");
        check_drained(
            thread,
            noc.writes,
            "NOC_WRITE_OUTSTANDING",
            "writes not acknowledged",
            "call noc_async_write_barrier() before the kernel ends; noc_async_writes_flushed() is not enough");
        check_drained(
            thread,
            noc.atomics,
            "NOC_ATOMIC_OUTSTANDING",
            "semaphore increments not acknowledged",
            "call noc_async_atomic_barrier() before the kernel ends");
        check_drained(
            thread,
            noc.posted,
            "NOC_POSTED_OUTSTANDING",
            "posted writes not flushed",
            "call noc_async_posted_writes_flushed() before the kernel ends");
        if (noc.linked) {
            report(
                "NOC_LINKED_OPEN",
                noc.linked_at,
                "kernel_main",
                "the kernel ends inside a linked multicast chain",
                "pass linked = false with the last multicast of the chain");
        }
    }
    if (thread.in_section) {
        const bool math = thread.role == Role::Math;
        report(
            "DST_SECTION_OPEN",
            thread.call.at,
            thread.call.text(),
            math ? "the kernel ends after tile_regs_acquire without tile_regs_commit"
                 : "the kernel ends after tile_regs_wait without tile_regs_release",
            "end every section: acquire, commit, wait, release, once each");
    }
    if (thread.role == Role::Pack && thread.core->dst_committed != thread.core->dst_released &&
        thread.core->dst_acquired == thread.core->dst_committed) {
        const bool math_done =
            std::all_of(thread.core->threads.begin(), thread.core->threads.end(), [](const Thread* other) {
                return other->role != Role::Math || other->done;
            });
        if (math_done) {
            report(
                "DST_SECTION_COUNT",
                thread.call.at,
                thread.call.text(),
                format(
                    "%u sections were committed but %u released",
                    thread.core->dst_committed,
                    thread.core->dst_released),
                "pair every tile_regs_commit with tile_regs_wait and tile_regs_release");
        }
    }
    if (thread.setup.reduce_mask) {
        report(
            "REDUCE_UNINIT_MISSING",
            thread.setup.mask_at,
            "reduce_init",
            "the kernel ends with the packer's reduction mask set",
            "call reduce_uninit() after the last reduce_tile of a series");
    }
    if (thread.setup.l1_accumulate) {
        report(
            "PACK_L1_ACC_LEFT_ON",
            thread.call.at,
            "pack_reconfig_l1_acc(1)",
            "the kernel ends with packer L1 accumulation on",
            "call pack_reconfig_l1_acc(0) after the last accumulating pack");
    }
}

}  // namespace ttsim
