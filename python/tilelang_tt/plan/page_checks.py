"""What must hold of a tensor's pages: how they are cut from it, their order, their memory and their shards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import prod
from typing import TYPE_CHECKING

from tilelang_tt.dialects.extent import Size, at_least, known, product
from tilelang_tt.passes.tile_layout import FOLDED, ROW_BYTES, ROWS, TileLayout, whole_tiles

if TYPE_CHECKING:
    from tilelang_tt.plan.model import Buffer, Layout, PageDigit


def problems(buffer: Buffer, described: Layout | None) -> Iterator[str]:
    """All that is wrong with a tensor whose layout in the plan is `described`."""
    yield from _tiling(buffer)
    if described is not None:
        yield from _agrees(buffer, described)
    if buffer.sharding is not None:
        yield from _shards(buffer)


def _tiling(buffer: Buffer) -> Iterator[str]:
    rank = len(buffer.shape)
    row, col = buffer.tile_dims
    if not (0 <= col < rank and -1 <= row < rank and row != col):
        yield f"tile_dims: {buffer.tile_dims} are not two dimensions of {buffer.shape}"
        return
    if buffer.page_form == ROWS:
        yield from _rows(buffer)
        return
    if buffer.page_form == FOLDED and row != -1:
        yield f"tile_dims: {buffer.tile_dims}, but folded pages are vectors: the row is -1"
        return
    least = TileLayout.of(buffer.shape, buffer.tile_dims, buffer.tile_blocks, form=buffer.page_form)
    if len(buffer.padded_shape) != rank or not all(map(at_least, buffer.padded_shape, least.padded)):
        yield f"padded_shape: {buffer.padded_shape} has no room for {buffer.shape} in tiles"
        return
    layout = replace(least, padded=tuple(buffer.padded_shape))
    for dim in (row, col):
        block = whole_tiles(layout.block(dim), layout.tile_extent) if dim >= 0 else 1
        if dim >= 0 and buffer.padded_shape[dim] // block * block != buffer.padded_shape[dim]:
            yield f"padded_shape: {buffer.padded_shape} is not whole blocks along dimension {dim}"
            return
    yield from _order(buffer, layout)


def _rows(buffer: Buffer) -> Iterator[str]:
    """Of a tensor whose pages are rows."""
    row, col = buffer.tile_dims
    length, shortest = known(
        [buffer.padded_shape[col] if len(buffer.padded_shape) == len(buffer.shape) else 0, buffer.shape[col]]
    )
    if row != -1 or length < max(shortest, 1) or buffer.page_bytes % ROW_BYTES or buffer.page_bytes % length:
        yield f"page_bytes: {buffer.page_bytes} is no row along dimension {col} of {buffer.padded_shape}, padded to {ROW_BYTES} bytes"
        return
    layout = TileLayout.rows(buffer.shape, col, buffer.page_bytes // length)
    if list(layout.padded) != buffer.padded_shape:
        yield f"padded_shape: {buffer.padded_shape}, rows along dimension {col} need {list(layout.padded)}"
    else:
        yield from _order(buffer, layout)


def _order(buffer: Buffer, layout: TileLayout) -> Iterator[str]:
    """Of the numbers of pages: each tile has one of its own, and there are as many as are allocated."""
    if buffer.page_order is None:
        if buffer.tiles != layout.pages:
            yield f"tiles: {buffer.tiles}, its padded shape has {layout.pages}"
        return
    axes = {axis.dim: axis.pages for axes in layout.axes for axis in axes}
    for digit in buffer.page_order:
        if digit.dim not in axes:
            yield f"page_order: pages are not counted along dimension {digit.dim}"
            return
    for dim, pages in axes.items():
        digits = [digit for digit in buffer.page_order if digit.dim == dim]
        if not _reaches(digits, pages):
            yield f"page_order: its digits do not tell {pages} pages along dimension {dim} apart"
            return
    count = product(digit.extent for digit in buffer.page_order)
    if buffer.tiles != count:
        yield f"tiles: {buffer.tiles}, its page_order has {count}"


def _reaches(digits: list[PageDigit], pages: Size) -> bool:
    """Whether the digits follow each other, from 1 on, as far as there are pages."""
    reached: Size = 1
    for digit in sorted(digits, key=lambda d: d.divisor):
        if digit.divisor != reached:
            return False
        reached = digit.divisor * digit.extent
    return at_least(reached, pages)


def _agrees(buffer: Buffer, described: Layout) -> Iterator[str]:
    memory = buffer.memory or "DRAM"
    if memory != described.shard:
        yield f"memory: {memory}, its layout says {described.shard}"
    if described.interleave != (buffer.sharding is None):
        yield f"sharding: {'missing' if buffer.sharding is None else 'there'}, its layout says interleave {described.interleave}"
    if (described.tile_id_order == "row_major") != (buffer.page_order is None):
        yield f"page_order: {'missing' if buffer.page_order is None else 'there'}, its layout says {described.tile_id_order}"


def _shards(buffer: Buffer) -> Iterator[str]:
    cut = buffer.sharding
    if cut is None:
        return
    if len(cut.pages) != len(cut.shard) or prod(cut.pages) != buffer.tiles:
        yield f"sharding: {cut.pages} pages in shards of {cut.shard}, the tensor has {buffer.tiles}"
        return
    cores = [core for r in cut.cores for core in r.rectangle.cores()]
    if len(set(cores)) != len(cores):
        yield "sharding.cores: a core is there twice"
    if buffer.memory is not None and prod(cut.counts) > len(cores):
        yield f"sharding.cores: {prod(cut.counts)} shards on {len(cores)} cores"
