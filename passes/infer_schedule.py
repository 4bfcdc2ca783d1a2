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
(`tt.target_device`, `tt.core_grid`, `tt.cores`, `tt.exclude_cores`, `tt.schedule_policy`, `tt.schedule_order`), else it
is wormhole, all its cores, contiguous, row_major. `cores` and `exclude-cores` are rectangles by their first and last
cores (column,row), "0,0-3,3;6,0-7,1"; what is left of them is recorded as `tt.cores`, unless it is the whole core grid.
`tt.schedule_box` is the size in blocks of the boxes of orders block and match_shard, `tt.box_owners` has the core of each
box of match_shard. Where nobody chooses an order, a kernel that writes a tensor in L1 in shards gets match_shard if its
blocks allow it; and one whose cores then share much of what they read gets block (passes/reuse.py), unless `share` is
false.
Not handled: functions with several grids are left as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from tilelang_tt.device import Device, get_device
from tilelang_tt.diagnostics import CompileError
from tilelang_tt.passes import device_facts, kernel_func, match_shard, reuse, schedule, schedule_hints
from tilelang_tt.passes.base import Pass
from tilelang_tt.passes.core_sets import CoreSet, usable
from tilelang_tt.passes.options import suggestion
from tilelang_tt.passes.partition import BOXED, ORDERS, POLICIES
from tilelang_tt.passes.schedule import CORES, Schedule

if TYPE_CHECKING:
    from tilelang_tt.diagnostics import Diagnostics
    from tilelang_tt.mlir import ir


def device_of(fn: Any, name: str | None, core_grid: tuple[int, ...] | None) -> Device:
    """The device of a kernel: from the options, else from its attributes, else the default. Raises CompileError."""
    device = device_facts.device_of(fn, name)
    grid = core_grid or kernel_func.read(fn, "tt.core_grid") or device.grid
    try:
        return get_device(device.name, grid)
    except ValueError as failure:
        raise CompileError.at(schedule_hints.place(fn), str(failure)) from None


def chosen_device(fn: Any, diag: Diagnostics, name: str | None, core_grid: tuple[int, ...] | None) -> Device:
    """`device_of`, with a warning for a device that is no longer made."""
    device = device_of(fn, name, core_grid)
    if device.legacy:
        diag.warning(
            fn,
            f"{device.name} is a legacy device: programs for it can be printed, but not run",
            help="use wormhole or blackhole",
        )
    return device


EXCLUDED = "tt.exclude_cores"


def chosen_cores(fn: Any, device: Device, cores: str | None, excluded: str | None) -> CoreSet | None:
    """The cores of a device that may be used, from the options or the attributes; None for all. Raises CompileError."""
    try:
        chosen = _core_set(cores if cores is not None else kernel_func.read(fn, CORES))
        without = _core_set(excluded if excluded is not None else kernel_func.read(fn, EXCLUDED))
        found = usable(device.grid, chosen, without)
    except ValueError as failure:
        raise CompileError.at(
            schedule_hints.place(fn),
            f"cores of '{fn.name.value}': {failure}",
            help="name cores by column,row: 0,0-3,3;6,0-7,1",
        ) from None
    return None if found == CoreSet.whole(device.grid) else found


def _core_set(given: Any) -> CoreSet | None:
    """The set in an option or attribute, text or `#tt.core_range`s. Raises ValueError."""
    if given is None:
        return None
    if isinstance(given, str):
        return CoreSet.parse(given)
    if not isinstance(given, list) or not all(
        isinstance(item, dict) and item.keys() == {"start", "extent"} for item in given
    ):
        raise ValueError(f"a set of cores is text or a list of #tt.core_range, not {given}")
    return schedule.set_of_ranges(given)


def known(fn: Any, attribute: str, option: str | None, names: tuple[str, ...]) -> str:
    """The option, else the attribute, else the first of `names`. Raises CompileError for one that is none of them."""
    value = option or kernel_func.read(fn, attribute) or names[0]
    if value not in names:
        raise CompileError.at(
            schedule_hints.place(fn),
            f"{attribute} is '{value}'; known are {', '.join(names)}",
            help=suggestion(str(value), names),
        )
    return str(value)


