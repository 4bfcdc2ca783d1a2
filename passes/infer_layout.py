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

Hints are short names ("l1_block_sharded", "l1_sharded:64x32:match_shard", see passes/layout.py) or dictionaries with
some of the keys shard, interleave, stride, tile_id_order, shard_shape and cut; `layouts={A=l1_interleaved}` gives some,
too, and `tt.layout_desc` may hold some. Two that contradict each other are an error. Default: DRAM, interleaved,
row_major; `tt.layout_type` (say "l1_interleaved") is another default for a kernel. A tensor that is not interleaved and
has no `shard_shape` gets one: as many shards as there are cores (banks of DRAM), of whole blocks of its uses; so the
options of tt-infer-schedule that choose the device and its cores are here, too. The views `tt.buffer_<N>_*` count tiles
of one matrix (the last two axes). The programs of a sequence get the same layouts.
Needs: nothing. Leaves: `tt.layout_desc` for every tensor; the body as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.passes import kernel_func, layout, schedule_hints, sequences, shards, tensor_layouts
from tilelang_tt.passes.base import Pass
from tilelang_tt.passes.core_sets import CoreSet
from tilelang_tt.passes.infer_schedule import chosen_cores, device_of

if TYPE_CHECKING:
    from tilelang_tt.device import Device
    from tilelang_tt.diagnostics import Diagnostics
    from tilelang_tt.mlir import ir


@dataclass(frozen=True)
class InferLayout(Pass):
    name: ClassVar[str] = "tt-infer-layout"
    aliases: ClassVar[tuple[str, ...]] = ("InferTTLayout", "InferDefaultTTShard")

    defaults: Mapping[str, Any] = field(default_factory=dict)
    layouts: Mapping[str, Any] = field(default_factory=dict)
    device: str | None = None
    core_grid: tuple[int, ...] | None = None
    cores: str | None = None
    exclude_cores: str | None = None

    def __post_init__(self) -> None:
        unknown = [key for key in self.defaults if key not in layout.KEYS]
        if unknown:
            raise ValueError(f"defaults have no key '{unknown[0]}'; the keys are {', '.join(layout.KEYS)}")
        _, problems = layout.completed(self.defaults, {})
        if problems:
            raise ValueError(f"defaults: {problems[0]}")

    def run(self, module: ir.Module, diag: Diagnostics) -> None:
        for programs in sequences.groups(kernel_func.kernels(module)):
            self.infer(programs, diag)

    def infer(self, programs: list[Any], diag: Diagnostics) -> None:
        """Records the layouts of one kernel, or of the programs of a sequence."""
        fn = programs[0]
        hints = tensor_layouts.written_by_user(programs, self.layouts)
        by_kernel = tensor_layouts.kernel_defaults(fn)
        defaults = {**by_kernel, **self.defaults}
        found = {}
        for name in kernel_func.tensors(fn):
            found[name], warnings = layout.completed(hints.get(name, {}), defaults)
            for warning in warnings:
                diag.warning(tensor_layouts.parameter(fn, name), f"layout of '{name}': {warning}")
            reason = "as asked for" if hints.get(name) else "as the kernel says" if by_kernel else "the default"
            for program in programs:
                diag.decide(program, "layout", name, reason)
            with tensor_layouts.located(fn, name):
                layout.check(found[name], tensor_layouts.shape_of(fn, name))
        if any(not descriptor["interleave"] for descriptor in found.values()):
            device = device_of(fn, self.device, self.core_grid)
            cores = self.owning(programs, device)
            found = {n: shards.with_shapes(programs, n, own, cores, device.dram_banks) for n, own in found.items()}
        for program in programs if found else []:
            tensor_layouts.record(program, found)

    def owning(self, programs: list[Any], device: Device) -> CoreSet:
        """The cores that may own shards. Raises CompileError where the programs of a sequence do not use the same."""
        found = [chosen_cores(fn, device, self.cores, self.exclude_cores) for fn in programs]
        for fn, cores in zip(programs, found, strict=True):
            if cores != found[0]:
                raise CompileError.at(
                    schedule_hints.place(fn),
                    f"'{fn.name.value}' uses other cores than '{programs[0].name.value}', and tensors are cut in shards for both",
                    notes=[(schedule_hints.place(programs[0]), "the other launch")],
                    help="give all launches the same cores, or interleave the tensors",
                )
        return found[0] or CoreSet.whole(device.grid)
