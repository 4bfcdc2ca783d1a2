"""Page numbers against definitions that do not share their arithmetic: sorting for orders, slices for shards; and the index
arithmetic of the movers against the page numbers.
"""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tilelang_tt.mlir import arith, func, ir, make_context
from tilelang_tt.passes.block_regions import index_value
from tilelang_tt.passes.page_numbers import pages_of
from tilelang_tt.passes.rebuild import index
from tilelang_tt.passes.tile_layout import TileLayout

Place = dict[int, int]


@st.composite
def layouts(draw: Any) -> TileLayout:
    """Tensors of up to 4 x 300 x 300 in any order, most of them in shards, some in blocks inside of these."""
    rank = draw(st.integers(1, 3))
    shape = [draw(st.integers(1, 300)) if d >= rank - 2 else draw(st.integers(1, 4)) for d in range(rank)]
    dims = (-1, rank - 1) if rank == 1 or draw(st.booleans()) else (rank - 2, rank - 1)
    layout = TileLayout.of(shape, dims)
    order = draw(st.sampled_from(["row_major", "column_major", "z_order", "match_shard"]))
    if order != "match_shard" and draw(st.booleans()):
        return replace(layout, order=order)
    units = [32 if d in dims else 1 for d in range(rank)]
    lengths = st.sampled_from([1, 2, 4]) if order == "z_order" else st.integers(1, 4)
    shards = tuple(draw(lengths) * unit for unit in units)
    layout = replace(layout, order=order, shards=shards)
    if order != "match_shard" or draw(st.booleans()):
        return layout
    block = [draw(st.sampled_from(_divisors(layout.shard_pages[d]))) if d >= 0 else 1 for d in dims]
    return replace(layout, shard_block=tuple(block))


def _divisors(n: int) -> list[int]:
    return [d for d in range(1, n + 1) if n % d == 0]


def places(layout: TileLayout) -> list[Place]:
    """The index of every tile, row-major: matrices, rows, columns."""
    axes = [axis for axes in layout.axes for axis in axes]
    ranges = [range(axis.pages) for axis in axes]
    return [dict(zip([a.dim for a in axes], i, strict=True)) for i in itertools.product(*ranges)]


@given(layouts())
@settings(max_examples=150, deadline=None)
def test_every_tile_has_a_page_of_its_own(layout: TileLayout) -> None:
    pages = [layout.page(place) for place in places(layout)]
    assert len(set(pages)) == len(pages)
    assert 0 <= min(pages) and max(pages) < layout.pages


def morton(place: Place, dims: tuple[int, int]) -> int:
    row, col = place.get(dims[0], 0), place[dims[1]]
    return int("".join(a + b for a, b in zip(f"{row:016b}", f"{col:016b}", strict=True)), 2)


@given(layouts())
@settings(max_examples=150, deadline=None)
def test_pages_follow_each_other_as_the_order_says(layout: TileLayout) -> None:
    """The sequence of tiles by page number is that of a sort by shard, matrix, and place in the shard."""
    row, col = layout.dims
    others = layout.others
    shard = layout.shard_pages if layout.one_dimensional else {}
    block = dict(zip(layout.dims, layout.shard_block, strict=True)) if layout.shard_block else {}

    def key(place: Place) -> Any:
        axes = list(place)
        cut = [place[d] // shard[d] for d in axes] if shard else []
        inside = {d: place[d] % shard[d] for d in axes} if shard else place
        matrix = [inside[d] for d in others]
        r, c = inside.get(row, 0), inside[col]
        match layout.order:
            case "column_major":
                return cut, matrix, c, r
            case "z_order":
                return cut, matrix, morton(inside, layout.dims)
        if block:
            height, width = block.get(row, 1), block[col]
            return cut, matrix, r // height, c // width, r % height, c % width
        return cut, matrix, r, c

    everything = places(layout)
    assert sorted(everything, key=layout.page) == sorted(everything, key=key)


@given(layouts())
@settings(max_examples=100, deadline=None)
def test_a_shard_is_a_range_of_pages(layout: TileLayout) -> None:
    if not layout.one_dimensional:
        return
    counts = layout.shard_counts
    size = layout.pages // int(np.prod(list(counts.values())))
    for place in places(layout):
        number = 0
        for dim, count in counts.items():
            number = number * count + place[dim] // layout.shard_pages[dim]
        assert layout.page(place) // size == number


@given(layouts(), st.data())
@settings(max_examples=60, deadline=None)
def test_movers_compute_page_numbers(layout: TileLayout, data: Any) -> None:
    """For blocks anywhere, at offsets that are written as multiples of the block or not."""
    axes = {axis.dim: axis.pages for axes in layout.axes for axis in axes}
    row, col = layout.dims
    shape = [data.draw(st.integers(1, min(4, axes.get(d, 1)))) for d in (row, col)]
    sizes = {row: shape[0], col: shape[1]}
    scaled = data.draw(st.booleans())
    start = {}
    for dim, pages in axes.items():
        step = sizes.get(dim, 1) if scaled else 1
        start[dim] = data.draw(st.integers(0, (pages - sizes.get(dim, 1)) // step)) * step
    with make_context(), ir.Location.unknown():
        module = ir.Module.create()
        kind = ir.IndexType.get()
        with ir.InsertionPoint(module.body):
            function = func.FuncOp("f", ([kind] * (len(layout.shape) + 2), []))
            entry = function.add_entry_block()
        with ir.InsertionPoint(entry):
            *origins, i, j = entry.arguments
            offsets = []
            for dim, origin in enumerate(origins):
                step = sizes.get(dim, 1) if scaled else 1
                offsets.append(arith.MulIOp(origin, index(step)).result if step > 1 else origin)
            numbers = pages_of(layout, offsets, shape, lambda size, name=None: index(size))
            page = numbers.page(numbers.row(i if shape[0] > 1 else index(0)), j if shape[1] > 1 else index(0))
            func.ReturnOp([])
        for r, c in itertools.product(*map(range, shape)):
            steps = [sizes.get(d, 1) if scaled else 1 for d in range(len(layout.shape))]
            known = {o: start.get(d, 0) // steps[d] for d, o in enumerate(origins)} | {i: r, j: c}
            place = {d: s + {row: r, col: c}.get(d, 0) for d, s in start.items()}
            assert index_value(page, known, last=False) == layout.page(place)


def test_shards_that_cut_blocks_are_refused() -> None:
    layout = replace(TileLayout.of([96, 96], (0, 1), (48, 32)), order="match_shard", shards=(64, 96))
    with pytest.raises(ValueError, match="shards of 64 elements cut blocks of 48 along dimension 0"):
        assert layout.pages


def test_blocks_must_divide_a_shard() -> None:
    layout = replace(TileLayout.default([96, 96]), order="match_shard", shards=(96, 32), shard_block=(2, 1))
    with pytest.raises(ValueError, match="blocks of 2 tiles do not divide a shard of 3"):
        assert layout.pages


def test_z_order_needs_shards_of_powers_of_two() -> None:
    layout = replace(TileLayout.default([192, 32]), order="z_order", shards=(96, 32))
    with pytest.raises(ValueError, match="needs shards of 1, 2, 4, 8, ... tiles, not of 3 along dimension 0"):
        assert layout.pages
