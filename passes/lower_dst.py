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

from tilelang_tt.dialects import cb
from tilelang_tt.dialects.base import int_array
from tilelang_tt.dialects.dst import emit
from tilelang_tt.mlir import func, ir, walk_collect
from tilelang_tt.passes.base import Pass
from tilelang_tt.passes.device_facts import device_of_module
from tilelang_tt.passes.dst_comments import fold_text, map_text, matmul_text, reduce_text, transpose_text
from tilelang_tt.passes.dst_maps import DstMaps
from tilelang_tt.passes.dst_precision import needs_fp32_dst, unpack_to_dest
from tilelang_tt.passes.dst_products import DstProducts
from tilelang_tt.passes.dst_sections import tiles_per_section
from tilelang_tt.passes.rebuild import commented, defining, index

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
        dst = device_of_module(module, self.device).dst
        for function in walk_collect(module, func.FuncOp):
            if "tt.thread" in function.attributes and function.attributes["tt.thread"].value == "compute":
                wanted = needs_fp32_dst(function)
                fp32 = wanted and dst.fp32
                if wanted and not fp32:
                    diag.warning(function, "this device's DST has no 32-bit mode: every result is rounded to 16 bits")
                unpacked = unpack_to_dest(function) if fp32 else []
                bits = 32 if fp32 else 16
                why = "32-bit data, sums or several roundings" if wanted else "16-bit data, copied or added once"
                half = "all of DST" if self.full_sync else "half of DST, the packer empties the other half"
                size = dst.tiles(bits, full=self.full_sync)
                diag.decide(function, "dst", "precision", f"{bits} bits: {why}; {size} tiles in {half}")
                new = DstLowering(function, size, unpacked).run()
                new.attributes["tt.fp32_dest_acc_en"] = ir.BoolAttr.get(fp32)
                new.attributes["tt.dst_full_sync_en"] = ir.BoolAttr.get(self.full_sync)
                given = new.attributes["tt.math_fidelity"].value if "tt.math_fidelity" in new.attributes else None
                chosen = self.math_fidelity or given
                new.attributes["tt.math_fidelity"] = ir.StringAttr.get(chosen or "HiFi4")
                diag.decide(new, "dst", "fidelity", f"{chosen}: as asked for" if chosen else "HiFi4: the default")
                new.attributes["tt.unpack_to_dest_fp32"] = int_array(unpacked)


def explained(handler: Callable[[Any], None], text: Callable[[Any], str]) -> Callable[[Any], None]:
    """A handler that puts a comment above what it builds."""

    def handle(op: Any) -> None:
        with commented(text(op)):
            handler(op)

    return handle


class DstLowering(DstProducts, DstMaps):
    """Rebuilds the compute function."""

    def __init__(self, old: func.FuncOp, dst_tiles: int, unpacked: Sequence[int] = ()) -> None:
        super().__init__(old, dst_tiles, unpacked)
        self.handlers |= {
            "tt.cb.fold": explained(self.fold, fold_text),
            "tt.cb.map": explained(self.map, map_text),
            "tt.cb.matmul": explained(self.matmul, matmul_text),
            "tt.cb.push": self.push,
            "tt.cb.reduce": explained(self.reduce, reduce_text),
            "tt.cb.transpose": explained(self.transpose, transpose_text),
        }

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
