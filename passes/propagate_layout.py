"""tt-propagate-layout: bring layouts to one spelling, replace values that do not exist, check that they agree.

    func.func @zero(%A: memref<96x40xf32, #tt.dram> loc("A")) attributes {
        tt.layout_desc = {A = #tt.layout<"SRAM", true, [1, 1], "">}} {
      return
    }
  ->
    func.func @zero(%A: memref<96x40xf32, #tt.dram> loc("A")) attributes {
        tt.buffer_A_layout = "l1_interleaved", tt.buffer_A_needs_padding = true, tt.buffer_A_num_tiles_height = 3 : i64,
        tt.buffer_A_num_tiles_width = 2 : i64, tt.buffer_A_role = "in", tt.buffer_A_tile_shape = [32, 32],
        tt.layout_desc = {A = #tt.layout<"L1", true, [1, 1], "row_major">}} {
      return
    }

DDR is DRAM, SRAM is L1, no order is row_major. A value that does not exist is a warning and the default is taken.
Needs: `tt.layout_desc` of tt-infer-layout. Leaves: only values that layouts have; the body as it is, no new buffers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from tilelang_tt.passes import kernel_func, layout, tensor_layouts
from tilelang_tt.passes.base import Pass

if TYPE_CHECKING:
    from tilelang_tt.diagnostics import Diagnostics
    from tilelang_tt.mlir import ir


@dataclass(frozen=True)
class PropagateLayout(Pass):
    name: ClassVar[str] = "tt-propagate-layout"
    aliases: ClassVar[tuple[str, ...]] = ("PropagateTTLayout",)

    def run(self, module: ir.Module, diag: Diagnostics) -> None:
        for fn in kernel_func.kernels(module):
            if not kernel_func.tensors(fn):
                continue
            found = {}
            for name, given in tensor_layouts.layouts(fn).items():
                found[name], warnings = layout.normalised(given)
                for warning in warnings:
                    diag.warning(tensor_layouts.parameter(fn, name), f"layout of '{name}': {warning}")
                shape = tensor_layouts.shape_of(fn, name)
                tensor_layouts.with_place(fn, name, layout.check, found[name], shape)
            tensor_layouts.record(fn, found)
