"""Index arithmetic from the position of a block in an order to the block: the inverse of `partition.enumerate_blocks`.

    row_major     bx = id % gx               by = (id / gx) % gy      bz = id / (gx * gy)
    column_major  by = id % gy               bx = (id / gy) % gx      bz = id / (gx * gy)
    z_order       a row-major id by tt.core.z_order
    block,        boxes of w x h x d blocks, one per core; those at the far border are cut off, so their extents are
    match_shard   minima

Positions and blocks are index values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tilelang_tt.dialects import core
from tilelang_tt.dialects.extent import Size, product
from tilelang_tt.mlir import arith, ir, name_of, named_loc
from tilelang_tt.passes.schedule import Schedule
from tilelang_tt.passes.size_values import SizeValues


class _Index:
    """An index value with Python's operators; an operand that is a size becomes a value, one per size in `constants`."""

    def __init__(self, value: Any, constants: dict[Size, Any], sizes: SizeValues, names: Mapping[Size, str]) -> None:
        self.value = value
        self.constants = constants
        self.sizes = sizes
        self.names = names

    def _new(self, value: Any) -> _Index:
        return _Index(value, self.constants, self.sizes, self.names)

    def constant(self, value: Size) -> _Index:
        """The value of a size, made on first use."""
        if value not in self.constants:
            self.constants[value] = self.sizes.value(value, self.names.get(value))
        return self._new(self.constants[value])

    def _apply(self, op: Any, other: _Index | Size) -> _Index:
        right = other if isinstance(other, _Index) else self.constant(other)
        return self._new(op(self.value, right.value).result)

    def __add__(self, other: _Index | Size) -> _Index:
        return self if other == 0 else self._apply(arith.AddIOp, other)

    __radd__ = __add__

    def __sub__(self, other: _Index | Size) -> _Index:
        return self._apply(arith.SubIOp, other)

    def __rsub__(self, other: Size) -> _Index:
        return self.constant(other) - self

    def __mul__(self, other: _Index | Size) -> _Index:
        return self if other == 1 else self._apply(arith.MulIOp, other)

    __rmul__ = __mul__

    def __floordiv__(self, other: _Index | Size) -> _Index:
        return self if other == 1 else self._apply(arith.DivUIOp, other)

    def __mod__(self, other: _Index | Size) -> _Index:
        return self._apply(arith.RemUIOp, other)

    def in_z_order(self, gx: Size, gy: Size) -> _Index:
        index = ir.IndexType.get()
        place = named_loc("block", ir.Location.current)
        extents = (self.constant(gx).value, self.constant(gy).value)
        return self._new(core.ZOrderOp(self.value, *extents, index, loc=place).result)

    def at_most(self, other: _Index | Size) -> _Index:
        return self._apply(arith.MinUIOp, other)


def emit_block_indices(tile_id: Any, plan: Schedule, locations: Sequence[ir.Location], sizes: SizeValues) -> list[Any]:
    """Index values (bx, by, bz), as many as the kernel has dimensions, for the block at position `tile_id`.

    `locations` name the results. Emitted at the current insertion point; where an extent of the grid is symbolic,
    `plan.order` must be one of `OPEN_ORDERS`.
    """
    gx, gy, gz = plan.grid
    names = {gz: "grid_z", gy: "grid_y", gx: "grid_x"}
    if plan.box is not None:
        names |= dict(zip(plan.box[::-1], ("box_z", "box_y", "box_x"), strict=True))
    indices = FORMULAE[plan.order](_Index(tile_id, {}, sizes, names), plan)
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


def _boxes(id_: _Index, plan: Schedule) -> list[_Index]:
    """Takes the position apart from the outside in: chunk of z, band of y, box of x, then z, y, x inside of the box.

    The boxes before one in its band, the bands before one in its chunk and the chunks before it are all of full size.
    """
    gx, gy, gz = plan.grid
    assert plan.box is not None, "an order of boxes has their size"
    width, height, depth = plan.box
    for size in (gx, gy, gz, *plan.box):
        if not isinstance(size, int):
            id_.constant(size)

    chunk, id_ = _split(id_, gx * gy * depth, gz == depth)
    first_z = _named(_times(chunk, depth), "first_z")
    d = _named(_inside(gz, depth, first_z), "planes")
    band, id_ = _split(_named(id_, "in_chunk"), _times(d, gx, height), gy == height)
    first_y = _named(_times(band, height), "first_y")
    h = _named(_inside(gy, height, first_y), "rows")
    box, id_ = _split(_named(id_, "in_band"), _times(d, h, width), gx == width)
    first_x = _named(_times(box, width), "first_x")
    w = _named(_inside(gx, width, first_x), "columns")
    plane, id_ = _split(_named(id_, "in_box"), _times(w, h), depth == 1)
    x, y = (0 if w == 1 else id_ % w), (0 if h == 1 else id_ // w)
    indices = [first_x + x, first_y + y, first_z + plane]
    known = [index if isinstance(index, _Index) else id_.constant(index) for index in indices[: plan.ndims]]
    if plan.is_static and not any(isinstance(extent, _Index) for extent in (w, h, d)):
        return known
    # Boxes of several sizes: that the blocks are those of the grid does not show in the arithmetic.
    return [index.at_most(extent - 1) for index, extent in zip(known, plan.grid, strict=False)]


def _z_order(id_: _Index, plan: Schedule) -> list[_Index]:
    gx, gy, gz = plan.grid
    if plan.ndims == 1:
        return [id_]
    plane = id_.in_z_order(gx, gy) if plan.ndims == 2 else (id_ % (gx * gy)).in_z_order(gx, gy)
    # That the quotient is below a symbolic gy does not show in the arithmetic.
    indices = [plane % gx, plane // gx if plan.is_static else plane // gx % gy]
    return [*indices, id_ // (gx * gy)] if plan.ndims > 2 else indices


def _split(id_: _Index, size: _Index | Size, whole: bool) -> tuple[_Index | int, _Index]:
    """Which part of `size` positions `id_` is in, and its position there; `whole`: there is one part only."""
    return (0, id_) if whole else (id_ // size, id_ % size)


def _inside(extent: Size, size: Size, first: _Index | Size) -> _Index | Size:
    """How much of the box that starts at `first` along an axis lies inside of the grid."""
    if not isinstance(first, _Index) or (isinstance(extent, int) and isinstance(size, int) and extent % size == 0):
        return size
    return (first.constant(extent) - first).at_most(size)


def _named(value: Any, name: str) -> Any:
    """Names the operation that gives a value, unless it has a name or there is none."""
    if isinstance(value, _Index) and not name_of(value.value) and not isinstance(value.value.owner, ir.Block):
        value.value.owner.location = named_loc(name, ir.Location.current)
    return value


def _times(*factors: _Index | Size) -> _Index | Size:
    """The product of sizes and values; sizes are multiplied before the program runs."""
    sizes = product(f for f in factors if not isinstance(f, _Index))
    values = [f for f in factors if isinstance(f, _Index)]
    total: _Index | Size = sizes
    for value in values:
        total = value * total
    return total


FORMULAE = {
    "row_major": _row_major,
    "column_major": _column_major,
    "block": _boxes,
    "z_order": _z_order,
    "match_shard": _boxes,
}
"""Order -> its arithmetic."""

OPEN_ORDERS = ("row_major", "column_major", "block", "z_order")
"""Those among them that need no extents of the grid beforehand."""
