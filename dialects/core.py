"""`tt.core`: the launch grid, the cores it runs on, and what the data-movement cores of a Tensix core do."""

from collections.abc import Sequence
from typing import Any

from tilelang_tt.dialects.attributes import size_list
from tilelang_tt.dialects.base import Op, Operand, Region, Result, effects, int_list, rule
from tilelang_tt.dialects.block import region_rules
from tilelang_tt.dialects.extent import Size, at_least
from tilelang_tt.dialects.types import CBType
from tilelang_tt.mlir import ext, ir


def _extents(op: Any) -> list[Size]:
    return size_list(op.extents)


def _is_empty(op: Any) -> bool:
    return not all(at_least(e, 1 if isinstance(e, int) else 0) for e in _extents(op))


def _region_args(op: Any) -> int:
    blocks = list(op.regions[0].blocks)
    return len(list(blocks[0].arguments)) if blocks else 0


_GRID_RULES = (
    rule(
        lambda op: 1 <= len(op.extents) <= 3, lambda op: f"has {len(op.extents)} grid dimensions, 1 to 3 are possible"
    ),
    rule(lambda op: not _is_empty(op), lambda op: f"has an empty grid {op.extents}"),
    rule(
        lambda op: len(op.symbols) == len(op.extents),
        lambda op: f"names {len(op.symbols)} block indices for {len(op.extents)} grid dimensions",
    ),
    rule(
        lambda op: _region_args(op) == len(op.extents),
        lambda op: f"has {_region_args(op)} block arguments for {len(op.extents)} grid dimensions",
    ),
)


class LaunchOp(Op, name="core.launch", traits=[ir.NoTerminatorTrait]):
    """A kernel launch as its author wrote it: `T.Kernel(gx, gy, gz, threads=...)`. The block arguments are the block
    indices.

    An extent is an integer, or a `#tt.extent` that is known when the program runs. `threads` and `swizzle` (panel
    width of a rasterisation hint) are kept as written.
    Example: "tt.core.launch"() ({^bb0(%bx: index, %by: index): ...}) {extents = [4, 3], symbols = ["bx", "by"]} : ()
    -> ()
    """

    extents: ir.ArrayAttr
    symbols: ir.ArrayAttr
    body: Region
    optional = {"threads": ir.ArrayAttr, "swizzle": ir.IntegerAttr}
    rules = _GRID_RULES


class GridOp(Op, name="core.grid", traits=[ir.NoTerminatorTrait]):
    """The mid-level core form: independent blocks, each computed once by some core; nothing about which core is in
    the body.

    The last grid dimension has more than one block unless there is only one dimension.
    Example: "tt.core.grid"() ({^bb0(%bx: index, %by: index): ...}) {extents = [4, 3], symbols = ["bx", "by"]} : () ->
    ()
    """

    extents: ir.ArrayAttr
    symbols: ir.ArrayAttr
    body: Region
    rules = (
        *_GRID_RULES,
        rule(
            lambda op: len(op.extents) == 1 or _extents(op)[-1] != 1,
            lambda op: f"has a trailing grid dimension of one block in {op.extents}; canonicalize-grid removes it",
        ),
    )


class ZOrderOp(Op, name="core.z_order", traits=[ext.Pure]):
    """The row-major number, y * gx + x, of the block at `position` of the Z order of a plane of `gx` x `gy` blocks:
    recursively by quadrants, the largest first; the plane may have any extents, at least one block each.

    C++: z_order_block, which the kernel's text brings along.
    Example: %plane = "tt.core.z_order"(%tile_id, %gx, %gy) : (index, index, index) -> index
    """

    position: Operand[Any]
    gx: Operand[Any]
    gy: Operand[Any]
    result: Result[Any]
    rules = (
        rule(
            lambda op: all(isinstance(v.type, ir.IndexType) for v in (*op.operation.operands, op.result)),
            "takes and gives indices",
        ),
    )


def _tiles(op: Any) -> int:
    rows, cols = int_list(op.shape)
    return rows * cols


def _cb(value: ir.Value) -> CBType:
    return CBType(value.type)


_BLOCK_RULES = (
    rule(
        lambda op: len(op.shape) == 2 and min(int_list(op.shape)) > 0,
        lambda op: f"has no tiles in its shape {op.shape}",
    ),
    rule(
        lambda op: _cb(op.cb).num_pages % _tiles(op) == 0,
        lambda op: (
            f"moves {_tiles(op)} pages, which do not divide the {_cb(op.cb).num_pages} pages of the circular buffer"
        ),
    ),
    rule(
        lambda op: len(op.offsets) == ir.MemRefType(op.tensor.type).rank,
        lambda op: f"has {len(op.offsets)} offsets for a tensor of rank {ir.MemRefType(op.tensor.type).rank}",
    ),
)


