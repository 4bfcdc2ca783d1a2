"""Types of the `tt` dialect: a hardware tile and a circular buffer."""

from typing import Any

from tilelang_tt.dialects.base import TT, int_array, int_list
from tilelang_tt.mlir import ir

TILE = 32
FACE = 16
"""Rows and columns of a hardware tile."""


class TileType(TT.Type, name="tile"):
    """One hardware tile: `!tt.tile<[32, 32], bf16>`; in L1 it is four 16x16 faces, each row-major.

    Blocks of tiles are tensors of tiles: `tensor<4x2x!tt.tile<[32, 32], bf16>>` is 128 x 64 elements.
    """

    shape: ir.ArrayAttr
    elem: ir.TypeAttr

    @classmethod
    def of(cls, elem: ir.Type) -> "TileType":
        """The 32x32 tile of `elem`."""
        return cls.get(int_array([TILE, TILE]), ir.TypeAttr.get(elem))

    @property
    def element_type(self) -> ir.Type:
        """The MLIR type of one element."""
        return ir.TypeAttr(self.params[1]).value

    @property
    def extents(self) -> list[int]:
        """Rows and columns in elements."""
        return int_list(ir.ArrayAttr(self.params[0]))


class CBType(TT.Type, name="cb"):
    """A circular buffer in L1: `!tt.cb<!tt.tile<[32, 32], bf16>, 8>` holds eight pages of one bf16 tile each."""

    tile: TileType
    pages: ir.IntegerAttr

    @classmethod
    def of(cls, elem: ir.Type, pages: int) -> "CBType":
        """A circular buffer of `pages` 32x32 tiles of `elem`."""
        i64 = ir.IntegerType.get_signless(64)
        return cls.get(ir.TypeAttr.get(TileType.of(elem)), ir.IntegerAttr.get(i64, pages))

    @property
    def tile_type(self) -> TileType:
        """The type of one page."""
        return TileType(ir.TypeAttr(self.params[0]).value)

    @property
    def element_type(self) -> ir.Type:
        """The MLIR type of one element of a page."""
        return self.tile_type.element_type

    @property
    def num_pages(self) -> int:
        """Capacity in pages."""
        return ir.IntegerAttr(self.params[1]).value


def block_type(shape: list[int], elem: ir.Type) -> ir.RankedTensorType:
    """The type of a block of `shape` (rows, columns in tiles) of `elem`."""
    return ir.RankedTensorType.get(shape, TileType.of(elem))


def is_block(type_: ir.Type) -> bool:
    """Whether a type is a block of tiles."""
    return isinstance(type_, ir.RankedTensorType) and isinstance(ir.RankedTensorType(type_).element_type, TileType)


def block_shape(type_: ir.Type) -> list[int]:
    """Rows and columns of a block type, in tiles."""
    return list(ir.RankedTensorType(type_).shape)


def element_of(type_: ir.Type) -> ir.Type:
    """The scalar type inside a block, tile, CB, memref or tensor type; scalars are returned as they are."""
    if isinstance(type_, (TileType, CBType)):
        return type_.element_type
    if isinstance(type_, ir.ShapedType):
        return element_of(ir.ShapedType(type_).element_type)
    return type_


def is_int32(element: ir.Type) -> bool:
    """Whether elements are 32-bit integers on the chip. Narrower ones of 8 bits and fewer are bf16 numbers there."""
    return isinstance(element, ir.IntegerType) and element.width > 8


def is_memref(value: Any) -> bool:
    """Whether a value is a memref."""
    return isinstance(value.type, ir.MemRefType)
