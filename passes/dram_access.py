"""Tensors in DRAM as tensorize sees them: which tiles a region is, loading and storing them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.dialects import block, tile
from tilelang_tt.dialects.types import TILE, block_type, element_of
from tilelang_tt.mlir import func, name_of
from tilelang_tt.passes.buffer_uses import root
from tilelang_tt.passes.rebuild import Rebuilder, defining, index, same_name
from tilelang_tt.passes.tile_index import IndexBuilder, divisible


class DramAccess(Rebuilder):
    """Loads and stores of a function that is rebuilt in value form."""

    def __init__(self, old: func.FuncOp) -> None:
        super().__init__(old)
        self.indices = IndexBuilder(self.values)

    def tile_offsets(self, op: Any, tensor: Any, offsets: Sequence[Sequence[Any]]) -> list[Any]:
        """Offsets of a tensor, each a sum of old values in elements, as `tt.tile.load` wants them."""
        rank = len(offsets)
        result = []
        for dim, parts in enumerate(offsets):
            by = TILE if dim >= rank - 2 else 1
            if not all(divisible(v, by) for v in parts):
                raise CompileError.at(
                    op,
                    f"dimension {dim} of '{name_of(tensor)}' is accessed at an offset that is not a multiple of {TILE}",
                    help=f"tiles are {TILE} x {TILE}; make block sizes multiples of {TILE}",
                )
            total = index(0)
            for part in parts:
                quotient = self.indices.quotient(part, by)
                total = IndexBuilder.add(total, quotient)
            result.append(total)
        return result

    def load(
        self, op: Any, tensor: Any, offsets: Sequence[Sequence[Any]], extents: Sequence[int], named: Any = None
    ) -> Any:
        """Loads the block of `extents` elements at `offsets` of a tensor in DRAM; it gets the name of `named` or of the tensor."""
        where = self.tile_offsets(op, tensor, offsets)
        result = block_type(tiles_of(extents), element_of(tensor.type))
        return block.LoadOp(self.new(tensor), where, result, loc=same_name(named or tensor)).result

    def store(self, op: Any, value: Any, tensor: Any, offsets: Sequence[Sequence[Any]]) -> None:
        """Stores a block at `offsets` of a tensor in DRAM."""
        block.StoreOp(value, self.new(tensor), self.tile_offsets(op, tensor, offsets))

    def region(self, op: Any, value: Any) -> tuple[Any, list[list[Any]], list[int]]:
        """The DRAM tensor behind a copy operand, its offsets and its extents; the tiled pair must be the last two dimensions."""
        tensor, extents = root(value), tile.shape_of(value)
        view = defining(value)
        offsets = [[v] for v in list(view.operation.operands)[1:]] if view is not None else [[] for _ in extents]
        full = tile.shape_of(tensor)
        leading = extents[:-2]
        if any(e != 1 for e in leading):
            raise CompileError.at(
                op,
                f"a copy of {' x '.join(map(str, extents))} elements of '{name_of(tensor)}' ({' x '.join(map(str, full))}) has its rows "
                "or columns outside of the last two dimensions",
                help="copy from a tensor whose last two dimensions are the rows and columns of the block",
            )
        if any(e % TILE for e in extents[-2:]):
            raise CompileError.at(
                op,
                f"a copy of {' x '.join(map(str, extents))} elements of '{name_of(tensor)}' is not made of whole tiles",
                help=f"make the block sizes multiples of {TILE}",
            )
        return tensor, offsets, extents


def tiles_of(extents: Sequence[int]) -> list[int]:
    """Rows and columns, in tiles, of a block of `extents` elements; unit extents are dropped, a vector is one row."""
    shape = tile.squeezed(extents) or [1]
    rows, cols = ([1, *shape] if len(shape) == 1 else shape)[-2:]
    return [-(-rows // TILE) if len(shape) > 1 else 1, -(-cols // TILE)]
