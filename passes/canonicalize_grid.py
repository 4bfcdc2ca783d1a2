"""tt-canonicalize-grid: turn kernel launches into the core form, without trailing dimensions of one block.

    func.func @copy(%A: memref<96x64xf32, #tt.dram>, %B: memref<96x64xf32, #tt.dram>) {
      "tt.core.launch"() ({
      ^bb0(%bx: index loc("bx"), %by: index loc("by")):
        %x = memref.load %A[%bx, %by] : memref<96x64xf32, #tt.dram>
        memref.store %x, %B[%bx, %by] : memref<96x64xf32, #tt.dram>
      }) {extents = [96, 1], symbols = ["bx", "by"], threads = [128]} : () -> ()
      return
    }
  ->
    func.func @copy(%A: memref<96x64xf32, #tt.dram>, %B: memref<96x64xf32, #tt.dram>) {
      "tt.core.grid"() ({
      ^bb0(%bx: index):
        %by = arith.constant 0 : index
        %x = memref.load %A[%bx, %by] : memref<96x64xf32, #tt.dram>
        memref.store %x, %B[%bx, %by] : memref<96x64xf32, #tt.dram>
      }) {extents = [96], symbols = ["bx"], tt.threads = [128]} : () -> ()
      return
    }

Hints of the launch (`threads`, `swizzle`) become attributes `tt.threads`, `tt.swizzle` of the grid; `tt.schedule`, a
dictionary of hints on the function or on its only launch, becomes attributes of the function, one for each. Several
launches keep their order, and each its `tt.schedule`. What the front end left in `tt.remarks`, a list of {file, line,
col, text}, is reported. Metadata under other names (`known_names.py`) gets the names that the other passes read.
Needs: nothing. Leaves: no tt.core.launch.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from tilelang_tt.dialects import core
from tilelang_tt.dialects.attributes import size_array, size_list
from tilelang_tt.dialects.base import str_array
from tilelang_tt.dialects.extent import Size
from tilelang_tt.mlir import arith, ir, walk_collect
from tilelang_tt.passes import kernel_func, known_names, schedule_hints
from tilelang_tt.passes.base import Pass
from tilelang_tt.passes.kernel_func import LAUNCH

if TYPE_CHECKING:
    from tilelang_tt.diagnostics import Diagnostics

_HINTS = ("threads", "swizzle")
_REMARKS = "tt.remarks"


def kept_rank(extents: list[Size]) -> int:
    """The number of dimensions without trailing ones of one block; at least one."""
    rank = len(extents)
    while rank > 1 and extents[rank - 1] == 1:
        rank -= 1
    return rank


def launch_to_grid(launch: Any) -> None:
    """Moves the body of one launch into a grid in its place; block indices that are always 0 become constants."""
    extents, symbols = size_list(launch.extents), [ir.StringAttr(s).value for s in launch.symbols]
    rank = kept_rank(extents)
    old = launch.body.blocks[0]
    arguments = list(old.arguments)
    index = ir.IndexType.get()
    with ir.InsertionPoint(launch), launch.operation.location:
        grid = core.GridOp(size_array(extents[:rank]), str_array(symbols[:rank]))
        body = ir.Block.create_at_start(grid.body, [index] * rank, [a.location for a in arguments[:rank]])
    with ir.InsertionPoint(body):
        new = list(body.arguments)
        new += [arith.ConstantOp(index, ir.IntegerAttr.get(index, 0), loc=a.location).result for a in arguments[rank:]]
    for argument, value in zip(arguments, new, strict=True):
        argument.replace_all_uses_with(value)
    for op in list(old.operations):
        body.append(op)
    for hint in _HINTS:
        value = launch.get(hint)
        if value is not None:
            grid.operation.attributes[f"tt.{hint}"] = value
    for hint in (schedule_hints.SCHEDULE, schedule_hints.PLACE):
        kernel_func.write(grid, {hint: kernel_func.read(launch, hint)})
    launch.operation.erase()


def report_remarks(fn: Any, diag: Diagnostics) -> None:
    """Reports the remarks that the front end left on a function."""
    for item in kernel_func.read(fn, _REMARKS) or []:
        diag.remark(ir.Location.file(item["file"], item["line"], item["col"]), item["text"])
    kernel_func.write(fn, {_REMARKS: None})


@dataclass(frozen=True)
class CanonicalizeGrid(Pass):
    name: ClassVar[str] = "tt-canonicalize-grid"
    takes: ClassVar[str | None] = "tile"
    gives: ClassVar[str | None] = "tile"

    def run(self, module: ir.Module, diag: Diagnostics) -> None:
        for fn in kernel_func.kernels(module):
            report_remarks(fn, diag)
            known_names.report_unknown(fn, diag)
            known_names.adopt(fn)
            for launch in walk_collect(fn, LAUNCH):
                launch_to_grid(launch)
            schedule_hints.spread(fn)
