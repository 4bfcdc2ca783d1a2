"""`tt.tile`, value form: pure operations on blocks of tiles, with loads and stores as the only effects."""

from collections.abc import Callable, Sequence
from typing import Any

from tilelang_tt.dialects.base import Op, Operand, Region, Result, Rule, effects, int_list, rule
from tilelang_tt.dialects.tile import REDUCE_KINDS
from tilelang_tt.dialects.types import TILE, TileType, block_shape, element_of, is_block
from tilelang_tt.mlir import ext, ir


def _rank(value: ir.Value) -> int:
    return ir.MemRefType(value.type).rank


_REGION = {"region": ir.ArrayAttr, "guarded": ir.ArrayAttr}


def region_of(op: Any) -> list[int] | None:
    """The region of a load, store, read or write in elements, one extent per dimension of the tensor; None where whole
    tiles move.
    """
    found = op.get("region")
    return None if found is None else int_list(found)


def guarded_of(op: Any) -> list[int]:
    """The dimensions along which a region of one element may lie outside of the tensor."""
    found = op.get("guarded")
    return [] if found is None else int_list(found)


def region_tiles(region: Sequence[int]) -> list[int]:
    """Rows and columns, in tiles, of the block of a region: of its dimensions of more than one element; one such is
    the columns.
    """
    spread = [extent for extent in region if extent != 1]
    rows, cols = [1, 1, *spread][-2:]
    return [-(-rows // TILE), -(-cols // TILE)]


def region_rules(block: Callable[[Any], list[int]]) -> tuple[Rule, ...]:
    """What holds of a region that an operation moves; `block` gives the tiles of its block."""

    def fits(op: Any) -> bool:
        region = region_of(op)
        return region is None or (len(region) == _rank(op.tensor) and min(region) > 0)

    def covers(op: Any) -> bool:
        region = region_of(op)
        return region is None or (sum(e != 1 for e in region) <= 2 and region_tiles(region) == block(op))

    def singles(op: Any) -> bool:
        region = region_of(op)
        return all(region is not None and region[dim : dim + 1] == [1] for dim in guarded_of(op))

    return (
        rule(fits, lambda op: f"has a region {op.get('region')} for a tensor of rank {_rank(op.tensor)}"),
        rule(covers, lambda op: "moves a region of {} elements as {}x{} tiles".format(op.get("region"), *block(op))),
        rule(singles, lambda op: f"guards dimensions {op.get('guarded')} of a region {op.get('region')}"),
    )


class LoadOp(Op, name="tile.load", traits=[effects(reads=[0]), ext.Pure.AlwaysSpeculatable]):
    """A block of tiles of a DRAM tensor. One offset per dimension: tiles for the two dimensions that are cut in
    tiles (`tt.tile_dims` of the function, else the last two), elements for the others.

    Of a tensor whose pages are rows (`tt.page_form`), a `region`: extents and offsets in elements, which may start
    anywhere, also below zero. Its dimensions of more than one element are rows and columns of the block. `guarded`
    are the dimensions of one element along which the region may lie outside of the tensor.

    What is outside of the tensor reads as zero, so a load may be hoisted.
    Example: %a = "tt.tile.load"(%A, %m, %k) : (memref<256x64xbf16, #tt.dram>, index, index) ->
    tensor<4x1x!tt.tile<[32, 32], bf16>>
    """

    tensor: Operand[Any]
    offsets: Sequence[Operand[Any]]
    result: Result[Any]
    rules = (
        rule(lambda op: is_block(op.result.type), lambda op: f"gives {op.result.type}, which is not a block of tiles"),
        rule(
            lambda op: len(op.offsets) == _rank(op.tensor),
            lambda op: f"has {len(op.offsets)} offsets for a tensor of rank {_rank(op.tensor)}",
        ),
        rule(
            lambda op: element_of(op.result.type) == element_of(op.tensor.type),
            "changes the element type; use tt.tile.typecast after it",
        ),
        *region_rules(lambda op: block_shape(op.result.type)),
    )
    optional = _REGION


class StoreOp(Op, name="tile.store", traits=[effects(writes=[1])]):
    """Stores a block of tiles to a DRAM tensor; offsets and `region` as in `tt.tile.load`. What is outside of
    the tensor is dropped.
    """

    value: Operand[Any]
    tensor: Operand[Any]
    offsets: Sequence[Operand[Any]]
    rules = (
        rule(lambda op: is_block(op.value.type), lambda op: f"stores {op.value.type}, which is not a block of tiles"),
        rule(
            lambda op: len(op.offsets) == _rank(op.tensor),
            lambda op: f"has {len(op.offsets)} offsets for a tensor of rank {_rank(op.tensor)}",
        ),
        rule(
            lambda op: element_of(op.value.type) == element_of(op.tensor.type),
            "changes the element type; use tt.tile.typecast before it",
        ),
        *region_rules(lambda op: block_shape(op.value.type)),
    )
    optional = _REGION


_ELEMENT_RULES = (
    rule(
        lambda op: len(op.offsets) == _rank(op.tensor),
        lambda op: f"has {len(op.offsets)} offsets for a tensor of rank {_rank(op.tensor)}",
    ),
)


class LoadElementOp(Op, name="tile.load_element", traits=[effects(reads=[0]), ext.Pure.AlwaysSpeculatable]):
    """One element of a DRAM tensor, in every place of a block of one tile. One offset per dimension, in elements.

    Example: %s = "tt.tile.load_element"(%scales, %bx, %k) : (memref<8x64xf32, #tt.dram>, index, index) ->
    tensor<1x1x!tt.tile<[32, 32], f32>>
    """

    tensor: Operand[Any]
    offsets: Sequence[Operand[Any]]
    result: Result[Any]
    rules = (
        rule(
            lambda op: is_block(op.result.type) and block_shape(op.result.type) == [1, 1],
            lambda op: f"gives {op.result.type}, which is not a block of one tile",
        ),
        *_ELEMENT_RULES,
        rule(
            lambda op: element_of(op.result.type) == element_of(op.tensor.type),
            "changes the element type; use tt.tile.typecast after it",
        ),
    )


class StoreElementOp(Op, name="tile.store_element", traits=[effects(writes=[1])]):
    """Stores the first element of a block of one tile as one element of a DRAM tensor; offsets as in
    `tt.tile.load_element`.
    """

    value: Operand[Any]
    tensor: Operand[Any]
    offsets: Sequence[Operand[Any]]
    rules = (
        rule(
            lambda op: is_block(op.value.type) and block_shape(op.value.type) == [1, 1],
            lambda op: f"stores {op.value.type}, which is not a block of one tile",
        ),
        *_ELEMENT_RULES,
        rule(
            lambda op: element_of(op.value.type) == element_of(op.tensor.type),
            "changes the element type; use tt.tile.typecast before it",
        ),
    )


class SplatOp(Op, name="tile.splat", traits=[ext.Pure]):
    """A block or a tile whose every element is `value`."""

    value: Operand[Any]
    result: Result[Any]
    rules = (
        rule(
            lambda op: element_of(op.result.type) == op.value.type,
            lambda op: f"spreads a value of type {op.value.type} over {op.result.type}",
        ),
    )


ALL = 2
"""In place of a dimension of a block: all elements of each row of tiles, which hold a folded vector."""


class IotaOp(Op, name="tile.iota", traits=[ext.Pure]):
    """The position of every element in its block: row (`dim` 0) or column (`dim` 1), or the place in a folded vector
    (`dim` 2: 1024 for every tile before, plus the element's place in memory), as a number.

    In buffer form the operand is a tile with the positions inside of one tile; what the tile's place in the block
    adds is added.
    """

    within: Sequence[Operand[TileType]]
    dim: ir.IntegerAttr
    result: Result[Any]
    rules = (
        rule(
            lambda op: ir.IntegerAttr(op.dim).value in (0, 1, ALL),
            lambda op: f"has dimension {op.dim}; 0 is the row, 1 the column, {ALL} the place in a folded vector",
        ),
    )


class TypecastOp(Op, name="tile.typecast", traits=[ext.Pure]):
    """Converts every element; to a narrower float with rounding to nearest."""

    value: Operand[Any]
    result: Result[Any]
    rules = (
        rule(
            lambda op: not is_block(op.value.type) or block_shape(op.value.type) == block_shape(op.result.type),
            "changes the shape of its block",
        ),
    )


class BcastOp(Op, name="tile.bcast", traits=[ext.Pure]):
    """Spreads a vector held in tiles over a block. `kind` "row": row 0 of 1 x N tiles over all rows; "col": column 0
    of M x 1 tiles over all columns; "scalar": element [0, 0] of one tile over all.
    """

    value: Operand[Any]
    kind: ir.StringAttr
    result: Result[Any]
    rules = (
        rule(
            lambda op: ir.StringAttr(op.kind).value in ("row", "col", "scalar"),
            lambda op: f"has kind {op.kind}; known are row, col, scalar",
        ),
        rule(lambda op: _bcast_fits(op), lambda op: f"cannot spread {op.value.type} over {op.result.type}"),
    )


def _bcast_fits(op: Any) -> bool:
    if not is_block(op.value.type):
        return op.value.type == op.result.type
    (rows, cols), (m, n) = block_shape(op.value.type), block_shape(op.result.type)
    want = {"row": [1, n], "col": [m, 1], "scalar": [1, 1]}[ir.StringAttr(op.kind).value]
    return [rows, cols] == want and element_of(op.value.type) == element_of(op.result.type)


def _matmul_dims(op: Any) -> tuple[list[int], list[int], list[int]]:
    a, b = block_shape(op.a.type), block_shape(op.b.type)
    return a, b[::-1] if ir.BoolAttr(op.transpose_b).value else b, block_shape(op.c.type)


class MatmulOp(Op, name="tile.matmul", traits=[ext.Pure]):
    """c + a . b of blocks of tiles; with `transpose_b` b is N x K tiles, each transposed on the way into the matrix
    unit.
    """

    a: Operand[Any]
    b: Operand[Any]
    c: Operand[Any]
    transpose_b: Any
    result: Result[Any]
    rules = (
        rule(
            lambda op: (lambda a, b, c: a[1] == b[0] and c == [a[0], b[1]])(*_matmul_dims(op)),
            lambda op: "multiplies {}x{} by {}x{} tiles into {}x{}".format(*(d for s in _matmul_dims(op) for d in s)),
        ),
        rule(lambda op: op.c.type == op.result.type, "needs an accumulator of the type of its result"),
    )


class BlockReduceOp(Op, name="tile.block_reduce", traits=[ext.Pure]):
    """Reduces a block: `dim` 1 over columns (M x 1 tiles, result in column 0), `dim` 0 over rows (1 x N tiles, result
    in row 0), `dim` 2 over all elements of each row of tiles (M x 1 tiles, result in element [0, 0] of each).
    """

    value: Operand[Any]
    kind: ir.StringAttr
    dim: ir.IntegerAttr
    result: Result[Any]
    rules = (
        rule(
            lambda op: ir.StringAttr(op.kind).value in REDUCE_KINDS,
            lambda op: f"has kind {op.kind}; known are {', '.join(REDUCE_KINDS)}",
        ),
        rule(
            lambda op: ir.IntegerAttr(op.dim).value in (0, 1, ALL),
            lambda op: f"reduces dimension {op.dim}; known are 0 (rows), 1 (columns), {ALL} (all of a row of tiles)",
        ),
    )


class BlockTransposeOp(Op, name="tile.block_transpose", traits=[ext.Pure]):
    """The transposed block: M x N tiles become N x M tiles, each transposed."""

    value: Operand[Any]
    result: Result[Any]
    rules = (
        rule(
            lambda op: block_shape(op.value.type)[::-1] == block_shape(op.result.type),
            lambda op: f"transposes {op.value.type} into {op.result.type}",
        ),
    )


MAPS = ("block", "row", "col", "scalar")


class MapOp(Op, name="tile.map", traits=[ext.Pure]):
    """A fused elementwise function: for every tile (i, j) of the result, what the region yields.

    The region takes tiles of blocks with `tt.tile.at`, works on them with the functions of the dialect, spreads
    vectors with `tt.tile.bcast`, and ends in `tt.tile.yield`.
    """

    body: Region
    result: Result[Any]
    rules = (
        rule(lambda op: is_block(op.result.type), lambda op: f"gives {op.result.type}, which is not a block of tiles"),
    )

    @property
    def inputs(self) -> list[Any]:
        """The `tt.tile.at` operations of the region, in order."""
        return [op for op in self.body.blocks[0].operations if op.operation.name == AtOp.OPERATION_NAME]


class AtOp(Op, name="tile.at", traits=[ext.Pure]):
    """The tile of a block, or of a circular buffer, that the surrounding map works on.

    For tile (i, j) of the result, `map` "block" takes (i, j), "row" (0, j), "col" (i, 0), "scalar" (0, 0).
    Example: %t = "tt.tile.at"(%bias) {map = "row"} : (tensor<1x4x!tt.tile<[32, 32], f32>>) -> !tt.tile<[32, 32], f32>
    """

    source: Operand[Any]
    map: ir.StringAttr
    tile: Result[TileType]
    rules = (
        rule(
            lambda op: ir.StringAttr(op.map).value in MAPS,
            lambda op: f"has map {op.map}; known are {', '.join(MAPS)}",
        ),
        rule(
            lambda op: element_of(op.source.type) == element_of(op.tile.type),
            lambda op: f"takes {op.tile.type} from {op.source.type}",
        ),
    )


class YieldOp(Op, name="tile.yield", traits=[ir.IsTerminatorTrait]):
    """Ends the region of `tt.tile.map` or `tt.cb.map` with the tiles of the result."""

    values: Sequence[Operand[TileType]]


OPS: tuple[type[ext.Operation], ...] = (
    LoadOp,
    StoreOp,
    LoadElementOp,
    StoreElementOp,
    SplatOp,
    IotaOp,
    TypecastOp,
    BcastOp,
    MatmulOp,
    BlockReduceOp,
    BlockTransposeOp,
    MapOp,
    AtOp,
    YieldOp,
)
