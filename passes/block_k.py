"""tt-block-k: several K steps of a matmul loop become one.

    scf.for %k = %c0 to %c32 step %c1 iter_args(%c = %zero) {
      %a = "tt.tile.load"(%A, %m, %k) : ... -> tensor<4x1x!tile>
      %b = "tt.tile.load"(%B, %k, %n) : ... -> tensor<1x4x!tile>
      %d = "tt.tile.matmul"(%a, %b, %c)
  ->
    scf.for %k = %c0 to %c4 step %c1 iter_args(%c = %zero) {
      %k8 = arith.muli %k, %c8
      %a = "tt.tile.load"(%A, %m, %k8) : ... -> tensor<4x8x!tile>
      %b = "tt.tile.load"(%B, %k8, %n) : ... -> tensor<8x4x!tile>
      %d = "tt.tile.matmul"(%a, %b, %c)

Takes and gives value form. GPU kernels choose K blocks for their registers; here every K block ends in a pack of the
whole accumulator, which takes as long as several K tiles of arithmetic, so steps are joined until a block has `tiles`
K tiles. Sums are added in the same order. Works on loops that do nothing but load and multiply, where each load moves
by exactly its own extent from step to step.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from tilelang_tt.dialects import block
from tilelang_tt.dialects.types import block_shape, block_type, element_of
from tilelang_tt.mlir import arith, func, ir, name_of, named_loc, scf, walk_collect
from tilelang_tt.passes.base import Pass
from tilelang_tt.passes.consumers import uses_of
from tilelang_tt.passes.rebuild import Loop, Rebuilder, constant_int, defining, index, scf_for
from tilelang_tt.passes.tiled_tensors import layout_of

if TYPE_CHECKING:
    from tilelang_tt.diagnostics import Diagnostics


@dataclass(frozen=True)
class BlockK(Pass):
    """join K steps of matmul loops"""

    name: ClassVar[str] = "tt-block-k"
    takes: ClassVar[str | None] = "value"
    gives: ClassVar[str | None] = "value"
    tiles: int = 8
    l1_tiles: int = 160

    def run(self, module: ir.Module, diag: Diagnostics) -> None:
        """Rebuilds the functions that have a loop to widen."""
        for function in walk_collect(module, func.FuncOp):
            if not function.is_external and any(_plan(op, self) for op in walk_collect(function, "scf.for")):
                _Widener(function, self).run()


@dataclass(frozen=True)
class Widening:
    """How a loop is widened: `factor` steps become one; `grown` maps each load or transpose to the dimension of its
    result that grows.
    """

    factor: int
    grown: dict[Any, int]


def _plan(op: Any, options: BlockK) -> Widening | None:
    """How to widen a loop, or None where it stays as it is."""
    loop = scf_for(op)
    trips = loop.trip_count
    if (
        trips is None
        or trips < 2
        or len(loop.args) != 1
        or constant_int(loop.lower) != 0
        or constant_int(loop.step) != 1
    ):
        return None
    ops = list(loop.block.operations)[:-1]
    if any(not (o.operation.name.startswith("arith.") or o.operation.name in _BODY) for o in ops):
        return None
    matmuls = [o for o in ops if o.operation.name == "tt.tile.matmul"]
    if len(matmuls) != 1 or matmuls[0].c != loop.args[0] or loop.yielded != [matmuls[0].result]:
        return None
    matmul = matmuls[0]
    grown: dict[Any, int] = {}
    k_of_b = 1 if ir.BoolAttr(matmul.transpose_b).value else 0
    if not (_grows(matmul.a, 1, loop, grown) and _grows(matmul.b, k_of_b, loop, grown)):
        return None
    if any(
        o.operation.name in ("tt.tile.load", "tt.tile.block_transpose") and o.operation.results[0] not in grown
        for o in ops
    ):
        return None
    rows, k = block_shape(matmul.a.type)
    cols = block_shape(matmul.result.type)[1]
    fits = [
        f
        for f in range(2, trips + 1)
        if trips % f == 0 and k * f <= options.tiles and 2 * k * f * (rows + cols) <= options.l1_tiles
    ]
    return Widening(max(fits), grown) if fits else None


_BODY = frozenset({"tt.tile.load", "tt.tile.matmul", "tt.tile.block_transpose"})


def _grows(value: Any, dim: int, loop: Loop, grown: dict[Any, int]) -> bool:
    """Whether an operand may grow along `dim`: it is a load, transposed or not, that moves along `dim` by its extent
    per step.
    """
    op = defining(value)
    if op is None or op.operation.block != loop.block or len(uses_of(value)) != 1:
        return False
    if op.operation.name == "tt.tile.block_transpose":
        grown[value] = dim
        return _grows(op.value, 1 - dim, loop, grown)
    if op.operation.name != "tt.tile.load":
        return False
    moves = [_slope(v, loop) for v in op.offsets]
    wanted = [0] * len(moves)
    along = layout_of(op.tensor).dims[dim]
    if along < 0:
        return False
    wanted[along] = block_shape(value.type)[dim]
    if moves != wanted:
        return False
    grown[value] = dim
    return True


def _slope(value: Any, loop: Loop) -> int | None:
    """By how much an index grows from one iteration to the next; None if that is not a constant."""
    if value == loop.induction:
        return 1
    op = defining(value)
    if op is None or op.operation.block != loop.block or constant_int(value) is not None:
        return 0
    name, operands = op.operation.name, list(op.operation.operands)
    slopes = [_slope(v, loop) for v in operands]
    if None in slopes:
        return None
    if not any(slopes):
        return 0
    if name == "arith.addi":
        return sum(s for s in slopes if s is not None)
    if name == "arith.muli":
        for slope, other in zip(slopes, operands[::-1], strict=True):
            factor = constant_int(other)
            if slope and factor is not None:
                return slope * factor
    return None


class _Widener(Rebuilder):
    def __init__(self, old: func.FuncOp, options: BlockK) -> None:
        super().__init__(old)
        self.options = options
        self.widening: Widening | None = None
        self.handlers |= {"tt.tile.load": self.load, "tt.tile.block_transpose": self.transpose}

    def for_(self, op: Any) -> None:
        """A loop with fewer, wider steps."""
        plan = _plan(op, self.options)
        if plan is None:
            super().for_(op)
            return
        old = scf_for(op)
        trips = old.trip_count
        assert trips is not None
        new = scf.ForOp(index(0), index(trips // plan.factor), index(1), [self.new(v) for v in old.inits])
        if "tt.num_stages" in op.operation.attributes:
            i64 = ir.IntegerType.get_signless(64)
            stages = ir.IntegerAttr(op.operation.attributes["tt.num_stages"]).value
            new.operation.attributes["tt.num_stages"] = ir.IntegerAttr.get(i64, -(-stages // plan.factor))
        loop = scf_for(new)
        loop.induction.set_location(old.induction.location)
        for mine, theirs in zip(loop.args, old.args, strict=True):
            mine.set_location(theirs.location)
        self.values.update(zip(old.args, loop.args, strict=True))
        outer, self.widening = self.widening, plan
        with ir.InsertionPoint(loop.block):
            self.values[old.induction] = arith.MulIOp(loop.induction, index(plan.factor), loc=_first(old)).result
            self.visit_block(old.block)
        self.widening = outer
        self.values.update(zip(op.operation.results, new.results, strict=True))

    def wide(self, value: Any) -> ir.Type:
        """The type of a load or transpose after widening."""
        shape = block_shape(value.type)
        if self.widening is not None and value in self.widening.grown:
            shape[self.widening.grown[value]] *= self.widening.factor
        return block_type(shape, element_of(value.type))

    def load(self, op: Any) -> None:
        new = block.LoadOp(
            self.new(op.tensor), [self.new(v) for v in op.offsets], self.wide(op.result), loc=op.operation.location
        )
        self.values[op.result] = new.result

    def transpose(self, op: Any) -> None:
        new = block.BlockTransposeOp(self.new(op.value), self.wide(op.result), loc=op.operation.location)
        self.values[op.result] = new.result


def _first(loop: Loop) -> ir.Location:
    """The name of the first K step of a wide step."""
    name = name_of(loop.induction)
    return named_loc(f"{name}_first" if name else "k_first", ir.Location.current)
