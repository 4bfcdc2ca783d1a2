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

import math
from typing import TYPE_CHECKING, Any

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.dialects import attributes, block, tile
from tilelang_tt.dialects.functions import BY_MLIR, BY_NAME
from tilelang_tt.dialects.types import TILE, block_shape, block_type, element_of
from tilelang_tt.mlir import arith, clone_with_map, ir, name_of, walk_collect
from tilelang_tt.passes.buffer_uses import is_on_chip
from tilelang_tt.passes.composed_functions import COMPOSED
from tilelang_tt.passes.conditional_stores import needed
from tilelang_tt.passes.conversions import step
from tilelang_tt.passes.dram_access import folded_tiles
from tilelang_tt.passes.index_blocks import is_condition
from tilelang_tt.passes.integer_blocks import moved
from tilelang_tt.passes.parts import Points, insert, points, select, window, windows
from tilelang_tt.passes.raise_integers import IntegerFunctions
from tilelang_tt.passes.rebuild import constant_float, constant_int, index, same_name, scf_for
from tilelang_tt.passes.tile_index import Minus, Subscript, subscript
from tilelang_tt.passes.tile_layout import FOLDED
from tilelang_tt.passes.vectors import is_vector

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

# What a comparison of a and b asks of a - b, by predicate; ordered and unordered alike.
_CMPF = {
    1: "eqz",
    2: "gtz",
    3: "gez",
    4: "ltz",
    5: "lez",
    6: "nez",
    8: "eqz",
    9: "gtz",
    10: "gez",
    11: "ltz",
    12: "lez",
    13: "nez",
}
_CMPI = {0: "eqz", 1: "nez", 2: "ltz", 3: "lez", 4: "gtz", 5: "gez", 6: "ltz", 7: "lez", 8: "gtz", 9: "gez"}
# What to ask of b - a in place of a - b.
_MIRRORED = {"ltz": "gtz", "gtz": "ltz", "lez": "gez", "gez": "lez"}

_LARGEST_BF16 = 3.3895313892515355e38


