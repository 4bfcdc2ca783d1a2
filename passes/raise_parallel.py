"""Raising a `T.Parallel` loop to block operations, element operation by element operation.

    scf.parallel (%i, %j) = (%c0, %c0) to (%c128, %c64) step (%c1, %c1) {
      %x = memref.load %C[%i, %j]; %b = memref.load %bias[%j]
      %y = arith.addf %x, %b; memref.store %y, %C[%i, %j]
    }
  ->
    %b = "tt.tile.bcast"(%bias) {kind = "row"}; %C = "tt.tile.add"(%C_0, %b)

Every scalar of the body becomes the block of its values over the iteration space: the one or two loop variables that
run more than once are rows and columns; a single one lies as the vectors it is used with. Scalars that do not depend
on the loop stay scalars and are spread where a block needs them. Conditions are blocks of 1 and 0; loop indices
become blocks of positions.
"""

from __future__ import annotations

from typing import Any

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.dialects import block, tile
from tilelang_tt.dialects.functions import BY_MLIR, BY_NAME
from tilelang_tt.dialects.types import element_of
from tilelang_tt.mlir import arith, clone_with_map, ir
from tilelang_tt.passes.composed_functions import COMPOSED
from tilelang_tt.passes.conversions import step
from tilelang_tt.passes.index_blocks import is_condition
from tilelang_tt.passes.parallel_accesses import Accesses, spread
from tilelang_tt.passes.rebuild import index, same_name, scf_for

_CASTS = frozenset(
    {
        "arith.extf",
        "arith.truncf",
        "arith.sitofp",
        "arith.uitofp",
        "arith.fptosi",
        "arith.fptoui",
        "arith.extsi",
        "arith.extui",
        "arith.trunci",
        "arith.index_cast",
        "arith.index_castui",
    }
)
# Integer operations that are taken apart where their result is used, if they work on indices.
_INDEX_ARITHMETIC = frozenset(
    "arith." + name
    for name in "addi divsi divui extsi extui floordivsi index_cast index_castui maxsi maxui minsi minui muli remsi remui "
    "select shli shrsi shrui subi trunci".split()
)

_ON_CORE = frozenset({"arith.constant"})
_ON_CORE_F32 = frozenset(
    {
        "arith.addf",
        "arith.divf",
        "arith.mulf",
        "arith.select",
        "arith.sitofp",
        "arith.subf",
        "arith.uitofp",
    }
)


