"""Circular buffers to the writer that take turns: one for several results, where a core has too few or L1 is short.

    "tt.cb.map"(%cb_dk) ...; "tt.core.write"(%dK, %cb_dk, ...)
    "tt.cb.map"(%cb_dv) ...; "tt.core.write"(%dV, %cb_dv, ...)
  ->
    "tt.cb.map"(%cb_out) ...; "tt.core.write"(%dK, %cb_out, ...)
    "tt.cb.map"(%cb_out) ...; "tt.core.write"(%dV, %cb_out, ...)

Blocks leave a circular buffer in the order in which they come. So each must be written before the next one is begun,
in the block of operations where it is made; then writer and compute agree on the order, whatever loops are around.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tilelang_tt.mlir import ir, named_loc, walk_collect
from tilelang_tt.passes.rebuild import unnamed

_WRITE = "tt.core.write"


def share_outputs(function: Any, allocs: Sequence[Any], excess: int) -> list[Any]:
    """Merges up to `excess` output buffers into others of the same type and depth; returns the buffers that are left."""
    left = list(allocs)
    order = {op.operation: i for i, op in enumerate(walk_collect(function, lambda _: True))}
    for alloc in list(left):
        if excess <= 0:
            break
        host = next((a for a in left if a != alloc and _alike(a, alloc) and _take_turns((a, alloc), order)), None)
        if host is None:
            continue
        alloc.result.replace_all_uses_with(host.result)
        left.remove(alloc)
        alloc.operation.erase()
        host.operation.location = named_loc("cb_out", unnamed(host.operation.location))
        excess -= 1
    return left


def _alike(a: Any, b: Any) -> bool:
    if any(ir.StringAttr(x.role).value != "output" or x.get("alias") is not None for x in (a, b)):
        return False
    if a.result.type != b.result.type:
        return False
    return a.operation.attributes["depth"] == b.operation.attributes["depth"] and a.get("format") == b.get("format")


def _take_turns(allocs: Sequence[Any], order: dict[Any, int]) -> bool:
    """Whether, in program order, everything between the start of a block and its write uses the same buffer."""
    uses = sorted(
        ((order[use.owner.operation], alloc, use.owner.operation) for alloc in allocs for use in alloc.result.uses),
        key=lambda use: use[0],
    )
    begun: tuple[Any, Any] | None = None
    for _, alloc, operation in uses:
        if begun is not None and begun != (alloc, operation.block):
            return False
        begun = None if operation.name == _WRITE else (alloc, operation.block)
    return begun is None
