// Mean and variance of every column by Welford's algorithm. Mean and sum of squared deviations stay in registers of the
// vector unit; in DST they, or the variance, take tiles `dst` and `dst + 1`.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void welford_init(TTSIM_LOC) {
    ttsim::welford_clear("welford_init", true, at);
}
inline void welford_clear(TTSIM_LOC) {
    ttsim::welford_clear("welford_clear", false, at);
}
template <uint32_t size>
inline void welford_update(uint32_t dst, uint32_t start, const std::array<uint32_t, size>& reciprocals, TTSIM_LOC) {
    ttsim::op_welford_update("welford_update", dst, start, 0, 32, reciprocals.data(), size, at);
}
template <uint32_t size>
inline void welford_update_rows(
    uint32_t dst,
    uint32_t start,
    uint32_t row,
    uint32_t rows,
    const std::array<uint32_t, size>& reciprocals,
    TTSIM_LOC) {
    ttsim::op_welford_update("welford_update_rows", dst, start, row, rows, reciprocals.data(), size, at);
}
inline void welford_save_state(uint32_t dst, uint32_t group = 0, TTSIM_LOC) {
    ttsim::op_welford_state("welford_save_state", dst, group, false, at);
}
inline void welford_restore_state(uint32_t dst, uint32_t group = 0, TTSIM_LOC) {
    ttsim::op_welford_state("welford_restore_state", dst, group, true, at);
}
// Variance: the deviations times reciprocal number `scale`.
template <std::size_t size>
inline void welford_finalize_to_row(
    uint32_t dst, uint32_t scale, const std::array<uint32_t, size>& reciprocals, TTSIM_LOC) {
    ttsim::op_welford_finish("welford_finalize_to_row", dst, 0, true, scale, reciprocals.data(), size, at);
}
template <std::size_t size>
inline void welford_finalize_to_face(
    uint32_t dst, uint32_t scale, const std::array<uint32_t, size>& reciprocals, TTSIM_LOC) {
    ttsim::op_welford_finish("welford_finalize_to_face", dst, 0, false, scale, reciprocals.data(), size, at);
}
template <std::size_t size>
inline void welford_finalize_to_face(
    uint32_t dst, uint32_t group, uint32_t scale, const std::array<uint32_t, size>& reciprocals, TTSIM_LOC) {
    ttsim::op_welford_finish("welford_finalize_to_face", dst, group, false, scale, reciprocals.data(), size, at);
}

}  // namespace ckernel