class ParallelRaiser(Accesses):
    """Raises one scf.parallel."""

    def run(self) -> None:
        """Emits the block operations at the current insertion point."""
        if len(self.extents) > 2:
            raise CompileError.at(
                self.op,
                f"T.Parallel over {len(self.extents)} dimensions of more than one element is not supported",
                help="use one or two parallel dimensions inside serial loops",
            )
        for variable in self.fixed:
            self.lowering.values[variable] = index(0)
        for op in list(self.body.operations):
            with op.operation.location:
                self.visit(op)

    def visit(self, op: Any) -> None:
        """Raises one operation of the body."""
        operation = op.operation
        name, operands = operation.name, list(operation.operands)
        if name == "scf.reduce":
            return
        if name == "memref.load":
            loaded = self.load(op, operands[0], operands[1:])
            is_bool = is_condition(operation.results[0])
            self.raised[operation.results[0]] = step(loaded, ir.F32Type.get()) if is_bool else loaded
        elif name == "memref.store":
            self.store(op, operands[0], operands[1], operands[2:])
        elif name == "scf.if":
            self.branch(op)
        elif name == "scf.for":
            self.serial(op)
        elif list(operation.regions):
            raise CompileError.at(
                op, f"'{name}' inside T.Parallel is not supported", help="use a select expression instead"
            )
        elif not any(self.varies(v) for v in operands) and runs_on_core(op):
            clone_with_map(op, self.lowering.values, ir.InsertionPoint.current)
        elif self.is_index_arithmetic(operation):
            return  # taken apart where it is used: as a subscript, in a comparison, as a number
        else:
            self.raised[operation.results[0]] = self.function(op, name, operands)

    def branch(self, op: Any) -> None:
        """A conditional: both branches are computed; stores and results choose by its condition."""
        condition = self.operand(op, op.operation.operands[0])
        given: list[list[Any]] = []
        for i, region in enumerate(op.operation.regions):
            if not list(region.blocks):
                continue
            block_ = region.blocks[0]
            self.inner.append(block_)
            self.masks.append(condition if i == 0 else self.apply("eqz", condition))
            ops = list(block_.operations)
            for inner in ops[:-1]:
                with inner.operation.location:
                    self.visit(inner)
            given.append([self.element(op, v) for v in ops[-1].operation.operands])
            self.masks.pop()
        for result, *values in zip(op.operation.results, *given, strict=True):
            self.raised[result] = self.apply("where", condition, *values)

    def serial(self, op: Any) -> None:
        """A loop that all iterations run alike, each step for the whole iteration space."""
        loop = scf_for(op)
        if any(self.varies(v) for v in (loop.lower, loop.upper, loop.step)):
            raise CompileError.at(
                op,
                "a loop inside T.Parallel whose bounds differ between iterations is not supported",
                help="loop over all that any iteration needs, and choose by T.if_then_else",
            )
        if loop.args:
            raise CompileError.at(
                op,
                "a loop inside T.Parallel that carries values is not supported",
                help="keep what the loop carries in a buffer",
            )
        self.inner.append(loop.block)
        self.lowering.loop(op, self.visit)
        self.inner.pop()

    def is_index_arithmetic(self, operation: Any) -> bool:
        """Whether an integer operation works on loop indices, not on elements."""
        result = operation.results[0]
        whole = isinstance(result.type, (ir.IndexType, ir.IntegerType)) and not is_condition(result)
        if operation.name not in _INDEX_ARITHMETIC or not whole:
            return False
        return not self.works_on_elements(list(operation.operands))

    def operand(self, op: Any, value: Any) -> Any:
        """A value as a block over the iteration space; indices become numbers, scalars are spread."""
        if value in self.raised:
            return self.raised[value]
        if value in self.lowering.elements.raised:
            return self.spread_element(self.lowering.elements.raised[value])
        if self.varies(value):
            return self.number(op, value)
        scalar = self.lowering.values[value]
        if isinstance(scalar.type, ir.IntegerType) and scalar.type.width == 1:
            scalar = arith.UIToFPOp(ir.F32Type.get(), scalar).result
        elif not isinstance(scalar.type, ir.FloatType):
            return self.number(op, value)
        return block.SplatOp(scalar, self.block(scalar.type)).result

    def spread_element(self, element: Any) -> Any:
        """An element of a buffer as a block over the iteration space."""
        full = self.block(element_of(element.type))
        return element if not self.extents else spread(element, self.spread_kind, full)

    def apply(self, name: str, *blocks: Any, loc: Any = None) -> Any:
        """A function of the table, applied to blocks."""
        return tile.FUNCTION_OPS[name](*blocks, blocks[-1].type, loc=loc or ir.Location.current).result

    def function(self, op: Any, name: str, operands: list[Any]) -> Any:
        """The block of an element operation's results."""
        result = op.operation.results[0]
        here = same_name(result, op.operation.location)
        if name in ("arith.cmpf", "arith.cmpi"):
            return self.comparison(op, name, operands)
        if isinstance(result.type, ir.IntegerType) and result.type.width == 1:
            return self.condition(op, name, operands)
        if name == "arith.select" and not isinstance(result.type, (ir.IntegerType, ir.IndexType)):
            return self.apply("where", *(self.operand(op, v) for v in operands), loc=here)
        if name in _CASTS:
            return self.cast(op, name, operands[0], result.type)
        if isinstance(result.type, (ir.IntegerType, ir.IndexType)):
            return self.integer_function(op, name, operands, here)
        if name in COMPOSED:
            with here:
                return COMPOSED[name](self.apply, *(self.operand(op, v) for v in operands))
        row = BY_MLIR.get(name) or BY_NAME.get(name.removeprefix("tt.tile."))
        if row is None or len(operands) != row.arity:
            raise CompileError.at(
                op,
                f"'{name}' inside T.Parallel has no tile operation",
                help=f"available: {', '.join(sorted(fn.name for fn in BY_NAME.values()))}",
            )
        return self.apply(row.name, *(self.operand(op, v) for v in operands), loc=here)


def runs_on_core(op: Any) -> bool:
    """Whether a scalar operation is for the RISC-V cores. They have integers and software for the arithmetic of
    float32; other numbers and functions are computed as tiles.
    """
    if op.operation.name in _ON_CORE:
        return True
    return (
        all(isinstance(r.type, ir.F32Type) for r in op.operation.results)
        and op.operation.name in _ON_CORE_F32
        or not any(isinstance(v.type, ir.FloatType) for v in (*op.operation.operands, *op.operation.results))
    )
