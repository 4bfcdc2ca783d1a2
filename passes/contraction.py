"""The length a kernel contracts over: elements of K that one block of the result adds up."""

from __future__ import annotations

from typing import Any

from tilelang_tt.dialects.tile import shape_of
from tilelang_tt.dialects.types import TILE, block_shape
from tilelang_tt.mlir import ir, walk_collect
from tilelang_tt.passes.rebuild import constant_int, defining, scf_for

_GEMM = "tt.tile.gemm"
_MATMUL = "tt.tile.matmul"


def contraction_length(fn: Any) -> int:
    """K of the longest matrix product of a kernel, the loops that accumulate into it included; 0 if there is none.

    A product under a loop whose number of iterations is not known does not count.
    """
    return max((length or 0 for length in map(_length, walk_collect(fn, (_GEMM, _MATMUL)))), default=0)


def _length(op: Any) -> int | None:
    if op.operation.name == _GEMM:
        a = ([1, 1] + shape_of(op.a))[-2:]
        k = a[0] if ir.BoolAttr(op.transpose_a).value else a[1]
        loops = _loops_into_buffer(op)
    else:
        k = block_shape(op.a.type)[1] * TILE
        loops = _loops_into_value(op)
    for loop in loops:
        if loop.trip_count is None:
            return None
        k *= loop.trip_count
    return k


def _loops_into_buffer(op: Any) -> list[Any]:
    """The loops around a gemm that do not start its accumulator afresh: it is made and filled outside of them."""
    if constant_int(op.clear) == 1:
        return []
    loops = []
    parent = op.operation.parent
    while parent is not None and parent.name in ("scf.for", "scf.if"):
        if "tt.persistent_loop" in parent.attributes:
            break
        if parent.name == "scf.for":
            if _is_restarted(parent, op.c):
                break
            loops.append(scf_for(parent))
        parent = parent.parent
    return loops


def _is_restarted(loop: Any, accumulator: Any) -> bool:
    """Whether an iteration of `loop` makes or fills the accumulator itself."""
    made = defining(accumulator)
    if made is not None and made.operation.parent == loop:
        return True
    fills = walk_collect(loop, "tt.tile.fill")
    return any(fill.dest == accumulator for fill in fills)


def _loops_into_value(op: Any) -> list[Any]:
    """The loops whose iteration arguments carry the accumulator of a matmul."""
    loops = []
    value = op.c
    while isinstance(value.owner, ir.Block):
        parent = value.owner.owner
        if parent is None or parent.operation.name != "scf.for":
            break
        loop = scf_for(parent)
        if value not in loop.args:
            break
        loops.append(loop)
        value = loop.inits[loop.args.index(value)]
    return loops
