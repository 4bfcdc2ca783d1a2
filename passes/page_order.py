"""The order of a tensor's pages: what makes a page number out of the place of a tile. No MLIR.

A page number is a number of mixed radix. Each of its digits is a piece of one index:

    digit = index[dim] // divisor % extent         page = ((digit_0 * extent_1 + digit_1) * extent_2 + digit_2) ...

where an index counts tiles along dimensions that are cut in tiles, elements along others. For a matrix of R x C tiles:

    row_major     row // 1 % R, col // 1 % C
    column_major  col // 1 % C, row // 1 % R
    z_order       ..., row // 2 % 2, col // 2 % 2, row // 1 % 2, col // 1 % 2
    match_shard   row // 4 % shards, col // 2 % shards, row // 1 % 4, col // 1 % 2            shards of 4 x 2 tiles

so every order has the same arithmetic in kernels and in the host program, and every page is some tile's or padding:
the digits of one dimension follow each other, and reach as far as the dimension.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tilelang_tt.dialects.extent import Size, known, product

ROW_MAJOR, COLUMN_MAJOR, MATCH_SHARD, Z_ORDER = "row_major", "column_major", "match_shard", "z_order"
ORDERS = (ROW_MAJOR, COLUMN_MAJOR, MATCH_SHARD, Z_ORDER)


@dataclass(frozen=True)
class Axis:
    """One dimension of a tensor as pages see it: its number and its length, in tiles where it is cut in tiles."""

    dim: int
    pages: Size


@dataclass(frozen=True)
class Digit:
    """`index // divisor % extent` of the index along dimension `dim`."""

    dim: int
    divisor: int
    extent: Size


@dataclass(frozen=True)
class PageOrder:
    """The digits of a page number, the highest first. One of extent 1 says nothing and is left away."""

    digits: tuple[Digit, ...]

    @property
    def pages(self) -> Size:
        """How many pages there are, padding included."""
        return product(digit.extent for digit in self.digits)

    def page(self, index: Mapping[int, int]) -> int:
        """The page of the tile at `index`, dimension -> index."""
        number = 0
        for digit in self.digits:
            (extent,) = known([digit.extent])
            number = number * extent + index[digit.dim] // digit.divisor % extent
        return number

    def weighted(self, dim: int) -> list[tuple[Digit, Size]]:
        """The digits of one dimension, each with what it counts for in the page number, the highest first."""
        weight: Size = 1
        found = []
        for digit in reversed(self.digits):
            if digit.dim == dim:
                found.append((digit, weight))
            weight = weight * digit.extent
        return found[::-1]


def page_order(
    others: Sequence[Axis],
    tiled: Sequence[Axis],
    order: str,
    shards: Mapping[int, int] | None = None,
    block: Mapping[int, int] | None = None,
) -> PageOrder:
    """The order of the pages of a tensor: `others` count matrices, `tiled` are rows and columns of tiles, or columns alone,
    or nothing.

    `shards`: the length of a shard along each dimension, in pages, where pages are numbered shard by shard; `block`
    (match_shard): rows and columns of tiles that follow each other inside of a shard. Raises ValueError for sizes that
    are not known where they must be, and for blocks that do not divide a shard.
    """
    if not shards:
        return PageOrder(_kept(_inside(others, tiled, order, None)))
    outer = [Digit(a.dim, shards[a.dim], -(-known([a.pages])[0] // shards[a.dim])) for a in (*others, *tiled)]
    tiled_dims = [axis.dim for axis in tiled]
    for digit in outer:
        if order == Z_ORDER and digit.dim in tiled_dims and digit.extent != 1 and digit.divisor & (digit.divisor - 1):
            raise ValueError(
                f"tile_id_order {order} needs shards of 1, 2, 4, 8, ... tiles, not of {digit.divisor} along dimension {digit.dim}"
            )
    inner_others, inner_tiled = ([Axis(axis.dim, shards[axis.dim]) for axis in axes] for axes in (others, tiled))
    return PageOrder(_kept([*outer, *_inside(inner_others, inner_tiled, order, block)]))


def _kept(digits: Sequence[Digit]) -> tuple[Digit, ...]:
    return tuple(digit for digit in digits if digit.extent != 1)


def _inside(others: Sequence[Axis], tiled: Sequence[Axis], order: str, block: Mapping[int, int] | None) -> list[Digit]:
    """The digits of a whole tensor or of one shard."""
    first = [Digit(axis.dim, 1, axis.pages) for axis in others]
    if order == Z_ORDER:
        return [*first, *_morton(tiled)]
    if order == COLUMN_MAJOR:
        tiled = tiled[::-1]
    if block:
        return [*first, *_blocked(tiled, block)]
    return [*first, *(Digit(axis.dim, 1, axis.pages) for axis in tiled)]


def _morton(axes: Sequence[Axis]) -> list[Digit]:
    """The bits of row and column in turn, the column's lowest; what one has more comes before all."""
    bits = [(extent - 1).bit_length() for extent in known([axis.pages for axis in axes])]
    return [
        Digit(axis.dim, 1 << bit, 2)
        for bit in range(max(bits, default=0) - 1, -1, -1)
        for axis, have in zip(axes, bits, strict=True)
        if bit < have
    ]


def _blocked(axes: Sequence[Axis], block: Mapping[int, int]) -> list[Digit]:
    """Block by block, row-major, and so inside of each."""
    sizes = [(axis.dim, known([axis.pages])[0], block[axis.dim]) for axis in axes]
    for _, extent, size in sizes:
        if size < 1 or extent % size:
            raise ValueError(f"blocks of {size} tiles do not divide a shard of {extent}")
    outer = [Digit(dim, size, extent // size) for dim, extent, size in sizes]
    return [*outer, *(Digit(dim, 1, size) for dim, _, size in sizes)]
