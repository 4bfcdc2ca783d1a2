"""The iteration space of a parallel loop as a block: which variables are rows and columns, and how vectors lie in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.dialects import block, tile
from tilelang_tt.dialects.types import TILE, block_type
from tilelang_tt.mlir import ir, walk_collect
from tilelang_tt.passes.buffer_uses import is_on_chip
from tilelang_tt.passes.dram_access import folded_tiles
from tilelang_tt.passes.raise_integers import IntegerFunctions
from tilelang_tt.passes.rebuild import constant_int
from tilelang_tt.passes.tile_layout import FOLDED
from tilelang_tt.passes.vectors import is_vector

if TYPE_CHECKING:
    from tilelang_tt.passes.tensorize import Lowering


class IterationSpace(IntegerFunctions):
    """`variables` run more than once, `fixed` once; `raised` maps old values that differ between iterations to blocks, `stored`
    a buffer to the elements it was stored to, `masks` are the conditions around what is being raised.
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


def _extents(op: Any, rank: int) -> list[int]:
    operands = list(op.operation.operands)
    lower, upper, step = (operands[i * rank : (i + 1) * rank] for i in range(3))
    extents = []
    for lo, up, st in zip(lower, upper, step, strict=True):
        bounds = [constant_int(v) for v in (lo, up, st)]
        if bounds[0] != 0 or bounds[2] != 1 or bounds[1] is None:
            raise CompileError.at(
                op,
                "T.Parallel needs constant extents that start at 0",
                help="loop over the whole block, and choose by T.if_then_else",
            )
        extents.append(bounds[1])
    return extents
