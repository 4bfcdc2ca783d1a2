// Reads, writes and barriers of the calling thread.
#include <algorithm>

#include "../include/ttsim/abi.h"
#include "call.hpp"
#include "fingerprint.hpp"
#include "noc_transfer.hpp"
#include "schedule.hpp"

namespace ttsim {
namespace {

// Rows of a matrix read into pages of tiles: more at once than a row of a face, from pages that are no tiles.
void note_rows(const Target& from, uint32_t l1, uint32_t bytes) {
    if (from.bank < 0) {
        return;
    }
    for (Ring& ring : current->core->rings) {
        if (!in_ring(ring, l1)) {
            continue;
        }
        const size_t tile = tile::tile_bytes(ring.format);
        const size_t element = tile::element_bytes(ring.format);  // 0: a block format
        if (ring.page != tile || element == 0 || bytes <= 16 * element) {
            continue;
        }
        const Region* region = chip().region(true, from.offset);
        if (region != nullptr && region->page_bytes % tile != 0) {
            ring.rows_at = current->call.at;
            ring.rows_bytes = bytes;
        }
    }
}

void read(uint64_t source, uint32_t l1, uint32_t bytes, uint8_t noc, int trid) {
    synchronise();
    spend(chip().costs->noc_issue);
    const Target from = resolve(source);
    if (!check_own_l1(l1, bytes, true) || !check_target(from, source, bytes, false)) {
        return;
    }
    check_alignment(from, l1, true);
    note({0, l1, source, bytes, noc, static_cast<uint64_t>(trid)});
    const Times times = transfer_times(from, bytes, noc, true);
    post_read(from, l1, bytes, times);
    NocState& state = noc_state(noc);
    state.reads.push_back(
        {l1, bytes, times.sent, times.landed, trid >= 0 ? trid : static_cast<int>(state.read_trid), current->call.at});
    count_transfer(from, bytes, true);
    note_rows(from, l1, bytes);
}

void write(uint32_t l1, uint64_t address, uint32_t bytes, uint8_t noc, int trid, bool posted) {
    synchronise();
    spend(chip().costs->noc_issue);
    check_linked(noc);
    const Target to = resolve(address);
    if (!check_own_l1(l1, bytes, false) || !check_target(to, address, bytes, true)) {
        return;
    }
    if (to.core == current->core && !check_own_l1(static_cast<uint32_t>(to.offset), bytes, true)) {
        return;
    }
    check_alignment(to, l1, false);
    note({1, l1, address, bytes, noc, posted, static_cast<uint64_t>(trid)});
    const Times times = transfer_times(to, bytes, noc, false);
    post_write(to, l1, bytes, times);
    NocState& state = noc_state(noc);
    auto& list = posted ? state.posted : state.writes;
    list.push_back(
        {l1,
         bytes,
         times.sent,
         times.acknowledged,
         trid >= 0 ? trid : static_cast<int>(state.write_trid),
         current->call.at,
         false,
         to.core});
    count_transfer(to, bytes, false);
}

void check_state(uint64_t state, const char* setter) {
    if (state == 0) {
        fault("NOC_STATE_UNSET", "no state was set on this NoC before", format("call %s first", setter));
    }
}

}  // namespace

void noc_read(const char* call, uint64_t source, uint32_t l1, uint32_t bytes, uint8_t noc, int trid, Loc at) {
    enter(call, at, {static_cast<uint32_t>(source), l1, bytes});
    read(source, l1, bytes, noc, trid);
}

void noc_write(
    const char* call, uint32_t l1, uint64_t target, uint32_t bytes, uint8_t noc, int trid, bool posted, Loc at) {
    enter(call, at, {l1, static_cast<uint32_t>(target), bytes});
    write(l1, target, bytes, noc, trid, posted);
}

void noc_set_trid(uint32_t trid, bool for_writes, uint8_t noc, Loc at) {
    enter("noc_async_read_set_trid", at, {trid});
    if (trid > 15) {
        fault("NOC_TRID", format("transaction id %u; ids are 0 to 15", trid), "use ids 1 to 15, and 0 for none");
    }
    (for_writes ? noc_state(noc).write_trid : noc_state(noc).read_trid) = trid & 15;
}

void noc_read_set_state(uint64_t source, uint32_t bytes, uint8_t noc, Loc at) {
    enter("noc_async_read_set_state", at, {static_cast<uint32_t>(source), bytes});
    noc_state(noc).read_state = source;
    noc_state(noc).read_state_bytes = bytes;
}

void noc_read_with_state(const char* call, uint32_t source_l1, uint32_t l1, uint32_t bytes, uint8_t noc, Loc at) {
    enter(call, at, {source_l1, l1, bytes});
    const NocState& state = noc_state(noc);
    check_state(state.read_state, "noc_async_read_set_state");
    const uint64_t high = state.read_state & ~uint64_t(0xFFFFFFFF);
    read(high | source_l1, l1, bytes != 0 ? bytes : state.read_state_bytes, noc, -1);
}

void noc_write_set_state(uint64_t target, uint32_t bytes, uint8_t noc, Loc at) {
    enter("noc_async_write_set_state", at, {static_cast<uint32_t>(target), bytes});
    noc_state(noc).write_state = target;
    noc_state(noc).write_state_bytes = bytes;
}

void noc_write_with_state(
    const char* call, uint32_t l1, uint32_t target_l1, uint32_t bytes, uint8_t noc, int trid, bool posted, Loc at) {
    enter(call, at, {l1, target_l1, bytes});
    const NocState& state = noc_state(noc);
    check_state(state.write_state, "noc_async_write_set_state");
    const uint64_t high = state.write_state & ~uint64_t(0xFFFFFFFF);
    write(l1, high | target_l1, bytes != 0 ? bytes : state.write_state_bytes, noc, trid, posted);
}

bool noc_reads_landed(uint32_t trid, uint8_t noc, Loc at) {
    enter("Noc::is_read_trid_flushed", at, {trid});
    spend(chip().costs->barrier_call);
    synchronise();
    std::vector<Outstanding>& reads = noc_state(noc).reads;
    reads.erase(
        std::remove_if(
            reads.begin(),
            reads.end(),
            [&](const Outstanding& e) { return e.trid == static_cast<int>(trid) && e.done <= current->clock; }),
        reads.end());
    return std::none_of(
        reads.begin(), reads.end(), [&](const Outstanding& e) { return e.trid == static_cast<int>(trid); });
}

namespace {

const char* awaited(Barrier kind) {
    switch (kind) {
        case Barrier::Read:
            return "NoC reads";
        case Barrier::Write:
            return "NoC writes";
        case Barrier::WriteFlush:
        case Barrier::PostedFlush:
            return "NoC writes to leave";
        case Barrier::Atomic:
            return "NoC atomics";
        case Barrier::Full:
            return "all NoC transfers";
    }
    return "the NoC";
}

}  // namespace

void noc_barrier(const char* call, Barrier kind, uint8_t noc, int trid, Loc at) {
    enter(call, at, {});
    note({2, static_cast<uint64_t>(kind), noc, static_cast<uint64_t>(trid)});
    spend(chip().costs->barrier_call);
    NocState& state = noc_state(noc);
    uint64_t until = current->clock;
    auto drain = [&](std::vector<Outstanding>& list, bool flush) {
        for (Outstanding& entry : list) {
            if (trid < 0 || entry.trid == trid) {
                until = std::max(until, flush ? entry.sent : entry.done);
                entry.flushed = true;
            }
        }
        if (!flush) {
            list.erase(
                std::remove_if(
                    list.begin(), list.end(), [&](const Outstanding& e) { return trid < 0 || e.trid == trid; }),
                list.end());
        }
    };
    if (kind == Barrier::Read || kind == Barrier::Full) {
        drain(state.reads, false);
    }
    if (kind == Barrier::Write || kind == Barrier::Full) {
        drain(state.writes, false);
    }
    if (kind == Barrier::WriteFlush || kind == Barrier::Full) {
        drain(state.writes, true);
    }
    if (kind == Barrier::PostedFlush || kind == Barrier::Full) {
        drain(state.posted, true);
        state.posted.clear();
    }
    if (kind == Barrier::Atomic || kind == Barrier::Full) {
        drain(state.atomics, false);
    }
    if (kind == Barrier::Write || kind == Barrier::WriteFlush || kind == Barrier::Full) {
        state.data_multicast_unflushed = false;
    }
    const uint64_t since = current->clock;
    current->clock = until;
    if (tracing) {
        trace_stall(*current, awaited(kind), since);
    }
    synchronise();
}

}  // namespace ttsim
