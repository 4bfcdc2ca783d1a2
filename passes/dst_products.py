"""Products of blocks in DST sections: sub-blocks that fill DST, and accumulators that stay in it or are added to in L1."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tilelang_tt.dialects import cb
from tilelang_tt.dialects.dst import emit
from tilelang_tt.dialects.types import TILE, element_of, is_int32
from tilelang_tt.mlir import arith, func, ir, walk_collect
from tilelang_tt.passes.dst_sections import DstSections
from tilelang_tt.passes.integer_blocks import exact_terms
from tilelang_tt.passes.rebuild import Rebuilder, constant_int, defining, index, scf_for


def sub_block(rows: int, cols: int, dst_tiles: int) -> tuple[int, int]:
    """(rt, ct): the sub-block of rows x cols tiles that fills DST best; among those, the one that unpacks least.

    matmul_block loads rt*ct + min(rt, ct) tiles per step.
    """
    fits = [
        (rt, ct)
        for rt in range(1, rows + 1)
        for ct in range(1, cols + 1)
        if rows % rt == 0 and cols % ct == 0 and rt * ct <= dst_tiles
    ]
    return min(fits, key=lambda s: (-s[0] * s[1], min(s), s[0]))


class DstProducts(DstSections):
    """`resident` are the accumulators that stay in DST for the loop being built, `accumulated` those that the packer adds to."""

    def __init__(self, old: func.FuncOp, dst_tiles: int, unpacked: Sequence[int] = ()) -> None:
        super().__init__(old, dst_tiles, unpacked)
        self.resident: set[Any] = set()
        self.accumulated: set[Any] = set()

    def for_(self, op: Any) -> None:
        """A loop around an accumulator that fits in DST is inside of one section."""
        accumulator = self.resident_accumulator(op)
        if accumulator is None:
            super().for_(op)
            return
        self.resident.add(accumulator)
        new_cb = self.new(accumulator)
        m, n, _ = cb.tile_shape(next(o for o in walk_collect(op, "tt.cb.matmul")))

        def pack() -> None:
            self.repeat(m * n, "tile", lambda t: emit("pack_tile_at", t, new_cb, t))

        self.section(lambda: Rebuilder.for_(self, op), pack)
        self.resident.discard(accumulator)

    def resident_accumulator(self, op: Any) -> Any | None:
        """The accumulator of a loop nest that does nothing else in DST, that starts in the nest and fits; else None."""
        matmuls = walk_collect(op, "tt.cb.matmul")
        others = walk_collect(op, ("tt.cb.fold", "tt.cb.map", "tt.cb.reduce", "tt.cb.transpose"))
        accumulators = {o.acc for o in matmuls}
        if len(accumulators) != 1 or others or self.resident:
            return None
        accumulator = accumulators.pop()
        if is_int32(element_of(accumulator.type)):
            return None  # fp32 does not hold all the sum
        m, n, _ = cb.tile_shape(matmuls[0])
        inside = any(o.cb == accumulator for o in walk_collect(op, ("tt.cb.reserve", "tt.cb.push")))
        if m * n > self.dst_tiles or inside or not all(_starts_with_loop(o.fresh, op) for o in matmuls):
            return None
        return accumulator

    def matmul(self, op: Any) -> None:
        """Sub-blocks, each with all its K tiles in one section; or, in a resident loop, just the products."""
        m, n, k = cb.tile_shape(op)
        a, b, acc = (self.new(v) for v in (op.a, op.b, op.acc))
        transpose = ir.BoolAttr(op.transpose_b).value
        if op.acc in self.resident:
            self.products(a, b, (m, n, k), (m, n), index(0), index(0), transpose)
            return
        accumulates = constant_int(op.fresh) != 1
        if accumulates:
            emit("pack_l1_acc", self.negated(op.fresh))
        rt, ct = sub_block(m, n, self.dst_tiles)
        whole = is_int32(element_of(op.acc.type))
        steps = exact_terms(element_of(op.a.type), element_of(op.b.type)) // TILE if whole else k

        def block(row: Any, col: Any, first: int) -> None:
            def math() -> None:
                self.products(a, b, (m, n, k), (rt, ct), row, col, transpose, range(first, min(k, first + steps)))
                if whole:
                    f32, i32 = ir.F32Type.get(), ir.IntegerType.get_signless(32)
                    self.repeat(rt * ct, "t", lambda t: emit("typecast_tile", t, source=f32, target=i32))

            self.section(math, lambda: self.pack_block(acc, n, (rt, ct), row, col))

        def blocks(first: int) -> None:
            self.stepped(m, rt, "row", lambda row: self.stepped(n, ct, "col", lambda col: block(row, col, first)))

        for first in range(0, k, steps):
            if first == steps and constant_int(op.fresh) != 0:
                emit("pack_l1_acc", arith.ConstantOp(ir.IntegerType.get_signless(1), ir.BoolAttr.get(True)).result)
                accumulates = True
            blocks(first)
        if accumulates and _packs_nearby(op):
            self.stop_accumulating()
        elif accumulates:
            self.accumulated.add(op.acc)

    @staticmethod
    def stop_accumulating() -> None:
        """From here on, packs overwrite."""
        emit("pack_l1_acc", arith.ConstantOp(ir.IntegerType.get_signless(1), ir.BoolAttr.get(False)).result)

    def products(
        self,
        a: Any,
        b: Any,
        shape: tuple[int, int, int],
        sub: tuple[int, int],
        row: Any,
        col: Any,
        transpose: bool,
        along: range | None = None,
    ) -> None:
        """DST[r * ct + c] += A[row + r, :] . B[:, col + c] over all K tiles of the block, or those of a range."""
        _, n, k = shape
        rt, ct = sub

        steps = along or range(k)

        def step(each: Any) -> None:
            kk = self.at(each, steps.start) if steps.start else each
            in0, in1 = self.at((row, k), kk), self.at((kk, n), col)
            if rt * ct == 1:
                emit("matmul_tiles", a, b, in0, in1, index(0), transpose=transpose)
            else:
                emit("matmul_block", a, b, in0, in1, index(0), transpose=transpose, ct=ct, rt=rt, kt=k)

        self.repeat(len(steps), "k", step)

    def pack_block(self, out: Any, n: int, sub: tuple[int, int], row: Any, col: Any) -> None:
        """Packs a sub-block to its pages of a block that is n tiles wide."""
        rt, ct = sub
        self.repeat(
            rt,
            "r",
            lambda r: self.repeat(
                ct, "c", lambda c: emit("pack_tile_at", self.at((r, ct), c), out, self.at((row, n), (r, n), col, c))
            ),
        )

    def negated(self, fresh: Any) -> Any:
        """not fresh, as a comparison where it is one."""
        old = defining(fresh)
        if (
            old is not None
            and old.operation.name == "arith.cmpi"
            and ir.IntegerAttr(old.operation.attributes["predicate"]).value == 0
        ):
            left, right = old.operation.operands
            return arith.CmpIOp(arith.CmpIPredicate.ne, self.new(left), self.new(right)).result
        true = arith.ConstantOp(ir.IntegerType.get_signless(1), ir.BoolAttr.get(True)).result
        return arith.XOrIOp(self.new(fresh), true).result

    def push(self, op: Any) -> None:
        """Accumulating in L1 ends when the accumulator is handed on."""
        if op.cb in self.accumulated:
            self.accumulated.discard(op.cb)
            self.stop_accumulating()
        self.clone(op)


def _packs_nearby(matmul: Any) -> bool:
    """Whether something else is packed between the reserve and the push of a matmul's accumulator.

    Those packs must not add to what L1 holds, so accumulation is switched off after the matmul, not only before the
    push.
    """
    reserve = next(use.owner for use in matmul.acc.uses if use.owner.operation.name == "tt.cb.reserve")
    inside = False
    for op in reserve.operation.block.operations:
        if op.operation == reserve.operation:
            inside = True
        elif inside and op.operation.name == "tt.cb.push" and op.cb == matmul.acc:
            return False
        elif inside and any(
            other.operation.name != "tt.cb.matmul" or other.acc != matmul.acc
            for other in walk_collect(
                op, ("tt.cb.fold", "tt.cb.map", "tt.cb.reduce", "tt.cb.transpose", "tt.cb.matmul")
            )
        ):
            return True
    return False


def _starts_with_loop(fresh: Any, loop_op: Any) -> bool:
    """Whether an accumulator's `fresh` flag says no more than "first iteration of this loop nest"."""
    constant = constant_int(fresh)
    if constant is not None:
        return constant == 0
    op = defining(fresh)
    if op is None:
        return False
    if op.operation.name == "arith.andi":
        return all(_starts_with_loop(v, loop_op) for v in op.operation.operands)
    if op.operation.name != "arith.cmpi" or ir.IntegerAttr(op.operation.attributes["predicate"]).value != 0:
        return False
    left, right = op.operation.operands
    loops = [o for o in walk_collect(loop_op, "scf.for")]
    return any(scf_for(o).induction == left and _same_bound(scf_for(o).lower, right) for o in loops)


def _same_bound(a: Any, b: Any) -> bool:
    return bool(a == b) or (constant_int(a) is not None and constant_int(a) == constant_int(b))
