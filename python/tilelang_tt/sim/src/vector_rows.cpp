// Vector-unit operations along columns, and those that keep values in registers from call to call.
#include <algorithm>

#include "compute.hpp"
#include "fingerprint.hpp"
#include "tile/sfpu_rows.hpp"
#include "vector.hpp"

namespace ttsim {
namespace {

const char* state_name(LaneState state) {
    static const char* const names[] = {"nothing", "a running sum", "means and deviations"};
    return names[static_cast<size_t>(state)];
}

void require_state(LaneState wanted) {
    LaneState& held = current->core->lanes.state;
    if (held != wanted) {
        fault(
            "SFPU_STATE_LOST",
            format(
                "the registers of the vector unit hold %s, not %s: another operation of it came in between",
                state_name(held),
                state_name(wanted)),
            "keep other vector-unit operations out of the series, or save and restore its state");
        held = wanted;
    }
}

// A tile of which the operation writes a part: rows not written read as 0.
DstTile* partly_written(uint32_t index) {
    DstTile* tile = math_tile(index);
    if (tile != nullptr && !tile->written) {
        std::fill(tile->regs.u, tile->regs.u + 1024, 0u);
        tile->written = true;
    }
    return tile;
}

void require_index(const char* what, uint32_t value, uint32_t limit) {
    if (value >= limit) {
        fault(
            "SFPU_PARAMETER", format("%s is %u, it must be below %u", what, value, limit), "pass one within the range");
    }
}

}  // namespace

void op_cumsum(uint32_t dst, bool first, Loc at) {
    if (!on_math()) {
        return;
    }
    enter("cumsum_tile", at, {dst, first});
    require_init(SfpuOp::Cumsum);
    note_in_order({first});
    synchronise();
    Lanes& lanes = current->core->lanes;
    if (first) {
        lanes.sum = {};
        lanes.state = LaneState::Sum;
    }
    require_state(LaneState::Sum);
    if (DstTile* tile = source_tile(dst)) {
        tile::cumsum(tile->regs, lanes.sum, math_config());
    }
    finish_sfpu(SfpuOp::Cumsum);
}

void welford_clear(const char* call, bool init, Loc at) {
    if (!on_math()) {
        return;
    }
    if (init) {
        sfpu_init(call, SfpuOp::Welford, at);
    } else {
        enter(call, at, {});
        require_init(SfpuOp::Welford);
    }
    note_in_order({name_word(call)});
    current->core->lanes.moments = {};
    current->core->lanes.state = LaneState::Moments;
}

void op_welford_update(
    const char* call,
    uint32_t dst,
    uint32_t start,
    uint32_t row,
    uint32_t rows,
    const uint32_t* reciprocals,
    uint32_t size,
    Loc at) {
    if (!on_math()) {
        return;
    }
    enter(call, at, {dst, start, row, rows});
    require_init(SfpuOp::Welford);
    note_in_order({start, row, rows});
    require_state(LaneState::Moments);
    synchronise();
    if (row + rows > 32) {
        require_index("the last row", row + rows - 1, 32);
        return;
    }
    if (DstTile* tile = source_tile(dst)) {
        tile::welford(current->core->lanes.moments, tile->regs, start, row, rows, reciprocals, size);
    }
    finish_sfpu(SfpuOp::Welford);
}

void op_welford_state(const char* call, uint32_t dst, uint32_t group, bool restore, Loc at) {
    if (!on_math()) {
        return;
    }
    enter(call, at, {dst, group});
    require_init(SfpuOp::Welford);
    note_in_order({group, restore});
    require_index("the group", group, 16);
    synchronise();
    Lanes& lanes = current->core->lanes;
    DstTile* mean = restore ? source_tile(dst) : partly_written(dst);
    DstTile* deviation = restore ? source_tile(dst + 1) : partly_written(dst + 1);
    if (mean == nullptr || deviation == nullptr || group >= 16) {
        return;
    }
    if (restore) {
        tile::load_lanes(mean->regs, lanes.moments.mean, group);
        tile::load_lanes(deviation->regs, lanes.moments.deviation, group);
        lanes.state = LaneState::Moments;
    } else {
        require_state(LaneState::Moments);
        tile::store_lanes(mean->regs, lanes.moments.mean, group, math_config());
        tile::store_lanes(deviation->regs, lanes.moments.deviation, group, math_config());
    }
    finish_sfpu(SfpuOp::Welford);
}

void op_welford_finish(
    const char* call,
    uint32_t dst,
    uint32_t group,
    bool row,
    uint32_t scale,
    const uint32_t* reciprocals,
    uint32_t size,
    Loc at) {
    if (!on_math()) {
        return;
    }
    enter(call, at, {dst, group, scale});
    require_init(SfpuOp::Welford);
    note_in_order({group, row, scale});
    require_state(LaneState::Moments);
    require_index("the group", group, 16);
    synchronise();
    tile::Moments& moments = current->core->lanes.moments;
    const float part = tile::reciprocal_of(scale, reciprocals, size);
    for (float& x : moments.deviation.at) {
        x *= part;
    }
    DstTile* mean = partly_written(dst);
    DstTile* variance = partly_written(dst + 1);
    if (mean == nullptr || variance == nullptr || group >= 16) {
        return;
    }
    if (row) {
        tile::store_row(mean->regs, moments.mean, math_config());
        tile::store_row(variance->regs, moments.deviation, math_config());
        current->core->lanes.state = LaneState::None;  // the registers are used up
    } else {
        tile::store_lanes(mean->regs, moments.mean, group, math_config());
        tile::store_lanes(variance->regs, moments.deviation, group, math_config());
    }
    finish_sfpu(SfpuOp::Welford);
}

void op_sfpu_reduce(uint8_t pool, uint32_t format_code, bool rows, uint32_t dst, uint32_t ct, uint32_t rt, Loc at) {
    if (!on_math()) {
        return;
    }
    enter("sfpu_reduce", at, {dst, ct, rt});
    require_init(SfpuOp::ReduceColumns);
    note_in_order({pool, format_code, rows, ct, rt});
    synchronise();
    const auto format_of = static_cast<tile::Format>(format_code);
    const auto kind = static_cast<tile::ColumnPool>(pool);
    if (!rows && (ct != 1 || rt != 1)) {
        fault("NOT_MODELLED", "a reduction of columns over several tiles", "reduce one tile at a time");
    }
    for (uint32_t r = 0; r < rt; ++r) {
        DstTile* first = nullptr;
        for (uint32_t c = 0; c < ct; ++c) {
            DstTile* tile = source_tile(dst + r * ct + c);
            if (tile == nullptr) {
                return;
            }
            if (!rows) {
                tile::reduce_columns(tile->regs, kind, format_of, poison_word, math_config());
                continue;
            }
            tile::sum_rows(tile->regs, format_of, poison_word, math_config());
            if (first == nullptr) {
                first = tile;
            } else {
                tile::add_column(first->regs, tile->regs, format_of, math_config());
            }
        }
    }
    finish_sfpu(SfpuOp::ReduceColumns);
}

void op_topk(const char* call, TopkStage stage, uint32_t dst, bool ascending, std::initializer_list<int> p, Loc at) {
    if (!on_math()) {
        return;
    }
    enter(call, at, {dst, ascending});
    require_init(SfpuOp::Topk);
    synchronise();
    if (dst != 0) {
        fault("SFPU_PARAMETER", "topk works on DST tiles 0 to 3 only", "pass 0 as the tile");
    }
    tile::Sorted tiles{};
    for (uint32_t i = 0; i < 2; ++i) {
        DstTile* values = source_tile(i);
        DstTile* indices = source_tile(2 + i);
        if (values == nullptr || indices == nullptr) {
            return;
        }
        tiles.values[i] = &values->regs;
        tiles.indices[i] = &indices->regs;
    }
    const int* a = p.begin();
    for (const int parameter : p) {
        note_in_order({static_cast<uint64_t>(stage), ascending, static_cast<uint64_t>(parameter)});
    }
    if (stage == TopkStage::LocalSort) {
        tile::topk_local_sort(tiles, ascending, a[0], a[1], a[2], a[3]);
    } else {
        const auto iteration = static_cast<uint32_t>(a[0]);
        const auto k = static_cast<uint32_t>(a[1]);
        if ((k & (k - 1)) != 0 || k < 4 || k > 64 || iteration > 9) {
            fault("SFPU_PARAMETER", format("topk of %u values, iteration %u", k, iteration), "pass 4, 8, 16, 32 or 64");
            return;
        }
        if (stage == TopkStage::Merge) {
            tile::topk_merge(tiles, ascending, iteration, k);
        } else {
            tile::topk_rebuild(tiles, ascending, iteration, k, a[2] != 0);
        }
    }
    finish_sfpu(SfpuOp::Topk);
}

}  // namespace ttsim
