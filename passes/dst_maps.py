"""Elementwise work in DST sections, instruction by instruction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.dialects import cb
from tilelang_tt.dialects.block import ALL
from tilelang_tt.dialects.dst import emit
from tilelang_tt.dialects.functions import kernel_name
from tilelang_tt.dialects.types import TILE, element_of, is_int32
from tilelang_tt.mlir import arith, ir
from tilelang_tt.passes.conversions import is_integer
from tilelang_tt.passes.dst_plan import Step, plan_section
from tilelang_tt.passes.dst_sections import DstSections, tiles_per_section
from tilelang_tt.passes.float_rounding import EXACT, is_fp8
from tilelang_tt.passes.rebuild import index


class DstMaps(DstSections):
    """Lowers tt.cb.map: a section follows the plan that dst_plan makes of its body."""

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
