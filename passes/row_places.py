"""Where a region lies in a tensor whose pages are rows: the index arithmetic of `tt.core.read_rows` and `write_rows`.

    region [1, 64, 1, 32] of a tensor [2, 100, 4, 48] in rows along the last dimension, at (b, s, h, d)
      -> page = b * 400 + h, row = s, col = d, matrix = [100, 48, 4], block = [64, 32]

Rows and columns are clipped where they are moved. A dimension along which the region is one element that may lie
outside of the tensor serves as the rows if none does; outside of any other, the row becomes one behind the last.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any, NamedTuple

from tilelang_tt.dialects.base import int_array
from tilelang_tt.dialects.extent import known
from tilelang_tt.mlir import arith, ir, named_loc
from tilelang_tt.passes.rebuild import index
from tilelang_tt.passes.tile_index import IndexBuilder
from tilelang_tt.passes.tile_layout import TileLayout

_UNSIGNED_LESS = 6


class RowPlace(NamedTuple):
    """Operands and attributes of `tt.core.read_rows`: the page of row 0, the first row and column, [height, width,
    pages from row to row], [rows, columns].
    """

    page: Any
    row: Any
    col: Any
    matrix: ir.ArrayAttr
    block: ir.ArrayAttr


def place_rows(layout: TileLayout, region: Sequence[int], guarded: Sequence[int], offsets: Sequence[Any]) -> RowPlace:
    """Emits the place of a region of `region` elements at `offsets`, index values in elements, one per dimension."""
    along, shape = layout.dims[1], known(layout.shape)
    spread = [dim for dim, extent in enumerate(region) if extent != 1 and dim != along]
    rows = [*spread, *guarded][:1]
    fixed = [(0 if dim in rows else offsets[dim], shape[dim]) for dim in layout.others]
    with named_loc("page", ir.Location.current):
        page = linear([(index(0) if isinstance(v, int) else v, extent) for v, extent in fixed]) or index(0)
    height, step, row = 1, 1, index(0)
    if rows:
        height, row = shape[rows[0]], offsets[rows[0]]
        step = prod(shape[dim] for dim in layout.others if dim > rows[0])
    for dim in guarded:
        if dim not in rows and dim != along:
            limit = index(shape[dim])
            inside = arith.CmpIOp(_UNSIGNED_LESS, offsets[dim], limit).result
            row = arith.SelectOp(inside, row, index(height)).result
    matrix = int_array([height, shape[along], step])
    block = int_array([region[rows[0]] if rows else 1, region[along]])
    return RowPlace(page, row, offsets[along], matrix, block)


def linear(indices: Sequence[tuple[Any, int]]) -> Any | None:
    """The row-major position of (index, extent) pairs; None if there are none."""
    total = None
    for offset, extent in indices:
        total = offset if total is None else IndexBuilder.add(IndexBuilder.mul(total, index(extent)), offset)
    return total