class ReadOp(Op, name="core.read", traits=[effects(reads=[0], writes=[1])]):
    """Reads a block of tiles over the NoC into a circular buffer: reserve, one read per tile, barrier, push.

    `offsets` has one entry per dimension of the tensor, as in `tt.tile.load`. `shape` is the block in tiles; tiles
    go to the pages in row-major order, with unit attribute `transposed` in column-major order. `shared` is the number of
    its `#tt.shared_read` in `tt.shared_reads` of the function: the cores of a group get the block from one of them.
    """

    tensor: Operand[Any]
    cb: Operand[CBType]
    offsets: Sequence[Operand[Any]]
    shape: ir.ArrayAttr
    optional = {"transposed": ir.UnitAttr, "shared": ir.IntegerAttr}
    rules = _BLOCK_RULES


class WriteOp(Op, name="core.write", traits=[effects(reads=[1], writes=[0])]):
    """Writes a block of tiles from a circular buffer over the NoC: wait, one write per tile, barrier, pop. See
    `tt.core.read`.
    """

    tensor: Operand[Any]
    cb: Operand[CBType]
    offsets: Sequence[Operand[Any]]
    shape: ir.ArrayAttr
    rules = _BLOCK_RULES


_ELEMENT_RULES = (
    rule(
        lambda op: len(op.offsets) == ir.MemRefType(op.tensor.type).rank,
        lambda op: f"has {len(op.offsets)} offsets for a tensor of rank {ir.MemRefType(op.tensor.type).rank}",
    ),
)


class ReadElementOp(Op, name="core.read_element", traits=[effects(reads=[0], writes=[1])]):
    """Reads one element of a tensor and fills one tile of a circular buffer with it: reserve, read, barrier, fill,
    push. `offsets` are elements, one per dimension.
    """

    tensor: Operand[Any]
    cb: Operand[CBType]
    offsets: Sequence[Operand[Any]]
    rules = _ELEMENT_RULES


class WriteElementOp(Op, name="core.write_element", traits=[effects(reads=[1], writes=[0])]):
    """Writes the first element of one tile of a circular buffer to one element of a tensor: wait, write, flush, pop.
    See `tt.core.read_element`.
    """

    tensor: Operand[Any]
    cb: Operand[CBType]
    offsets: Sequence[Operand[Any]]
    rules = _ELEMENT_RULES


class ReadRegionOp(Op, name="core.read_region", traits=[effects(reads=[0], writes=[1, 2])]):
    """Reads a region of a tensor whose pages are rows into a circular buffer, as tiles: reserve, reads to `staging`,
    elements to their tiles, push. What is outside of the tensor, and the rest of the tiles, becomes zero.

    Offsets, `region` and `guarded` are those of `tt.tile.load`, `shape`, `transposed` and `shared` those of `tt.core.read`.
    `staging` is a circular buffer that serves as memory of the reader.
    """

    tensor: Operand[Any]
    cb: Operand[CBType]
    staging: Operand[CBType]
    offsets: Sequence[Operand[Any]]
    region: ir.ArrayAttr
    shape: ir.ArrayAttr
    optional = {"transposed": ir.UnitAttr, "guarded": ir.ArrayAttr, "shared": ir.IntegerAttr}
    rules = (*_BLOCK_RULES, *region_rules(lambda op: int_list(op.shape)))


class WriteRegionOp(Op, name="core.write_region", traits=[effects(reads=[1], writes=[0, 2])]):
    """Writes a region of a tensor whose pages are rows from the tiles in a circular buffer: wait, elements to
    `staging`, writes, pop. What is outside of the tensor is dropped. See `tt.core.read_region`.
    """

    tensor: Operand[Any]
    cb: Operand[CBType]
    staging: Operand[CBType]
    offsets: Sequence[Operand[Any]]
    region: ir.ArrayAttr
    shape: ir.ArrayAttr
    optional = {"guarded": ir.ArrayAttr}
    rules = (*_BLOCK_RULES, *region_rules(lambda op: int_list(op.shape)))


_ROWS_RULES = (
    rule(
        lambda op: len(op.matrix) == 3 and min(int_list(op.matrix)) > 0,
        lambda op: f"has a matrix {op.matrix}; it takes height, width and the pages from row to row",
    ),
    rule(
        lambda op: len(op.block) == 2 and min(int_list(op.block)) > 0,
        lambda op: f"has a block {op.block}; it takes rows and columns",
    ),
)


