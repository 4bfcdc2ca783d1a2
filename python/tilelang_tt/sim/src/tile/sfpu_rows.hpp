// Functions of the vector unit that go along the columns of a tile: running sums, means and variances, reductions, and
// the sorting networks of topk.
#pragma once

#include "formats.hpp"
#include "fpu.hpp"

namespace ttsim::tile {

// One value for every column of a tile, in registers of the vector unit.
struct Columns {
    float at[32] = {};
};

// Running sum down every column, from what `last` holds; leaves the last row's sums there. Stored cut to the width of DST.
void cumsum(Regs& tile, Columns& last, const MathConfig& config);

// Welford's algorithm over rows [first, first + rows): mean and sum of squared deviations of every column. `reciprocals`
// has 1 / n for the samples n = start + 1, ...; without it (size 0) they are computed.
struct Moments {
    Columns mean, deviation;
};
void welford(Moments& moments, const Regs& tile, uint32_t start, uint32_t first, uint32_t rows,
             const uint32_t* reciprocals, uint32_t size);
float reciprocal_of(uint32_t index, const uint32_t* reciprocals, uint32_t size);
// As a register lies in DST: 4 rows of face `group / 4`, from row 4 * (group % 4); even columns.
void store_lanes(Regs& tile, const Columns& values, uint32_t group, const MathConfig& config);
void load_lanes(const Regs& tile, Columns& values, uint32_t group);
// To row 0; rows 1 to 3 become 0.
void store_row(Regs& tile, const Columns& values, const MathConfig& config);

enum class ColumnPool : uint8_t { Sum, Avg, Max, Min };
// Every column to row 0, or every row to column 0; what else the operation stores is scratch, here poison. Integers of
// `format` wrap; their average is cut towards 0.
void reduce_columns(Regs& tile, ColumnPool pool, Format format, uint32_t poison, const MathConfig& config);
void sum_rows(Regs& tile, Format format, uint32_t poison, const MathConfig& config);
// The sums in column 0 of `other` added to those of `tile`.
void add_column(Regs& tile, const Regs& other, Format format, const MathConfig& config);

// topk: 64 values per column, in two tiles one above the other, with an index each. `ascending`: smallest first.
struct Sorted {
    Regs* values[2];
    Regs* indices[2];
};
void topk_local_sort(Sorted tiles, bool ascending, int end_phase, int start_phase, int end_step, int start_step);
void topk_merge(Sorted tiles, bool ascending, uint32_t iteration, uint32_t k);
void topk_rebuild(Sorted tiles, bool ascending, uint32_t iteration, uint32_t k, bool skip_second);

}  // namespace ttsim::tile
