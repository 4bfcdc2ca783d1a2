"""How a tensor lies in DRAM, chosen from all its uses: which two dimensions are cut in tiles, and how much room its
blocks need; or, where tiles do not serve all uses, along which dimension its pages are rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.dialects.extent import Size, at_least, larger
from tilelang_tt.dialects.types import TILE
from tilelang_tt.mlir import name_of
from tilelang_tt.passes.dram_uses import Access
from tilelang_tt.passes.tile_layout import FOLDED, TileLayout, default_dims, tile_extent, whole_tiles


@dataclass(frozen=True)
class Choice:
    """A layout, and what keeps tiles from serving where it is rows."""

    layout: TileLayout
    because: CompileError | None = None


def choose(tensor: Any, shape: Sequence[Size], uses: Sequence[Access], element_bytes: int | None) -> Choice:
    """The layout of a tensor for all its uses: tiles where they serve, else rows, which any region can start in.

    Raises CompileError, at a use, where neither does; `element_bytes` is None for elements that only tiles have.
    """
    try:
        return Choice(in_tiles(tensor, shape, uses))
    except CompileError as error:
        extents = [extent for extent in shape if isinstance(extent, int)]
        along = _row_dim(shape, uses)
        if along is None or element_bytes is None or len(extents) < len(shape):
            raise
        return Choice(TileLayout.rows(extents, along, element_bytes), error)


def _row_dim(shape: Sequence[Size], uses: Sequence[Access]) -> int | None:
    """The dimension that the columns of all uses run along; None where they disagree, or where a single element, which
    is read without a look at where it lies, could be outside of the tensor.
    """
    last = {use.spread[-1] for use in uses if use.spread}
    if len(last) > 1 or any(len(use.spread) > 2 for use in uses):
        return None
    if any(not use.spread and not all(use.inside(dim) for dim in range(len(shape))) for use in uses):
        return None
    return last.pop() if last else len(shape) - 1


def in_tiles(tensor: Any, shape: Sequence[Size], uses: Sequence[Access]) -> TileLayout:
    """The layout in tiles for all uses. Raises CompileError, at a use, where there is none.

    The tiled dimensions are those along which uses have more than one element. Where all uses are vectors, each
    vector gets rows of tiles of its own. A dimension whose uses are blocks of the same size, not whole tiles, is laid
    out block by block. Uses of single elements find them in any layout.
    """
    reach = [_reach(tensor, shape, dim, uses) for dim in range(len(shape))]
    regular = [use for use in uses if use.regular and use.spread]
    if not regular:
        return TileLayout.of(shape, default_dims(len(shape)), reach=reach)
    row, col = dims = _dims(tensor, shape, regular)
    blocks = (
        _block(tensor, shape, row, regular) if row >= 0 else TILE,
        _block(tensor, shape, col, regular),
    )
    return TileLayout.of(shape, dims, blocks, reach)


def fold(tensor: Any, shape: Sequence[Size], uses: Sequence[Access]) -> TileLayout:
    """The layout of a tensor all of whose uses are vectors along one dimension, 1024 elements in each tile. Raises
    CompileError, at a use, where there is none.
    """
    (col,) = uses[0].spread
    blocks = TILE, _block(tensor, shape, col, uses, tile_extent(FOLDED))
    reach = [_reach(tensor, shape, dim, uses) for dim in range(len(shape))]
    return TileLayout.of(shape, (-1, col), blocks, reach, FOLDED)


def _dims(tensor: Any, shape: Sequence[Size], uses: Sequence[Access]) -> tuple[int, int]:
    """(row, column); row -1 where all uses are single rows."""
    for use in uses:
        if len(use.spread) > 2:
            raise CompileError.at(
                use.op,
                f"{_region(use)} of '{name_of(tensor)}' has more than two dimensions of more than one element",
                help="copy one matrix at a time, in a loop over the other dimensions",
            )
    widest = max(uses, key=lambda use: len(use.spread))
    chosen = widest.spread
    for use in uses:
        if not set(use.spread) <= set(chosen):
            raise CompileError.at(
                use.op,
                f"{_region(use)} of '{name_of(tensor)}' ({_by(shape)}) runs along dimensions {_list(use.spread)}, "
                f"another use of it along {_list(chosen)}",
                notes=[(widest.op, f"the other use: {_region(widest)}")],
                help="a tensor is cut in tiles along two dimensions, the same for all its uses; pass it as two tensors",
            )
    if len(chosen) == 2:
        return chosen[0], chosen[1]
    col = chosen[0] if chosen else len(shape) - 1
    row = default_dims(len(shape))[0]
    # One row of tiles is what the default gives as well.
    if col == len(shape) - 1 and row >= 0 and shape[row] == 1 and all(use.aligned(row, TILE) for use in uses):
        return row, col
    return -1, col


def _block(tensor: Any, shape: Sequence[Size], dim: int, uses: Sequence[Access], tile: int = TILE) -> int:
    """The block along a tiled dimension: the tile, of `tile` elements along it, if all uses are whole tiles, else the
    size that all uses share.
    """
    wrong = next((use for use in uses if not _whole(use, dim, shape[dim], tile)), None)
    if wrong is None:
        return tile
    size = wrong.sizes[dim]
    other = next((use for use in uses if use.sizes[dim] != size), None)
    here = f"dimension {dim} of '{name_of(tensor)}' ({_by(shape)})"
    if other is not None:
        raise CompileError.at(
            wrong.op,
            f"{here} is accessed in blocks of {size} and of {other.sizes[dim]} elements, which are not whole tiles of {tile}",
            notes=[(other.op, f"the other use: {_region(other)}")],
            help=f"use blocks of one size, or multiples of {tile}",
        )
    loose = next((use for use in uses if not use.aligned(dim, size)), None)
    if loose is not None:
        bounds = loose.offset(dim)
        raise CompileError.at(
            loose.op,
            f"{here} is accessed in blocks of {size} at offsets ({bounds.low} to {bounds.high}) that are not multiples of "
            f"{tile if size % tile == 0 else size}",
            help=f"let blocks start at multiples of their size, or at multiples of {tile}",
        )
    return size


def _whole(use: Access, dim: int, extent: Size, tile: int) -> bool:
    """Whether a use is whole tiles along a dimension, or the rest of its last tile is behind the end of the tensor."""
    if not use.aligned(dim, tile):
        return False
    size, low = use.sizes[dim], use.offset(dim).low
    return size % tile == 0 or (low is not None and at_least(low + size, extent))


def _reach(tensor: Any, shape: Sequence[Size], dim: int, uses: Sequence[Access]) -> Size:
    """How far uses reach along a dimension, in elements."""
    furthest = shape[dim]
    for use in uses:
        low, high = use.offset(dim)
        size = use.sizes[dim]
        if low is not None and high is not None and at_least(low, 0):
            furthest = larger(furthest, high + size)
            continue
        what = f"starts at {low}" if low is not None else "starts where no bound is known"
        if low is not None and high is None:
            what = "has no known end"
        raise CompileError.at(
            use.op,
            f"dimension {dim} of '{name_of(tensor)}' ({_by(shape)}): an access of {size} element{'s' if size != 1 else ''} {what}",
            help="compute offsets from block indices and loop variables with constant bounds, and keep them from being negative",
        )
    return furthest


def covers_padding(use: Access, layout: TileLayout) -> bool:
    """Whether a use can reach elements that the tensor does not have, in whole tiles."""
    if not use.spread:
        highs = [use.offset(dim).high for dim in range(len(layout.shape))]
        return any(h is None or not at_least(e, h + 1) for h, e in zip(highs, layout.shape, strict=True))
    if layout.dims[0] < 0 and layout.form != FOLDED:
        return True
    for dim, (extent, size) in enumerate(zip(layout.shape, use.sizes, strict=True)):
        tiled = dim in layout.dims
        high = use.offset(dim).high
        if high is None or not at_least(extent, high + (whole_tiles(size, layout.tile_extent) if tiled else size)):
            return True
        if tiled and layout.block(dim) % layout.tile_extent:
            return True
    return False


def _region(use: Access) -> str:
    return f"a region of {_by(use.sizes)} elements" if use.spread else "an element"


def _by(extents: Sequence[Size]) -> str:
    return " x ".join(map(str, extents))


def _list(dims: Sequence[int]) -> str:
    return " and ".join(map(str, dims))
