"""Which loop-carried blocks are matmul accumulators: carried only to be added to by matmuls.

    %acc = scf.for ... iter_args(%c = %zero) { %d = matmul(%a, %b, %c); scf.yield %d }

Such a block never has to leave DST or its pages in L1: every matmul adds in place.
"""

from __future__ import annotations

from typing import Any

from tilelang_tt.mlir import ir
from tilelang_tt.passes.consumers import uses_of
from tilelang_tt.passes.dst_plan import splat_value
from tilelang_tt.passes.rebuild import defining, scf_for


def is_accumulator(loop_op: Any, position: int) -> bool:
    """Whether iter_arg `position` of a loop is only ever added to: a chain of matmuls and inner loops from argument
    to yield.
    """
    loop = scf_for(loop_op)
    value = loop.args[position]
    goal = loop.yielded[position]
    while value != goal:
        following = _next_link(value)
        if following is None:
            return False
        value = following
    return _is_plain_yield(value)


def _next_link(value: Any) -> Any | None:
    """The value after the one matmul, choice or inner loop that uses `value`; None if the chain ends otherwise."""
    uses = uses_of(value)
    if len(uses) != 1:
        return None
    op = uses[0].op
    name = op.operation.name
    if name == "tt.tile.matmul" and uses[0].kind == "accumulate":
        return op.operation.results[0]
    if name == "arith.select":
        condition, cleared, kept = op.operation.operands
        return op.operation.results[0] if kept == value and splat_value(cleared) == 0 else None
    if name == "scf.for":
        inner = scf_for(op)
        position = inner.inits.index(value)
        return op.operation.results[position] if is_accumulator(op, position) else None
    return None


def _is_plain_yield(value: Any) -> bool:
    uses = uses_of(value)
    return len(uses) == 1 and uses[0].op.operation.name == "scf.yield"


def cleared_when(value: Any) -> tuple[Any, Any] | None:
    """For `select(condition, zero, kept)`, (condition, kept); None for anything else."""
    op = defining(value)
    if op is None or op.operation.name != "arith.select":
        return None
    condition, cleared, kept = op.operation.operands
    return (condition, kept) if splat_value(cleared) == 0 else None


def is_zero(value: Any) -> bool:
    """Whether a block is a splat of zero."""
    return splat_value(value) == 0


def is_tensor(value: Any) -> bool:
    """Whether a value has a tensor type."""
    return isinstance(value.type, ir.RankedTensorType)
