"""Index arithmetic from the position of a block in an order to the block: the inverse of `partition.enumerate_blocks`.

row_major     bx = id % gx               by = (id / gx) % gy      bz = id / (gx * gy)
column_major  by = id % gy               bx = (id / gy) % gx      bz = id / (gx * gy)
block         rectangles of w x h blocks, one per core, row by row of cores; bx fastest, then by, then bz inside of
              each; those at the right and bottom border are cut off, so their w and h are minima
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tilelang_tt.mlir import arith, ir
from tilelang_tt.passes.partition import rectangle_of_blocks
from tilelang_tt.passes.schedule import Schedule


class _Index:
    """An index value with Python's operators; an int operand becomes a constant, one per value in `constants`."""

    def __init__(self, value: Any, constants: dict[int, Any]) -> None:
        self.value = value
        self.constants = constants

    def constant(self, value: int) -> _Index:
        """The constant `value`, made on first use."""
        if value not in self.constants:
            index = ir.IndexType.get()
            self.constants[value] = arith.ConstantOp(index, ir.IntegerAttr.get(index, value)).result
        return _Index(self.constants[value], self.constants)

    def _apply(self, op: Any, other: _Index | int) -> _Index:
        right = self.constant(other) if isinstance(other, int) else other
        return _Index(op(self.value, right.value).result, self.constants)

    def __add__(self, other: _Index | int) -> _Index:
        return self._apply(arith.AddIOp, other)

    def __sub__(self, other: _Index | int) -> _Index:
        return self._apply(arith.SubIOp, other)

    def __mul__(self, other: _Index | int) -> _Index:
        return self._apply(arith.MulIOp, other)

    def __floordiv__(self, other: _Index | int) -> _Index:
        return self._apply(arith.DivUIOp, other)

    def __mod__(self, other: _Index | int) -> _Index:
        return self._apply(arith.RemUIOp, other)

    def at_most(self, other: _Index | int) -> _Index:
        return self._apply(arith.MinUIOp, other)


def emit_block_indices(tile_id: Any, plan: Schedule, locations: Sequence[ir.Location]) -> list[Any]:
    """Index values (bx, by, bz), as many as the kernel has dimensions, for the block at position `tile_id`.

    `locations` name the results. Emitted at the current insertion point; `plan.order` must be one of `FORMULAE`.
    """
    indices = FORMULAE[plan.order](_Index(tile_id, {}), plan)
    for value, location in zip(indices, locations, strict=True):
        value.value.owner.location = location
    return [value.value for value in indices]


def _row_major(id_: _Index, plan: Schedule) -> list[_Index]:
    gx, gy, _ = plan.grid
    indices = [id_ % gx]
    if plan.ndims > 1:
        indices.append(id_ // gx % gy)
    if plan.ndims > 2:
        indices.append(id_ // (gx * gy))
    return indices


def _column_major(id_: _Index, plan: Schedule) -> list[_Index]:
    gx, gy, _ = plan.grid
    indices = [id_ // gy % gx]
    if plan.ndims > 1:
        indices.append(id_ % gy)
    if plan.ndims > 2:
        indices.append(id_ // (gx * gy))
    return indices


def _rectangles(id_: _Index, plan: Schedule) -> list[_Index]:
    gx, gy, gz = plan.grid
    width, height = rectangle_of_blocks(plan.grid, plan.core_grid)
    band = id_ // (gx * height * gz)
    in_band = id_ % (gx * height * gz)
    h = id_.constant(height) if gy % height == 0 else (id_.constant(gy) - band * height).at_most(height)
    column = in_band // (h * (width * gz))
    in_rectangle = in_band % (h * (width * gz))
    w = id_.constant(width) if gx % width == 0 else (id_.constant(gx) - column * width).at_most(width)
    in_plane = in_rectangle % (w * h) if gz > 1 else in_rectangle
    indices = [column * width + in_plane % w, band * height + in_plane // w]
    if plan.ndims > 2:
        indices.append(in_rectangle // (w * h))
    return indices[: plan.ndims]


FORMULAE = {"row_major": _row_major, "column_major": _column_major, "block": _rectangles}
"""The orders that a persistent loop can follow."""
