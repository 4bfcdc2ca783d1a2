"""How a tensor of any rank lies in DRAM: the layout that kernels, host and interpreter share.

Form "tiles": pages are tiles. Two dimensions of a tensor are cut in tiles, the others count matrices:

    page = (matrix * tile_rows + tile_row) * tile_cols + tile_col      matrix: the other dimensions, row-major

`dims` names the pair, (row, column); row -1 stands for a dimension of one element that the tensor does not have, so
every vector along `column` starts a tile of its own. `padded` is the size in elements that is allocated and filled
with zeros. `blocks` is for tensors that a kernel cuts in blocks of, say, 48 rows: each block starts a tile, 48 rows
lie in 64.

Form "rows": pages are rows along dimension `column`; the other dimensions count them, row-major, and `row` is -1:

    page = position among the dimensions other than `column`

Rows are as long as `padded` says, which keeps every page at an address that DRAM may be read from.

Form "folded": pages are tiles, each of 1024 elements that follow each other along dimension `column`, in the order in
which a tile lies in memory; `row` is -1, and each vector along `column` (with blocks: each block of it) starts a page.
It is for vectors that are used as a whole, where it does not matter which element of a tile is which:

    page = vector * pages of a vector + position // 1024

Extents may be symbolic, except for the length of rows that are pages. These are the page numbers of `order` row_major;
passes/page_order.py has the others. Pages that are numbered shard by shard lie so in memory: `one_dimensional`. No
MLIR here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from tilelang_tt.dialects.extent import Size, ceil_div, known, larger
from tilelang_tt.passes.layout import TILE
from tilelang_tt.passes.page_order import ROW_MAJOR, Axis, PageOrder, page_order

TILES, ROWS, FOLDED = "tiles", "rows", "folded"
FORMS = (TILES, ROWS, FOLDED)
"""What a page of a tensor is."""

ROW_BYTES = 64
"""Rows take multiples of this: the coarsest alignment for reads from DRAM of any device."""


@dataclass(frozen=True)
class TileLayout:
    """`dims` (row, column), `blocks` in elements along them, `padded`: one extent in elements per dimension of the
    tensor. `form` is one of `FORMS`.

    `order`: how pages are numbered. `shards`: elements of a shard per dimension of the tensor; () where it is not cut.
    `shard_block`: rows and columns of tiles that follow each other inside of a shard, order match_shard; () for the
    whole shard.
    """

    shape: tuple[Size, ...]
    dims: tuple[int, int]
    blocks: tuple[int, int]
    padded: tuple[Size, ...]
    form: str = TILES
    order: str = ROW_MAJOR
    shards: tuple[int, ...] = ()
    shard_block: tuple[int, ...] = ()

    @classmethod
    def default(cls, shape: Sequence[Size]) -> TileLayout:
        """The last two dimensions, in whole tiles."""
        return cls.of(shape, default_dims(len(shape)))

    @classmethod
    def of(
        cls,
        shape: Sequence[Size],
        dims: Sequence[int],
        blocks: Sequence[int] = (TILE, TILE),
        reach: Sequence[Size] | None = None,
        form: str = TILES,
    ) -> TileLayout:
        """A layout with room for `reach` elements per dimension (at least `shape`)."""
        row, col = dims
        padded = [larger(r, extent) for extent, r in zip(shape, reach or shape, strict=True)]
        for dim, block in zip((row, col), blocks, strict=True):
            if dim >= 0:
                padded[dim] = ceil_div(padded[dim], block) * whole_tiles(block, tile_extent(form))
        return cls(tuple(shape), (row, col), (blocks[0], blocks[1]), tuple(padded), form)

    @classmethod
    def rows(cls, shape: Sequence[Size], along: int, element_bytes: int) -> TileLayout:
        """A page for every row along dimension `along`, which is no symbol."""
        padded = list(shape)
        (length,) = known([shape[along]])
        padded[along] = -(-length * element_bytes // ROW_BYTES) * ROW_BYTES // element_bytes
        return cls(tuple(shape), (-1, along), (TILE, TILE), tuple(padded), ROWS)

    @property
    def others(self) -> list[int]:
        """The dimensions that are not cut in tiles, in order."""
        return [dim for dim in range(len(self.shape)) if dim not in self.dims]

    @property
    def tile_rows(self) -> Size:
        """Rows of tiles of one matrix."""
        return self.padded[self.dims[0]] // TILE if self.dims[0] >= 0 else 1

    @property
    def tile_cols(self) -> Size:
        """Columns of tiles of one matrix; of a row, whole and begun."""
        return ceil_div(self.padded[self.dims[1]], tile_extent(self.form))

    @property
    def pages(self) -> Size:
        """Pages of the whole tensor, with those that no tile has."""
        return self.page_order.pages

    @property
    def axes(self) -> tuple[list[Axis], list[Axis]]:
        """The dimensions that count matrices, and rows and columns of tiles: what a page number is made of."""
        others = [Axis(dim, self.padded[dim]) for dim in self.others]
        if self.form == ROWS:
            return others, []
        row, col = self.dims
        return others, [*([Axis(row, self.tile_rows)] if row >= 0 else []), Axis(col, self.tile_cols)]

    @cached_property
    def page_order(self) -> PageOrder:
        """What page each tile is. Raises ValueError for shards and blocks that do not fit, and for sizes that are not
        known where they must be.
        """
        if not self.one_dimensional:
            return page_order(*self.axes, self.order)
        block = dict(zip(self.dims, self.shard_block, strict=True)) if self.shard_block else None
        return page_order(*self.axes, self.order, self.shard_pages, block)

    @property
    def one_dimensional(self) -> bool:
        """Whether pages are numbered shard by shard, so that a shard is a range of them."""
        return bool(self.shards) and self.order != ROW_MAJOR

    @property
    def shard_pages(self) -> dict[int, int]:
        """The extents of a shard in pages, by dimension. Raises ValueError for shards that cut pages."""
        found = {}
        for axis in (axis for axes in self.axes for axis in axes):
            shard, (extent, pages) = self.shards[axis.dim], known([self.shape[axis.dim], axis.pages])
            if shard >= extent:
                found[axis.dim] = pages
                continue
            blocks, rest = divmod(shard, self.block(axis.dim))
            if rest:
                raise ValueError(
                    f"shards of {shard} elements cut blocks of {self.block(axis.dim)} along dimension {axis.dim}"
                )
            found[axis.dim] = blocks * self.tiles_per_block(axis.dim)
        if self.form == ROWS and self.shards[self.dims[1]] < known([self.shape[self.dims[1]]])[0]:
            raise ValueError(f"shards of {self.shards[self.dims[1]]} elements cut pages, which are whole rows")
        return found

    @property
    def shard_counts(self) -> dict[int, int]:
        """How many shards there are along each dimension that pages are counted along."""
        pages = self.shard_pages
        return {a.dim: -(-known([a.pages])[0] // pages[a.dim]) for axes in self.axes for a in axes}

    def page(self, index: Mapping[int, int]) -> int:
        """The page at `index`: tiles along dimensions that are cut in tiles, elements along others."""
        return self.page_order.page(index)

    @property
    def is_padded(self) -> bool:
        """Whether the pages hold elements that the tensor does not have."""
        return self.padded != self.shape or (self.form == TILES and self.dims[0] < 0)

    @property
    def tile_extent(self) -> int:
        """Elements that a tile holds along `column`."""
        return tile_extent(self.form)

    @property
    def page_elements(self) -> int:
        """Elements of one page, padding included."""
        return known([self.padded[self.dims[1]]])[0] if self.form == ROWS else TILE * TILE

    def block(self, dim: int) -> int:
        """The block along a dimension: every multiple of it starts a tile; 1 for dimensions that are not cut in
        tiles.
        """
        return self.blocks[self.dims.index(dim)] if dim in self.dims else 1

    def tiles_per_block(self, dim: int) -> int:
        """Tiles that a block takes along a tiled dimension; 1 for other dimensions."""
        return -(-self.block(dim) // self.tile_extent) if dim in self.dims else 1


def default_dims(rank: int) -> tuple[int, int]:
    """The last two dimensions."""
    return (rank - 2 if rank > 1 else -1, rank - 1)


def tile_extent(form: str) -> int:
    """Elements that a tile holds along a dimension: 32, or all of its 1024 where vectors are folded."""
    return TILE * TILE if form == FOLDED else TILE


def default_blocks(form: str) -> tuple[int, int]:
    """Blocks of one tile."""
    return TILE, tile_extent(form)


def whole_tiles(extent: int, tile: int = TILE) -> int:
    """An extent rounded up to a multiple of the tile."""
    return -(-extent // tile) * tile
