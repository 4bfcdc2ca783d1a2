#include "sfpu_rows.hpp"

#include <algorithm>
#include <cmath>

#include "sfpu_float.hpp"
#include "sfpu_store.hpp"

namespace ttsim::tile {

namespace {

// Place of an element in memory (face) order.
constexpr uint32_t place(uint32_t row, uint32_t column) {
    return (row / 16 * 2 + column / 16) * 256 + row % 16 * 16 + column % 16;
}

// What a 16-bit DST keeps of a stored value.
float stored(float value, const MathConfig& config) {
    if (config.dst32) return value;
    const uint32_t u = bits_of(value);
    return float_of(config.fp16 ? cut_to_float16(u) : u & 0xFFFF0000u);
}

// A register of the vector unit after its transposition: lane (r, c) belongs to this column.
constexpr uint32_t column_of_lane(uint32_t row, uint32_t column) { return row / 2 * 16 + 2 * column + row % 2; }

bool is_float(Format format) { return format == Format::Float32 || format == Format::Float16_b; }

uint32_t combine(uint32_t a, uint32_t b, ColumnPool pool, Format format) {
    const bool smaller = pool == ColumnPool::Min;
    if (pool == ColumnPool::Max || pool == ColumnPool::Min) {
        const bool b_less = is_float(format)           ? fn::order(float_of(b)) < fn::order(float_of(a))
                            : format == Format::Int32 ? int32_t(b) < int32_t(a)
                                                      : b < a;
        return b_less == smaller ? b : a;
    }
    return is_float(format) ? bits_of(fn::settle(fn::flush(float_of(a)) + fn::flush(float_of(b)))) : a + b;
}

uint32_t average(uint32_t sum, Format format) {
    if (is_float(format)) return bits_of(float_of(sum) * 0.03125f);
    return format == Format::Int32 ? uint32_t(int32_t(sum) / 32) : sum >> 5;
}

uint32_t finished(uint32_t sum, Format format, const MathConfig& config) {
    if (is_float(format)) return bits_of(stored(float_of(sum), config));
    return format == Format::UInt16 ? sum & 0xFFFFu : sum;
}

}  // namespace

void cumsum(Regs& tile, Columns& last, const MathConfig& config) {
    for (uint32_t row = 0; row < 32; ++row) {
        for (uint32_t c = 0; c < 32; ++c) {
            float& x = tile.f[place(row, c)];
            last.at[c] = fn::settle(fn::flush(x) + last.at[c]);
            x = stored(last.at[c], config);
        }
    }
}

float reciprocal_of(uint32_t index, const uint32_t* reciprocals, uint32_t size) {
    return index < size ? float_of(reciprocals[index]) : 1.0f / float(index + 1);
}

void welford(Moments& moments, const Regs& tile, uint32_t start, uint32_t first, uint32_t rows,
             const uint32_t* reciprocals, uint32_t size) {
    for (uint32_t row = first; row < first + rows; ++row) {
        const float part = reciprocal_of(start + row - first, reciprocals, size);
        for (uint32_t c = 0; c < 32; ++c) {
            const float x = fn::flush(tile.f[place(row, c)]);
            const float before = x - moments.mean.at[c];
            moments.mean.at[c] = std::fma(before, part, moments.mean.at[c]);
            moments.deviation.at[c] = std::fma(before, x - moments.mean.at[c], moments.deviation.at[c]);
        }
    }
}

void store_lanes(Regs& tile, const Columns& values, uint32_t group, const MathConfig& config) {
    for (uint32_t r = 0; r < 4; ++r) {
        for (uint32_t c = 0; c < 8; ++c)
            tile.f[group * 64 + r * 16 + 2 * c] = stored(values.at[column_of_lane(r, c)], config);
    }
}

void load_lanes(const Regs& tile, Columns& values, uint32_t group) {
    for (uint32_t r = 0; r < 4; ++r) {
        for (uint32_t c = 0; c < 8; ++c) values.at[column_of_lane(r, c)] = tile.f[group * 64 + r * 16 + 2 * c];
    }
}

void store_row(Regs& tile, const Columns& values, const MathConfig& config) {
    for (uint32_t c = 0; c < 32; ++c) {
        tile.f[place(0, c)] = stored(values.at[c], config);
        for (uint32_t row = 1; row < 4; ++row) tile.f[place(row, c)] = 0.0f;
    }
}

void reduce_columns(Regs& tile, ColumnPool pool, Format format, uint32_t poison, const MathConfig& config) {
    for (uint32_t c = 0; c < 32; ++c) {
        uint32_t sum = tile.u[place(0, c)];
        for (uint32_t row = 1; row < 32; ++row) sum = combine(sum, tile.u[place(row, c)], pool, format);
        if (pool == ColumnPool::Avg) sum = average(sum, format);
        tile.u[place(0, c)] = finished(sum, format, config);
        for (uint32_t row = 1; row < 4; ++row) tile.u[place(row, c)] = poison;
    }
}

void sum_rows(Regs& tile, Format format, uint32_t poison, const MathConfig& config) {
    for (uint32_t row = 0; row < 32; ++row) {
        uint32_t sum = tile.u[place(row, 0)];
        for (uint32_t c = 1; c < 32; ++c) sum = combine(sum, tile.u[place(row, c)], ColumnPool::Sum, format);
        tile.u[place(row, 0)] = finished(sum, format, config);
        for (uint32_t c = 2; c < 16; c += 2) tile.u[place(row, c)] = poison;
    }
}

void add_column(Regs& tile, const Regs& other, Format format, const MathConfig& config) {
    for (uint32_t row = 0; row < 32; ++row) {
        uint32_t& sum = tile.u[place(row, 0)];
        sum = finished(combine(sum, other.u[place(row, 0)], ColumnPool::Sum, format), format, config);
    }
}

// --- topk

namespace {

// Larger first of rows `a` and `b` of all columns, or smaller first; equal ones stay.
void compare_exchange(const Sorted& tiles, uint32_t a, uint32_t b, bool ascending) {
    Regs& first = *tiles.values[a / 32];
    Regs& second = *tiles.values[b / 32];
    for (uint32_t c = 0; c < 32; ++c) {
        const uint32_t i = place(a % 32, c), j = place(b % 32, c);
        const int32_t x = fn::order(first.f[i]), y = fn::order(second.f[j]);
        if (ascending ? y < x : x < y) {
            std::swap(first.u[i], second.u[j]);
            std::swap(tiles.indices[a / 32]->u[i], tiles.indices[b / 32]->u[j]);
        }
    }
}

// One step of a bitonic network over rows [begin, begin + length).
void network_step(const Sorted& tiles, uint32_t begin, uint32_t length, uint32_t distance, bool ascending) {
    for (uint32_t row = begin; row < begin + length; ++row) {
        if ((row - begin) / distance % 2 == 0) compare_exchange(tiles, row, row + distance, ascending);
    }
}

void bitonic_merge(const Sorted& tiles, uint32_t begin, uint32_t length, bool ascending) {
    for (uint32_t distance = length / 2; distance > 0; distance /= 2)
        network_step(tiles, begin, length, distance, ascending);
}

}  // namespace

void topk_local_sort(Sorted tiles, bool ascending, int end_phase, int start_phase, int end_step, int start_step) {
    for (int phase = start_phase; phase <= end_phase; ++phase) {
        const uint32_t length = 2u << phase;
        if (phase < 4) {
            // The first three phases build sequences in turn down and up, whatever the direction asked for.
            for (uint32_t begin = 0; begin < 64; begin += length)
                bitonic_merge(tiles, begin, length, (phase == 3 && ascending) != (begin / length % 2 == 1));
            continue;
        }
        const bool alone = start_phase == end_phase;
        const auto direction = [&](uint32_t begin) { return ascending != (begin / length % 2 == 1); };
        for (int step = alone ? start_step : phase + 1; step > (alone ? end_step : 4); --step) {
            const uint32_t distance = step == 5 ? 16 : 32;
            for (uint32_t begin = 0; begin < 64; begin += 2 * distance)
                network_step(tiles, begin, 2 * distance, distance, direction(begin));
        }
        for (uint32_t begin = 0; begin < 64; begin += 16) bitonic_merge(tiles, begin, 16, direction(begin));
    }
}

void topk_merge(Sorted tiles, bool ascending, uint32_t iteration, uint32_t k) {
    const uint32_t length = std::min(k, 32u);
    const uint32_t distance = std::min(length << iteration, 32u);
    const uint32_t rows = std::max(64u >> iteration, 2 * length);
    for (uint32_t group = 0; group < rows / (2 * length); ++group) {
        for (uint32_t row = 0; row < length; ++row) {
            const uint32_t at = group * 2 * distance + row;
            compare_exchange(tiles, at, at + distance, ascending);
        }
    }
}

void topk_rebuild(Sorted tiles, bool ascending, uint32_t iteration, uint32_t k, bool skip_second) {
    const uint32_t distance = k > 32 ? 64 : std::min(k << (iteration + 1), 32u);
    uint32_t sequences = 64 / distance;
    if (k <= 16) {
        // A pass of the unit takes 16 rows of one sequence or of several.
        const uint32_t rows = std::max(64u >> (iteration + 1), 2 * k) >> (skip_second ? 1 : 0);
        const uint32_t passes = (rows + 15) / 16;
        const uint32_t per_pass = k == 4 && iteration >= 2 ? 2 : 16 / k;
        sequences = std::min(sequences, passes * per_pass);
    }
    for (uint32_t s = 0; s < sequences; ++s) {
        const bool up = (k >= 16 && ascending) != (s % 2 == 1);
        bitonic_merge(tiles, s * distance, k, up);
    }
}

}  // namespace ttsim::tile
