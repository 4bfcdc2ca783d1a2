// Elementwise operations of the vector unit on two DST tiles.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

inline void add_binary_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("add_binary_tile_init", ttsim::SfpuOp::AddBinary, at);
}
inline void add_binary_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary("add_binary_tile", ttsim::SfpuOp::AddBinary, a, b, out, at);
}
inline void sub_binary_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("sub_binary_tile_init", ttsim::SfpuOp::SubBinary, at);
}
inline void sub_binary_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary("sub_binary_tile", ttsim::SfpuOp::SubBinary, a, b, out, at);
}
inline void mul_binary_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("mul_binary_tile_init", ttsim::SfpuOp::MulBinary, at);
}
inline void mul_binary_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary("mul_binary_tile", ttsim::SfpuOp::MulBinary, a, b, out, at);
}
inline void div_binary_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("div_binary_tile_init", ttsim::SfpuOp::DivBinary, at);
}
inline void div_binary_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary("div_binary_tile", ttsim::SfpuOp::DivBinary, a, b, out, at);
}
inline void rsub_binary_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("rsub_binary_tile_init", ttsim::SfpuOp::RsubBinary, at);
}
inline void rsub_binary_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary("rsub_binary_tile", ttsim::SfpuOp::RsubBinary, a, b, out, at);
}
inline void power_binary_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("power_binary_tile_init", ttsim::SfpuOp::PowerBinary, at);
}
inline void power_binary_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary("power_binary_tile", ttsim::SfpuOp::PowerBinary, a, b, out, at);
}
inline void eq_binary_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("eq_binary_tile_init", ttsim::SfpuOp::EqBinary, at);
}
inline void eq_binary_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary("eq_binary_tile", ttsim::SfpuOp::EqBinary, a, b, out, at);
}
inline void ne_binary_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("ne_binary_tile_init", ttsim::SfpuOp::NeBinary, at);
}
inline void ne_binary_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary("ne_binary_tile", ttsim::SfpuOp::NeBinary, a, b, out, at);
}
inline void lt_binary_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("lt_binary_tile_init", ttsim::SfpuOp::LtBinary, at);
}
inline void lt_binary_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary("lt_binary_tile", ttsim::SfpuOp::LtBinary, a, b, out, at);
}
inline void gt_binary_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("gt_binary_tile_init", ttsim::SfpuOp::GtBinary, at);
}
inline void gt_binary_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary("gt_binary_tile", ttsim::SfpuOp::GtBinary, a, b, out, at);
}
inline void le_binary_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("le_binary_tile_init", ttsim::SfpuOp::LeBinary, at);
}
inline void le_binary_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary("le_binary_tile", ttsim::SfpuOp::LeBinary, a, b, out, at);
}
inline void ge_binary_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("ge_binary_tile_init", ttsim::SfpuOp::GeBinary, at);
}
inline void ge_binary_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary("ge_binary_tile", ttsim::SfpuOp::GeBinary, a, b, out, at);
}
inline void atan2_binary_tile_init(TTSIM_LOC) {
    ttsim::sfpu_init("atan2_binary_tile_init", ttsim::SfpuOp::Atan2, at);
}
inline void atan2_binary_tile(uint32_t a, uint32_t b, uint32_t out, TTSIM_LOC) {
    ttsim::op_sfpu_binary("atan2_binary_tile", ttsim::SfpuOp::Atan2, a, b, out, at);
}

}  // namespace ckernel
