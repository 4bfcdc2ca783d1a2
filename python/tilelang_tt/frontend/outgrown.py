"""On-chip buffers that T.Parallel uses beyond their end become as large as what it uses.

    sinks = T.alloc_fragment([heads], dtype)       # 8 elements
    for i in T.Parallel(64):
        sinks[i] = Sinks[by]

On a GPU the elements of a fragment lie in the registers of the threads that own them, and such kernels run. Here the
buffer gets 64 elements, and a remark says so. Buffers that anything but element accesses uses are left as they are.
"""

from __future__ import annotations

from typing import Any

from tilelang_tt.dialects import tile
from tilelang_tt.frontend import tir
from tilelang_tt.frontend.state import State
from tilelang_tt.mlir import file_loc, ir, memref, name_of, walk_collect


def enlarge(function: Any, state: State) -> None:
    """Replaces the allocations of such buffers in a function that has been built."""
    for alloc in walk_collect(function, memref.AllocOp):
        buffer = alloc.operation.results[0]
        shape = tile.shape_of(buffer)
        needed = _reach(buffer, shape)
        if needed is None or needed == shape:
            continue
        type_ = ir.MemRefType(buffer.type)
        wider = ir.MemRefType.get(needed, type_.element_type, memory_space=type_.memory_space)
        with ir.InsertionPoint(alloc):
            new = memref.AllocOp(wider, [], [], loc=alloc.operation.location)
        buffer.replace_all_uses_with(new.operation.results[0])
        alloc.operation.erase()
        place = file_loc(new.operation.location)
        span = state.span if place is None else tir.Span(*place)
        by, instead = (" x ".join(map(str, extents)) for extents in (shape, needed))
        text = f"'{name_of(new.operation.results[0])}' has {by} elements, but T.Parallel uses {instead}: it is made as large"
        state.remarks.setdefault((span, text))


def _reach(buffer: Any, shape: list[int]) -> list[int] | None:
    """The extents that element accesses reach by plain loop variables of T.Parallel; None if there are other uses."""
    needed = list(shape)
    for use in buffer.uses:
        op = use.owner.operation
        if op.name not in ("memref.load", "memref.store"):
            return None
        indices = list(op.operands)[1 if op.name == "memref.load" else 2 :]
        for dim, index in enumerate(indices):
            needed[dim] = max(needed[dim], _extent(index))
    return needed


def _extent(index: Any) -> int:
    """How many values a plain variable of T.Parallel takes; 0 for any other index."""
    block = index.owner
    if not isinstance(block, ir.Block) or block.owner.operation.name != "scf.parallel":
        return 0
    upper = list(block.owner.operation.operands)[len(list(block.arguments)) + index.arg_number]
    constant = upper.owner
    if isinstance(constant, ir.Block) or constant.operation.name != "arith.constant":
        return 0
    return int(ir.IntegerAttr(constant.operation.attributes["value"]).value)
