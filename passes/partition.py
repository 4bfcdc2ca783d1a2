"""Work partition in plain Python: orders of the blocks of a grid, even splits, owners, rectangles of cores.

A *block* is what one launch index computes; its coordinates are (bx, by, bz) in a grid of (gx, gy, gz). An *order*
counts the blocks 0, 1, 2, ...; a core's work is a contiguous range of that count. A *core* is (cx, cy): column, row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Block = tuple[int, int, int]
Core = tuple[int, int]

_KEY = re.compile(r"\((\d+),(\d+)\)")

ORDERS = ("row_major", "column_major", "block", "z_order")
"""`row_major`: bx fastest. `column_major`: by fastest. `z_order`: the bits of bx and by interleaved. bz is slowest.
`block`: one box of blocks after the other, one per core."""


@dataclass(frozen=True)
class Share:
    """The work of one core: `count` blocks from position `start` of the order."""

    core: Core
    start: int
    count: int


@dataclass(frozen=True)
class Rectangle:
    """Cores from `start` (column, row), `extent` columns and rows."""

    start: Core
    extent: Core

    def cores(self) -> list[Core]:
        """Its cores, row by row."""
        (x, y), (columns, rows) = self.start, self.extent
        return [(x + i, y + j) for j in range(rows) for i in range(columns)]


def core_key(core: Core) -> str:
    """How a core is written: "(cx,cy)"."""
    return f"({core[0]},{core[1]})"


def core_of(key: str) -> Core:
    """The core (column, row) of a key. Raises ValueError for text that is not "(cx,cy)"."""
    match = _KEY.fullmatch(key)
    if match is None:
        raise ValueError(f"'{key}' is not a core: write (cx,cy)")
    return int(match[1]), int(match[2])


def row_by_row(core: Core) -> Core:
    """Sort key: cores row by row, left to right."""
    return core[1], core[0]


def ceil_div(a: int, b: int) -> int:
    """The smallest integer not below a / b."""
    return -(-a // b)


def grid3(extents: Sequence[int]) -> Block:
    """Extents of one to three dimensions as (gx, gy, gz). Raises ValueError for others and for empty grids."""
    if not 1 <= len(extents) <= 3 or any(e < 1 for e in extents):
        raise ValueError(f"a grid has one to three positive extents, got {list(extents)}")
    gx, gy, gz = (*extents, 1, 1)[:3]
    return gx, gy, gz


@dataclass(frozen=True)
class Boxes:
    """A cut of `grid` into boxes of `size` blocks, one per core; those at the far border are cut off.

    Boxes follow each other along x, then y, then z; so do the blocks inside of one.
    """

    grid: Block
    size: Block

    @property
    def counts(self) -> Block:
        """Boxes along x, y, z."""
        x, y, z = (ceil_div(g, s) for g, s in zip(self.grid, self.size, strict=True))
        return x, y, z

    def spans(self) -> list[tuple[range, range, range]]:
        """The ranges of x, y, z of every box, in order."""
        axes = [
            [range(start, min(start + size, extent)) for start in range(0, extent, size)]
            for extent, size in zip(self.grid, self.size, strict=True)
        ]
        return [(x, y, z) for z in axes[2] for y in axes[1] for x in axes[0]]


def cut_in_boxes(grid: Block, core_grid: Core) -> Boxes:
    """The cut for `block` order: rectangles in the shape of the core grid.

    Where the grid of blocks is too short for that in one direction, more cores share the other one; cores that are
    still left share z.
    """
    (gx, gy, gz), (columns, rows) = grid, core_grid
    cores = columns * rows
    width, height = ceil_div(gx, columns), ceil_div(gy, rows)
    if gy < rows:
        width, height = ceil_div(gx, cores // gy), 1
    elif gx < columns:
        width, height = 1, ceil_div(gy, cores // gx)
    chunks = min(gz, cores // (ceil_div(gx, width) * ceil_div(gy, height)))
    return Boxes(grid, (width, height, ceil_div(gz, chunks)))


def enumerate_blocks(grid: Block, order: str, core_grid: Core) -> list[Block]:
    """All blocks of `grid` in `order`; `core_grid` matters to `block` only. Raises ValueError for an unknown order."""
    gx, gy, gz = grid
    if order == "row_major":
        return [(x, y, z) for z in range(gz) for y in range(gy) for x in range(gx)]
    if order == "column_major":
        return [(x, y, z) for z in range(gz) for x in range(gx) for y in range(gy)]
    if order == "z_order":
        plane = sorted(((x, y) for y in range(gy) for x in range(gx)), key=lambda xy: _interleave(*xy))
        return [(x, y, z) for z in range(gz) for x, y in plane]
    if order == "block":
        spans = cut_in_boxes(grid, core_grid).spans()
        return [(x, y, z) for xs, ys, zs in spans for z in zs for y in ys for x in xs]
    raise ValueError(f"unknown order '{order}'; known are {', '.join(ORDERS)}")


def _interleave(x: int, y: int) -> int:
    """The Morton code: bit i of x at bit 2i, bit i of y at bit 2i + 1."""
    code = 0
    for bit in range(max(x, y).bit_length()):
        code |= (x >> bit & 1) << 2 * bit | (y >> bit & 1) << 2 * bit + 1
    return code


def split_evenly(total: int, parts: int) -> list[tuple[int, int]]:
    """`total` items as at most `parts` contiguous (start, count) ranges, none empty; counts differ by at most one."""
    if total < 0 or parts < 1:
        raise ValueError(f"cannot split {total} items over {parts} parts")
    used = min(total, parts)
    if used == 0:
        return []
    least, more = divmod(total, used)
    ranges, start = [], 0
    for i in range(used):
        count = least + (i < more)
        ranges.append((start, count))
        start += count
    return ranges


def core_sequence(core_grid: Core, order: str) -> list[Core]:
    """The cores in the order that work is dealt to them: column by column for `column_major`, else row by row."""
    columns, rows = core_grid
    if order == "column_major":
        return [(x, y) for x in range(columns) for y in range(rows)]
    return [(x, y) for y in range(rows) for x in range(columns)]


def share(grid: Block, core_grid: Core, order: str) -> list[Share]:
    """The cores with work and their ranges, in ascending order of `start`.

    Counts differ by at most one, except in `block` order, where each core takes a box of equal size, cut off at the
    border of the grid.
    """
    gx, gy, gz = grid
    if order not in ORDERS:
        raise ValueError(f"unknown order '{order}'; known are {', '.join(ORDERS)}")
    if order != "block":
        cores = core_sequence(core_grid, order)
        ranges = split_evenly(gx * gy * gz, len(cores))
        return [Share(core, start, count) for core, (start, count) in zip(cores, ranges, strict=False)]
    return _share_boxes(cut_in_boxes(grid, core_grid), core_grid)


def _share_boxes(boxes: Boxes, core_grid: Core) -> list[Share]:
    """One box per core: at its place where the boxes fit the core grid, else row by row."""
    nx, ny, nz = boxes.counts
    aligned = nx <= core_grid[0] and ny <= core_grid[1] and nz == 1
    columns = nx if aligned else core_grid[0]
    shares: list[Share] = []
    start = 0
    for number, (xs, ys, zs) in enumerate(boxes.spans()):
        count = len(xs) * len(ys) * len(zs)
        shares.append(Share((number % columns, number // columns), start, count))
        start += count
    return shares


def rectangles(cores: Iterable[Core]) -> list[Rectangle]:
    """Disjoint rectangles that cover exactly `cores`: each as wide, then as high as possible, from the top left."""
    left = set(cores)
    found = []
    while left:
        x, y = min(left, key=lambda core: (core[1], core[0]))
        columns = 1
        while (x + columns, y) in left:
            columns += 1
        rows = 1
        while all((x + i, y + rows) in left for i in range(columns)):
            rows += 1
        rectangle = Rectangle((x, y), (columns, rows))
        left.difference_update(rectangle.cores())
        found.append(rectangle)
    return found


def coverage_problem(grid: Block, assigned: Iterable[Block]) -> str | None:
    """What is wrong if `assigned` is not every block of `grid` exactly once, or None."""
    gx, gy, gz = grid
    seen: set[Block] = set()
    for block in assigned:
        if block in seen:
            return f"block {block} is assigned twice"
        if not all(0 <= b < g for b, g in zip(block, grid, strict=True)):
            return f"block {block} is outside of the grid {grid}"
        seen.add(block)
    if len(seen) == gx * gy * gz:
        return None
    missing = next(b for b in enumerate_blocks(grid, "row_major", (1, 1)) if b not in seen)
    return f"{gx * gy * gz - len(seen)} of {gx * gy * gz} blocks are not assigned, the first is {missing}"
