"""tt-lower-dst: compute operations on circular buffers become DST sections.

    "tt.cb.matmul"(%cb_a, %cb_b, %cb_c, %true) {shape = [2, 4, 1], transpose_b = false}
  ->
    scf.for %row = %c0 to %c2 step %c1 {
      "tt.tile.regs_acquire"()
      "tt.tile.matmul_block"(%cb_a, %cb_b, %row, %c0, %c0) {transpose = false, ct = 4, rt = 1, kt = 1}
      "tt.tile.regs_commit"()
      "tt.tile.regs_wait"()
      ... "tt.tile.pack_tile_at"(%t, %cb_c, %slot)
      "tt.tile.regs_release"()
    }

Takes and gives kernel form; works on the compute function. Blocks are cut into sub-blocks that fill one half of DST.
An accumulator that fits there stays in DST for its whole loop; a larger one is added up in L1 by the packer. The
section of a map follows dst_plan. `math_fidelity` (else the attribute `tt.math_fidelity`, else HiFi4) says how many passes the
matrix unit makes over the digits of its operands: bf16 needs four, bfp8 two.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from tilelang_tt.device import get_device
from tilelang_tt.diagnostics import CompileError
from tilelang_tt.dialects import cb
from tilelang_tt.dialects.base import i64_attr, int_array
from tilelang_tt.dialects.block import ALL
from tilelang_tt.dialects.dst import emit
from tilelang_tt.dialects.functions import BY_NAME, kernel_name
from tilelang_tt.dialects.types import TILE, element_of, is_int32
from tilelang_tt.mlir import arith, func, ir, named_loc, scf, walk_collect
from tilelang_tt.passes.base import Pass
from tilelang_tt.passes.conversions import is_integer
from tilelang_tt.passes.dst_plan import Step, plan_section
from tilelang_tt.passes.float_rounding import EXACT, is_fp8
from tilelang_tt.passes.integer_blocks import exact_terms
from tilelang_tt.passes.kernel_func import target
from tilelang_tt.passes.rebuild import Rebuilder, commented, constant_int, defining, index, scf_for, short_name
from tilelang_tt.passes.storage import cb_format
from tilelang_tt.passes.tile_index import IndexBuilder

if TYPE_CHECKING:
    from tilelang_tt.diagnostics import Diagnostics


@dataclass(frozen=True)
class LowerDst(Pass):
    """turn compute on circular buffers into DST sections"""

    name: ClassVar[str] = "tt-lower-dst"
    takes: ClassVar[str | None] = "kernel"
    gives: ClassVar[str | None] = "kernel"
    device: str | None = None
    full_sync: bool = False
    math_fidelity: Literal["LoFi", "HiFi2", "HiFi3", "HiFi4"] | None = None

    def run(self, module: ir.Module, diag: Diagnostics) -> None:
        """Rebuilds the compute kernels and records the configuration they need."""
        dst = get_device(self.device or target(module)).dst
        for function in walk_collect(module, func.FuncOp):
            if "tt.thread" in function.attributes and function.attributes["tt.thread"].value == "compute":
                wanted = needs_fp32_dst(function)
                fp32 = wanted and dst.fp32
                if wanted and not fp32:
                    diag.warning(function, "this device's DST has no 32-bit mode: every result is rounded to 16 bits")
                unpacked = _unpack_to_dest(function) if fp32 else []
                new = DstLowering(function, dst.tiles(32 if fp32 else 16, full=self.full_sync), unpacked).run()
                new.attributes["tt.fp32_dest_acc_en"] = ir.BoolAttr.get(fp32)
                new.attributes["tt.dst_full_sync_en"] = ir.BoolAttr.get(self.full_sync)
                said = new.attributes["tt.math_fidelity"].value if "tt.math_fidelity" in new.attributes else "HiFi4"
                new.attributes["tt.math_fidelity"] = ir.StringAttr.get(self.math_fidelity or said)
                new.attributes["tt.unpack_to_dest_fp32"] = int_array(unpacked)


NARROW = frozenset({"Float16", "Float16_b", "Bfp8_b", "Bfp4_b"})
"""Formats of which a 16-bit DST keeps every bit."""


def needs_fp32_dst(function: Any) -> bool:
    """Whether DST must hold 32 bits: 32-bit data, sums of products, or more than one rounding per result.

    A 16-bit DST rounds after every pass of the matrix unit and cuts what the vector unit stores, so it is only used
    where a result is a copy, a transpose, or one addition of 16-bit operands.
    """
    for op in walk_collect(function, ("tt.cb.fold", "tt.cb.matmul", "tt.cb.map", "tt.cb.reduce", "tt.cb.alloc")):
        if op.operation.name in ("tt.cb.fold", "tt.cb.matmul", "tt.cb.reduce"):
            return True
        if op.operation.name == "tt.cb.alloc":
            if cb_format(op).name not in NARROW and any(True for _ in op.result.uses):
                return True
            continue
        steps = plan_section(op.body.blocks[0]).steps
        exact = [
            s
            for s in steps
            if s.kind == "copy" or (s.kind == "fpu" and s.fn is not None and s.fn.name in ("add", "sub"))
        ]
        if len(steps) != 1 or len(exact) != 1:
            return True
    return False


def _unpack_to_dest(function: Any) -> list[int]:
    """The fp32 circular buffers that are only copied, so that they can go to DST with all their bits."""
    copied: dict[Any, int] = {}
    other: set[Any] = set()
    for op in walk_collect(function, ("tt.cb.fold", "tt.cb.matmul", "tt.cb.map", "tt.cb.reduce", "tt.cb.transpose")):
        if op.operation.name == "tt.cb.matmul":
            other.update((op.a, op.b))
        elif op.operation.name == "tt.cb.reduce":
            other.update((op.source, op.ones))
        elif op.operation.name in ("tt.cb.fold", "tt.cb.transpose"):
            copied[op.source] = ir.IntegerAttr(defining(op.source).operation.attributes["id"]).value
        else:
            sources = [at.source for at in op.inputs]
            for step in plan_section(op.body.blocks[0]).steps:
                for leaf in step.leaves:
                    if step.kind in ("copy", "iota"):
                        copied[sources[leaf]] = ir.IntegerAttr(defining(sources[leaf]).operation.attributes["id"]).value
                    else:
                        other.add(sources[leaf])
    return sorted(i for value, i in copied.items() if value not in other and cb_format(value).name == "Float32")


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


def tiles_per_section(tiles: int, slots: int, dst_tiles: int) -> int:
    """How many of `tiles` go through DST at once when each takes `slots`: the largest divisor that fits."""
    return max(t for t in range(1, tiles + 1) if tiles % t == 0 and (t == 1 or t * slots <= dst_tiles))


def explained(handler: Callable[[Any], None], text: Callable[[Any], str]) -> Callable[[Any], None]:
    """A handler that puts a comment above what it builds."""

    def handle(op: Any) -> None:
        with commented(text(op)):
            handler(op)

    return handle


def _matmul_text(op: Any) -> str:
    adds = "=" if constant_int(op.fresh) == 1 else "+="
    turned = " transposed" if ir.BoolAttr(op.transpose_b).value else ""
    return f"{short_name(op.acc)} {adds} {short_name(op.a)} . {short_name(op.b)}{turned}."


_CONSTANTS = frozenset({"zeros", "ones"})


def _map_text(op: Any) -> str:
    names = [n for n in dict.fromkeys(short_name(at.source) for at in op.inputs) if n not in _CONSTANTS]
    functions = [o.operation.name.removeprefix("tt.tile.") for o in op.body.blocks[0].operations]
    shown = list(dict.fromkeys(f for f in functions if f in BY_NAME))
    what = f": {', '.join(shown)}" if shown else ""
    return (
        f"{short_name(op.out)} from {', '.join(names)}{what}."
        if names
        else f"{short_name(op.out)}: the same number everywhere."
    )


def _fold_text(op: Any) -> str:
    return f"{short_name(op.out)}: {ir.StringAttr(op.fn).value} of the tiles in each row of {short_name(op.source)}."


def _reduce_text(op: Any) -> str:
    over = "columns" if ir.IntegerAttr(op.dim).value == 1 else "rows"
    return f"{short_name(op.out)} = {ir.StringAttr(op.kind).value} of {short_name(op.source)} over {over}."


class DstLowering(Rebuilder):
    """Rebuilds the compute function; `resident` are the accumulators that stay in DST for the loop being built."""

    def __init__(self, old: func.FuncOp, dst_tiles: int, unpacked: Sequence[int] = ()) -> None:
        super().__init__(old)
        self.dst_tiles = dst_tiles
        self.unpacked = unpacked
        self.resident: set[Any] = set()
        self.accumulated: set[Any] = set()
        self.handlers |= {
            "tt.cb.fold": explained(self.fold, _fold_text),
            "tt.cb.map": explained(self.map, _map_text),
            "tt.cb.matmul": explained(self.matmul, _matmul_text),
            "tt.cb.push": self.push,
            "tt.cb.reduce": explained(self.reduce, _reduce_text),
            "tt.cb.transpose": explained(
                self.transpose, lambda op: f"{short_name(op.out)} = {short_name(op.source)} transposed."
            ),
        }

    # Building blocks

    def repeat(self, count: int, name: str, body: Callable[[Any], None]) -> None:
        """`body(i)` for i in 0 .. count, as a loop unless it runs once."""
        self.stepped(count, 1, name, body)

    def stepped(self, count: int, step: int, name: str, body: Callable[[Any], None]) -> None:
        """`body(i)` for i in 0, step, ... below count, as a loop unless it runs once."""
        if count == step:
            body(index(0))
            return
        loop = scf.ForOp(index(0), index(count), index(step))
        loop.induction_variable.set_location(named_loc(name, ir.Location.current))
        with ir.InsertionPoint(loop.body):
            body(loop.induction_variable)
            scf.YieldOp([])

    @staticmethod
    def at(*terms: Any) -> Any:
        """A sum of products: every term is a value, an int, or a (value, int) pair."""
        total = index(0)
        for term in terms:
            value, factor = term if isinstance(term, tuple) else (term, 1)
            value = index(value) if isinstance(value, int) else value
            total = IndexBuilder.add(total, IndexBuilder.mul(value, index(factor)))
        return total

    def section(self, math: Callable[[], None], pack: Callable[[], None]) -> None:
        """acquire, math, commit, wait, pack, release."""
        emit("regs_acquire")
        math()
        emit("regs_commit")
        emit("regs_wait")
        pack()
        emit("regs_release")

    # Matmul

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

    # Elementwise

    def transpose(self, op: Any) -> None:
        """Tile (j, i) of the result is tile (i, j) of the source, transposed: on the way to DST, or in it, which keeps fp32."""
        rows, cols = cb.tile_shape(op)
        source, out = self.new(op.source), self.new(op.out)
        count = tiles_per_section(rows, 1, self.dst_tiles)
        in_dst = ir.IntegerAttr(defining(op.source).operation.attributes["id"]).value in self.unpacked
        call = "copy_tile" if in_dst else "transpose_tile"

        def math(col: Any, row: Any) -> None:
            self.repeat(count, "t", lambda t: emit(call, source, self.at((row, cols), (t, cols), col), t))
            if in_dst:
                self.repeat(count, "t", lambda t: emit("transpose_dst", t))

        def some(col: Any, row: Any) -> None:
            self.section(lambda: math(col, row), lambda: self.stream_out(out, count, index(0)))

        self.repeat(cols, "col", lambda col: self.stepped(rows, count, "row", lambda row: some(col, row)))

    def fold(self, op: Any) -> None:
        """Tile after tile of a row is copied to DST and combined there, with all its bits."""
        rows, cols = cb.tile_shape(op)
        fn = ir.StringAttr(op.fn).value
        source, out = self.new(op.source), self.new(op.out)
        count = tiles_per_section(rows, 2, self.dst_tiles)

        def tile(first: Any, t: Any, col: Any) -> Any:
            return self.at((first, cols), (t, cols), col)

        def next_column(first: Any, col: Any) -> None:
            self.repeat(count, "t", lambda t: emit("copy_tile", source, tile(first, t, col), self.at(count, t)))
            self.repeat(count, "t", lambda t: emit("sfpu_binary", t, self.at(count, t), t, fn=fn))

        def math(first: Any) -> None:
            self.repeat(count, "t", lambda t: emit("copy_tile", source, tile(first, t, 0), t))
            self.repeat(cols - 1, "col", lambda col: next_column(first, self.at(col, 1)))

        self.stepped(
            rows,
            count,
            "row",
            lambda first: self.section(lambda: math(first), lambda: self.stream_out(out, count, index(0))),
        )

    def reduce(self, op: Any) -> None:
        """Sums are products with a tile of ones, which leave the sum in every column (or row); maxima are reductions
        proper.
        """
        rows, cols = cb.tile_shape(op)
        kind, dim = ir.StringAttr(op.kind).value, ir.IntegerAttr(op.dim).value
        source, ones, out = self.new(op.source), self.new(op.ones), self.new(op.out)
        results, steps = (rows, cols) if dim == 1 else (cols, rows)
        count = tiles_per_section(results, 1, self.dst_tiles)
        if kind == "max":
            emit("reduce_init", source, ones, out, kind=kind, dim=dim)

        def combine(first: Any, t: Any, step: Any) -> None:
            result = self.at(first, t)
            tile = self.at((result, cols), step) if dim == 1 else self.at((step, cols), result)
            if kind == "max":
                emit("reduce_tile", source, ones, tile, index(0), t, kind=kind, dim=dim)
            elif dim == 1:
                emit("matmul_tiles", source, ones, tile, index(0), t, transpose=False)
            else:
                emit("matmul_tiles", ones, source, index(0), tile, t, transpose=False)

        def some(first: Any) -> None:
            self.section(
                lambda: self.repeat(count, "t", lambda t: self.repeat(steps, "k", lambda k: combine(first, t, k))),
                lambda: self.stream_out(out, count, index(0)),
            )

        self.stepped(results, count, "tile", some)
        if kind == "max":
            emit("reduce_uninit")

    def stream_out(self, out: Any, count: int, first: Any) -> None:
        """Reserves, packs and pushes `count` tiles of DST from slot `first` on."""
        cb.ReserveOp(out, i64_attr(count))
        self.repeat(count, "t", lambda t: emit("pack_tile", self.at(first, t), out))
        cb.PushOp(out, i64_attr(count))

    def map(self, op: Any) -> None:
        """Sections of as many tiles as DST holds, in row-major order."""
        rows, cols = cb.tile_shape(op)
        region = op.body.blocks[0]
        plan = plan_section(region)
        inputs = [(self.new(at.source), ir.StringAttr(at.map).value) for at in op.inputs]
        flat = all(kind in ("block", "scalar") for _, kind in inputs) and not any(s.kind == "iota" for s in plan.steps)
        width = rows * cols if flat else cols
        count = tiles_per_section(width, plan.num_slots, self.dst_tiles)
        out = self.new(op.out)

        def some(row: Any, first: Any) -> None:
            def tile_of(leaf: int, t: Any) -> Any:
                kind = inputs[leaf][1]
                if kind == "block":
                    return self.at((row, cols), first, t)
                return {"row": lambda: self.at(first, t), "col": lambda: row, "scalar": lambda: index(0)}[kind]()

            def math() -> None:
                for step in plan.steps:
                    if step.kind == "iota":
                        place = (row if rows > 1 else None) if step.dim == 0 else (first if cols > 1 else None)
                        self.positions(step, inputs[step.leaves[0]][0], place, count)
                    else:
                        self.step(step, inputs, tile_of, count)

            self.section(math, lambda: self.stream_out(out, count, index(plan.result * count)))

        if flat:
            self.stepped(width, count, "tile", lambda first: some(index(0), first))
        else:
            self.repeat(rows, "row", lambda row: self.stepped(cols, count, "col", lambda col: some(row, col)))

    def step(
        self, step: Step, inputs: Sequence[tuple[Any, str]], tile_of: Callable[[int, Any], Any], count: int
    ) -> None:
        """One instruction for all tiles of a section; slot s of tile t is DST index s * count + t."""
        leaves = [inputs[leaf][0] for leaf in step.leaves]
        with step.op.operation.location if step.op is not None else ir.Location.current:
            self.repeat(count, "t", lambda t: self.instruction(step, leaves, tile_of, count, t))

    def instruction(
        self, step: Step, leaves: list[Any], tile_of: Callable[[int, Any], Any], count: int, t: Any
    ) -> None:
        """One instruction for tile `t`."""
        out = self.at(step.out * count, t)
        slots = [self.at(s * count, t) for s in step.slots]
        fn = kernel_name(step.fn, step.integer) if step.fn is not None else ""
        match step.kind:
            case "copy":
                emit("copy_tile", leaves[0], tile_of(step.leaves[0], t), out)
            case "fpu":
                tiles = [tile_of(leaf, t) for leaf in step.leaves]
                emit("binary_tiles", *leaves, *tiles, out, fn=fn, bcast=step.bcast)
            case "unary":
                emit("sfpu_unary", out, fn=fn)
            case "binary":
                emit("sfpu_binary", *slots, out, fn=fn)
            case "ternary":
                emit("sfpu_ternary", *slots, out, fn=fn)
            case "scalar" if step.scalar is not None:
                emit("sfpu_scalar_value", out, self.number(step.scalar), fn=fn, reversed=step.reversed)
            case "scalar":
                value = int(step.value) if step.integer else float(step.value)
                emit("sfpu_scalar", out, fn=fn, value=value, reversed=step.reversed)
            case "fill" if step.integer and step.scalar is not None:
                emit("fill_tile_int_value", out, self.number(step.scalar))
            case "fill" if step.integer:
                emit("fill_tile_int", out, value=int(step.value))
            case "fill" if step.scalar is not None:
                emit("fill_tile_value", out, self.number(step.scalar))
            case "fill":
                emit("fill_tile", out, value=float(step.value))
            case "move":
                emit("copy_dst_int" if step.integer else "copy_dst", *slots, out)
            case "cast":
                self.cast(step, out)
            case other:
                raise AssertionError(f"a section has no instruction '{other}'")

    def number(self, scalar: Any) -> Any:
        """A number known at run time, as DST has it: f32 or i32."""
        new, f32 = self.new(scalar), ir.F32Type.get()
        if isinstance(new.type, ir.IntegerType):
            if not is_int32(new.type):
                return arith.SIToFPOp(f32, new).result
            i32 = ir.IntegerType.get_signless(32)
            return new if new.type == i32 else arith.ExtSIOp(i32, new).result
        return new if new.type == f32 else arith.ExtFOp(f32, new).result

    def positions(self, step: Step, source: Any, first: Any, count: int) -> None:
        """Row or column numbers of the elements of every tile of a section, or their places in a folded vector: those
        inside of a tile, plus the tile's own.
        """
        self.repeat(count, "t", lambda t: emit("copy_tile", source, index(0), self.at(step.out * count, t)))
        if first is None:
            return

        def shift(t: Any) -> None:
            tile = first if step.dim == 0 else self.at(first, t)
            before = self.at((tile, TILE * TILE if step.dim == ALL else TILE))
            i32 = arith.IndexCastOp(ir.IntegerType.get_signless(32), before).result
            offset = arith.SIToFPOp(ir.F32Type.get(), i32).result
            emit("sfpu_scalar_value", self.at(step.out * count, t), offset, fn="add", reversed=False)

        self.repeat(count, "t", shift)

    @staticmethod
    def cast(step: Step, out: Any) -> None:
        """A conversion in DST. Unpacker and packer convert at the ends of a section, and DST holds narrow floats
        exactly, so only a rounding in the middle of a section needs an instruction.
        """
        source = element_of(step.op.operation.operands[0].type)
        target = element_of(step.op.operation.results[0].type)
        if EXACT in step.op.operation.attributes or is_fp8(source):
            return
        if is_fp8(target):
            raise CompileError.at(
                step.op, "a rounding to fp8 has no instruction", help="run tt-fuse first: it expands the conversion"
            )
        f32, i32 = ir.F32Type.get(), ir.IntegerType.get_signless(32)
        if is_int32(source) or is_int32(target):
            if is_int32(source) != is_int32(target):
                emit(
                    "typecast_tile",
                    out,
                    source=i32 if is_int32(source) else f32,
                    target=i32 if is_int32(target) else f32,
                )
            return
        if is_integer(source) or is_integer(target):
            return  # narrow integers are numbers in DST
        widening = isinstance(source, ir.FloatType) and isinstance(target, ir.F32Type)
        last = all(use.owner.operation.name == "tt.tile.yield" for use in step.op.operation.results[0].uses)
        if widening or (last and isinstance(source, ir.FloatType) and isinstance(target, ir.FloatType)):
            return
        if isinstance(target, ir.F16Type):
            raise CompileError.at(
                step.op, "a rounding to fp16 has no instruction", help="run tt-fuse first: it expands the conversion"
            )
        # DST holds fp32 here, whatever the type that it is to be.
        emit("typecast_tile", out, source=f32, target=target)


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
