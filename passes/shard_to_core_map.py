"""tt-shard-to-core-map: choose the rectangles of cores, and the (start, count) that the host gives to each core.

    func.func @zero(%A: memref<96x64xf32, #tt.dram> loc("A")) attributes {tt.core_grid = [2, 1]} {
      "tt.core.grid"() ({
      ^bb0(%bx: index):
        %x = arith.constant 0.0 : f32
        memref.store %x, %A[%bx, %bx] : memref<96x64xf32, #tt.dram>
      }) {extents = [3], symbols = ["bx"]} : () -> ()
      return
    }
  -> tt-infer-layout,tt-tiles-to-core-map,tt-shard-to-core-map
    func.func @zero(%A: memref<96x64xf32, #tt.dram> loc("A")) attributes {
        tt.core_ranges = [#tt.core_range<[0, 0], [2, 1]>], tt.per_core_args = {"(0,0)" = [0, 2], "(1,0)" = [2, 1]}} {
      "tt.core.grid"() ({
      ^bb0(%bx: index):
        %x = arith.constant 0.0 : f32
        memref.store %x, %A[%bx, %bx] : memref<96x64xf32, #tt.dram>
      }) {extents = [3], symbols = ["bx"]} : () -> ()
      return
    }

A tensor that the kernel writes and that lies in L1 in shards (`shard_shape`) moves the work to the cores that own them,
if the blocks of each follow each other in the order; order match_shard is made for that. Else a remark says why.
Needs: the schedule; without `tt.work_partition` it takes the blocks as scheduled.
Leaves: `tt.per_core_args` and `tt.tiles_per_core` that agree with it.
Not handled: partitions in which the blocks of a core do not follow each other in the order of the schedule.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.passes import kernel_func, match_shard, schedule, shard_owners, work_partition
from tilelang_tt.passes.base import Pass
from tilelang_tt.passes.core_sets import core_key
from tilelang_tt.passes.schedule import Schedule
from tilelang_tt.passes.tiles_to_core_map import tile_order
from tilelang_tt.passes.work_partition import Work

if TYPE_CHECKING:
    from tilelang_tt.diagnostics import Diagnostics
    from tilelang_tt.mlir import ir


def placed(fn: Any, plan: Schedule, work: Work, diag: Diagnostics) -> Work:
    """The partition, moved to the owners of shards where there are any and each can have one range of the order; a remark
    says why that is not so.
    """
    if plan.order == match_shard.ORDER or not match_shard.has_shards(fn):
        return work
    try:
        owned = owned_by_shards(fn, plan)
        work_partition.check(fn, plan, owned)
        work_partition.ranges_of(fn, plan, owned)
    except CompileError as failure:
        reason = failure.diagnostics[0]
        diag.remark(
            reason.where or fn,
            f"blocks are not computed on the cores that own the shards they write: {reason.message}",
            help=reason.help,
        )
        return work
    return owned


def owned_by_shards(fn: Any, plan: Schedule) -> Work:
    """The blocks on the cores that own the shards they write. Raises CompileError if two tensors disagree."""
    first: tuple[str, Work] | None = None
    for name, descriptor in shard_owners.sharded_outputs(fn).items():
        owned = shard_owners.owned_work(fn, plan, name, descriptor["shard_shape"])
        if first is not None and first[1] != owned:
            raise CompileError.at(fn, f"the shards of '{first[0]}' and '{name}' put the same block on different cores")
        first = first or (name, owned)
    assert first is not None, "the kernel writes shards"
    return first[1]


@dataclass(frozen=True)
class ShardToCoreMap(Pass):
    name: ClassVar[str] = "tt-shard-to-core-map"
    aliases: ClassVar[tuple[str, ...]] = ("TTShardToCoreMap",)

    def run(self, module: ir.Module, diag: Diagnostics) -> None:
        for fn in kernel_func.scheduled_kernels(module):
            plan = schedule.recorded(fn)
            if not plan.is_static:
                # The host gives out ranges when it knows how many blocks there are.
                continue
            given = work_partition.recorded(fn) if work_partition.WORK in fn.attributes else None
            work = given or work_partition.dealt(plan)
            if work_partition.CORE_MAP not in fn.attributes:
                work = placed(fn, plan, work, diag)
            work_partition.check(fn, plan, work)
            ranges = work_partition.ranges_of(fn, plan, work)
            if work != given:
                if given is not None:
                    diag.decide(fn, "work", "blocks", "moved to the cores that own the shards they write")
                work_partition.record(fn, plan, work, tile_order(fn))
            kernel_func.write(
                fn,
                {
                    work_partition.CORE_MAP: None,
                    work_partition.PER_CORE_ARGS: {core_key(core): list(range_) for core, range_ in ranges.items()},
                    "tt.num_cores": len(ranges),
                    "tt.tiles_per_core": sorted(list(range_) for range_ in ranges.values()),
                },
            )
