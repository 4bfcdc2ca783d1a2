"""Helpers of kernels for orders of blocks that have no formula: C++ that a kernel brings along."""

from __future__ import annotations

DECLARED = ("z_order_block",)
"""The names that the helpers declare."""

Z_ORDER = """\
namespace {

// The row-major number of the block at a position of the Z order of gx x gy blocks: down the quadrants that hold it.
uint32_t z_order_block(uint32_t position, uint32_t gx, uint32_t gy) {
    uint32_t x = 0;
    uint32_t y = 0;
    uint32_t width = gx;
    uint32_t height = gy;
    uint32_t half = 1;
    while (half < gx || half < gy) {
        half *= 2;
    }
    for (half /= 2; half > 0; half /= 2) {
        const uint32_t upper = height < half ? height : half;
        if (position < width * upper) {
            height = upper;
        } else {
            position -= width * upper;
            y += half;
            height -= upper;
        }
        const uint32_t left = width < half ? width : half;
        if (position < left * height) {
            width = left;
        } else {
            position -= left * height;
            x += half;
            width -= left;
        }
    }
    return y * gx + x;
}

}  // namespace"""
