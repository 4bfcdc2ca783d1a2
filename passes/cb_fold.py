"""Reductions of folded vectors: every tile holds 1024 elements of one vector, all of them become one number.

The matrix unit cuts its 32-bit operands to tf32, so sums in fp32 reach it in two parts: the number rounded to bf16, and
the rest, which together keep 19 bits or more. Everything before is exact: the tiles of a vector are added up by the
vector unit, and circular buffers that compute only copies come to DST with all their bits.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tilelang_tt.dialects import block, cb
from tilelang_tt.dialects.base import i64_attr, int_array
from tilelang_tt.dialects.tile import FUNCTION_OPS
from tilelang_tt.dialects.types import CBType, TileType, element_of
from tilelang_tt.mlir import ir, name_of
from tilelang_tt.passes.channels import Channel

if TYPE_CHECKING:
    from tilelang_tt.passes.cb_compute import ComputeLowering


def reduce_folded(lowering: ComputeLowering, op: Any) -> None:
    """A `tt.tile.block_reduce` of all elements: the result stands in every element of its tile."""
    folded = _FoldedReduction(lowering, op)
    if ir.StringAttr(op.kind).value == "sum":
        folded.sum()
    else:
        folded.maximum()


class _FoldedReduction:
    """`current` is the circular buffer that the next step reads; steps but the first pop what they read."""

    def __init__(self, lowering: ComputeLowering, op: Any) -> None:
        self.lowering, self.op = lowering, op
        self.name = name_of(op.result) or "block"
        self.source = self.current = lowering.source(op.value)
        self.element = element_of(op.value.type)

    def sum(self) -> None:
        """Over the tiles, then over the columns and the rows of one tile."""
        f32 = ir.F32Type.get()
        ones = self.lowering.constant(f32, 1.0)
        if self.element == f32:
            if self.source.pages > 1:
                self.fold("add")
            self.in_parts([1, 2])
        first = self.lowering.constant(self.element, 1.0)
        rows = self.following(ones.value, [1, 1], "rows")
        self.lowering.reduce(self.current, first, rows, "sum", 1)
        self.step(rows)
        self.in_parts([2, 1])
        self.lowering.produce(self.op.result, lambda out: self.lowering.reduce(self.current, ones, out, "sum", 0))
        self.lowering.release(self.current)

    def maximum(self) -> None:
        """Over the tiles and their rows, then over the columns of one row, as the rows of the turned tile: the hardware's
        reduction over columns cuts its result to bf16.
        """
        ones = self.lowering.constant(self.element, 1.0)
        zeros = self.lowering.constant(self.element, 0.0)
        if self.element == ir.F32Type.get():
            # The source stays one that compute only copies.
            self.fold("max")
        column = replace(self.current, shape=[self.current.pages, 1])
        row = self.following(self.op.value, [1, 1], "row")
        self.lowering.reduce(column, ones, row, "max", 0)
        self.step(row)
        if str(self.element) != "bf16":
            turned = self.following(self.op.value, [1, 1], "turned")
            cb.TransposeOp(self.current.value, turned.value, int_array([1, 1]))
            self.step(turned)
        bare = self.following(self.op.value, [1, 1], "bare")
        self.lowering.reduce(self.current, ones, bare, "max", 1 if str(self.element) == "bf16" else 0)
        self.step(bare)
        self.lowering.produce(self.op.result, lambda out: self.lowering.spread_map(self.current, zeros, out, "scalar"))
        self.lowering.release(self.current)

    def following(self, like: Any, shape: list[int], suffix: str) -> Channel:
        """A circular buffer for the result of a step."""
        return self.lowering.scratch(like, shape, f"{self.name}_{suffix}")

    def step(self, result: Channel) -> None:
        """Waits for the result of a step, which the next step reads."""
        cb.WaitOp(result.value, i64_attr(result.pages))
        if self.current is not self.source:
            self.lowering.release(self.current)
        self.current = result

    def fold(self, fn: str) -> None:
        """The tiles of the vector, combined element by element."""
        folded = self.following(self.op.value, [1, 1], "folded")
        cb.FoldOp(self.current.value, folded.value, ir.StringAttr.get(fn), int_array(self.current.shape))
        self.step(folded)

    def in_parts(self, shape: list[int]) -> None:
        """One tile of fp32 as two whose sum it is: rounded to bf16, and the rest."""
        parts = self.following(self.lowering.constant(ir.F32Type.get(), 1.0).value, shape, "parts")
        for rest in (False, True):
            op = cb.MapOp(parts.value, int_array([1, 1]))
            with ir.InsertionPoint(ir.Block.create_at_start(op.body, [])):
                tile = CBType(self.current.value.type).tile_type
                whole = block.AtOp(self.current.value, ir.StringAttr.get("block"), tile).tile
                narrow = block.TypecastOp(whole, TileType.of(ir.BF16Type.get())).result
                part = block.TypecastOp(narrow, tile).result
                if rest:
                    part = FUNCTION_OPS["sub"](whole, part, tile).result
                block.YieldOp([part])
        self.step(parts)
