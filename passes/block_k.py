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

A number of steps that does not divide, or depends on symbolic dimensions, is rounded up. The tensors get room for what
the last block reads too much (`tt.padded_shape`); it is zero. That needs tensors that nothing writes and that are not cut in shards.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from tilelang_tt.dialects import block
from tilelang_tt.dialects.block import region_of
from tilelang_tt.dialects.extent import Size, larger
from tilelang_tt.dialects.types import block_shape, block_type, element_of
from tilelang_tt.mlir import arith, func, ir, name_of, named_loc, scf, walk_collect
from tilelang_tt.passes import kernel_func, tensor_layouts, tiled_tensors
from tilelang_tt.passes.base import Pass
from tilelang_tt.passes.k_widening import Limits, Widening, widening
from tilelang_tt.passes.rebuild import Loop, Rebuilder, index, scf_for
from tilelang_tt.passes.tensor_uses import roles

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
        kernels = kernel_func.kernels(module)
        written = {name for fn in kernels for name, role in roles(fn).items() if role != "in"}
        sharded = {name for fn in kernels for name in tensor_layouts.sharded(fn)}
        limits = Limits(self.tiles, self.l1_tiles, written | sharded)
        room: Room = {}
        for function in walk_collect(module, func.FuncOp):
            plans = [] if function.is_external else [widening(op, limits) for op in walk_collect(function, "scf.for")]
            _explain(function, plans, limits, diag)
            for plan in filter(None, plans):
                for name, (dim, reach) in plan.reach.items():
                    room.setdefault(name, {})[dim] = larger(room.get(name, {}).get(dim, 0), reach)
            if any(plans):
                _Widener(function, limits).run()
        if room:
            for fn in kernel_func.kernels(module):
                _make_room(fn, room)


def _explain(function: Any, plans: list[Widening | None], limits: Limits, diag: Diagnostics) -> None:
    loops = [] if function.is_external else walk_collect(function, "scf.for")
    for loop, plan in zip(loops, plans, strict=True):
        if plan is not None:
            name = name_of(scf_for(loop).induction) or "K"
            diag.decide(
                function,
                "loops",
                name,
                f"{plan.factor} steps become one, {plan.steps} in all: up to {limits.tiles} tiles of K fit a block, and both "
                f"operands {limits.l1_tiles} tiles of L1",
            )


Room = dict[str, dict[int, Size]]
"""Tensor name -> dimension -> how far it is read, in elements."""


def _make_room(fn: Any, room: Room) -> None:
    """Extends the padding of a function's tensors."""
    layouts = tiled_tensors.recorded(fn)
    for name, dims in room.items():
        if name in layouts:
            padded = list(layouts[name].padded)
            for dim, reach in dims.items():
                padded[dim] = larger(padded[dim], reach)
            layouts[name] = replace(layouts[name], padded=tuple(padded))
    tiled_tensors.record(fn, layouts)
    kernel_func.write(fn, tensor_layouts.tile_views(fn))


class _Widener(Rebuilder):
    def __init__(self, old: func.FuncOp, limits: Limits) -> None:
        super().__init__(old)
        self.limits = limits
        self.widening: Widening | None = None
        self.handlers |= {"tt.tile.load": self.load, "tt.tile.block_transpose": self.transpose}

    def for_(self, op: Any) -> None:
        """A loop with fewer, wider steps."""
        plan = widening(op, self.limits)
        if plan is None:
            super().for_(op)
            return
        old = scf_for(op)
        new = scf.ForOp(index(0), self.steps(old, plan), index(1), [self.new(v) for v in old.inits])
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

    def steps(self, old: Loop, plan: Widening) -> Any:
        """The number of wide steps."""
        if isinstance(plan.steps, int):
            return index(plan.steps)
        rounded = arith.AddIOp(self.new(old.upper), index(plan.factor - 1)).result
        return arith.DivUIOp(rounded, index(plan.factor)).result

    def wide(self, value: Any) -> ir.Type:
        """The type of a load or transpose after widening."""
        shape = block_shape(value.type)
        if self.widening is not None and value in self.widening.grown:
            shape[self.widening.grown[value]] *= self.widening.factor
        return block_type(shape, element_of(value.type))

    def load(self, op: Any) -> None:
        if region_of(op) is not None:
            self.clone(op)
            return
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
