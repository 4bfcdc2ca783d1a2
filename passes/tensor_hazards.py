"""Tensors that a block stores and then loads again.

Reader and writer are two threads that meet only in circular buffers: a load does not wait for the
stores that stand before it. An update in place, which loads a region before it stores it, is fine;
a load of what the same block stored before is not, and is refused.
"""

from __future__ import annotations

from typing import Any

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.dialects.block import region_of
from tilelang_tt.dialects.types import block_shape
from tilelang_tt.mlir import name_of, walk_collect
from tilelang_tt.passes.consumers import ancestor_in
from tilelang_tt.passes.distinct_regions import DistinctRegions
from tilelang_tt.passes.tiled_tensors import layout_of


def check_hazards(function: Any) -> None:
    """Raises CompileError, with both places, for a load that may run after a store to the same tensor in the same block."""
    loads: dict[Any, list[Any]] = {}
    for load in walk_collect(function, ("tt.tile.load", "tt.tile.load_element")):
        loads.setdefault(load.tensor, []).append(load)
    for store in walk_collect(function, ("tt.tile.store", "tt.tile.store_element")):
        for load in loads.get(store.tensor, []):
            if _runs_after(load, store):
                raise CompileError.at(
                    load,
                    f"'{name_of(load.tensor)}' is loaded after the same block stored to it",
                    notes=[(store, "stored here")],
                    help="keep the block on the chip instead of loading it again, or use a second kernel",
                )


def _runs_after(load: Any, store: Any) -> bool:
    """Whether a load can run after a store within one block of the grid, and see what it stored."""
    block = load.operation.block
    while True:
        first, second = ancestor_in(load, block), ancestor_in(store, block)
        if second is not None:
            break
        block = block.owner.operation.block
    order = [op.operation for op in block.operations]
    if order.index(first) > order.index(second):
        return True
    loops = _repeating_loops(block)
    if not loops:
        return False
    # The loads of one iteration come first; those of others must be of regions of their own.
    elements = [op.operation.name.endswith("_element") for op in (load, store)]
    same = list(load.offsets) == list(store.offsets) and load.result.type == store.value.type
    same = same and region_of(load) == region_of(store)
    return not (same and elements[0] == elements[1] and DistinctRegions(loops).hold(list(load.offsets), _extents(load)))


def _repeating_loops(block: Any) -> list[Any]:
    """The loops, other than that over the grid's blocks, around a block of operations, innermost first."""
    loops = []
    owner = block.owner.operation
    while owner.name not in ("func.func", "tt.core.grid"):
        if owner.name == "scf.for" and "tt.persistent_loop" not in owner.attributes:
            loops.append(owner)
        owner = owner.parent.operation
    return loops


def _extents(load: Any) -> list[int]:
    """The extents of a loaded region in the units of its offsets: elements, or tiles along tiled dimensions."""
    if load.operation.name == "tt.tile.load_element":
        return [1] * len(list(load.offsets))
    region = region_of(load)
    if region is not None:
        return region
    dims = layout_of(load.tensor).dims
    shape = block_shape(load.result.type)
    return [shape[dims.index(d)] if d in dims else 1 for d in range(len(list(load.offsets)))]
