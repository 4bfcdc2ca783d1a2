"""Raising a `T.Parallel` loop to block operations, element operation by element operation.

    scf.parallel (%i, %j) = (%c0, %c0) to (%c128, %c64) step (%c1, %c1) {
      %x = memref.load %C[%i, %j]; %b = memref.load %bias[%j]
      %y = arith.addf %x, %b; memref.store %y, %C[%i, %j]
    }
  ->
    %b = "tt.tile.bcast"(%bias) {kind = "row"}; %C = "tt.tile.add"(%C_0, %b)

Every scalar of the body becomes the block of its values over the iteration space (rows and columns are the last two loop variables
that run more than once). Scalars that do not depend on the loop stay scalars and are spread where a block needs them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.dialects import attributes, block, tile
from tilelang_tt.dialects.functions import BY_MLIR, BY_NAME
from tilelang_tt.dialects.types import TILE, block_shape, block_type, element_of, is_block
from tilelang_tt.mlir import clone_with_map, ir, name_of
from tilelang_tt.passes.rebuild import constant_int, index, same_name
from tilelang_tt.passes.tile_index import subscript

if TYPE_CHECKING:
    from tilelang_tt.passes.tensorize import Lowering

_CASTS = frozenset(
    {
        "arith.extf",
        "arith.truncf",
        "arith.sitofp",
        "arith.uitofp",
        "arith.fptosi",
        "arith.fptoui",
        "arith.extsi",
        "arith.trunci",
    }
)


class ParallelRaiser:
    """Raises one scf.parallel; blocks of buffers are read from and written to the lowering's buffer state."""

    def __init__(self, lowering: Lowering, op: Any) -> None:
        self.lowering = lowering
        self.op = op
        self.body = op.operation.regions[0].blocks[0]
        variables = list(self.body.arguments)
        extents = _extents(op, len(variables))
        self.all_variables = variables
        self.variables = [v for v, e in zip(variables, extents, strict=True) if e != 1]
        self.shape = [e for e in extents if e != 1]
        self.stored: dict[Any, Any] = {}
        self.raised: dict[Any, Any] = {}

    def run(self) -> None:
        """Emits the block operations at the current insertion point."""
        if not 1 <= len(self.shape) <= 2:
            raise CompileError.at(
                self.op,
                f"T.Parallel over {len(self.shape)} dimensions of more than one element is not supported",
                help="use one or two parallel dimensions inside serial loops",
            )
        for extent in self.shape:
            if extent % TILE:
                raise CompileError.at(
                    self.op,
                    f"T.Parallel over {' x '.join(map(str, self.shape))} elements does not cover whole {TILE} x {TILE} tiles",
                    help=f"make the extents multiples of {TILE}",
                )
        # Variables of one iteration are 0, outside of the tiled pair.
        for variable in self.all_variables:
            if variable not in self.variables:
                self.lowering.values[variable] = index(0)
        for op in list(self.body.operations):
            with op.operation.location:
                self.visit(op)

    def visit(self, op: Any) -> None:
        operation = op.operation
        name, operands = operation.name, list(operation.operands)
        if name == "scf.reduce":
            return
        if name == "memref.load":
            self.raised[operation.results[0]] = self.load(op, operands[0], operands[1:])
            return
        if name == "memref.store":
            self.store(op, operands[0], operands[1], operands[2:])
            return
        if list(operation.regions):
            raise CompileError.at(
                op, f"'{name}' inside T.Parallel is not supported", help="use a select expression instead"
            )
        if not self.varies(operands):
            clone_with_map(op, self.lowering.values, ir.InsertionPoint.current)
            return
        if any(v in self.all_variables for v in operands) or any(self.is_index_math(v) for v in operands):
            # Index arithmetic is taken apart where it is used as a subscript.
            return
        self.raised[operation.results[0]] = self.function(op, name, operands)

    def varies(self, values: list[Any]) -> bool:
        """Whether one of the values differs between iterations."""
        return any(v in self.raised or v in self.all_variables or self.is_index_math(v) for v in values)

    def is_index_math(self, value: Any) -> bool:
        """Whether a value of the body is computed from the loop variables and has not become a block."""
        owner = value.owner
        if isinstance(owner, ir.Block) or owner.operation.block != self.body or value in self.raised:
            return value in self.variables
        return any(self.is_index_math(v) for v in owner.operation.operands)

    def block_of(self, value: Any, like: ir.Type) -> Any:
        """A value as a block of the shape of `like`; scalars are spread."""
        if value in self.raised:
            return self.raised[value]
        if self.is_index_math(value) or value in self.all_variables:
            raise CompileError.at(
                self.op,
                "a loop index used as a number inside T.Parallel is not supported",
                help="compute with buffer elements only",
            )
        scalar = self.lowering.values[value]
        return block.SplatOp(scalar, block_type(block_shape(like), scalar.type)).result

    def function(self, op: Any, name: str, operands: list[Any]) -> Any:
        """The block of an element operation's results."""
        like = next((self.raised[v].type for v in operands if v in self.raised), None)
        if like is None:
            raise CompileError.at(op, f"'{name}' of loop indices inside T.Parallel is not supported")
        result_element = op.operation.results[0].type
        here = same_name(op.operation.results[0], op.operation.location)
        if name in _CASTS:
            value = self.block_of(operands[0], like)
            return block.TypecastOp(value, block_type(block_shape(like), result_element), loc=here).result
        row = BY_MLIR.get(name) or BY_NAME.get(name.removeprefix("tt.tile."))
        if row is None or len(operands) != row.arity:
            raise CompileError.at(
                op,
                f"'{name}' inside T.Parallel has no tile operation",
                help=f"available: {', '.join(sorted(fn.name for fn in BY_NAME.values()))}",
            )
        blocks = [self.block_of(v, like) for v in operands]
        return tile.FUNCTION_OPS[row.name](*blocks, blocks[0].type, loc=here).result

    def subscripts(self, op: Any, indices: list[Any]) -> list[Any]:
        """The indices of an access, each as base + loop variable."""
        found = [subscript(v, self.variables, self.body) for v in indices]
        if None in found:
            raise CompileError.at(
                op,
                "an index inside T.Parallel is not a loop variable plus an offset",
                help="index buffers by plain loop variables, or by an offset that does not depend on the loop",
            )
        return found

    def load(self, op: Any, buffer: Any, indices: list[Any]) -> Any:
        """The block that an element load reads over the iteration space."""
        subscripts = self.subscripts(op, indices)
        order = [s.variable for s in subscripts if s.variable is not None]
        if len(set(order)) != len(order):
            raise CompileError.at(op, "a diagonal access inside T.Parallel is not supported")
        if attributes.space_of(buffer.type) == "dram":
            value = self.lowering.load(
                op, buffer, self.dram_offsets(op, buffer, subscripts), [self.shape[v] for v in order]
            )
        else:
            self.check_whole(op, buffer, subscripts)
            if buffer in self.stored and self.stored[buffer] != order:
                raise CompileError.at(
                    op,
                    f"T.Parallel stores and loads '{_name(buffer)}' at different elements; iterations must be independent",
                )
            value = self.lowering.current(op, buffer)
        return self.oriented(op, value, order)

    def oriented(self, op: Any, value: Any, order: list[int]) -> Any:
        """A loaded block turned and spread so that it covers the iteration space."""
        rows_cols = [extent // TILE for extent in self.shape]
        element = element_of(value.type)
        here = ir.Location.current
        if len(self.shape) == 1:
            if not order:
                raise CompileError.at(op, "one element of a buffer for all iterations of T.Parallel is not supported")
            return value
        full = block_type(rows_cols, element)
        if order == [0, 1]:
            return value
        if order == [1, 0]:
            return block.BlockTransposeOp(value, full, loc=here).result
        if order == [1]:
            return block.BcastOp(value, ir.StringAttr.get("row"), full, loc=here).result
        if order == [0]:
            column = block.BlockTransposeOp(value, block_type([rows_cols[0], 1], element), loc=here).result
            return block.BcastOp(column, ir.StringAttr.get("col"), full, loc=here).result
        raise CompileError.at(op, "one element of a buffer for all iterations of T.Parallel is not supported")

    def dram_offsets(self, op: Any, buffer: Any, subscripts: list[Any]) -> list[list[Any]]:
        """For every dimension of a DRAM tensor, the old values whose sum is the offset."""
        return [list(s.base) for s in subscripts]

    def check_whole(self, op: Any, buffer: Any, subscripts: list[Any]) -> None:
        """Refuses accesses that do not cover an on-chip buffer."""
        for extent, s in zip(tile.shape_of(buffer), subscripts, strict=True):
            covered = 1 if s.variable is None else self.shape[s.variable]
            offset_zero = all(constant_int(v) == 0 for v in s.base)
            if covered != extent or not offset_zero:
                raise CompileError.at(
                    op,
                    f"T.Parallel accesses a part of '{_name(buffer)}' ({' x '.join(map(str, tile.shape_of(buffer)))})",
                    help="let the parallel loops cover the whole buffer",
                )

    def store(self, op: Any, value: Any, buffer: Any, indices: list[Any]) -> None:
        """Makes the block of stored values the buffer's contents, or stores it to DRAM."""
        subscripts = self.subscripts(op, indices)
        order = [s.variable for s in subscripts if s.variable is not None]
        if len(order) != len(self.shape):
            raise CompileError.at(op, "several iterations of T.Parallel store to one element")
        full = block_type(([1] if len(self.shape) == 1 else []) + [e // TILE for e in self.shape], value.type)
        with same_name(buffer):
            stored = self.block_of(value, full)
            if order == [1, 0]:
                stored = block.BlockTransposeOp(stored, block_type(block_shape(full)[::-1], value.type)).result
        assert is_block(stored.type)
        if attributes.space_of(buffer.type) == "dram":
            self.lowering.store(op, stored, buffer, self.dram_offsets(op, buffer, subscripts))
            return
        self.check_whole(op, buffer, subscripts)
        self.stored[buffer] = order
        self.lowering.assign(buffer, stored)


def _name(buffer: Any) -> str:
    return name_of(buffer) or "a buffer"


def _extents(op: Any, rank: int) -> list[int]:
    operands = list(op.operation.operands)
    lower, upper, step = (operands[i * rank : (i + 1) * rank] for i in range(3))
    extents = []
    for lo, up, st in zip(lower, upper, step, strict=True):
        bounds = [constant_int(v) for v in (lo, up, st)]
        if bounds[0] != 0 or bounds[2] != 1 or bounds[1] is None:
            raise CompileError.at(op, "T.Parallel needs constant extents that start at 0")
        extents.append(bounds[1])
    return extents