class ParallelRaiser(IntegerFunctions):
    """Raises one scf.parallel; blocks of buffers are read from and written to the lowering's buffer state.

    `raised` maps old values that differ between iterations to blocks.
    """

    def __init__(self, lowering: Lowering, op: Any = None) -> None:
        self.lowering = lowering
        self.op = op
        self.body: Any = op.operation.regions[0].blocks[0] if op is not None else None
        every = list(self.body.arguments) if self.body is not None else []
        extents = _extents(op, len(every)) if op is not None else []
        self.variables = [v for v, e in zip(every, extents, strict=True) if e != 1]
        self.fixed = [v for v, e in zip(every, extents, strict=True) if e == 1]
        self.extents = [e for e in extents if e != 1]
        self.folded = len(self.extents) == 1 and self.is_folded()
        self.column = len(self.extents) == 1 and self.lies_in_column()
        self.stored: dict[Any, Any] = {}
        self.raised: dict[Any, Any] = {}
        self.inner: list[Any] = [self.body] if self.body is not None else []
        self.masks: list[Any] = []

    # The iteration space

    @property
    def shape(self) -> list[int]:
        """The iteration space in tiles: rows, columns."""
        tiles = [-(-e // TILE) for e in self.extents]
        if len(tiles) == 2:
            return tiles
        if self.folded:
            return folded_tiles(self.extents)
        count = tiles[0] if tiles else 1
        return [count, 1] if self.column else [1, count]

    @property
    def axes(self) -> list[int]:
        """The axis of the block for each variable."""
        if len(self.extents) == 2:
            return [0, 1]
        return [block.ALL if self.folded else 0 if self.column else 1]

    @property
    def spread_kind(self) -> str:
        """How one element spreads over the iteration space. Only one row of a row vector counts, and one column of a column."""
        if len(self.extents) == 2 or self.folded:
            return "scalar"
        return "row" if self.column else "col"

    def is_folded(self) -> bool:
        """Whether the vectors of a one-dimensional loop are folded: either all of them are, or none."""
        for access in walk_collect(self.op, ("memref.load", "memref.store")):
            operands = list(access.operation.operands)
            position = 0 if access.operation.name == "memref.load" else 1
            memory = operands[position]
            if memory in self.lowering.folded:
                return True
            if not is_on_chip(memory) and self.lowering.layouts[memory].form == FOLDED:
                return True
        return False

    def lies_in_column(self) -> bool:
        """Whether the vectors of a one-dimensional loop lie down columns; without any, as the rows or columns of blocks."""
        part = False
        for access in walk_collect(self.op, ("memref.load", "memref.store")):
            operands = list(access.operation.operands)
            position = 0 if access.operation.name == "memref.load" else 1
            buffer, indices = operands[position], operands[position + 1 :]
            if is_on_chip(buffer) and is_vector(buffer) and any(v in self.variables for v in indices):
                return buffer in self.lowering.columns
            if is_on_chip(buffer) and not is_vector(buffer):
                dims = [v for v, extent in zip(indices, tile.shape_of(buffer), strict=True) if extent != 1]
                part = part or dims[0] in self.variables
        return part

    def block(self, element: ir.Type) -> ir.Type:
        """The type of a block of `element` over the iteration space."""
        return block_type(self.shape, element)

    # Operations of the body

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

    def varies(self, value: Any) -> bool:
        """Whether a value differs between iterations, or is an element of a buffer."""
        if value in self.raised or value in self.variables or value in self.lowering.elements.raised:
            return True
        owner = value.owner
        if isinstance(owner, ir.Block) or not any(owner.operation.block == b for b in self.inner):
            return False
        return any(self.varies(v) for v in owner.operation.operands)

    def varies_at_all(self, value: Any) -> bool:
        """Whether a value is computed from loop variables, those of one iteration included."""
        if value in self.fixed or self.varies(value):
            return True
        owner = value.owner
        if isinstance(owner, ir.Block) or not any(owner.operation.block == b for b in self.inner):
            return False
        return any(self.varies_at_all(v) for v in owner.operation.operands)

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
            raise CompileError.at(op, "a loop inside T.Parallel that carries values is not supported")
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
        return element if not self.extents else _spread(element, self.spread_kind, full)

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

    def comparison(self, op: Any, name: str, operands: list[Any]) -> Any:
        """1 where a comparison holds, else 0: a question about the difference."""
        predicate = ir.IntegerAttr(op.operation.attributes["predicate"]).value
        asked = (_CMPF if name == "arith.cmpf" else _CMPI).get(predicate)
        if asked is None:
            raise CompileError.at(op, f"'{name}' with predicate {predicate} inside T.Parallel is not supported")
        if name == "arith.cmpi":
            if self.works_on_elements(operands):
                return self.integer_comparison(op, predicate, operands)
            reader = self.reader(op)
            left, right = (reader.form(v) for v in operands)
            form = left.plus(right, -1)
            if form.is_negative:
                form, asked = right.plus(left, -1), _MIRRORED.get(asked, asked)
            return self.apply(asked, reader.numbers.block(form))
        return self.float_comparison(op, asked, *operands)

    def float_comparison(self, op: Any, asked: str, left: Any, right: Any) -> Any:
        """What a comparison asks of left - right. The chip looks at bits: -0 is less than zero and not zero, and
        inf - inf is not a number; so the difference is one that is +0 where both are equal, and infinite numbers count
        as the largest finite one.
        """
        if constant_float(left) is not None:
            left, right, asked = right, left, _MIRRORED.get(asked, asked)
        constant = constant_float(right)
        if constant == 0.0:
            value = self.operand(op, left)
            match asked:
                case "eqz" | "nez":
                    return self.apply(asked, self.apply("abs", value))
                case "ltz" | "gez":
                    return self.apply(_MIRRORED[asked], self.apply("neg", value))
            return self.apply(asked, value)
        if constant is not None and math.isfinite(constant):
            return self.apply(asked, self.apply("sub", self.operand(op, left), self.operand(op, right)))
        if constant is not None and math.isinf(constant):
            clamped = self.apply("max" if constant < 0 else "min", self.operand(op, left), self.largest(left, constant))
            return self.apply(asked, self.apply("sub", clamped, self.largest(left, constant)))
        a, b = (
            self.apply("min", self.apply("max", block, self.largest(v, -1)), self.largest(v, 1))
            for v in (left, right)
            for block in [self.operand(op, v)]
        )
        if asked in ("ltz", "gez"):
            return self.apply(_MIRRORED[asked], self.apply("sub", b, a))
        difference = self.apply("sub", a, b)
        return self.apply(asked, self.apply("abs", difference) if asked in ("eqz", "nez") else difference)

    def largest(self, value: Any, sign: float) -> Any:
        """The largest finite number that every register format of the element's family holds, with a sign."""
        number_ = 65504.0 if isinstance(value.type, ir.F16Type) else _LARGEST_BF16
        constant = arith.ConstantOp(value.type, ir.FloatAttr.get(value.type, math.copysign(number_, sign))).result
        return block.SplatOp(constant, self.block(value.type)).result

    def condition(self, op: Any, name: str, operands: list[Any]) -> Any:
        """and, or, xor of conditions that are 1 or 0; what a number is."""
        if name in BY_MLIR:
            return self.apply(BY_MLIR[name].name, self.operand(op, operands[0]))
        left, right = self.alike(*(self.operand(op, v) for v in operands))
        if name == "arith.andi":
            return self.apply("mul", left, right)
        if name == "arith.ori":
            return self.apply("max", left, right)
        if name == "arith.xori":
            return self.apply("nez", self.apply("sub", left, right))
        raise CompileError.at(op, f"'{name}' of conditions inside T.Parallel is not supported")

    def alike(self, left: Any, right: Any) -> tuple[Any, Any]:
        """Two conditions as blocks of one element type: comparisons of numbers of different types give both."""
        if left.type == right.type:
            return left, right
        wide = self.block(ir.F32Type.get())
        return tuple(v if v.type == wide else block.TypecastOp(v, wide).result for v in (left, right))

    # Accesses

    def subscripts(self, op: Any, indices: list[Any]) -> list[Subscript]:
        """The indices of an access, each as base + loop variable."""
        found = []
        for value in indices:
            s = subscript(value, self.variables + self.fixed, self.varies_at_all)
            if s is None:
                raise CompileError.at(
                    op,
                    "an index inside T.Parallel is not a loop variable plus an offset",
                    help="index buffers by plain loop variables, or by an offset that does not depend on the loop",
                )
            fixed = s.variable is not None and s.variable >= len(self.variables)
            found.append(Subscript(None if fixed else s.variable, tuple(v for v in s.base if not self.is_fixed(v))))
        return found

    def is_fixed(self, term: Any) -> bool:
        """Whether a term of an index is a loop variable that is always zero."""
        return (term.value if isinstance(term, Minus) else term) in self.fixed

    def load(self, op: Any, buffer: Any, indices: list[Any]) -> Any:
        """The block that an element load reads over the iteration space."""
        subscripts = self.subscripts(op, indices)
        order = [s.variable for s in subscripts if s.variable is not None]
        if len(set(order)) != len(order):
            raise CompileError.at(op, "a diagonal access inside T.Parallel is not supported")
        if attributes.space_of(buffer.type) == "dram":
            extents = [1 if s.variable is None else self.extents[s.variable] for s in subscripts]
            value = self.lowering.load(op, buffer, [list(s.base) for s in subscripts], extents)
            return self.oriented(op, value, order, column=False)
        if buffer in self.stored and not self.same_lanes(self.stored[buffer], subscripts):
            raise CompileError.at(
                op,
                f"T.Parallel stores and loads '{_name(buffer)}' at different elements; iterations must be independent",
            )
        return self.held(op, buffer, subscripts)

    def held(self, op: Any, buffer: Any, subscripts: list[Subscript]) -> Any:
        """What an on-chip buffer holds at some elements, over the iteration space."""
        column = buffer in self.lowering.columns
        parts = windows(op, buffer, subscripts, self.extents)
        where = points(op, buffer, subscripts, self.extents, column, parts)
        value = self.lowering.current(op, buffer)
        for part in parts.values():
            value = window(op, value, part, self.lowering.values)
        value = select(op, value, where, self.lowering.values)
        if where and len(tile.squeezed(tile.shape_of(buffer))) == 2:
            column = 1 in where
        return self.oriented(op, value, [s.variable for s in subscripts if s.variable is not None], column)

    @staticmethod
    def same_lanes(stored: list[Subscript], loaded: list[Subscript]) -> bool:
        """Whether an iteration loads only what it stored itself: the same loop variables in the same places."""
        return all(
            a.variable == b.variable and (a.variable is None or a.base == b.base)
            for a, b in zip(stored, loaded, strict=True)
        )

    def oriented(self, op: Any, value: Any, order: list[int], column: bool) -> Any:
        """A loaded block turned and spread so that it covers the iteration space; `column`: a vector lies down a
        column.
        """
        turned = self.lowering.turned
        if len(order) == 2:
            return value if order == [0, 1] else turned(value)
        full = self.block(element_of(value.type))
        if not order:
            return value if self.shape == [1, 1] and not self.extents else _spread(value, self.spread_kind, full)
        if len(self.extents) == 1:
            return value if column == self.column else turned(value)
        wants_column = order == [0]
        vector = value if column == wants_column else turned(value)
        return _spread(vector, "col" if wants_column else "row", full)

    def store(self, op: Any, value: Any, buffer: Any, indices: list[Any]) -> None:
        """Makes the block of stored values the buffer's contents, or stores it to DRAM."""
        subscripts = self.subscripts(op, indices)
        order = [s.variable for s in subscripts if s.variable is not None]
        if len(set(order)) != len(self.extents):
            raise CompileError.at(op, "several iterations of T.Parallel store to one element")
        with same_name(buffer):
            stored = self.stored_as(op, value, element_of(buffer.type))
            if self.masks:
                stored = self.kept_outside(op, stored, buffer, subscripts)
            if order == [1, 0]:
                stored = self.lowering.turned(stored)
            if attributes.space_of(buffer.type) == "dram":
                if self.column:
                    stored = self.lowering.turned(stored)
                extents = [1 if s.variable is None else self.extents[s.variable] for s in subscripts]
                self.lowering.store(op, stored, buffer, [list(s.base) for s in subscripts], extents)
                return
            column = buffer in self.lowering.columns
            where = points(op, buffer, subscripts, self.extents, column)
            self.stored[buffer] = subscripts
            if where:
                old = self.lowering.contents_or_zero(buffer)
                self.lowering.assign(
                    buffer, insert(op, old, self.over(stored, old, where), where, self.lowering.values)
                )
                return
            if len(self.extents) == 1 and self.column != column:
                stored = self.lowering.turned(stored)
            self.lowering.assign(buffer, stored)

    def over(self, value: Any, old: Any, where: Points) -> Any:
        """A row, column or element of the iteration space spread over the block that it becomes a part of."""
        type_ = block_type(block_shape(old.type), element_of(value.type))
        if not self.extents:
            return _spread(value, "scalar", type_)
        lies_in_column = 1 in where
        vector = value if self.column == lies_in_column else self.lowering.turned(value)
        return _spread(vector, "col" if lies_in_column else "row", type_)

    def kept_outside(self, op: Any, stored: Any, buffer: Any, subscripts: list[Subscript]) -> Any:
        """What a store under conditions leaves in its buffer: the old element where a condition does not hold. A buffer
        without contents may hold anything there.
        """
        if not is_on_chip(buffer):
            if not any(needed(op)):
                return stored
            raise CompileError.at(
                op,
                f"a store to the tensor '{_name(buffer)}' inside T.Parallel has a condition that is more than its bounds",
                help="choose the value with T.if_then_else, or store to an on-chip buffer and copy that",
            )
        if self.lowering.contents[buffer] is None:
            return stored
        mask = self.masks[0]
        for more in self.masks[1:]:
            mask = self.apply("mul", *self.alike(mask, more))
        return self.apply("where", mask, stored, self.held(op, buffer, subscripts))


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


def _spread(value: Any, kind: str, type_: ir.Type) -> Any:
    """A vector or an element spread over a block; a constant is one already."""
    op = value.owner
    if not isinstance(op, ir.Block) and op.operation.name == "tt.tile.splat":
        return block.SplatOp(op.operation.operands[0], type_).result
    shape = block_shape(type_)
    return moved(
        value, lambda v: block.BcastOp(v, ir.StringAttr.get(kind), block_type(shape, element_of(v.type))).result
    )


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