class ReadRowsOp(Op, name="core.read_rows"):
    """Reads `block` (rows, columns) elements into the tiles of the reserved region of a CB, from element (`row`, `col`)
    on of a matrix whose row 0 is page `page` of a tensor; `matrix` is its height and width in elements, and how many
    pages there are from row to row. Elements outside of the matrix are zero.

    The data-movement core places the elements; C++: read_tilized, which the kernel's text brings along.
    """

    tensor: Operand[Any]
    cb: Operand[CBType]
    staging: Operand[CBType]
    page: Operand[Any]
    row: Operand[Any]
    col: Operand[Any]
    matrix: ir.ArrayAttr
    block: ir.ArrayAttr
    optional = {"transposed": ir.UnitAttr}
    rules = _ROWS_RULES


class WriteRowsOp(Op, name="core.write_rows"):
    """Writes `block` elements from the tiles of the waited region of a CB; see `tt.core.read_rows`. Elements outside of
    the matrix are dropped. The writes have left L1 when it is done. C++: write_untilized.
    """

    tensor: Operand[Any]
    cb: Operand[CBType]
    staging: Operand[CBType]
    page: Operand[Any]
    row: Operand[Any]
    col: Operand[Any]
    matrix: ir.ArrayAttr
    block: ir.ArrayAttr
    rules = _ROWS_RULES


class ReadTileOp(Op, name="core.read_tile"):
    """Starts the NoC read of one page of a tensor into page `slot` of the reserved region of a CB. Metalium:
    noc_async_read_page.
    """

    tensor: Operand[Any]
    cb: Operand[CBType]
    page: Operand[Any]
    slot: Operand[Any]


class WriteTileOp(Op, name="core.write_tile"):
    """Starts the NoC write of page `slot` of the waited region of a CB to one page of a tensor. Metalium:
    noc_async_write_page.
    """

    tensor: Operand[Any]
    cb: Operand[CBType]
    page: Operand[Any]
    slot: Operand[Any]


class ReadTileElementOp(Op, name="core.read_tile_element"):
    """Starts the NoC read of the 64 bytes around element number `place`, counted as the page lies in memory, of one page
    of a tensor to the start of the reserved region of a CB. Metalium: noc_async_read.
    """

    tensor: Operand[Any]
    cb: Operand[CBType]
    page: Operand[Any]
    place: Operand[Any]


class SpreadElementOp(Op, name="core.spread_element"):
    """Fills the first reserved page of a CB with the element that tt.core.read_tile_element brought for `place`.

    The data-movement core stores 64 bytes; the rest is copied inside of L1: noc_async_read.
    """

    cb: Operand[CBType]
    place: Operand[Any]


class WriteTileElementOp(Op, name="core.write_tile_element"):
    """Starts the NoC write of the first element of the front page of a CB to element number `place`, counted as the
    page lies in memory, of one page of a tensor. Metalium: noc_async_write.
    """

    tensor: Operand[Any]
    cb: Operand[CBType]
    page: Operand[Any]
    place: Operand[Any]


class IotaOp(Op, name="core.iota"):
    """Writes one tile of element positions into a circular buffer of f32: the row (`dim` 0) or the column (`dim` 1)
    of every element, or its place in memory (`dim` 2).

    The data-movement core stores the numbers itself; reserve and push are part of it.
    """

    cb: Operand[CBType]
    dim: ir.IntegerAttr


class ReadBarrierOp(Op, name="core.read_barrier"):
    """Waits until all reads of this core have landed. Metalium: noc_async_read_barrier."""


class WritesFlushedOp(Op, name="core.writes_flushed"):
    """Waits until all writes have left L1, so that their source may be reused. Metalium: noc_async_writes_flushed."""


class WriteBarrierOp(Op, name="core.write_barrier"):
    """Waits until all writes have arrived. Metalium: noc_async_write_barrier."""


OPS: tuple[type[ext.Operation], ...] = (
    LaunchOp,
    GridOp,
    ZOrderOp,
    ReadOp,
    WriteOp,
    ReadElementOp,
    WriteElementOp,
    ReadRegionOp,
    WriteRegionOp,
    ReadRowsOp,
    WriteRowsOp,
    ReadTileOp,
    WriteTileOp,
    ReadTileElementOp,
    SpreadElementOp,
    WriteTileElementOp,
    IotaOp,
    ReadBarrierOp,
    WritesFlushedOp,
    WriteBarrierOp,
)
