"""Core form and persistent form: what must hold between a kernel's blocks, the cores that own them, and its attributes.

In *core form* a kernel has one tt.core.grid of independent blocks; nothing in it says who computes what. Ownership is
attributes of the function, all of them of the target-independent grid and a set of cores: the schedule, `tt.work_partition`,
`tt.core_ranges` and `tt.per_core_args`. In *persistent form* the grid is a loop over a range of blocks that two arguments
give. Both are independent of what the body is made of, buffers, values or circular buffers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.dialects.attributes import size_list
from tilelang_tt.mlir import ir, walk_collect
from tilelang_tt.passes import kernel_func, schedule, work_partition
from tilelang_tt.passes.core_sets import CoreSet, core_key, core_of
from tilelang_tt.passes.finding import Finding
from tilelang_tt.passes.schedule import RUNTIME_ARGS, Schedule

_MAKERS = {"tt.work_partition": "tt-tiles-to-core-map", "tt.per_core_args": "tt-shard-to-core-map"}


def check_core_form(module: ir.Module) -> list[Finding]:
    """What is wrong with the blocks of the kernels of a module, and with their owners where they have some already."""
    findings: list[Finding] = []
    for fn in kernel_func.kernels(module):
        findings += _grids(fn)
        if kernel_func.is_persistent(fn):
            findings += _persistent(fn)
    return findings + check_owners(module)


def check_owners(module: ir.Module) -> list[Finding]:
    """What is wrong with the owners of blocks, in any form."""
    return [
        finding
        for fn in kernel_func.kernels(module)
        if "tt.core_grid" in fn.attributes
        and (work_partition.WORK in fn.attributes or work_partition.PER_CORE_ARGS in fn.attributes)
        for finding in _owners(fn)
    ]


def _grids(fn: Any) -> Iterator[Finding]:
    grids = [] if fn.is_external else walk_collect(fn, kernel_func.GRID)
    for grid in grids:
        if grid.operation.parent != fn.operation:
            yield Finding(
                grid, "the grid is inside of another operation", "blocks are independent of everything around them"
            )
        if kernel_func.is_persistent(fn):
            yield Finding(grid, "a persistent kernel has no grid", "tt-grid-to-persistent replaces it by a loop")
    if len(grids) == 1 and "tt.grid_x" in fn.attributes:
        extents, known = size_list(grids[0].extents), [kernel_func.read(fn, f"tt.grid_{axis}") for axis in "xyz"]
        if [*extents, 1, 1][:3] != known:
            yield Finding(
                grids[0],
                f"the grid is {_list(extents)}, the schedule is for {_list(known)}",
                "run tt-infer-schedule again",
            )


def _persistent(fn: Any) -> Iterator[Finding]:
    name = fn.name.value
    parameters = kernel_func.parameter_names(fn)
    types = [str(type_) for type_ in fn.type.inputs]
    if tuple(parameters[-2:]) != RUNTIME_ARGS or types[-2:] != ["i32", "i32"]:
        yield Finding(fn, f"the last parameters of '{name}' are not {RUNTIME_ARGS[0]} and {RUNTIME_ARGS[1]}, both i32")
    loops = (
        [] if fn.is_external else walk_collect(fn, lambda op: op.name == "scf.for" and schedule.LOOP in op.attributes)
    )
    if not fn.is_external and len(loops) != 1:
        yield Finding(fn, f"'{name}' has {len(loops)} loops over its blocks, a persistent kernel has one")
    args, ndims = (kernel_func.read(fn, key) for key in ("tt.runtime_args", "tt.persistent_iteration_ndims"))
    if isinstance(args, dict) and args.get("iteration_ndims") != ndims:
        yield Finding(
            fn,
            f"tt.persistent_iteration_ndims is {ndims}, tt.runtime_args has {args.get('iteration_ndims')} dimensions",
        )


def _owners(fn: Any) -> Iterator[Finding]:
    try:
        plan = schedule.recorded(fn)
        if not plan.is_static:
            yield Finding(fn, f"the host deals the blocks of '{fn.name.value}', but they have owners already")
            return
        if work_partition.WORK in fn.attributes:
            work_partition.check(fn, plan, work_partition.recorded(fn))
            yield from _ranges(fn, plan)
    except CompileError as failure:
        for found in failure.diagnostics:
            yield Finding(fn, found.message, found.help)


def _ranges(fn: Any, plan: Schedule) -> Iterator[Finding]:
    work = work_partition.recorded(fn)
    covered = schedule.set_of_ranges(kernel_func.require(fn, work_partition.CORE_RANGES, "tt-tiles-to-core-map"))
    if covered != CoreSet.of(work):
        yield Finding(
            fn,
            f"tt.core_ranges are the cores {covered.text}, those with work are {CoreSet.of(work).text}",
            _again("tt.work_partition"),
        )
    given = kernel_func.read(fn, work_partition.PER_CORE_ARGS)
    if given is None:
        return
    blocks = plan.blocks
    dealt = {core_of(key): blocks[start : start + count] for key, (start, count) in given.items()}
    for core in sorted({*dealt, *work}):
        if dealt.get(core) != work.get(core):
            yield Finding(
                fn,
                f"core {core_key(core)} has other blocks in tt.per_core_args, {given.get(core_key(core))} in order {plan.order}, "
                "than in tt.work_partition",
                _again("tt.per_core_args"),
            )


def _again(attribute: str) -> str:
    return f"run {_MAKERS[attribute]} again: it makes {attribute}"


def _list(extents: list[Any]) -> str:
    return f"[{', '.join(map(str, extents))}]"