def on_owners(fn: Any, plan: Schedule) -> Schedule:
    """Where nobody chose an order: match_shard for a kernel that writes shards in L1, if that can be done. What stands
    in the way tt-shard-to-core-map says.
    """
    if not plan.is_static or plan.policy != "contiguous" or not match_shard.has_shards(fn):
        return plan
    try:
        return match_shard.matched(fn, plan)
    except CompileError:
        return plan


def sharing(fn: Any, plan: Schedule, device: Device, diag: Diagnostics) -> Schedule:
    """Where nobody chose an order: block, if cores then share so much of what they read that the kernel is quicker."""
    found = None if kernel_func.read(fn, kernel_func.MULTICAST) == "off" else reuse.in_boxes(fn, plan, device)
    if found is None:
        return plan
    chosen, before, after = found
    diag.remark(
        fn,
        f"blocks go to the cores in order block: rows and columns of cores then share what they read, {after.read:,} B "
        f"from device memory instead of {before.read:,} B",
    )
    return chosen


@dataclass(frozen=True)
class InferSchedule(Pass):
    name: ClassVar[str] = "tt-infer-schedule"
    aliases: ClassVar[tuple[str, ...]] = ("InferDefaultTTSchedule",)

    device: str | None = None
    core_grid: tuple[int, ...] | None = None
    policy: Literal["contiguous", "packed"] | None = None
    order: Literal["row_major", "column_major", "block", "z_order", "match_shard"] | None = None
    cores: str | None = None
    exclude_cores: str | None = None
    share: bool = True

    def run(self, module: ir.Module, diag: Diagnostics) -> None:
        for fn in kernel_func.scheduled_kernels(module):
            if not kernel_func.is_persistent(fn):
                self.infer(fn, diag)

    def infer(self, fn: Any, diag: Diagnostics) -> None:
        """Records the schedule of one kernel."""
        found = schedule.grid_in_ir(fn)
        device = chosen_device(fn, diag, self.device, self.core_grid)
        chosen = self.order or kernel_func.read(fn, "tt.schedule_order")
        order = known(fn, "tt.schedule_order", self.order, ORDERS)
        policy = known(fn, "tt.schedule_policy", self.policy, POLICIES)
        if order in BOXED and policy != "contiguous":
            raise CompileError.at(
                schedule_hints.place(fn),
                f"policy {policy} has no effect on order {order}, in which every core has a box of its own",
                help="leave the policy away, or take another order",
            )
        cores = chosen_cores(fn, device, self.cores, self.exclude_cores)
        plan = Schedule(device.name, device.grid, found.extents, found.ndims, order, policy, cores)
        if chosen is None:
            plan = on_owners(fn, plan)
        if chosen is None and plan.order == order and self.share:
            plan = sharing(fn, plan, device, diag)
        self.explain(fn, plan, chosen, diag)
        schedule.record(fn, match_shard.matched(fn, plan) if order == match_shard.ORDER else plan.in_boxes())
        kernel_func.write(fn, {EXCLUDED: None, schedule_hints.PLACE: None})

    def explain(self, fn: Any, plan: Schedule, chosen: str | None, diag: Diagnostics) -> None:
        """Records why the schedule is what it is; before it is written, what the kernel says is still there."""
        asked = self.device or kernel_func.read(fn, "tt.target_device")
        diag.decide(fn, "schedule", "device", f"{plan.device}: {'as asked for' if asked else 'the default'}")
        if chosen is not None:
            reason = "as asked for"
        elif plan.order == match_shard.ORDER:
            reason = "a block is computed by the core that owns the shard it writes"
        elif plan.order == reuse.ORDER:
            reason = "rows and columns of cores then share much of what they read"
        else:
            reason = "the default"
        diag.decide(fn, "schedule", "order", f"{plan.order}: {reason}")
        asked = self.policy or kernel_func.read(fn, "tt.schedule_policy")
        diag.decide(fn, "schedule", "policy", f"{plan.policy}: {'as asked for' if asked else 'the default'}")
        usable = f"only {plan.core_set.text}, as asked for" if plan.core_set else "all of the core grid"
        diag.decide(fn, "schedule", "cores", usable)
