"""Compute operations from circular buffer to circular buffer: maps, reductions, transposes, matmuls."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.dialects import block, cb
from tilelang_tt.dialects.base import i64_attr, int_array
from tilelang_tt.dialects.tile import FUNCTION_OPS
from tilelang_tt.dialects.types import CBType, block_shape, element_of, is_block
from tilelang_tt.mlir import arith, func, ir, name_of
from tilelang_tt.passes.accumulators import cleared_when, is_zero
from tilelang_tt.passes.cb_fold import reduce_folded
from tilelang_tt.passes.channels import Accumulator, Channel, ChannelLowering
from tilelang_tt.passes.consumers import needs_copy
from tilelang_tt.passes.dst_plan import fpu_operands
from tilelang_tt.passes.rebuild import defining
from tilelang_tt.passes.storage import cb_format
from tilelang_tt.passes.uniform import is_free


def is_wide(channel: Channel) -> bool:
    """Whether a circular buffer has pages of fp32, of which the matrix unit reads tf32."""
    return cb_format(channel.alloc).name == "Float32"


class ComputeLowering(ChannelLowering):
    """Puts compute operations between circular buffers."""

    def __init__(self, old: func.FuncOp, double_buffer: bool) -> None:
        super().__init__(old, double_buffer)
        self.handlers |= {
            "tt.tile.block_reduce": self.block_reduce,
            "tt.tile.block_transpose": self.block_transpose,
            "tt.tile.map": self.map,
            "tt.tile.matmul": self.matmul,
            "tt.tile.splat": self.skip_splat,
        }

    def map(self, op: Any) -> None:
        """The same map from circular buffers to a circular buffer; broadcasts that DST needs as tiles ride on a tile
        of zeros.
        """
        # Tiles of zeros are made at the top of the function, before this map.
        region = op.body.blocks[0]
        leaves = [o.operation.results[0] for o in op.inputs]
        for inner in region.operations:
            if inner.operation.name == "tt.tile.bcast" and not is_free(inner) and self.needs_carrier(inner, leaves):
                self.constant(element_of(inner.result.type), 0.0)
            if inner.operation.name == "tt.tile.iota":
                self.positions(ir.IntegerAttr(inner.dim).value)

        staged = self.stage_spread(op)

        def fill(channel: Channel) -> None:
            new = cb.MapOp(channel.value, int_array(channel.shape))
            body = ir.Block.create_at_start(new.body, [])
            with ir.InsertionPoint(body):
                self.map_body(region, leaves, staged)

        self.produce(op.result, fill)
        for copy in staged.values():
            self.release(copy)

    def stage_spread(self, op: Any) -> dict[Any, Channel]:
        """Copies, for the matrix unit, of the blocks that a map spreads and that compute copies elsewhere; by leaf."""
        staged: dict[Any, Channel] = {}
        for at in op.inputs:
            spreads = [use.owner for use in at.tile.uses if not needs_copy(use.owner)]
            source = self.source(at.source)
            if spreads and is_wide(source) and source.copied:
                staged[at.tile] = self.staged(at.source, source)
        return staged

    def staged(self, value: Any, source: Channel) -> Channel:
        """A copy of a block that only the matrix unit reads, so that the block itself goes to DST with all its bits."""
        copy = self.scratch(value, source.shape, f"{name_of(value) or 'block'}_tf32", copied=False)
        self.identity_map(source, copy)
        cb.WaitOp(copy.value, i64_attr(copy.pages))
        return copy

    def map_body(self, region: Any, leaves: list[Any], staged: dict[Any, Channel]) -> None:
        """Rebuilds the region of a map at the current insertion point."""
        for inner in region.operations:
            with inner.operation.location:
                if inner.operation.name == "tt.tile.at":
                    kind = "compute"
                    source = self.source(inner.source, kind)
                    at = block.AtOp(source.value, inner.map, inner.tile.type)
                    self.values[inner.tile] = at.tile
                elif inner.operation.name == "tt.tile.iota":
                    position = self.positions(ir.IntegerAttr(inner.dim).value)
                    at = block.AtOp(position.value, ir.StringAttr.get("scalar"), inner.result.type)
                    self.values[inner.result] = block.IotaOp([at.tile], inner.dim, inner.result.type).result
                elif inner.operation.name == "tt.tile.bcast" and is_free(inner):
                    self.values[inner.result] = self.new(inner.value)
                elif inner.operation.name == "tt.tile.bcast" and self.needs_carrier(inner, leaves):
                    zeros = self.constant(element_of(inner.result.type), 0.0)
                    bare = self.new(inner.value)
                    if inner.value in staged:
                        bare = block.AtOp(
                            staged[inner.value].value, defining(bare).operation.attributes["map"], bare.type
                        ).tile
                    carrier = block.AtOp(zeros.value, ir.StringAttr.get("scalar"), inner.result.type)
                    spread = block.BcastOp(bare, inner.kind, inner.result.type)
                    total = FUNCTION_OPS["add"](carrier.tile, spread.result, inner.result.type)
                    total.operation.attributes["tt.carrier"] = ir.UnitAttr.get()
                    self.values[inner.result] = total.result
                else:
                    self.clone(inner)

    @staticmethod
    def needs_carrier(op: Any, leaves: list[Any]) -> bool:
        """Whether a broadcast is used by anything but a matrix unit operation that spreads it on the way."""
        return any(fpu_operands(use.owner, leaves) is None for use in op.result.uses)

    def block_reduce(self, op: Any) -> None:
        """A reduction with a tile of ones. A maximum comes out in one row or column and is spread once, so that its users need not."""
        if ir.IntegerAttr(op.dim).value == block.ALL:
            reduce_folded(self, op)
            return
        source = self.source(op.value)
        kind, axis = ir.StringAttr(op.kind).value, ir.IntegerAttr(op.dim).value
        element = element_of(op.value.type)
        folds = kind == "max" and axis == 1 and str(element) in ("f32", "f16")
        copy = self.staged(op.value, source) if is_wide(source) and source.copied and not folds else None
        operand = copy or source
        if kind == "sum":
            ones = self.constant(element, 1.0)
            self.produce(op.result, lambda out: self.reduce(operand, ones, out, kind, axis))
            if copy is not None:
                self.release(copy)
            return
        zeros = self.constant(element_of(op.result.type), 0.0)
        bare = self.exact_row_maximum(op, source) if folds else None
        if bare is None:
            name = f"{name_of(op.result) or 'block'}_bare"
            bare = self.scratch(op.result, block_shape(op.result.type), name, copied=False)
            self.reduce(operand, self.constant(element, 1.0), bare, kind, axis)
            if copy is not None:
                self.release(copy)
            cb.WaitOp(bare.value, i64_attr(bare.pages))
        whole = bare
        self.produce(op.result, lambda out: self.spread_map(whole, zeros, out, "col" if axis == 1 else "row"))
        self.release(bare)

    @staticmethod
    def reduce(source: Channel, ones: Channel, out: Channel, kind: str, axis: int) -> None:
        """A reduction from circular buffer to circular buffer."""
        cb.ReduceOp(
            source.value, ones.value, out.value, ir.StringAttr.get(kind), i64_attr(axis), int_array(source.shape)
        )

    def exact_row_maximum(self, op: Any, source: Channel) -> Channel:
        """The maximum of every row in column 0, waited for.

        The hardware's reduction of a row cuts its result to bf16, that of a column keeps tf32, which holds fp16 whole. So the tiles of
        a row are folded into one, which is turned, reduced over its rows, and turned back.
        """
        name = name_of(op.result) or "block"
        rows = source.shape[0]
        ones = self.constant(element_of(op.value.type), 1.0)
        current, waited_for = source, False

        def then(shape: list[int], suffix: str, fill: Callable[[Channel, Channel], Any], copied: bool = True) -> None:
            nonlocal current, waited_for
            following = self.scratch(op.value, shape, f"{name}_{suffix}", copied=copied)
            fill(current, following)
            cb.WaitOp(following.value, i64_attr(following.pages))
            if waited_for:
                self.release(current)
            current, waited_for = following, True

        if source.shape[1] > 1:
            then(
                [rows, 1],
                "folded",
                lambda a, b: cb.FoldOp(a.value, b.value, ir.StringAttr.get("max"), int_array(a.shape)),
            )
        then([1, rows], "turned", lambda a, b: cb.TransposeOp(a.value, b.value, int_array(a.shape)), copied=False)
        then([1, rows], "row", lambda a, b: self.reduce(a, ones, b, "max", 0))
        then([rows, 1], "bare", lambda a, b: cb.TransposeOp(a.value, b.value, int_array(a.shape)), copied=False)
        return current

    @staticmethod
    def spread_map(source: Channel, zeros: Channel, out: Channel, kind: str) -> None:
        """out = source spread inside of every tile."""
        op = cb.MapOp(out.value, int_array(out.shape))
        body = ir.Block.create_at_start(op.body, [])
        with ir.InsertionPoint(body):
            tile = CBType(source.value.type).tile_type
            carrier = block.AtOp(zeros.value, ir.StringAttr.get("scalar"), tile).tile
            bare = block.AtOp(source.value, ir.StringAttr.get("block"), tile).tile
            spread = block.BcastOp(bare, ir.StringAttr.get(kind), tile).result
            total = FUNCTION_OPS["add"](carrier, spread, tile)
            total.operation.attributes["tt.carrier"] = ir.UnitAttr.get()
            block.YieldOp([total.result])

    def block_transpose(self, op: Any) -> None:
        """Tile by tile from one circular buffer to another."""
        source = self.source(op.value)

        def fill(out: Channel) -> None:
            cb.TransposeOp(source.value, out.value, int_array(source.shape))

        self.produce(op.result, fill)

    def matmul(self, op: Any) -> None:
        """In place into an accumulator; into a new circular buffer; or, on top of a computed block, a product that is
        added to it.
        """
        target = self.accumulators.get(op.c)
        choice = cleared_when(op.c)
        if target is None and choice is not None:
            target = self.accumulators.get(choice[1])
        if target is not None:
            fresh = target.fresh
            if choice is not None:
                condition = self.new(choice[0])
                fresh = condition if fresh is None else arith.OrIOp(fresh, condition).result
            self.emit_matmul(op, target.channel, fresh)
            self.accumulators[op.result] = Accumulator(target.channel, None)
            return
        if choice is not None or not (is_zero(op.c) or (op.c, "compute") in self.channels):
            raise CompileError.at(
                op,
                "T.gemm adds to a block that is neither an accumulator nor computed in this block",
                help="accumulate in a fragment that starts from T.clear",
            )
        if is_zero(op.c):
            self.produce(op.result, lambda out: self.emit_matmul(op, out, self.true()), streamed=False)
            return
        product = self.scratch(op.result, block_shape(op.result.type), f"{name_of(op.result)}_product")
        cb.ReserveOp(product.value, i64_attr(product.pages))
        self.emit_matmul(op, product, self.true())
        cb.PushOp(product.value, i64_attr(product.pages))
        cb.WaitOp(product.value, i64_attr(product.pages))
        self.produce(op.result, lambda out: self.add_map(self.source(op.c), product, out))
        self.release(product)

    @staticmethod
    def add_map(a: Channel, b: Channel, out: Channel) -> None:
        """out = a + b."""
        op = cb.MapOp(out.value, int_array(out.shape))
        body = ir.Block.create_at_start(op.body, [])
        with ir.InsertionPoint(body):
            tile = CBType(out.value.type).tile_type
            kind = ir.StringAttr.get("block")
            left, right = (block.AtOp(c.value, kind, tile).tile for c in (a, b))
            block.YieldOp([FUNCTION_OPS["add"](left, right, tile).result])

    def emit_matmul(self, op: Any, out: Channel, fresh: Any | None) -> None:
        """A matmul from circular buffer to circular buffer."""
        copies = []

        def operand(value: Any) -> Channel:
            source = self.source(value)
            if not (is_wide(source) and source.copied):
                return source
            copies.append(self.staged(value, source))
            return copies[-1]

        a = operand(op.a)
        transpose = ir.BoolAttr(op.transpose_b).value
        b = self.channels.get((op.b, "transposed")) if transpose else operand(op.b)
        if b is None:
            b = self.turned(op, self.source(op.b))
            copies.append(b)
            transpose = False
        m, k = a.shape
        shape = int_array([m, b.shape[1], k])
        fresh = self.false() if fresh is None else fresh
        cb.MatmulOp(a.value, b.value, out.value, fresh, shape, ir.BoolAttr.get(transpose))
        for copy in copies:
            self.release(copy)

    def turned(self, op: Any, source: Channel) -> Channel:
        """The transposed copy of a right operand whose pages do not come transposed from the reader."""
        copy = self.scratch(op.b, source.shape[::-1], f"{name_of(op.b) or 'block'}_t", copied=False)
        cb.TransposeOp(source.value, copy.value, int_array(source.shape))
        cb.WaitOp(copy.value, i64_attr(copy.pages))
        return copy

    @staticmethod
    def true() -> Any:
        """The constant true."""
        return arith.ConstantOp(ir.IntegerType.get_signless(1), ir.BoolAttr.get(True)).result

    @staticmethod
    def false() -> Any:
        """The constant false."""
        return arith.ConstantOp(ir.IntegerType.get_signless(1), ir.BoolAttr.get(False)).result

    def skip_splat(self, op: Any) -> None:
        """A constant block has no pages; what needs pages was put into a map."""
        if not is_block(op.result.type):
            self.clone(op)
