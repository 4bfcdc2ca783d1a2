"""Tensors that a block stores and then loads again.

Reader and writer are two threads that meet only in circular buffers: a load does not wait for the
stores that stand before it. An update in place, which loads a region before it stores it, is fine;
a load of what the same block stored before is not, and is refused.
"""

from __future__ import annotations

from typing import Any

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.mlir import ir, name_of, walk_collect
from tilelang_tt.passes.consumers import ancestor_in
from tilelang_tt.passes.index_blocks import affine
from tilelang_tt.passes.rebuild import constant_int, defining, scf_for


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
    """Whether a load can run after a store within one block of the grid."""
    block = load.operation.block
    while True:
        first, second = ancestor_in(load, block), ancestor_in(store, block)
        if second is not None:
            break
        block = block.owner.operation.block
    order = [op.operation for op in block.operations]
    if order.index(first) > order.index(second):
        return True
    return not all(_moves_along(load, store, loop) for loop in _repeating_loops(block))


def _repeating_loops(block: Any) -> list[Any]:
    """The loops, other than that over the grid's blocks, around a block of operations."""
    loops = []
    owner = block.owner.operation
    while owner.name not in ("func.func", "tt.core.grid"):
        if owner.name == "scf.for" and "tt.persistent_loop" not in owner.attributes:
            loops.append(owner)
        owner = owner.parent.operation
    return loops


def _moves_along(load: Any, store: Any, loop: Any) -> bool:
    """Whether load and store touch one region, another one in every iteration of the loop."""
    elements = [op.operation.name.endswith("_element") for op in (load, store)]
    same = (
        elements[0] == elements[1]
        and list(load.offsets) == list(store.offsets)
        and load.result.type == store.value.type
    )
    extents = ir.RankedTensorType(load.result.type).shape
    return same and any(_steps_over(v, n, loop) for v, n in zip(load.offsets, extents, strict=False))


def _steps_over(offset: Any, extent: int, loop: Any) -> bool:
    """Whether an offset moves with the loop, and never by less than the region's extent where that is known."""
    induction = scf_for(loop).induction
    if not _depends_on(offset, induction):
        return False
    form = affine(offset, [induction], [], lambda v: _depends_on(v, induction))
    step = constant_int(loop.operands[2])
    return form is None or step is None or abs(form.factors.get(0, 0) * step) >= extent


def _depends_on(value: Any, induction: Any) -> bool:
    if value == induction:
        return True
    op = defining(value)
    return op is not None and any(_depends_on(v, induction) for v in op.operation.operands)
