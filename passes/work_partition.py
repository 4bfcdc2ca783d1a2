"""The work partition as function attributes: the blocks each core computes, and the rectangles of cores with work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.dialects.attributes import WorkItemAttr
from tilelang_tt.passes import kernel_func
from tilelang_tt.passes.contraction import Contraction
from tilelang_tt.passes.core_sets import Core, CoreSet, core_key, core_of, row_by_row
from tilelang_tt.passes.partition import Block, coverage_problem
from tilelang_tt.passes.schedule import Schedule, range_attributes

CORE_RANGES = "tt.core_ranges"
WORK = "tt.work_partition"
PER_CORE_ARGS = "tt.per_core_args"
CORE_MAP = "tt.core_map"
"""The user's choice: core "(cx,cy)" -> its blocks, [io, jo, zo] each."""

Work = dict[Core, list[Block]]


def dealt(schedule: Schedule) -> Work:
    """The blocks of each core with work, in the order of the schedule."""
    blocks = schedule.blocks
    return {s.core: blocks[s.start : s.start + s.count] for s in schedule.shares}


def chosen(fn: Any, schedule: Schedule) -> Work | None:
    """The blocks of each core as the user wants them, if there is such a choice.

    Raises CompileError unless every block is there exactly once, and those of a core are one range of the schedule.
    """
    given = kernel_func.read(fn, CORE_MAP)
    if given is None:
        return None
    if not schedule.is_static:
        raise CompileError.at(fn, f"{CORE_MAP} is for a known grid, this one is known only when the program runs")
    work: Work = {}
    for key, blocks in given.items():
        if not isinstance(blocks, list) or not blocks or not all(map(_is_block, blocks)):
            raise CompileError.at(fn, f"{CORE_MAP}: core {key} takes a list of blocks [io, jo, zo]")
        try:
            work[core_of(key)] = [(jo, io, zo) for io, jo, zo in blocks]
        except ValueError as failure:
            raise CompileError.at(fn, f"{CORE_MAP} has a key that is no core: {failure}") from None
    work = dict(sorted(work.items(), key=lambda item: row_by_row(item[0])))
    problem = _problem(schedule, work)
    if problem:
        raise CompileError.at(fn, f"{CORE_MAP} of '{fn.name.value}': {problem}")
    ranges_of(fn, schedule, work)
    return work


def _is_block(data: Any) -> bool:
    return isinstance(data, list) and len(data) == 3 and all(isinstance(i, int) for i in data)


def check(fn: Any, schedule: Schedule, work: Work) -> None:
    """Raises CompileError unless every block is computed exactly once, on cores that exist and may be used."""
    problem = _problem(schedule, work)
    if problem:
        raise CompileError.at(fn, f"{WORK} of '{fn.name.value}': {problem}", help="run tt-tiles-to-core-map again")


def _problem(schedule: Schedule, work: Work) -> str | None:
    columns, rows = schedule.core_grid
    outside = [core for core in work if not (0 <= core[0] < columns and 0 <= core[1] < rows)]
    unusable = set(work) - set(schedule.cores)
    if outside:
        return f"core {core_key(outside[0])} is outside of the core grid {list(schedule.core_grid)}"
    if unusable:
        return f"core {core_key(min(unusable))} is none of those that may be used: {schedule.usable.text}"
    return coverage_problem(schedule.known_grid, (block for blocks in work.values() for block in blocks))


def record(fn: Any, schedule: Schedule, work: Work, tile_order: str) -> None:
    """Writes the partition and the rectangles of cores that have work."""
    contraction = Contraction(fn)
    position = {block: i for i, block in enumerate(schedule.blocks)}

    def item(block: Block) -> WorkItemAttr:
        bx, by, bz = block
        return WorkItemAttr.of([by, bx, bz], contraction.length(block, position[block]), tile_order)

    items = {core_key(core): [item(block) for block in blocks] for core, blocks in work.items()}
    kernel_func.write(fn, {CORE_RANGES: range_attributes(CoreSet.of(work)), WORK: items})


def record_cores(fn: Any, schedule: Schedule) -> None:
    """Writes that all usable cores take part, for a grid that the host splits when it knows its extents."""
    kernel_func.write(fn, {CORE_RANGES: range_attributes(schedule.usable)})


def recorded(fn: Any) -> Work:
    """The partition on a function, cores row by row. Raises CompileError if it is missing."""
    items: Mapping[str, Sequence[Any]] = kernel_func.require(fn, WORK, "tt-tiles-to-core-map")
    work = {core_of(key): [(jo, io, zo) for (io, jo, zo), _, _ in blocks] for key, blocks in items.items()}
    return dict(sorted(work.items(), key=lambda item: row_by_row(item[0])))


def ranges_of(fn: Any, schedule: Schedule, work: Work) -> dict[Core, tuple[int, int]]:
    """(start, count) of each core in the order of the schedule. Raises CompileError where they are not one range."""
    position = {block: i for i, block in enumerate(schedule.blocks)}
    found = {}
    for core, blocks in work.items():
        positions = [position[block] for block in blocks]
        if positions != list(range(positions[0], positions[0] + len(positions))):
            shown = ", ".join(map(str, positions[:6])) + (", ..." if len(positions) > 6 else "")
            raise CompileError.at(
                fn,
                f"core {core_key(core)} computes blocks {shown} in {schedule.order}, which is not one range; "
                "a persistent kernel takes a start and a count",
                help="give tt-infer-schedule the order in which every core's blocks follow each other",
            )
        found[core] = (positions[0], len(positions))
    return found
