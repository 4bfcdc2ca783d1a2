"""Layouts in tiles against numpy: where elements lie, how many pages there are, and what the interpreter makes of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tilelang_tt.passes.tile_layout import TILE, TileLayout, whole_tiles


@st.composite
def layouts(draw: Any) -> TileLayout:
    rank = draw(st.integers(1, 4))
    shape = [draw(st.integers(1, 70)) if d >= rank - 2 else draw(st.integers(1, 3)) for d in range(rank)]
    dims = sorted(draw(st.permutations(range(rank)))[:2])
    if len(dims) == 1 or draw(st.booleans()):
        dims = [-1, dims[-1]]
    blocks = [draw(st.sampled_from([TILE, 1, 7, 16, 40])) if d >= 0 else TILE for d in dims]
    reach = [extent + draw(st.sampled_from([0, 0, 1, 30])) for extent in shape]
    layout = TileLayout.of(shape, dims, blocks, reach)
    assume(np.prod(layout.padded) < 10**6)
    return layout


def padded_by_numpy(values: np.ndarray, layout: TileLayout) -> np.ndarray:
    """The tensor with every block padded to whole tiles and zeros behind it."""
    for dim in layout.dims:
        if dim < 0:
            continue
        block = layout.block(dim)
        cuts = [
            values.take(range(i, min(i + block, values.shape[dim])), dim) for i in range(0, values.shape[dim], block)
        ]
        for i, cut in enumerate(cuts):
            widths = [(0, whole_tiles(block) - cut.shape[dim]) if d == dim else (0, 0) for d in range(cut.ndim)]
            cuts[i] = np.pad(cut, widths)
        values = np.concatenate(cuts, dim)
    return np.pad(values, [(0, p - e) for p, e in zip(layout.padded, values.shape, strict=True)])


@given(layouts())
@settings(max_examples=150, deadline=None)
def test_padded_shape_holds_all_blocks_in_whole_tiles(layout: TileLayout) -> None:
    padded = padded_by_numpy(np.ones(layout.shape), layout)
    assert padded.shape == layout.padded
    assert padded.sum() == np.prod(layout.shape)
    assert all(layout.padded[d] % TILE == 0 for d in layout.dims if d >= 0)
    rows = TILE if layout.dims[0] < 0 else 1
    assert layout.pages * TILE * TILE == padded.size * rows


@given(layouts(), st.data())
@settings(max_examples=150, deadline=None)
def test_pages_of_different_tiles_differ(layout: TileLayout, data: Any) -> None:
    """The page of an element is that of the tile which holds it, counted matrix by matrix and row by row."""
    index = [data.draw(st.integers(0, extent - 1)) for extent in layout.shape]
    row, col = layout.dims

    def tile(dim: int) -> int:
        block = layout.block(dim)
        return index[dim] // block * layout.tiles_per_block(dim) + index[dim] % block // TILE

    matrix = 0
    for dim in layout.others:
        matrix = matrix * layout.padded[dim] + index[dim]
    page = (matrix * layout.tile_rows + (tile(row) if row >= 0 else 0)) * layout.tile_cols + tile(col)
    marked = np.zeros(layout.shape)
    marked[tuple(index)] = 1
    padded = padded_by_numpy(marked, layout)
    if row < 0:
        matrices = np.moveaxis(padded, col, -1).reshape(-1, 1, layout.padded[col])
    else:
        matrices = np.moveaxis(padded, (row, col), (-2, -1)).reshape(-1, layout.padded[row], layout.padded[col])
    m, r, c = (int(v[0]) for v in np.nonzero(matrices))
    assert page == (m * layout.tile_rows + r // TILE) * layout.tile_cols + c // TILE
    assert 0 <= page < layout.pages


def test_defaults() -> None:
    layout = TileLayout.default([100, 64])
    assert (layout.dims, layout.padded, layout.pages, layout.is_padded) == ((0, 1), (128, 64), 8, True)
    assert not TileLayout.default([3, 64, 96]).is_padded
    vector = TileLayout.default([96])
    assert (vector.dims, vector.padded, vector.pages, vector.is_padded) == ((-1, 0), (96,), 3, True)


def test_rows() -> None:
    """A page for every row along a dimension, as long as reads from DRAM need it."""
    layout = TileLayout.rows([2, 5, 50], 2, 2)
    assert (layout.dims, layout.padded, layout.pages, layout.page_elements) == ((-1, 2), (2, 5, 64), 10, 64)
    turned = TileLayout.rows([2, 5, 50], 1, 4)
    assert (turned.dims, turned.padded, turned.pages, turned.is_padded) == ((-1, 1), (2, 16, 50), 100, True)
