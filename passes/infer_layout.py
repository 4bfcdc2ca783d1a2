"""tt-infer-layout: give every tensor of a kernel a layout, from hints where there are any, else from the defaults.

    func.func @zero(%A: memref<96x40xf32, #tt.dram> loc("A")) attributes {tt.layout_hints = {A = {shard = "L1"}}} {
      return
    }
  ->
    func.func @zero(%A: memref<96x40xf32, #tt.dram> loc("A")) attributes {
        tt.buffer_A_layout = "l1_interleaved", tt.buffer_A_needs_padding = true, tt.buffer_A_num_tiles_height = 3 : i64,
        tt.buffer_A_num_tiles_width = 2 : i64, tt.buffer_A_role = "in", tt.buffer_A_tile_shape = [32, 32],
        tt.layout_desc = {A = #tt.layout<"L1", true, [1, 1], "row_major">}} {
      return
    }

Hints are dictionaries with some of the keys shard, interleave, stride, tile_id_order and shard_shape; `tt.layout_desc`
may hold hints, too. Default: DRAM, interleaved, row_major; `tt.layout_type` (say "l1_interleaved") is another default
for a kernel. The views `tt.buffer_<N>_*` count tiles of one matrix (the last two axes).
Needs: nothing. Leaves: `tt.layout_desc` for every tensor; the body as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from tilelang_tt.passes import kernel_func, layout, tensor_layouts
from tilelang_tt.passes.base import Pass

if TYPE_CHECKING:
    from tilelang_tt.diagnostics import Diagnostics
    from tilelang_tt.mlir import ir


@dataclass(frozen=True)
class InferLayout(Pass):
    name: ClassVar[str] = "tt-infer-layout"
    aliases: ClassVar[tuple[str, ...]] = ("InferTTLayout", "InferDefaultTTShard")

    defaults: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        unknown = [key for key in self.defaults if key not in layout.DEFAULTS]
        if unknown:
            raise ValueError(f"defaults have no key '{unknown[0]}'; the keys are {', '.join(layout.DEFAULTS)}")
        _, problems = layout.completed(self.defaults, {})
        if problems:
            raise ValueError(f"defaults: {problems[0]}")

    def run(self, module: ir.Module, diag: Diagnostics) -> None:
        for fn in kernel_func.kernels(module):
            hints = tensor_layouts.written_by_user(fn)
            by_kernel = tensor_layouts.kernel_defaults(fn)
            defaults = {**tensor_layouts.kernel_defaults(fn), **self.defaults}
            found = {}
            for name in kernel_func.tensors(fn):
                place = tensor_layouts.parameter(fn, name)
                found[name], warnings = layout.completed(hints.get(name, {}), defaults)
                for warning in warnings:
                    diag.warning(place, f"layout of '{name}': {warning}")
                reason = "as asked for" if hints.get(name) else "as the kernel says" if by_kernel else "the default"
                diag.decide(fn, "layout", name, reason)
                shape = tensor_layouts.shape_of(fn, name)
                tensor_layouts.with_place(fn, name, layout.check_shards, found[name], shape)
            if found:
                tensor_layouts.record(fn, found)
