"""Tensors in DRAM as tensorize sees them: which tiles a region is, loading and storing them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.dialects import block, tile
from tilelang_tt.dialects.types import TILE, block_shape, block_type, element_of
from tilelang_tt.mlir import func, name_of
from tilelang_tt.passes import tiled_tensors
from tilelang_tt.passes.dram_uses import region_of
from tilelang_tt.passes.rebuild import Rebuilder, defining, index, same_name
from tilelang_tt.passes.tile_index import IndexBuilder, divisible


class DramAccess(Rebuilder):
    """Loads and stores of a function that is rebuilt in value form; tensors lie as tile-pad recorded."""

    def __init__(self, old: func.FuncOp) -> None:
        super().__init__(old)
        self.indices = IndexBuilder(self.values)
        self.layouts = tiled_tensors.by_argument(old)

    def tile_offsets(self, op: Any, tensor: Any, offsets: Sequence[Sequence[Any]], extents: Sequence[int]) -> list[Any]:
        """Offsets of a region, each a sum of old values in elements, as `tt.tile.load` wants them."""
        layout = self.layouts[tensor]
        outside = [dim for dim, extent in enumerate(extents) if extent != 1 and dim not in layout.dims]
        if outside:
            raise CompileError.at(
                op,
                f"a region of {' x '.join(map(str, extents))} elements of '{name_of(tensor)}' runs along dimension {outside[0]}, which "
                "is not cut in tiles",
                help="run tt-tile-pad before tt-tensorize: it chooses the dimensions that are cut in tiles",
            )
        result = []
        for dim, parts in enumerate(offsets):
            by = layout.block(dim)
            if not all(divisible(v, by) for v in parts):
                raise CompileError.at(
                    op,
                    f"dimension {dim} of '{name_of(tensor)}' is accessed at an offset that is not a multiple of {by}",
                    help=f"tiles are {TILE} x {TILE}; let blocks start at multiples of {by}",
                )
            total = index(0)
            for part in parts:
                total = IndexBuilder.add(total, self.indices.quotient(part, by))
            result.append(IndexBuilder.mul(total, index(layout.tiles_per_block(dim))))
        return result

    def element_offsets(self, offsets: Sequence[Sequence[Any]]) -> list[Any]:
        """Offsets of one element, each a sum of old values."""
        result = []
        for parts in offsets:
            total = index(0)
            for part in parts:
                total = IndexBuilder.add(total, self.new(part))
            result.append(total)
        return result

    def load(
        self, op: Any, tensor: Any, offsets: Sequence[Sequence[Any]], extents: Sequence[int], named: Any = None
    ) -> Any:
        """Loads the region of `extents` elements (one per dimension) at `offsets` of a tensor in DRAM as a block.

        A vector is one row of tiles. Elements of the block that are not in the region are zero; a region of one element is
        spread over its tile. The block gets the name of `named` or of the tensor.
        """
        if all(extent == 1 for extent in extents):
            result = block_type([1, 1], element_of(tensor.type))
            where = self.element_offsets(offsets)
            return block.LoadElementOp(self.new(tensor), where, result, loc=same_name(named or tensor)).result
        where = self.tile_offsets(op, tensor, offsets, extents)
        column = self.is_column(tensor, extents)
        result = block_type(tiles_of(extents)[:: -1 if column else 1], element_of(tensor.type))
        value = block.LoadOp(self.new(tensor), where, result, loc=same_name(named or tensor)).result
        return self.turned(value) if column else value

    def store(self, op: Any, value: Any, tensor: Any, offsets: Sequence[Sequence[Any]], extents: Sequence[int]) -> None:
        """Stores a block as the region of `extents` elements at `offsets` of a tensor in DRAM."""
        if all(extent == 1 for extent in extents):
            block.StoreElementOp(value, self.new(tensor), self.element_offsets(offsets))
            return
        value = self.turned(value) if self.is_column(tensor, extents) else value
        block.StoreOp(value, self.new(tensor), self.tile_offsets(op, tensor, offsets, extents))

    @staticmethod
    def turned(value: Any) -> Any:
        """A block transposed; a constant stays one, so does a spread element, and what was transposed is what it was."""
        type_ = block_type(block_shape(value.type)[::-1], element_of(value.type))
        op = defining(value)
        if op is not None and op.operation.name == "tt.tile.splat":
            return block.SplatOp(op.operation.operands[0], type_).result
        if op is not None and op.operation.name == "tt.tile.load_element":
            return value
        if op is not None and op.operation.name == "tt.tile.block_transpose":
            return op.operation.operands[0]
        return block.BlockTransposeOp(value, type_, loc=same_name(value)).result

    def is_column(self, tensor: Any, extents: Sequence[int]) -> bool:
        """Whether a region is a vector that runs along the rows of the tiles of a matrix."""
        spread = [dim for dim, extent in enumerate(extents) if extent != 1]
        return spread == [self.layouts[tensor].dims[0]]

    @staticmethod
    def region(op: Any, value: Any) -> tuple[Any, list[list[Any]], list[int]]:
        """The DRAM tensor behind an operand of `op`, its offsets and its extents."""
        return region_of(value)


def tiles_of(extents: Sequence[int]) -> list[int]:
    """Rows and columns, in tiles, of a block of `extents` elements; unit extents are dropped, a vector is one row."""
    shape = tile.squeezed(extents) or [1]
    rows, cols = ([1, *shape] if len(shape) == 1 else shape)[-2:]
    return [-(-rows // TILE) if len(shape) > 1 else 1, -(-cols // TILE)]
