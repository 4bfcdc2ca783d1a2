"""tt-split-launches: a kernel of several launches becomes a sequence of kernels with one launch each.

    func.func @twice(%A: memref<64xf32, #tt.dram>, %B: memref<64xf32, #tt.dram>) {
      %w = memref.alloc() : memref<64xf32, #tt.dram> loc("w")
      "tt.core.grid"() ({
      ^bb0(%bx: index):
        %x = memref.load %A[%bx] : memref<64xf32, #tt.dram>
        memref.store %x, %w[%bx] : memref<64xf32, #tt.dram>
      }) {extents = [64], symbols = ["bx"]} : () -> ()
      "tt.core.grid"() ({
      ^bb0(%bx: index):
        %x = memref.load %w[%bx] : memref<64xf32, #tt.dram>
        memref.store %x, %B[%bx] : memref<64xf32, #tt.dram>
      }) {extents = [64], symbols = ["bx"]} : () -> ()
      return
    }
  ->
    func.func @twice_0(%A: memref<64xf32, #tt.dram>, %B: memref<64xf32, #tt.dram>, %w: memref<64xf32, #tt.dram>)
        attributes {tt.scratch = ["w"], tt.sequence = #tt.sequence<"twice", 0, 2>} {
      "tt.core.grid"() ({
      ^bb0(%bx: index):
        %x = memref.load %A[%bx] : memref<64xf32, #tt.dram>
        memref.store %x, %w[%bx] : memref<64xf32, #tt.dram>
      }) {extents = [64], symbols = ["bx"]} : () -> ()
      return
    }
    func.func @twice_1(%A: memref<64xf32, #tt.dram>, %B: memref<64xf32, #tt.dram>, %w: memref<64xf32, #tt.dram>)
        attributes {tt.scratch = ["w"], tt.sequence = #tt.sequence<"twice", 1, 2>} {
      "tt.core.grid"() ({
      ^bb0(%bx: index):
        %x = memref.load %w[%bx] : memref<64xf32, #tt.dram>
        memref.store %x, %B[%bx] : memref<64xf32, #tt.dram>
      }) {extents = [64], symbols = ["bx"]} : () -> ()
      return
    }

Buffers that are allocated in device memory become parameters after those of the user; `tt.scratch` names them. The
programs share their parameters; what the function computes between its launches is computed by every program that
needs it. `tt.per_launch = [{tt.schedule_order = "block"}, {}]`, one dictionary for each launch, are attributes that go
to the programs one by one.
Needs: tt-canonicalize-grid. Leaves: at most one grid in a function; a function with one launch and no such buffer as it
was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.dialects import attributes
from tilelang_tt.dialects.extent import Size
from tilelang_tt.mlir import ir, name_of, named_loc, walk_collect
from tilelang_tt.passes import kernel_func, schedule_hints, sequences
from tilelang_tt.passes.base import Pass
from tilelang_tt.passes.kernel_func import GRID, LAUNCH
from tilelang_tt.passes.ranges import range_of

if TYPE_CHECKING:
    from tilelang_tt.diagnostics import Diagnostics

PER_LAUNCH = "tt.per_launch"


@dataclass(frozen=True)
class SplitLaunches(Pass):
    name: ClassVar[str] = "tt-split-launches"
    takes: ClassVar[str | None] = "tile"
    gives: ClassVar[str | None] = "tile"

    def run(self, module: ir.Module, diag: Diagnostics) -> None:
        for fn in kernel_func.kernels(module):
            launches = walk_collect(fn, LAUNCH)
            if launches:
                diag.error(launches[0], "the launch is not in core form", help="run tt-canonicalize-grid first")
                continue
            grids = walk_collect(fn, GRID)
            for grid in grids:
                _check_place(grid)
            promote_scratch(fn)
            if PER_LAUNCH in fn.attributes and len(fn.attributes[PER_LAUNCH]) != len(grids):
                raise CompileError.at(
                    fn,
                    f"{PER_LAUNCH} is for {len(fn.attributes[PER_LAUNCH])} launches, '{fn.name.value}' has {len(grids)}",
                )
            if len(grids) > 1:
                split(module, fn, len(grids))
            else:
                _take_own(fn, 0)


def _check_place(grid: Any) -> None:
    """Raises CompileError for a launch that is not run exactly once."""
    parent = grid.operation.parent
    if parent.name != "func.func":
        raise CompileError.at(
            grid, f"a launch inside of '{parent.name}'", help="launches follow each other in the function, each once"
        )


def promote_scratch(fn: Any) -> None:
    """Makes parameters of the buffers that a function allocates in device memory."""
    allocs = walk_collect(fn, lambda op: op.name == "memref.alloc" and _is_dram(op.results[0].type))
    if not allocs:
        return
    taken = set(kernel_func.parameter_names(fn))
    names = []
    for alloc in allocs:
        base = name = name_of(alloc.result) or "scratch"
        number = 0
        while name in taken:
            number += 1
            name = f"{base}_{number}"
        taken.add(name)
        names.append(name)
    shapes = [_shape(alloc) for alloc in allocs]
    places = [(a.result.type, named_loc(n, a.operation.location)) for a, n in zip(allocs, names, strict=True)]
    for alloc, argument in zip(allocs, sequences.append_parameters(fn, places), strict=True):
        alloc.result.replace_all_uses_with(argument)
        alloc.operation.erase()
    kernel_func.write(fn, {sequences.SCRATCH: names})
    symbolic = {n: s for n, s in zip(names, shapes, strict=True) if not all(isinstance(e, int) for e in s)}
    if symbolic:
        kernel_func.write(fn, {kernel_func.SHAPE: {**(kernel_func.read(fn, kernel_func.SHAPE) or {}), **symbolic}})


def _shape(alloc: Any) -> list[Size]:
    """The extents of an allocation. Raises CompileError for one that is no function of symbolic dimensions."""
    type_ = ir.MemRefType(alloc.result.type)
    operands = iter(alloc.operation.operands)
    found: list[Size] = []
    for dim in range(type_.rank):
        if not type_.is_dynamic_dim(dim):
            found.append(type_.get_dim_size(dim))
            continue
        extent = range_of(next(operands))
        if extent.low is None or extent.low != extent.high:
            raise CompileError.at(
                alloc,
                f"extent {dim} of a buffer in device memory is not known",
                help="use symbolic dimensions of tensors",
            )
        found.append(extent.low)
    return found


def _is_dram(type_: ir.Type) -> bool:
    return attributes.space_of(type_) == "dram"


def split(module: ir.Module, fn: Any, count: int) -> None:
    """Puts one copy of a function per launch, each with that launch alone, in place of the function."""
    kernel = fn.name.value
    taken = {op.operation.attributes["sym_name"].value for op in module.body.operations}
    for position in range(count):
        name = f"{kernel}_{position}"
        while name in taken:
            name += "_"
        taken.add(name)
        program = fn.operation.clone(ip=ir.InsertionPoint(fn)).opview
        program.attributes["sym_name"] = ir.StringAttr.get(name)
        sequences.mark(program, kernel, position, count)
        for i, grid in enumerate(walk_collect(program, GRID)):
            if i != position:
                grid.operation.erase()
        schedule_hints.spread(program)
        _drop_unused(program.entry_block)
        _take_own(program, position)
    fn.operation.erase()


def _take_own(program: Any, position: int) -> None:
    """Makes what `tt.per_launch` has for this launch attributes of its function."""
    if PER_LAUNCH in program.attributes:
        own = {item.name: item.attr for item in ir.DictAttr(program.attributes[PER_LAUNCH][position])}
        kernel_func.write(program, {**own, PER_LAUNCH: None})


def _drop_unused(block: Any) -> None:
    """Removes, last to first, what only the other launches needed."""
    for op in reversed(list(block.operations)):
        pure = op.operation.name.startswith("arith.")
        if pure and not any(True for result in op.operation.results for _ in result.uses):
            op.operation.erase()
