"""tt-grid-to-persistent: replace the grid by a loop over the blocks of one core.

    func.func @copy(%A: memref<96x64xf32, #tt.dram>, %B: memref<96x64xf32, #tt.dram>) {
      "tt.core.grid"() ({
      ^bb0(%bx: index, %by: index):
        %x = memref.load %A[%by, %bx] : memref<96x64xf32, #tt.dram>
        memref.store %x, %B[%by, %bx] : memref<96x64xf32, #tt.dram>
      }) {extents = [64, 96], symbols = ["bx", "by"]} : () -> ()
      return
    }
  -> tt-infer-schedule,tt-grid-to-persistent
    func.func @copy(%A: memref<96x64xf32, #tt.dram>, %B: memref<96x64xf32, #tt.dram>,
                    %tt_start_tile: i32, %tt_tile_count: i32)
        attributes {tt.persistent_iteration_ndims = 2 : i64, tt.persistent_loop = true} {
      %start = arith.index_cast %tt_start_tile : i32 to index
      %count = arith.index_cast %tt_tile_count : i32 to index
      %c0 = arith.constant 0 : index
      %c1 = arith.constant 1 : index
      scf.for %tt_tile_iter = %c0 to %count step %c1 {
        %tile_id = arith.addi %start, %tt_tile_iter : index
        %gx = arith.constant 64 : index
        %bx = arith.remui %tile_id, %gx : index
        %row = arith.divui %tile_id, %gx : index
        %gy = arith.constant 96 : index
        %by = arith.remui %row, %gy : index
        %x = memref.load %A[%by, %bx] : memref<96x64xf32, #tt.dram>
        memref.store %x, %B[%by, %bx] : memref<96x64xf32, #tt.dram>
      } {tt.persistent_loop}
      return
    }

A `tile_id` is the position of a block in the order of the schedule: row_major as above, the others by the formulae of
`block_order.py`.
Needs: the attributes of tt-infer-schedule. Leaves: no tt.core.grid; `tt.runtime_args` with the final `param_order`.
A symbolic extent of the grid is computed from the symbolic dimensions in front of the loop.
Not handled: order match_shard where an extent is symbolic; functions with several grids.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.dialects.attributes import size_list
from tilelang_tt.dialects.extent import Size
from tilelang_tt.mlir import arith, func, ir, named_loc, scf, walk_collect
from tilelang_tt.passes import kernel_func, schedule
from tilelang_tt.passes.base import Pass
from tilelang_tt.passes.block_order import OPEN_ORDERS, emit_block_indices
from tilelang_tt.passes.kernel_func import GRID, LAUNCH
from tilelang_tt.passes.schedule import RUNTIME_ARGS, Schedule
from tilelang_tt.passes.size_values import SizeValues

if TYPE_CHECKING:
    from tilelang_tt.diagnostics import Diagnostics

_MADE_BY = "tt-infer-schedule"


def append_runtime_args(fn: Any) -> tuple[Any, Any]:
    """Appends `tt_start_tile` and `tt_tile_count`, both i32, to the signature; returns the two new arguments."""
    taken = set(kernel_func.parameter_names(fn)) & set(RUNTIME_ARGS)
    if taken:
        raise CompileError.at(
            fn, f"parameter '{min(taken)}' has the name of a runtime argument of persistent kernels", help="rename it"
        )
    i32 = ir.IntegerType.get_signless(32)
    old = fn.type
    new = [fn.entry_block.add_argument(i32, named_loc(name, fn.location)) for name in RUNTIME_ARGS]
    fn.attributes["function_type"] = ir.TypeAttr.get(ir.FunctionType.get([*old.inputs, i32, i32], list(old.results)))
    if "arg_attrs" in fn.attributes:
        none = ir.DictAttr.get()
        fn.attributes["arg_attrs"] = ir.ArrayAttr.get([*fn.attributes["arg_attrs"], none, none])
    return new[0], new[1]


def grid_to_loop(grid: Any, start: Any, count: Any, plan: Schedule, sizes: SizeValues) -> None:
    """Moves the body of the grid into a loop over `count` positions from `start`, both i32 values."""
    index = ir.IndexType.get()
    old = grid.body.blocks[0]
    arguments = list(old.arguments)
    with ir.InsertionPoint(grid), grid.operation.location as here:
        first = arith.IndexCastOp(index, start, loc=named_loc("start", here)).result
        stop = arith.IndexCastOp(index, count, loc=named_loc("count", here)).result
        zero, one = (arith.ConstantOp(index, ir.IntegerAttr.get(index, n)).result for n in (0, 1))
        loop = scf.ForOp(zero, stop, one)
        loop.operation.attributes["tt.persistent_loop"] = ir.UnitAttr.get()
        loop.induction_variable.set_location(named_loc("tt_tile_iter", here))
        with ir.InsertionPoint(loop.body):
            tile_id = arith.AddIOp(first, loop.induction_variable, loc=named_loc("tile_id", here)).result
            indices = emit_block_indices(tile_id, plan, [a.location for a in arguments], sizes)
            end = scf.YieldOp([])
    for argument, value in zip(arguments, indices, strict=True):
        argument.replace_all_uses_with(value)
    for op in list(old.operations):
        op.operation.move_before(end.operation)
    grid.operation.erase()


def recorded_schedule(fn: Any, grid: Any) -> Schedule:
    """The schedule of a kernel, checked against its grid. Raises CompileError for what is missing or does not agree."""
    plan = schedule.recorded(fn, _MADE_BY)
    extents = size_list(grid.extents)
    if [*extents, 1, 1][:3] != list(plan.grid):
        raise CompileError.at(
            grid,
            f"the grid is {_shown(extents)}, but the schedule is for {_shown(plan.grid)}",
            help=f"run {_MADE_BY} again",
        )
    if not plan.is_static and plan.order not in OPEN_ORDERS:
        raise CompileError.at(
            grid,
            f"order {plan.order} cuts a grid that is known, and this one is {_shown(plan.grid)}",
            help=f"give {_MADE_BY} one of the orders {', '.join(OPEN_ORDERS)}",
        )
    return plan


def _shown(extents: Sequence[Size]) -> str:
    return f"[{', '.join(map(str, extents))}]"


@dataclass(frozen=True)
class GridToPersistent(Pass):
    name: ClassVar[str] = "tt-grid-to-persistent"
    aliases: ClassVar[tuple[str, ...]] = ("GridToPersistentTT",)

    def run(self, module: ir.Module, diag: Diagnostics) -> None:
        for fn in kernel_func.kernels(module):
            grids = walk_collect(fn, GRID)
            launches = walk_collect(fn, LAUNCH)
            if launches:
                diag.error(launches[0], "the launch is not in core form", help="run tt-canonicalize-grid first")
            elif len(grids) > 1:
                diag.error(
                    grids[1],
                    f"several T.Kernel in one function: '{fn.name.value}' has {len(grids)}",
                    notes=[(grids[0], "the first one is here")],
                    help="run tt-split-launches first: it makes one function for every launch",
                )
            elif grids:
                self.convert(fn, grids[0])

    def convert(self, fn: func.FuncOp, grid: Any) -> None:
        """Makes one kernel persistent."""
        plan = recorded_schedule(fn, grid)
        params = kernel_func.parameter_names(fn)
        start, count = append_runtime_args(fn)
        grid_to_loop(grid, start, count, plan, SizeValues(fn, fn.entry_block))
        kernel_func.write(
            fn,
            {
                "tt.runtime_args": schedule.runtime_args(plan.grid, plan.ndims, schedule.with_runtime_args(params)),
                "tt.persistent_loop": True,
                "tt.persistent_iteration_ndims": plan.ndims,
            },
        )
