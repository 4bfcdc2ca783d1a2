"""Work partition in plain Python: orders of the blocks of a grid, and which core takes which range of an order.

A *block* is what one launch index computes; its coordinates are (bx, by, bz) in a grid of (gx, gy, gz). An *order*
counts the blocks 0, 1, 2, ...; a core's work is a contiguous range of that count.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tilelang_tt.dialects import extent
from tilelang_tt.dialects.extent import Size
from tilelang_tt.passes.core_sets import Core, CoreSet, core_key

Block = tuple[int, int, int]

ORDERS = ("row_major", "column_major", "block", "z_order", "match_shard")
"""`row_major`: bx fastest. `column_major`: by fastest. `z_order`: the bits of bx and by interleaved. bz is slowest.
`block`: one box of blocks after the other, one per core. `match_shard`: boxes that are what a core's shard of the output
is made of.
"""

BOXED = ("block", "match_shard")
"""The orders that follow boxes; each core takes its own, so no policy splits them."""

POLICIES = ("contiguous", "packed")
"""How an order is cut in ranges. `contiguous`: over all cores, sizes differ by one at most. `packed`: over as few cores
as finish at the same time, all but the last with the same number.
"""


@dataclass(frozen=True)
class Share:
    """The work of one core: `count` blocks from position `start` of the order."""

    core: Core
    start: int
    count: int


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


def cut_in_boxes(grid: Block, cores: CoreSet) -> Boxes:
    """The cut for `block` order: boxes in the shape of the cores, where those are a rectangle, else in the shape that
    gives the smallest boxes.
    """
    if cores.rectangle is not None:
        return _cut(grid, *cores.rectangle.extent)
    shapes = [(columns, len(cores) // columns) for columns in range(1, len(cores) + 1)]
    return min((_cut(grid, *shape) for shape in shapes), key=_cost)


def _cost(boxes: Boxes) -> tuple[int, int]:
    """The blocks that the busiest core computes, and the rows and columns of operands that it needs for them."""
    width, height, depth = boxes.size
    return width * height * depth, width + height


def _cut(grid: Block, columns: int, rows: int) -> Boxes:
    """A cut for columns x rows cores.

    Where the grid of blocks is too short for that in one direction, more cores share the other one; cores that are
    still left share z.
    """
    gx, gy, gz = grid
    cores = columns * rows
    width, height = ceil_div(gx, columns), ceil_div(gy, rows)
    if gy < rows:
        width, height = ceil_div(gx, cores // gy), 1
    elif gx < columns:
        width, height = 1, ceil_div(gy, cores // gx)
    chunks = min(gz, cores // (ceil_div(gx, width) * ceil_div(gy, height)))
    return Boxes(grid, (width, height, ceil_div(gz, chunks)))


def open_box(grid: tuple[Size, Size, Size], cores: CoreSet) -> tuple[Size, Size, Size]:
    """The size of the boxes of `block` order in a grid of which an extent is known only when the program runs: as many
    boxes along an axis as cores there, however long it turns out to be.
    """
    gx, gy, gz = grid
    columns, rows = cores.rectangle.extent if cores.rectangle else _squarest(len(cores))
    if isinstance(gy, int) and gy < rows:
        nx, ny = columns * rows // gy, gy
    elif isinstance(gx, int) and gx < columns:
        nx, ny = gx, columns * rows // gx
    else:
        nx, ny = columns, rows
    chunks = 1
    if isinstance(gx, int) and isinstance(gy, int):
        nx, ny = min(nx, gx), min(ny, gy)
        chunks = columns * rows // (nx * ny)
    return extent.ceil_div(gx, nx), extent.ceil_div(gy, ny), extent.ceil_div(gz, chunks)


def _squarest(cores: int) -> Core:
    """Columns and rows of the rectangle of most, then of the most balanced shape that `cores` cores can be thought of as."""
    shapes = [(columns, cores // columns) for columns in range(1, cores + 1)]
    return max(shapes, key=lambda shape: (shape[0] * shape[1], -abs(shape[0] - shape[1])))


def enumerate_blocks(grid: Block, order: str, box: Block | None = None) -> list[Block]:
    """All blocks of `grid` in `order`; `box` is the size of the boxes of a boxed order.

    Raises ValueError for an unknown order, and for one whose boxes are missing.
    """
    gx, gy, gz = grid
    if order == "row_major":
        return [(x, y, z) for z in range(gz) for y in range(gy) for x in range(gx)]
    if order == "column_major":
        return [(x, y, z) for z in range(gz) for x in range(gx) for y in range(gy)]
    if order == "z_order":
        plane = sorted(((x, y) for y in range(gy) for x in range(gx)), key=lambda xy: _interleave(*xy))
        return [(x, y, z) for z in range(gz) for x, y in plane]
    if order not in BOXED:
        raise ValueError(f"unknown order '{order}'; known are {', '.join(ORDERS)}")
    if box is None:
        raise ValueError(f"order {order} needs the size of its boxes")
    return [(x, y, z) for xs, ys, zs in Boxes(grid, box).spans() for z in zs for y in ys for x in xs]


def z_order_block(position: int, gx: int, gy: int) -> int:
    """The row-major number of the block at a position of the Z order of a plane: down the quadrants that hold it."""
    x = y = 0
    width, height = gx, gy
    half = 1 << max(gx - 1, gy - 1).bit_length()
    while half := half // 2:
        upper = min(height, half)
        if position < width * upper:
            height = upper
        else:
            position, y, height = position - width * upper, y + half, height - upper
        left = min(width, half)
        if position < left * height:
            width = left
        else:
            position, x, width = position - left * height, x + half, width - left
    return y * gx + x


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


def split_packed(total: int, parts: int) -> list[tuple[int, int]]:
    """`total` items as contiguous (start, count) ranges, each as long as the longest of an even split, the last one what
    is left.
    """
    longest = max((count for _, count in split_evenly(total, parts)), default=1)
    return [(start, min(longest, total - start)) for start in range(0, total, longest)]


def deal(total: int, cores: Sequence[Core], policy: str) -> list[Share]:
    """`total` positions of an order, cut by `policy`, to the first cores. Raises ValueError for an unknown policy."""
    if policy not in POLICIES:
        raise ValueError(f"unknown policy '{policy}'; known are {', '.join(POLICIES)}")
    ranges = (split_packed if policy == "packed" else split_evenly)(total, len(cores))
    return [Share(core, start, count) for core, (start, count) in zip(cores, ranges, strict=False)]


def box_owners(boxes: Boxes, cores: CoreSet) -> list[Core]:
    """The core of each box in `block` order: at its place where the boxes fit into a rectangle of cores, else row by
    row.
    """
    nx, ny, nz = boxes.counts
    whole = cores.rectangle
    if whole is None or nx > whole.extent[0] or ny > whole.extent[1] or nz > 1:
        return cores.cores()[: nx * ny * nz]
    x, y = whole.start
    return [(x + i, y + j) for j in range(ny) for i in range(nx)]


def deal_boxes(boxes: Boxes, owners: Sequence[Core]) -> list[Share]:
    """Each box to its owner, in the order of the boxes. Raises ValueError where those of a core do not follow each
    other.
    """
    shares: list[Share] = []
    start = 0
    for owner, (xs, ys, zs) in zip(owners, boxes.spans(), strict=True):
        count = len(xs) * len(ys) * len(zs)
        if shares and shares[-1].core == owner:
            shares[-1] = Share(owner, shares[-1].start, shares[-1].count + count)
        elif any(share.core == owner for share in shares):
            raise ValueError(f"the boxes of core {core_key(owner)} do not follow each other")
        else:
            shares.append(Share(owner, start, count))
        start += count
    return shares


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
    missing = next(b for b in enumerate_blocks(grid, "row_major") if b not in seen)
    return f"{gx * gy * gz - len(seen)} of {gx * gy * gz} blocks are not assigned, the first is {missing}"
