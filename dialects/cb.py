"""`tt.cb`: circular buffers, and the compute operations that work from circular buffer to circular buffer.

A circular buffer is a FIFO of pages in L1 with one producer and one consumer. In the form before the split, one
function holds the operations of all three threads in an order in which every push precedes the wait that needs it.
"""

from typing import Any

from tilelang_tt.dialects.base import Op, Operand, Region, Result, int_list, rule
from tilelang_tt.dialects.block import AtOp
from tilelang_tt.dialects.types import CBType
from tilelang_tt.mlir import ext, ir

ROLES = ("input", "output", "intermediate")


def pages_of(value: ir.Value) -> int:
    """Capacity of a circular buffer value, in pages."""
    return CBType(value.type).num_pages


class AllocOp(Op, name="cb.alloc"):
    """A circular buffer, the same on every core of the program. `depth` counts the blocks that fit at once (2: double
    buffered), `id` is the hardware's index once it is assigned, `format` the data format of its pages where it is not
    that of the element type.

    With `alias`, its memory on each core is that core's shard of the tensor of this name, all of it: a read of the tensor
    into it, or a write from it, moves nothing.
    """

    role: ir.StringAttr
    depth: ir.IntegerAttr
    result: Result[CBType]
    optional = {"id": ir.IntegerAttr, "format": ir.StringAttr, "alias": ir.StringAttr}
    rules = (
        rule(
            lambda op: ir.StringAttr(op.role).value in ROLES,
            lambda op: f"has role {op.role}; known are {', '.join(ROLES)}",
        ),
        rule(
            lambda op: pages_of(op.result) % ir.IntegerAttr(op.depth).value == 0,
            lambda op: (
                f"holds {pages_of(op.result)} pages, not a multiple of its depth {ir.IntegerAttr(op.depth).value}"
            ),
        ),
        rule(
            lambda op: op.get("alias") is None or ir.StringAttr(op.role).value != "intermediate",
            lambda op: f"is the shard of {op.get('alias')} and has role {op.role}; inputs and outputs can be shards",
        ),
    )


_FITS = (
    rule(lambda op: ir.IntegerAttr(op.pages).value > 0, lambda op: f"needs a positive number of pages, got {op.pages}"),
    rule(
        lambda op: pages_of(op.cb) % ir.IntegerAttr(op.pages).value == 0,
        lambda op: (
            f"uses {ir.IntegerAttr(op.pages).value} pages, which do not divide the {pages_of(op.cb)} of the circular buffer"
        ),
    ),
)


class ReserveOp(Op, name="cb.reserve"):
    """Producer: waits until `pages` pages are free. LLK: cb_reserve_back."""

    cb: Operand[CBType]
    pages: ir.IntegerAttr
    rules = _FITS


class PushOp(Op, name="cb.push"):
    """Producer: hands `pages` filled pages to the consumer. LLK: cb_push_back."""

    cb: Operand[CBType]
    pages: ir.IntegerAttr
    rules = _FITS


class WaitOp(Op, name="cb.wait"):
    """Consumer: waits until `pages` pages are at the front. LLK: cb_wait_front."""

    cb: Operand[CBType]
    pages: ir.IntegerAttr
    rules = _FITS


class PopOp(Op, name="cb.pop"):
    """Consumer: gives `pages` pages back to the producer. LLK: cb_pop_front."""

    cb: Operand[CBType]
    pages: ir.IntegerAttr
    rules = _FITS


class MatmulOp(Op, name="cb.matmul"):
    """acc += a . b over waited blocks of m x k and k x n tiles, into m x n reserved pages of acc; `fresh` overwrites
    them.

    With `transpose_b` every tile of b is transposed on the way in; its pages are in the order of k x n all the same.
    """

    a: Operand[CBType]
    b: Operand[CBType]
    acc: Operand[CBType]
    fresh: Operand[Any]
    shape: ir.ArrayAttr
    transpose_b: Any
    rules = (rule(lambda op: len(op.shape) == 3, lambda op: f"needs a shape [m, n, k] in tiles, got {op.shape}"),)


class MapOp(Op, name="cb.map"):
    """out = region, tile by tile, over `shape` (rows, columns in tiles), in row-major order.

    The region takes tiles with `tt.tile.at` from circular buffers whose pages are waited for. Like a mover, the
    operation carries the protocol of `out` itself: it reserves and pushes pages as it fills them.
    """

    out: Operand[CBType]
    shape: ir.ArrayAttr
    body: Region
    rules = (rule(lambda op: len(op.shape) == 2, lambda op: f"needs a shape [rows, columns] in tiles, got {op.shape}"),)

    @property
    def inputs(self) -> list[Any]:
        """The `tt.tile.at` operations of the region, in order."""
        return [op for op in self.body.blocks[0].operations if op.operation.name == AtOp.OPERATION_NAME]


class TransposeOp(Op, name="cb.transpose"):
    """out = the transposed block of `shape` (rows, columns of the source in tiles), each tile transposed.

    The source is waited for; out is reserved and pushed as it is filled.
    """

    source: Operand[CBType]
    out: Operand[CBType]
    shape: ir.ArrayAttr


class ReduceOp(Op, name="cb.reduce"):
    """out = the block of `shape` reduced over rows (`dim` 0, result in row 0) or columns (`dim` 1, result in column 0).

    `kind` is sum or max; `ones` holds one tile of ones. The source is waited for; out is reserved and pushed as it is
    filled.
    """

    source: Operand[CBType]
    ones: Operand[CBType]
    out: Operand[CBType]
    kind: ir.StringAttr
    dim: ir.IntegerAttr
    shape: ir.ArrayAttr
    rules = (
        rule(
            lambda op: ir.StringAttr(op.kind).value in ("sum", "max"),
            lambda op: f"has kind {op.kind}; circular buffers are reduced by sum or max",
        ),
        rule(
            lambda op: ir.IntegerAttr(op.dim).value in (0, 1), lambda op: f"has dimension {op.dim}; known are 0 and 1"
        ),
    )


class FoldOp(Op, name="cb.fold"):
    """out = the tiles of every row of a block of `shape`, combined element by element by a function of two operands.

    M x N tiles become M x 1. The source is waited for; out is reserved and pushed as it is filled.
    """

    source: Operand[CBType]
    out: Operand[CBType]
    fn: ir.StringAttr
    shape: ir.ArrayAttr
    rules = (
        rule(
            lambda op: ir.StringAttr(op.fn).value in ("max", "min", "add"),
            lambda op: f"folds by {op.fn}; known are max, min, add",
        ),
    )


def page_count(op: Any) -> int:
    """The `pages` attribute of a synchronisation operation."""
    return ir.IntegerAttr(op.pages).value


def tile_shape(op: Any) -> list[int]:
    """The `shape` attribute of a compute operation, in tiles."""
    return int_list(op.shape)


OPS: tuple[type[ext.Operation], ...] = (
    AllocOp,
    ReserveOp,
    PushOp,
    WaitOp,
    PopOp,
    MatmulOp,
    MapOp,
    TransposeOp,
    ReduceOp,
    FoldOp,
)
