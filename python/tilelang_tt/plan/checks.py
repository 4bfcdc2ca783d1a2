"""What must hold in a plan beyond its schema."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import prod
from typing import TYPE_CHECKING

from tilelang_tt.device import get_device
from tilelang_tt.dialects.base import int_list
from tilelang_tt.dialects.extent import Extent, Size, ceil_div, known
from tilelang_tt.passes.core_sets import Core, CoreSet, core_key, core_of
from tilelang_tt.passes.partition import BOXED, Block, coverage_problem, enumerate_blocks, grid3
from tilelang_tt.passes.storage import exponent_bits
from tilelang_tt.plan import page_checks
from tilelang_tt.plan.rooms import rooms

if TYPE_CHECKING:
    from tilelang_tt.plan.model import CB, CoreRange, Plan

_TILE = 32


def problems(plan: Plan) -> list[str]:
    """All that is wrong, one sentence each."""
    checks: tuple[Callable[[Plan], Iterator[str]], ...] = (
        _device,
        _cores,
        _blocks,
        _ranges,
        _buffers,
        _unknown_symbols,
        _arguments,
        _cbs,
        _kernels,
        _shared_reads,
    )
    found: list[str] = []
    for check in checks:
        try:
            found += check(plan)
        except ValueError as failure:
            found.append(f"plan: {failure}")
    return list(dict.fromkeys(found))


def _device(plan: Plan) -> Iterator[str]:
    device = get_device(plan.device.name, plan.core_grid)
    if device.arch != plan.device.arch:
        yield f"plan.device.arch: {plan.device.name} is {device.arch}, not {plan.device.arch}"
    if plan.device.core_grid != plan.core_grid:
        yield f"plan.device.core_grid: {plan.device.core_grid} is not plan.core_grid {plan.core_grid}"


def _cores(plan: Plan) -> Iterator[str]:
    columns, rows = plan.core_grid
    usable = _usable(plan)
    for core in usable.cores():
        if core[0] >= columns or core[1] >= rows:
            yield f"plan.schedule.cores: core {core_key(core)} is outside of the core grid {plan.core_grid}"
    if not plan.is_static:
        if plan.work_partition or plan.per_core_args:
            yield "plan.work_partition: the grid is not known before the program runs, so the host makes the partition"
        if set_of(plan.core_ranges) != usable:
            yield f"plan.core_ranges: are not the cores that may be used, {usable.text}, though the host makes the partition"
        return
    busy = {core_of(key) for key, items in plan.work_partition.items() if items}
    for key, items in plan.work_partition.items():
        x, y = core_of(key)
        if not (0 <= x < columns and 0 <= y < rows):
            yield f"plan.work_partition: core {key} is outside of the core grid {plan.core_grid}"
        elif (x, y) not in usable.cores():
            yield f"plan.work_partition: core {key} is none of plan.schedule.cores, {usable.text}"
        if not items:
            yield f"plan.work_partition: core {key} has no work; leave it away"
    covered: set[Core] = set()
    for i, range_ in enumerate(plan.core_ranges):
        cores = set(range_.rectangle.cores())
        if cores & covered:
            yield f"plan.core_ranges[{i}]: overlaps a range before it"
        covered |= cores
    if covered != busy:
        yield f"plan.core_ranges: cover {len(covered)} cores, {len(busy)} have work, {len(covered & busy)} are in both"


def set_of(ranges: Sequence[CoreRange]) -> CoreSet:
    """The set of cores in the rectangles of a plan."""
    return CoreSet.of(core for r in ranges for core in r.rectangle.cores())


def _usable(plan: Plan) -> CoreSet:
    """The cores that may be used."""
    columns, rows = plan.core_grid
    return CoreSet.whole((columns, rows)) if plan.schedule.cores is None else set_of(plan.schedule.cores)


def _blocks_of(plan: Plan, key: str) -> list[Block]:
    return [(item.jo, item.io, item.zo or 0) for item in plan.work_partition[key]]


def _blocks(plan: Plan) -> Iterator[str]:
    if not plan.is_static:
        return
    problem = coverage_problem(
        grid3(int_list(plan.grid_shape)), (b for key in plan.work_partition for b in _blocks_of(plan, key))
    )
    if problem:
        yield f"plan.work_partition: {problem} (as bx, by, bz)"
    for key, items in plan.work_partition.items():
        for i, item in enumerate(items):
            if item.k_tiles != ceil_div(item.len_k, _TILE):
                yield f'plan.work_partition["{key}"][{i}]: {item.len_k} elements of K are not {item.k_tiles} tiles'


def _ranges(plan: Plan) -> Iterator[str]:
    if set(plan.per_core_args) != set(plan.work_partition):
        yield "plan.per_core_args: its cores are not those of plan.work_partition"
        return
    if not plan.is_static:
        return
    if (plan.schedule.box is None) == (plan.schedule.order in BOXED):
        yield f"plan.schedule.box: is for the orders {', '.join(BOXED)}, this one is {plan.schedule.order}"
        return
    box = None if plan.schedule.box is None else grid3(known(plan.schedule.box))
    blocks = enumerate_blocks(grid3(int_list(plan.grid_shape)), plan.schedule.order, box)
    for key, range_ in plan.per_core_args.items():
        start, count = range_
        if blocks[start : start + count] != _blocks_of(plan, key):
            yield f'plan.per_core_args["{key}"]: {range_} are not the blocks of plan.work_partition["{key}"]'


def _buffers(plan: Plan) -> Iterator[str]:
    names = [b.name for b in plan.buffers]
    if sorted(names) != sorted(plan.layouts):
        yield f"plan.layouts: are for {', '.join(plan.layouts)}, the buffers are {', '.join(names)}"
    for i, buffer in enumerate(plan.buffers):
        described = plan.layouts.get(buffer.name)
        yield from (f"plan.buffers[{i}].{problem}" for problem in page_checks.problems(buffer, described))
    order = plan.runtime_args.param_order
    parameters = [(f"buffers[{i}]", b.name, b.index) for i, b in enumerate(plan.buffers)]
    parameters += [(f"scalars[{i}]", s.name, s.index) for i, s in enumerate(plan.scalars)]
    for path, name, index in parameters:
        if order[index : index + 1] != [name]:
            yield f"plan.{path}.index: '{name}' is not number {index} of param_order"


def _unknown_symbols(plan: Plan) -> Iterator[str]:
    sizes: list[tuple[str, list[Size]]] = [("grid_shape", plan.grid_shape)]
    for i, buffer in enumerate(plan.buffers):
        sizes.append((f"buffers[{i}]", [*buffer.shape, *buffer.padded_shape, buffer.tiles]))
    for key, items in plan.work_partition.items():
        sizes.append((f'work_partition["{key}"]', [item.len_k for item in items]))
    for path, extents in sizes:
        used = {name for extent in extents if isinstance(extent, Extent) for name in extent.symbols}
        for name in sorted(used - set(plan.symbols)):
            yield f"plan.{path}: '{name}' is no implied scalar"


def _arguments(plan: Plan) -> Iterator[str]:
    args = plan.runtime_args
    if args.grid_shape != plan.grid_shape:
        yield f"plan.runtime_args.grid_shape: {args.grid_shape} is not plan.grid_shape {plan.grid_shape}"
    if args.param_order[-2:] != [args.start_tile.name, args.tile_count.name]:
        yield "plan.runtime_args.param_order: must end in the start and the count"
    if len(set(args.param_order)) != len(args.param_order):
        yield "plan.runtime_args.param_order: has a name twice"
    if len(args.param_order) != len(plan.buffers) + len(plan.scalars) + 2:
        yield "plan.runtime_args.param_order: must have every buffer, every scalar and the two runtime arguments"
    if len(args.iteration_symbols) != args.iteration_ndims:
        yield f"plan.runtime_args.iteration_symbols: {args.iteration_symbols} for {args.iteration_ndims} dimensions"


def _cbs(plan: Plan) -> Iterator[str]:
    device = get_device(plan.device.name)
    ids, names = [cb.id for cb in plan.cbs], [cb.name for cb in plan.cbs]
    for i, cb in enumerate(plan.cbs):
        if names.index(cb.name) < i:
            yield f"plan.cbs[{i}].name: '{cb.name}' is the name of another one"
        if cb.id >= device.num_cbs or ids.count(cb.id) > 1:
            yield f"plan.cbs[{i}].id: {cb.id} is not free ({device.name} has {device.num_cbs})"
        if cb.bytes != cb.pages * cb.page_bytes:
            yield f"plan.cbs[{i}].bytes: {cb.pages} pages of {cb.page_bytes} bytes are not {cb.bytes}"
        if cb.depth < 1 or cb.pages % cb.depth:
            yield f"plan.cbs[{i}].depth: {cb.pages} pages do not hold {cb.depth} blocks"
    families = {5: "", 8: ""} | {bits: cb.name for cb in plan.cbs if (bits := exponent_bits(cb.format))}
    if all(families.values()):
        yield f"plan.cbs: exponents of 5 bits ({families[5]}) and of 8 bits ({families[8]}) cannot meet in one kernel"
    for i, cb in enumerate(plan.cbs):
        if cb.alias is not None:
            yield from (f"plan.cbs[{i}].{problem}" for problem in _alias(plan, cb))
    taken = rooms(plan)
    total = sum(room.bytes for room in taken)
    if total > device.l1_usable:
        largest = ", ".join(f"{room.name} {room.bytes:,}" for room in sorted(taken, key=lambda room: -room.bytes)[:3])
        yield f"plan.cbs: need {total:,} bytes of L1, {device.name} has {device.l1_usable:,} (largest: {largest})"


def _alias(plan: Plan, cb: CB) -> Iterator[str]:
    """Of a circular buffer that is the shard of a tensor."""
    buffer = next((b for b in plan.buffers if b.name == cb.alias), None)
    if buffer is None or buffer.memory != "L1" or buffer.sharding is None:
        yield f"alias: '{cb.alias}' is no tensor that lies in shards in L1"
    elif (cb.format, cb.page_bytes) != (buffer.format, buffer.page_bytes):
        yield (
            f"alias: pages of '{cb.alias}' are {buffer.page_bytes} bytes of {buffer.format}, "
            f"not {cb.page_bytes} of {cb.format}"
        )
    elif cb.pages != prod(buffer.sharding.shard):
        yield f"alias: a shard of '{cb.alias}' has {prod(buffer.sharding.shard)} pages, not {cb.pages}"


def _kernels(plan: Plan) -> Iterator[str]:
    ids = {cb.id for cb in plan.cbs}
    for i, kernel in enumerate(plan.kernels):
        for cb in kernel.unpack_to_dest_fp32:
            if cb not in ids:
                yield f"plan.kernels[{i}].unpack_to_dest_fp32: there is no circular buffer {cb}"


def _shared_reads(plan: Plan) -> Iterator[str]:
    shared = plan.shared_reads or []
    if shared and not any(kernel.thread == "reader" for kernel in plan.kernels):
        yield "plan.shared_reads: there is no reader"
    device = get_device(plan.device.name)
    semaphores = [id_ for read in shared for id_ in (read.ready, read.valid)]
    if sorted(semaphores) != list(range(len(semaphores))) or len(semaphores) > device.num_semaphores:
        yield (
            f"plan.shared_reads: have the semaphores {semaphores}; each needs two of its own, counted from 0 without gaps "
            f"({device.name} has {device.num_semaphores})"
        )
    counts = {core_of(key): count for key, (_, count) in plan.per_core_args.items()}
    for i, read in enumerate(shared):
        seen: set[Core] = set()
        for j, group in enumerate(read.groups):
            path = f"plan.shared_reads[{i}].groups[{j}]"
            cores = set(group.rectangle.cores())
            if len(cores) < 2:
                yield f"{path}: one core is no group"
            if cores & seen:
                yield f"{path}: overlaps a group before it"
            seen |= cores
            if tuple(group.sender) not in cores:
                yield f"{path}.sender: core {group.sender} is not one of the group"
            if not cores <= set(counts):
                yield f"{path}: has a core without work"
            elif len({counts[core] for core in cores}) > 1:
                yield f"{path}: its cores compute different numbers of blocks"
