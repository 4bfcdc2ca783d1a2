// The DST protocol between MATH and PACK, and access to DST tiles.
#include <algorithm>

#include "compute.hpp"
#include "fingerprint.hpp"
#include "trace.hpp"

namespace ttsim {
namespace {

// First physical tile of the section with this number: halves alternate unless DST is one section.
uint32_t section_base(const Core& core, uint32_t section) {
    return core.compute.full_sync ? 0 : (section % 2) * core.compute.dst_limit();
}

bool check_index(const Core& core, uint32_t index) {
    const ComputeSettings& compute = core.compute;
    if (index < compute.dst_limit()) {
        return true;
    }
    fault(
        "DST_INDEX",
        format(
            "DST tile %u, but a section has %u tiles (%s-bit DST, %s sync)",
            index,
            compute.dst_limit(),
            compute.math.dst32 ? "32" : "16",
            compute.full_sync ? "full" : "half"),
        "work on fewer tiles per section, or set dst_full_sync_en");
    return false;
}

}  // namespace

void open_math_section(const char* call) {
    Core& core = *current->core;
    if (current->in_section) {
        fault(
            "DST_ACQUIRE_TWICE",
            format("%s while the section before is not committed", call),
            "call tile_regs_commit first");
        close_math_section();
    }
    synchronise();
    spend(chip().costs->dst_call);
    wait_for({WaitKind::DstFree, 0, 0, nullptr, "MWDD"});
    current->section = core.dst_acquired++;
    current->in_section = true;
    const uint32_t base = section_base(core, current->section);
    for (uint32_t i = 0; i < core.compute.dst_limit(); ++i) {
        core.dst[base + i].written = false;
        core.dst[base + i].reduced = false;
    }
}

void close_math_section() {
    Core& core = *current->core;
    synchronise();
    spend(chip().costs->dst_call);
    current->in_section = false;
    ++core.dst_committed;
    wake(core, current->clock);
}

void open_pack_section() {
    Core& core = *current->core;
    if (current->in_section) {
        fault(
            "DST_WAIT_TWICE",
            "tile_regs_wait while the section before is not released",
            "call tile_regs_release first");
        close_pack_section();
    }
    synchronise();
    spend(chip().costs->dst_call);
    wait_for({WaitKind::DstFull, 0, core.dst_released, nullptr, "PWMD"});
    current->section = core.dst_released;
    current->in_section = true;
}

void close_pack_section() {
    Core& core = *current->core;
    synchronise();
    spend(chip().costs->dst_call);
    current->in_section = false;
    ++core.dst_released;
    wake(core, current->clock);
}

void regs_acquire(Loc at) {
    if (on_math()) {
        enter("tile_regs_acquire", at, {});
        note({name_word("tile_regs_acquire")});
        open_math_section("tile_regs_acquire");
    }
}

void regs_commit(Loc at) {
    if (on_math()) {
        enter("tile_regs_commit", at, {});
        note({name_word("tile_regs_commit")});
        if (!current->in_section) {
            fault(
                "DST_COMMIT_WITHOUT_ACQUIRE",
                "tile_regs_commit without tile_regs_acquire",
                "call tile_regs_acquire first");
            return;
        }
        close_math_section();
    }
}

void regs_wait(Loc at) {
    if (on_pack()) {
        enter("tile_regs_wait", at, {});
        note({name_word("tile_regs_wait")});
        open_pack_section();
    }
}

void regs_release(Loc at) {
    if (on_pack()) {
        enter("tile_regs_release", at, {});
        note({name_word("tile_regs_release")});
        if (!current->in_section) {
            fault("DST_RELEASE_WITHOUT_WAIT", "tile_regs_release without tile_regs_wait", "call tile_regs_wait first");
            return;
        }
        close_pack_section();
    }
}

BankEntry& begin_math() {
    Core& core = *current->core;
    synchronise();
    wait_for({WaitKind::BankFull, 0, 0, nullptr, "MBNK"});
    BankEntry& entry = core.banks[core.bank_head];
    if (entry.kind != current->setup.op.kind) {
        fault(
            "COMPUTE_THREADS_DIVERGE",
            format(
                "MATH is at %s, but the operands are those that UNPACK has sent for %s (line %d)",
                kind_name(current->setup.op.kind),
                kind_name(entry.kind),
                entry.at.line),
            "let UNPACK, MATH and PACK call the same operations in the same order");
    }
    const uint64_t since = current->clock;
    current->clock = std::max(since, entry.ready);
    if (tracing) {
        trace_stall(*current, "operands", since);
    }
    return entry;
}

void end_math(uint32_t clocks, TileOp counter, uint32_t count) {
    Core& core = *current->core;
    const BankEntry& entry = core.banks[core.bank_head];
    spend(uint64_t(clocks) * count);
    core.resources.math += uint64_t(clocks) * count;
    uint64_t free = current->clock;
    if (entry.block) {
        // The last tile is there when all are; while MATH works on it, the unpackers fetch for the next block.
        const uint64_t since = current->clock;
        current->clock = std::max(since, entry.complete + clocks);
        free = current->clock - clocks;
        if (tracing) {
            trace_stall(*current, "operands", since);
        }
    }
    core.bank_head = (core.bank_head + 1) % core.banks.size();
    --core.bank_count;
    core.registers_used -= entry.registers();
    core.counters.add(counter, count);
    wake(core, free);
}

DstTile* math_tile(uint32_t index) {
    Core& core = *current->core;
    if (!current->in_section) {
        fault(
            "DST_NOT_ACQUIRED",
            "DST is used outside a section of the math thread",
            "call tile_regs_acquire before and tile_regs_commit after");
        current->in_section = true;
        current->section = core.dst_acquired++;
    }
    note_in_order({current->section, index});
    if (!check_index(core, index)) {
        return nullptr;
    }
    return &core.dst[section_base(core, current->section) + index];
}

void write_dst(DstTile& target, bool reduced) {
    target.written = true;
    target.reduced = reduced;
}

DstTile* pack_source(uint32_t index) {
    Core& core = *current->core;
    note_in_order({current->section, index});
    if (!current->in_section) {
        fault(
            "DST_PACK_OUTSIDE_SECTION",
            "DST is packed outside a section of the pack thread",
            "call tile_regs_wait before and tile_regs_release after");
    }
    if (!check_index(core, index)) {
        return nullptr;
    }
    return &core.dst[section_base(core, current->section) + index];
}

uint32_t fidelity_passes() {
    const auto fidelity = static_cast<uint32_t>(math_config().fidelity);
    return fidelity == 0 ? 1 : fidelity;
}

const tile::MathConfig& math_config() {
    return current->core->compute.math;
}

}  // namespace ttsim
