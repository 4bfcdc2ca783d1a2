"""tt-split-accumulate: a matmul on top of a computed block becomes a product and an addition.

    %s = "tt.tile.mul"(%acc, %scale)
    %d = "tt.tile.matmul"(%p, %v, %s)
  ->
    %s = "tt.tile.mul"(%acc, %scale)
    %0 = "tt.tile.matmul"(%p, %v, %zero)
    %d = "tt.tile.add"(%s, %0)

Takes and gives value form. Accumulators that loops carry for matmuls alone are added to in place and stay as they
are; so do matmuls that start from zero. The addition fuses with the elementwise work around it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from tilelang_tt.dialects import block
from tilelang_tt.dialects.tile import FUNCTION_OPS
from tilelang_tt.dialects.types import element_of
from tilelang_tt.mlir import arith, ir, walk_collect
from tilelang_tt.passes.accumulators import cleared_when, is_accumulator, is_zero
from tilelang_tt.passes.base import Pass
from tilelang_tt.passes.ranges import runs
from tilelang_tt.passes.rebuild import defining, scf_for, unnamed

if TYPE_CHECKING:
    from tilelang_tt.diagnostics import Diagnostics


@dataclass(frozen=True)
class SplitAccumulate(Pass):
    """turn matmuls on computed blocks into products and additions"""

    name: ClassVar[str] = "tt-split-accumulate"
    takes: ClassVar[str | None] = "value"
    gives: ClassVar[str | None] = "value"

    def run(self, module: ir.Module, diag: Diagnostics) -> None:
        """Splits every matmul that cannot add in place."""
        for op in walk_collect(module, "tt.tile.matmul"):
            if not _adds_in_place(op.c):
                _split(op)


def _adds_in_place(accumulator: Any) -> bool:
    """Whether a matmul that adds to this block does so in pages that were reserved for it."""
    if is_zero(accumulator):
        return True
    choice = cleared_when(accumulator)
    if choice is not None:
        return _adds_in_place(choice[1])
    op = defining(accumulator)
    if op is None:
        loop_op = accumulator.owner.owner.operation
        loop = scf_for(loop_op)
        return runs(loop) and is_accumulator(loop_op, loop.args.index(accumulator))
    if op.operation.name == "tt.tile.matmul":
        inner = op.operation.operands[2]
        return not is_zero(inner) and _adds_in_place(inner)
    if op.operation.name == "scf.for":
        loop = scf_for(op)
        position = list(op.operation.results).index(accumulator)
        return (
            not is_zero(loop.inits[position]) and is_accumulator(op, position) and _adds_in_place(loop.inits[position])
        )
    return False


def _split(op: Any) -> None:
    with ir.InsertionPoint(op), unnamed(op.operation.location):
        type_ = op.result.type
        element = element_of(type_)
        whole = isinstance(element, ir.IntegerType)
        zero_attr = ir.IntegerAttr.get(element, 0) if whole else ir.FloatAttr.get(element, 0.0)
        scalar = arith.ConstantOp(element, zero_attr).result
        zero = block.SplatOp(scalar, type_).result
        product = block.MatmulOp(op.a, op.b, zero, op.transpose_b, type_).result
        total = FUNCTION_OPS["add"](op.c, product, type_, loc=op.operation.location).result
    op.result.replace_all_uses_with(total)
    op.operation.erase()
