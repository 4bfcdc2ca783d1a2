"""Page numbers of blocks of tiles as index arithmetic.

A block of `rows` x `cols` tiles starts at offsets; the page of its tile (row, col) is

    row_major     ((matrix * tile_rows + first_row + row) * tile_cols + first_col) + col
    column_major  ((matrix * tile_cols + first_col) * tile_rows + first_row + row) + col * tile_rows
    others        what all tiles share + what the row adds + what the column adds

so that a mover computes the first part once, the second once a row. Digits of page_order.py split into offset and
position in the block where the offset is a multiple of the block: a block that does not cross the border of a shard
has its shard computed once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from tilelang_tt.dialects.extent import Size, known
from tilelang_tt.mlir import arith, ir, named_loc
from tilelang_tt.passes.page_order import COLUMN_MAJOR, ROW_MAJOR, Digit
from tilelang_tt.passes.rebuild import constant_int, defining, index
from tilelang_tt.passes.tile_index import IndexBuilder, divisible
from tilelang_tt.passes.tile_layout import TileLayout

SizeValue = Callable[..., Any]
"""`size(extent, name)`: the index value of a size."""


@dataclass(frozen=True)
class Pages:
    """The page numbers of one block: `row(i)` gives what a row of the block shares, `page(row(i), j)` the page of its
    tile j.
    """

    row: Callable[[Any], Any]
    page: Callable[[Any, Any], Any]


def pages_of(
    layout: TileLayout, offsets: Sequence[Any], shape: Sequence[int], size: SizeValue, name: str = "tensor"
) -> Pages:
    """The pages of a block of `shape` tiles at `offsets`: tiles along dimensions that are cut in tiles, elements along
    others. Emits, at the current insertion point, what all tiles of the block share.
    """
    row_dim, col_dim = layout.dims
    first_row = index(0) if row_dim < 0 else offsets[row_dim]
    first_col = offsets[col_dim]
    matrix = linear([(offsets[dim], partial(size, layout.padded[dim])) for dim in layout.others])
    tile_rows, tile_cols = (
        partial(size, layout.tile_rows, f"{name}_tile_rows"),
        partial(size, layout.tile_cols, f"{name}_tile_cols"),
    )
    if layout.order == ROW_MAJOR:
        first_row = _below(matrix, tile_rows, first_row)
        cols = tile_cols()
        return Pages(
            lambda row: IndexBuilder.add(IndexBuilder.mul(IndexBuilder.add(first_row, row), cols), first_col),
            IndexBuilder.add,
        )
    if layout.order == COLUMN_MAJOR and not layout.shards:
        first_col = _below(matrix, tile_cols, first_col)
        rows = tile_rows()
        with named_loc("first_page", ir.Location.current):
            start = IndexBuilder.add(IndexBuilder.mul(first_col, rows), first_row)
        return Pages(
            partial(IndexBuilder.add, start), lambda row, col: IndexBuilder.add(row, IndexBuilder.mul(col, rows))
        )
    with named_loc("first_page", ir.Location.current):
        return _digits(layout, offsets, shape)


def _below(matrix: Any | None, rows: Callable[[], Any], row: Any) -> Any:
    """The row of tiles of a tensor that `row` of one of its matrices is."""
    return row if matrix is None else IndexBuilder.add(IndexBuilder.mul(matrix, rows()), row)


def _digits(layout: TileLayout, offsets: Sequence[Any], shape: Sequence[int]) -> Pages:
    shared = index(0)
    for dim in layout.others:
        shared = IndexBuilder.add(shared, _Index(layout, dim, offsets[dim], 1).shared())
    row_dim, col_dim = layout.dims
    rows = None if row_dim < 0 else _Index(layout, row_dim, offsets[row_dim], shape[0])
    cols = _Index(layout, col_dim, offsets[col_dim], shape[1])
    if rows is not None:
        shared = IndexBuilder.add(shared, rows.shared())
    shared = IndexBuilder.add(shared, cols.shared())
    return Pages(
        lambda row: shared if rows is None else IndexBuilder.add(shared, rows.added(row)),
        lambda start, col: IndexBuilder.add(start, cols.added(col)),
    )


class _Index:
    """What the index `offset + position` along one dimension, position less than `extent`, adds to a page number."""

    def __init__(self, layout: TileLayout, dim: int, offset: Any, extent: int) -> None:
        self.digits = layout.page_order.weighted(dim)
        self.offset = offset
        self.extent = extent
        self.name = "tile_row" if dim == layout.dims[0] else "tile_col"
        borders = [digit.divisor for digit, _ in self.digits if digit.divisor > 1]
        steps = sorted({extent, *(border for border in borders if border > extent)})
        # The offset is a multiple of `step`, positions are less than it, and no digit has a part of both.
        self.step = next(
            (s for s in steps if divisible(offset, s) and all(b % s == 0 or s % b == 0 for b in borders)), None
        )

    def shared(self) -> Any:
        """What the offset adds for all positions; nothing if it cannot be told apart from them."""
        return index(0) if self.step is None else self._sum(self.offset, self.digits)

    def added(self, position: Any) -> Any:
        """What a position adds."""
        if self.step is None:
            with named_loc(self.name, ir.Location.current):
                whole = IndexBuilder.add(self.offset, position)
            return self._sum(whole, self.digits)
        touched = [(digit, weight) for digit, weight in self.digits if digit.divisor < min(self.step, self.extent)]
        return self._sum(position, touched)

    @staticmethod
    def _sum(value: Any, digits: Sequence[tuple[Digit, Size]]) -> Any:
        total = index(0)
        for place, (digit, weight) in enumerate(digits):
            assert isinstance(weight, int), "only row-major and column-major tensors have sizes that are not known"
            part = _quotient(value, digit.divisor)
            # The highest digit takes all that is left.
            if place > 0:
                part = _rest(part, known([digit.extent])[0])
            total = IndexBuilder.add(total, IndexBuilder.mul(part, index(weight)))
        return total


def _quotient(value: Any, by: int) -> Any:
    """value / by, rounded down; by less or not at all where the index is written as a multiple."""
    number, op = constant_int(value), defining(value)
    if by == 1:
        return value
    if number is not None:
        return index(number // by)
    if op is not None and divisible(value, by):
        operands = list(op.operation.operands)
        if op.operation.name == "arith.addi":
            return IndexBuilder.add(*(_quotient(v, by) for v in operands))
        if op.operation.name == "arith.muli":
            for a, b in (operands, operands[::-1]):
                factor = constant_int(b)
                if factor is not None and factor % by == 0:
                    return IndexBuilder.mul(a, index(factor // by))
    if op is not None and op.operation.name == "arith.muli":
        a, b = op.operation.operands
        factor = constant_int(b)
        if factor is not None and factor > 0 and by % factor == 0:
            return _quotient(a, by // factor)
    return arith.DivUIOp(value, index(by)).result


def _rest(value: Any, by: int) -> Any:
    number = constant_int(value)
    if number is not None:
        return index(number % by)
    return index(0) if divisible(value, by) else arith.RemUIOp(value, index(by)).result


def linear(indices: Sequence[tuple[Any, Callable[[], Any]]]) -> Any | None:
    """The row-major position of (index, extent) pairs; None if there are none. Only the extents that count are asked."""
    total = None
    for offset, extent in indices:
        total = offset if total is None else IndexBuilder.add(IndexBuilder.mul(total, extent()), offset)
    return total
