"""tt-infer-schedule: split the blocks of the launch grid over the cores of a device and record who computes what.

    func.func @zero(%A: memref<96x64xf32, #tt.dram> loc("A")) {
      "tt.core.grid"() ({
      ^bb0(%bx: index, %by: index):
        %x = arith.constant 0.0 : f32
        memref.store %x, %A[%by, %bx] : memref<96x64xf32, #tt.dram>
      }) {extents = [2, 3], symbols = ["bx", "by"]} : () -> ()
      return
    }
  -> tt-infer-schedule{core-grid=[4,1]}
    func.func @zero(%A: memref<96x64xf32, #tt.dram> loc("A")) attributes {
        tt.core_grid = [4, 1], tt.grid_x = 2 : i64, tt.grid_y = 3 : i64, tt.grid_z = 1 : i64,
        tt.num_cores = 4 : i64, tt.num_tiles = 6 : i64, tt.tiles_per_core = [[0, 2], [2, 2], [4, 1], [5, 1]],
        tt.runtime_args = {
          grid_shape = [2, 3, 1], iteration_ndims = 2 : i64, iteration_symbols = ["bx", "by"],
          param_order = ["A", "tt_start_tile", "tt_tile_count"],
          start_tile = #tt.runtime_arg<"tt_start_tile", "int32", "start_tile">,
          tile_count = #tt.runtime_arg<"tt_tile_count", "int32", "tile_count">},
        tt.schedule_order = "row_major", tt.schedule_policy = "contiguous", tt.target_device = "wormhole"} {
      "tt.core.grid"() ({
      ^bb0(%bx: index, %by: index):
        %x = arith.constant 0.0 : f32
        memref.store %x, %A[%by, %bx] : memref<96x64xf32, #tt.dram>
      }) {extents = [2, 3], symbols = ["bx", "by"]} : () -> ()
      return
    }

`tt.num_tiles` counts blocks; `tt.tiles_per_core` has the cores with work only: row by row of the core grid, for order
column_major column by column. An option that is not given is taken from the attribute of the function
(`tt.target_device`, `tt.core_grid`, `tt.schedule_policy`, `tt.schedule_order`), else it is wormhole, all its cores,
contiguous, row_major.
Not handled: functions with several grids are left as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from tilelang_tt.device import Device, get_device
from tilelang_tt.diagnostics import CompileError
from tilelang_tt.passes import kernel_func, schedule
from tilelang_tt.passes.base import Pass
from tilelang_tt.passes.partition import ORDERS
from tilelang_tt.passes.schedule import Schedule

if TYPE_CHECKING:
    from tilelang_tt.diagnostics import Diagnostics
    from tilelang_tt.mlir import ir

DEFAULT_DEVICE = "wormhole"


def chosen_device(fn: Any, diag: Diagnostics, name: str | None, core_grid: tuple[int, ...] | None) -> Device:
    """The device of a kernel: from the options, else from its attributes, else the default. Raises CompileError."""
    name = name or kernel_func.read(fn, "tt.target_device") or DEFAULT_DEVICE
    grid = core_grid or kernel_func.read(fn, "tt.core_grid")
    try:
        device = get_device(name, grid)
    except ValueError as failure:
        raise CompileError.at(fn, str(failure)) from None
    if device.legacy:
        diag.warning(
            fn,
            f"{device.name} is a legacy device: programs for it can be printed, but not run",
            help="use wormhole or blackhole",
        )
    return device


def known(fn: Any, attribute: str, option: str | None, names: tuple[str, ...]) -> str:
    """The option, else the attribute, else the first of `names`. Raises CompileError for one that is none of them."""
    value = option or kernel_func.read(fn, attribute) or names[0]
    if value not in names:
        raise CompileError.at(fn, f"{attribute} is '{value}'; known are {', '.join(names)}")
    return str(value)


@dataclass(frozen=True)
class InferSchedule(Pass):
    name: ClassVar[str] = "tt-infer-schedule"
    aliases: ClassVar[tuple[str, ...]] = ("InferDefaultTTSchedule",)

    device: str | None = None
    core_grid: tuple[int, ...] | None = None
    policy: Literal["contiguous"] | None = None
    order: Literal["row_major", "column_major", "block", "z_order"] | None = None

    def run(self, module: ir.Module, diag: Diagnostics) -> None:
        for fn in kernel_func.scheduled_kernels(module):
            if not kernel_func.is_persistent(fn):
                self.infer(fn, diag)

    def infer(self, fn: Any, diag: Diagnostics) -> None:
        """Records the schedule of one kernel."""
        found = schedule.grid_in_ir(fn)
        device = chosen_device(fn, diag, self.device, self.core_grid)
        order = known(fn, "tt.schedule_order", self.order, ORDERS)
        policy = known(fn, "tt.schedule_policy", self.policy, schedule.POLICIES)
        plan = Schedule(device.name, device.grid, found.extents, found.ndims, order, policy)
        schedule.record(fn, plan)
