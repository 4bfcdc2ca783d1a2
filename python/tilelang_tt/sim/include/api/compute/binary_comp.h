// Integer comparisons of two DST tiles; 1 or 0.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void lt_int32_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("lt_int32_tile_init", ttsim::SfpuOp::LtInt32, at);
}
inline void lt_int32_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary("lt_int32_tile", ttsim::SfpuOp::LtInt32, a, b, out, at);
}
inline void gt_int32_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("gt_int32_tile_init", ttsim::SfpuOp::GtInt32, at);
}
inline void gt_int32_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary("gt_int32_tile", ttsim::SfpuOp::GtInt32, a, b, out, at);
}
inline void le_int32_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("le_int32_tile_init", ttsim::SfpuOp::LeInt32, at);
}
inline void le_int32_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary("le_int32_tile", ttsim::SfpuOp::LeInt32, a, b, out, at);
}
inline void ge_int32_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("ge_int32_tile_init", ttsim::SfpuOp::GeInt32, at);
}
inline void ge_int32_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary("ge_int32_tile", ttsim::SfpuOp::GeInt32, a, b, out, at);
}
inline void eq_int32_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("eq_int32_tile_init", ttsim::SfpuOp::EqInt32, at);
}
inline void eq_int32_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary("eq_int32_tile", ttsim::SfpuOp::EqInt32, a, b, out, at);
}
inline void ne_int32_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("ne_int32_tile_init", ttsim::SfpuOp::NeInt32, at);
}
inline void ne_int32_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary("ne_int32_tile", ttsim::SfpuOp::NeInt32, a, b, out, at);
}

// Later names, for all integer formats.
template <DataFormat format>
inline void lt_int_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init(
        "lt_int_tile_init", format == DataFormat::Int32 ? ttsim::SfpuOp::LtInt32 : ttsim::SfpuOp::LtUInt32, at);
}
template <DataFormat format>
inline void lt_int_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary(
        "lt_int_tile", format == DataFormat::Int32 ? ttsim::SfpuOp::LtInt32 : ttsim::SfpuOp::LtUInt32, a, b, out, at);
}
template <DataFormat format>
inline void gt_int_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init(
        "gt_int_tile_init", format == DataFormat::Int32 ? ttsim::SfpuOp::GtInt32 : ttsim::SfpuOp::GtUInt32, at);
}
template <DataFormat format>
inline void gt_int_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary(
        "gt_int_tile", format == DataFormat::Int32 ? ttsim::SfpuOp::GtInt32 : ttsim::SfpuOp::GtUInt32, a, b, out, at);
}
template <DataFormat format>
inline void le_int_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init(
        "le_int_tile_init", format == DataFormat::Int32 ? ttsim::SfpuOp::LeInt32 : ttsim::SfpuOp::LeUInt32, at);
}
template <DataFormat format>
inline void le_int_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary(
        "le_int_tile", format == DataFormat::Int32 ? ttsim::SfpuOp::LeInt32 : ttsim::SfpuOp::LeUInt32, a, b, out, at);
}
template <DataFormat format>
inline void ge_int_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init(
        "ge_int_tile_init", format == DataFormat::Int32 ? ttsim::SfpuOp::GeInt32 : ttsim::SfpuOp::GeUInt32, at);
}
template <DataFormat format>
inline void ge_int_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary(
        "ge_int_tile", format == DataFormat::Int32 ? ttsim::SfpuOp::GeInt32 : ttsim::SfpuOp::GeUInt32, a, b, out, at);
}
template <DataFormat format>
inline void eq_int_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("eq_int_tile_init", ttsim::SfpuOp::EqInt32, at);
}
template <DataFormat format>
inline void eq_int_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary("eq_int_tile", ttsim::SfpuOp::EqInt32, a, b, out, at);
}
template <DataFormat format>
inline void ne_int_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("ne_int_tile_init", ttsim::SfpuOp::NeInt32, at);
}
template <DataFormat format>
inline void ne_int_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary("ne_int_tile", ttsim::SfpuOp::NeInt32, a, b, out, at);
}

}  // namespace ckernel
