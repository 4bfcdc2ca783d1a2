"""Loads and stores inside of parallel loops, over the whole iteration space: blocks turned, spread, picked and put in place."""

from __future__ import annotations

from typing import Any

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.dialects import attributes, block, tile
from tilelang_tt.dialects.types import block_shape, block_type, element_of
from tilelang_tt.mlir import ir, name_of
from tilelang_tt.passes.buffer_uses import is_on_chip
from tilelang_tt.passes.conditional_stores import needed
from tilelang_tt.passes.integer_blocks import moved
from tilelang_tt.passes.parallel_conditions import Conditions
from tilelang_tt.passes.parts import Points, insert, points, select, window, windows
from tilelang_tt.passes.rebuild import same_name
from tilelang_tt.passes.tile_index import Minus, Subscript, subscript


class Accesses(Conditions):
    """What ParallelRaiser does with element loads and stores; blocks of buffers are read from and written to the lowering's
    buffer state.
    """

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
            raise CompileError.at(
                op,
                "a diagonal access inside T.Parallel is not supported",
                help="choose the diagonal by T.if_then_else(i == j, ..., 0) and reduce over one dimension",
            )
        if attributes.space_of(buffer.type) == "dram":
            extents = [1 if s.variable is None else self.extents[s.variable] for s in subscripts]
            value = self.lowering.load(op, buffer, [list(s.base) for s in subscripts], extents)
            return self.oriented(op, value, order, column=False)
        if buffer in self.stored and not self.same_lanes(self.stored[buffer], subscripts):
            raise CompileError.at(
                op,
                f"T.Parallel stores and loads '{_name(buffer)}' at different elements; iterations must be independent",
                help="store to a second buffer, or split the loop in two",
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
            return value if self.shape == [1, 1] and not self.extents else spread(value, self.spread_kind, full)
        if len(self.extents) == 1:
            return value if column == self.column else turned(value)
        wants_column = order == [0]
        vector = value if column == wants_column else turned(value)
        return spread(vector, "col" if wants_column else "row", full)

    def store(self, op: Any, value: Any, buffer: Any, indices: list[Any]) -> None:
        """Makes the block of stored values the buffer's contents, or stores it to DRAM."""
        subscripts = self.subscripts(op, indices)
        order = [s.variable for s in subscripts if s.variable is not None]
        if len(set(order)) != len(self.extents):
            raise CompileError.at(
                op,
                "several iterations of T.Parallel store to one element",
                help="reduce with T.reduce_* instead, or loop over fewer dimensions",
            )
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
            return spread(value, "scalar", type_)
        lies_in_column = 1 in where
        vector = value if self.column == lies_in_column else self.lowering.turned(value)
        return spread(vector, "col" if lies_in_column else "row", type_)

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


def spread(value: Any, kind: str, type_: ir.Type) -> Any:
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
