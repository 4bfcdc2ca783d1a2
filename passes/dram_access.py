"""Tensors in DRAM as tensorize sees them: which tiles a region is, loading and storing them."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.dialects import block, tile
from tilelang_tt.dialects.base import int_array
from tilelang_tt.dialects.extent import Size, at_least
from tilelang_tt.dialects.types import TILE, block_shape, block_type, element_of
from tilelang_tt.mlir import arith, func, ir, name_of
from tilelang_tt.passes import kernel_func, tiled_tensors
from tilelang_tt.passes.dram_uses import Access, region_of
from tilelang_tt.passes.index_blocks import below
from tilelang_tt.passes.integer_blocks import moved
from tilelang_tt.passes.rebuild import Rebuilder, defining, index, same_name
from tilelang_tt.passes.size_values import SizeValues
from tilelang_tt.passes.tile_index import IndexBuilder, divisible
from tilelang_tt.passes.tile_layout import FOLDED, ROWS, whole_tiles


class DramAccess(Rebuilder):
    """Loads and stores of a function that is rebuilt in value form; tensors lie as tile-pad recorded."""

    def __init__(self, old: func.FuncOp) -> None:
        super().__init__(old)
        self.indices = IndexBuilder(self.values)
        self.sizes: SizeValues | None = None
        self.layouts = tiled_tensors.by_argument(old)
        zeroed = kernel_func.read(old, tiled_tensors.ZEROED) or []
        names = kernel_func.parameter_names(old)
        self.zeroed = [a for a, name in zip(old.arguments, names, strict=True) if name in zeroed]

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
            result.append(IndexBuilder.mul(self.indices.total(parts, by), index(layout.tiles_per_block(dim))))
        return result

    def element_offsets(self, offsets: Sequence[Sequence[Any]]) -> list[Any]:
        """Offsets of one element, each a sum of old values."""
        return [self.offset(parts) for parts in offsets]

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
        where, region = self.place(op, tensor, offsets, extents)
        column = self.is_column(tensor, extents)
        result = block_type(self.tiles(tensor, extents)[:: -1 if column else 1], element_of(tensor.type))
        value = block.LoadOp(self.new(tensor), where, result, loc=same_name(named or tensor), **region).result
        return self.turned(value) if column else value

    def store(self, op: Any, value: Any, tensor: Any, offsets: Sequence[Sequence[Any]], extents: Sequence[int]) -> None:
        """Stores a block as the region of `extents` elements at `offsets` of a tensor in DRAM."""
        if all(extent == 1 for extent in extents):
            block.StoreElementOp(value, self.new(tensor), self.element_offsets(offsets))
            return
        value = self.turned(value) if self.is_column(tensor, extents) else value
        if tensor in self.zeroed:
            value = self.zero_outside(op, value, tensor, offsets, extents)
        where, region = self.place(op, tensor, offsets, extents)
        block.StoreOp(value, self.new(tensor), where, **region)

    def place(
        self, op: Any, tensor: Any, offsets: Sequence[Sequence[Any]], extents: Sequence[int]
    ) -> tuple[list[Any], dict[str, Any]]:
        """The offsets of a load or store, and its attributes: of a tensor in pages of rows, the region itself."""
        if self.layouts[tensor].form != ROWS:
            return self.tile_offsets(op, tensor, offsets, extents), {}
        access = Access(op, tensor, tuple(map(tuple, offsets)), tuple(extents), reads=True, writes=False)
        guarded = [dim for dim, extent in enumerate(extents) if extent == 1 and not access.inside(dim)]
        attributes = {"region": int_array(extents), **({"guarded": int_array(guarded)} if guarded else {})}
        return self.element_offsets(offsets), attributes

    def zero_outside(
        self, op: Any, value: Any, tensor: Any, offsets: Sequence[Sequence[Any]], extents: Sequence[int]
    ) -> Any:
        """A block that is stored, with zeros where the tensor has no elements or the region does not reach."""
        layout = self.layouts[tensor]
        use = Access(op, tensor, tuple(map(tuple, offsets)), tuple(extents), reads=False, writes=True)
        limits: dict[int, Any] = {}
        outside = []
        for dim, size in enumerate(extents):
            high = use.offset(dim).high
            inside = high is not None and at_least(layout.shape[dim], high + size)
            if dim not in layout.dims:
                outside += [] if inside else [dim]
            elif not inside:
                rest = IndexBuilder.sub(self.extent(layout.shape[dim]), self.offset(offsets[dim]))
                limits[layout.dims.index(dim)] = (
                    rest if size % layout.tile_extent == 0 else arith.MinSIOp(rest, index(size)).result
                )
            elif size % layout.tile_extent:
                limits[layout.dims.index(dim)] = index(size)
        for dim in outside:
            # Beyond the last matrix nothing is inside.
            end = self.extent(layout.shape[dim])
            exists = arith.CmpIOp(arith.CmpIPredicate.slt, self.offset(offsets[dim]), end).result
            cols = limits.get(1, index(whole_tiles(extents[layout.dims[1]], layout.tile_extent)))
            limits[1] = arith.SelectOp(exists, cols, index(0)).result
        for axis, limit in sorted(limits.items()):
            mask = below(block_shape(value.type), block.ALL if layout.form == FOLDED else axis, limit)
            value = tile.FUNCTION_OPS["where"](mask, value, zeros(value.type), value.type).result
        return value

    def extent(self, size: Size) -> Any:
        """The value of an extent of a tensor."""
        if self.sizes is None:
            entry = ir.InsertionPoint.current.block
            while entry.owner.operation.name != "func.func":
                entry = entry.owner.operation.block
            self.sizes = SizeValues(self.old, entry, self.values)
        return self.sizes.value(size)

    def offset(self, parts: Sequence[Any]) -> Any:
        """The new value of an offset, a sum of old values."""
        return self.indices.total(parts)

    def tiles(self, tensor: Any, extents: Sequence[int]) -> list[int]:
        """Rows and columns, in tiles, of a block that is a region of a tensor in DRAM."""
        return folded_tiles(extents) if self.layouts[tensor].form == FOLDED else tiles_of(extents)

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
        shape, here = block_shape(type_), same_name(value)
        return moved(value, lambda v: block.BlockTransposeOp(v, block_type(shape, element_of(v.type)), loc=here).result)

    def is_column(self, tensor: Any, extents: Sequence[int]) -> bool:
        """Whether a region is a vector that runs along the rows of the tiles of a matrix."""
        spread = [dim for dim, extent in enumerate(extents) if extent != 1]
        return spread == [self.layouts[tensor].dims[0]]

    @staticmethod
    def region(op: Any, value: Any) -> tuple[Any, list[list[Any]], list[int]]:
        """The DRAM tensor behind an operand of `op`, its offsets and its extents."""
        return region_of(value)


def zeros(type_: ir.Type) -> Any:
    """A block of zeros."""
    element = element_of(type_)
    is_float = isinstance(element, ir.FloatType)
    attr = ir.FloatAttr.get(element, 0.0) if is_float else ir.IntegerAttr.get(element, 0)
    return block.SplatOp(arith.ConstantOp(element, attr).result, type_).result


def folded_tiles(extents: Sequence[int]) -> list[int]:
    """Rows and columns, in tiles, of the block that a folded vector is."""
    return [1, -(-prod(extents) // (TILE * TILE))]


def tiles_of(extents: Sequence[int]) -> list[int]:
    """Rows and columns, in tiles, of a block of `extents` elements; unit extents are dropped, a vector is one row."""
    return block.region_tiles(extents)
