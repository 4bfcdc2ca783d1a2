"""Tensors that lie in L1 in shards, and where in their shards the pages lie that a mover touches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

from tilelang_tt.dialects.extent import known
from tilelang_tt.mlir import ir
from tilelang_tt.passes import kernel_func, shards, tensor_layouts, tiled_tensors
from tilelang_tt.passes.core_sets import Core
from tilelang_tt.passes.index_arrays import Array, Unknown
from tilelang_tt.passes.mover_traces import Trace
from tilelang_tt.passes.page_order import MATCH_SHARD, page_order
from tilelang_tt.passes.rebuild import defining
from tilelang_tt.passes.tile_layout import TileLayout


@dataclass(frozen=True)
class Sharded:
    """A tensor in L1 that is cut in shards; `owners` are the cores that hold them, in the order of the shards."""

    name: str
    layout: TileLayout
    owners: Sequence[Core]


def sharded_tensors(fn: Any) -> dict[str, Sharded]:
    """The tensors of a function that lie in L1 in shards, in the order of the parameters. A thread knows no owners."""
    found = {}
    for name, layout in tiled_tensors.recorded(fn).items():
        if layout.shards and tensor_layouts.memory(fn, name) == "L1":
            with tensor_layouts.located(fn, name):
                cut = None if "tt.thread" in fn.attributes else shards.of(fn, layout, "L1")
            found[name] = Sharded(name, layout, cut.cores if cut else ())
    return found


def in_place(op: Any) -> bool:
    """Whether the circular buffer of a read or write is the shard of its tensor, so that nothing is moved."""
    alias = defining(op.cb).get("alias")
    if alias is None:
        return False
    names = kernel_func.parameter_names(op.tensor.owner.owner.operation.opview)
    return bool(ir.StringAttr(alias).value == names[ir.BlockArgument(op.tensor).arg_number])


@dataclass(frozen=True)
class Places:
    """For every page of every execution of a mover, the number of its shard and its place there, in pages."""

    shard: Array
    place: Array


def pages_per_shard(layout: TileLayout) -> int:
    """Pages of one shard, padding included."""
    return prod(layout.shard_pages.values())


def places(layout: TileLayout, trace: Trace) -> Places:
    """Where the pages of a trace lie. Raises Unknown for a trace that leaves the tensor, ValueError for shards that do
    not fit the tensor.
    """
    rows, _ = trace.shape
    if layout.dims[0] < 0 and rows > 1:
        raise Unknown("a block of several vectors")
    tiles = trace.tiles(layout.dims)
    for axis in (axis for axes in layout.axes for axis in axes):
        numbers = tiles[axis.dim]
        if numbers.size and (numbers.min() < 0 or numbers.max() >= known([axis.pages])[0]):
            raise Unknown("a block that lies outside of the tensor")
    # Shards that the hardware numbers lie in memory as if their pages were numbered shard by shard.
    order = layout.page_order if layout.one_dimensional else page_order(*layout.axes, MATCH_SHARD, layout.shard_pages)
    page = np.zeros((len(trace.core), prod(trace.shape)), dtype=np.int64)
    for digit in order.digits:
        (extent,) = known([digit.extent])
        page = page * extent + tiles[digit.dim] // digit.divisor % extent
    each = pages_per_shard(layout)
    return Places(page // each, page % each)
