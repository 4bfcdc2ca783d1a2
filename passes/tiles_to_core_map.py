"""tt-tiles-to-core-map: assign every block of the grid to a core.

    func.func @zero(%A: memref<96x64xf32, #tt.dram> loc("A")) attributes {tt.core_grid = [2, 2]} {
      "tt.core.grid"() ({
      ^bb0(%bx: index, %by: index):
        %x = arith.constant 0.0 : f32
        memref.store %x, %A[%by, %bx] : memref<96x64xf32, #tt.dram>
      }) {extents = [2, 2], symbols = ["bx", "by"]} : () -> ()
      return
    }
  -> tt-tiles-to-core-map
    func.func @zero(%A: memref<96x64xf32, #tt.dram> loc("A")) attributes {
        tt.core_ranges = [#tt.core_range<[0, 0], [2, 2]>],
        tt.work_partition = {
          "(0,0)" = [#tt.work<[0, 0, 0], 0, "row_major">], "(0,1)" = [#tt.work<[1, 0, 0], 0, "row_major">],
          "(1,0)" = [#tt.work<[0, 1, 0], 0, "row_major">], "(1,1)" = [#tt.work<[1, 1, 0], 0, "row_major">]}} {
      "tt.core.grid"() ({
      ^bb0(%bx: index, %by: index):
        %x = arith.constant 0.0 : f32
        memref.store %x, %A[%by, %bx] : memref<96x64xf32, #tt.dram>
      }) {extents = [2, 2], symbols = ["bx", "by"]} : () -> ()
      return
    }

A core "(cx,cy)" is column, row; a work item is [io, jo, zo] = [by, bx, bz], the length of its contraction in elements (an
expression where that is symbolic), and the order of its tiles, which is the one that the written tensors have in
`tt.layout_desc`. `strategy` deals the blocks row by row, column by column, in rectangles, in Z order, or as the shards of
an output lie; once the kernel is persistent it must be the schedule's order. Without a schedule the pass makes one.
`tt.core_map = {"(0,0)" = [[0, 0, 0], [0, 1, 0]]}`, blocks [io, jo, zo] by core, is the user's own choice in place of what the
schedule would deal.
Leaves: every block assigned exactly once, which is checked. A core without work is in no range.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from tilelang_tt.device import get_device
from tilelang_tt.diagnostics import CompileError
from tilelang_tt.passes import kernel_func, schedule, tensor_layouts, tensor_uses, work_partition
from tilelang_tt.passes.base import Pass
from tilelang_tt.passes.infer_schedule import InferSchedule, chosen_cores
from tilelang_tt.passes.schedule import Schedule

if TYPE_CHECKING:
    from tilelang_tt.diagnostics import Diagnostics
    from tilelang_tt.mlir import ir


def tile_order(fn: Any) -> str:
    """How the tiles of what a block writes are numbered: as in the tensors it writes if they agree, else row_major."""
    recorded = kernel_func.read(fn, tensor_layouts.LAYOUTS) or {}
    written = [name for name, role in tensor_uses.roles(fn).items() if role != "in" and name in recorded]
    orders = {recorded[name]["tile_id_order"] for name in written} - {"match_shard", ""}
    return str(min(orders)) if len(orders) == 1 else "row_major"


@dataclass(frozen=True)
class TilesToCoreMap(Pass):
    name: ClassVar[str] = "tt-tiles-to-core-map"
    aliases: ClassVar[tuple[str, ...]] = ("TTTilesToCoreMap",)

    strategy: Literal["row_major", "column_major", "block", "z_order", "match_shard"] | None = None
    device: str | None = None
    core_grid: tuple[int, ...] | None = None
    policy: Literal["contiguous", "packed"] | None = None
    cores: str | None = None
    exclude_cores: str | None = None
    share: bool = True

    def run(self, module: ir.Module, diag: Diagnostics) -> None:
        for fn in kernel_func.scheduled_kernels(module):
            plan = self.schedule(fn, diag)
            given = work_partition.chosen(fn, plan)
            if not plan.is_static:
                work_partition.record_cores(fn, plan)
                continue
            work = given or work_partition.dealt(plan)
            dealt = "as tt.core_map says" if given else f"dealt by policy {plan.policy} in order {plan.order}"
            diag.decide(fn, "work", "blocks", dealt)
            work_partition.check(fn, plan, work)
            work_partition.record(fn, plan, work, tile_order(fn))

    def schedule(self, fn: Any, diag: Diagnostics) -> Schedule:
        """The schedule on the function; made, or changed to what the options say, while the grid is still there."""
        if not kernel_func.is_persistent(fn):
            if "tt.num_tiles" not in fn.attributes or self != TilesToCoreMap():
                options = InferSchedule(
                    self.device, self.core_grid, self.policy, self.strategy, self.cores, self.exclude_cores, self.share
                )
                options.infer(fn, diag)
            return schedule.recorded(fn)
        plan = schedule.recorded(fn)
        device = get_device(self.device or plan.device, self.core_grid or plan.core_grid)
        wanted = replace(
            plan,
            order=self.strategy or plan.order,
            policy=self.policy or plan.policy,
            device=device.name,
            core_grid=device.grid,
            core_set=plan.core_set
            if self.cores is None and self.exclude_cores is None
            else chosen_cores(fn, device, self.cores, self.exclude_cores),
        )
        if wanted != plan:
            raise CompileError.at(
                fn,
                f"the persistent loop of '{fn.name.value}' follows {_shown(plan)}, {self.text} asks for {_shown(wanted)}",
                help="give the options to tt-infer-schedule, or run this pass before tt-grid-to-persistent",
            )
        return plan


def _shown(plan: Schedule) -> str:
    cores = f" (cores {plan.core_set.text})" if plan.core_set else ""
    return f"{plan.order}, {plan.policy}, on {list(plan.core_grid)}{cores} of {plan.device}"
