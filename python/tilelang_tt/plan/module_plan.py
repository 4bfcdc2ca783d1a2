"""Plans from the attributes of a module, and back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tilelang_tt.device import format_of, get_device
from tilelang_tt.diagnostics import CompileError
from tilelang_tt.dialects.attributes import CoreRangeAttr, RuntimeArgAttr, WorkItemAttr
from tilelang_tt.dialects.cb import AllocOp
from tilelang_tt.dialects.extent import Size, ceil_div
from tilelang_tt.dialects.groups import ReaderGroupAttr, SharedReadAttr
from tilelang_tt.dialects.types import CBType
from tilelang_tt.mlir import ir, name_of, set_attr, to_attr, walk_collect
from tilelang_tt.passes import (
    kernel_func,
    layout,
    schedule,
    sequences,
    shards,
    storage,
    tensor_layouts,
    tiled_tensors,
    work_partition,
)
from tilelang_tt.passes.core_sets import Core, core_of, row_by_row
from tilelang_tt.passes.page_order import ROW_MAJOR
from tilelang_tt.passes.schedule import Schedule
from tilelang_tt.passes.tile_layout import TileLayout
from tilelang_tt.plan.checks import set_of
from tilelang_tt.plan.errors import PlanError
from tilelang_tt.plan.json_data import read, write
from tilelang_tt.plan.model import (
    CB,
    Buffer,
    CoreRange,
    Kernel,
    Layout,
    PageDigit,
    Plan,
    PlanDevice,
    RuntimeArgs,
    Scalar,
    ScheduleChoice,
    Sharding,
    SharedRead,
    WorkItem,
)
from tilelang_tt.plan.sequence import AnyPlan, SequencePlan

KERNELS = "tt.kernels"
KERNEL_NAME = "tt.kernel_name"
CBS = "tt.cbs"
_RUNTIME_ARGS = "tt.runtime_args"


def plan_from_module(module: ir.Module) -> AnyPlan:
    """The plan of a module: its first function with a schedule, its circular buffers, and its attribute `tt.kernels`; or
    that of a sequence of such functions, which have these attributes themselves.

    Raises CompileError that names the attribute which is missing and the pass that makes it.
    """
    with module.context:
        functions = _planned(module)
        plans = [_plan(_Program.of(module, fn)) for fn in functions]
        sequence = sequences.place(functions[0])
        return plans[0] if sequence is None else SequencePlan(sequence[0], plans)


@dataclass(frozen=True)
class _Program:
    """One device program of a module: its function, the operations that may hold its circular buffers, and the one whose
    attributes say what its kernels are.
    """

    function: Any
    parts: tuple[Any, ...]
    holder: Any

    @classmethod
    def of(cls, module: ir.Module, fn: Any) -> _Program:
        """The program of a function: all of the module, or what has its place in the sequence."""
        mine = sequences.place(fn)
        if mine is None:
            return cls(fn, (module,), module)
        return cls(fn, tuple(op for op in module.body.operations if sequences.place(op.operation) == mine), fn)


def _plan(program: _Program) -> Plan:
    fn = program.function
    plan = schedule.recorded(fn)
    per_core: dict[str, list[int]] = {}
    if plan.is_static:
        per_core = kernel_func.require(fn, work_partition.PER_CORE_ARGS, "tt-shard-to-core-map")
    device = get_device(plan.device, plan.core_grid)
    return Plan(
        kernel=kernel_func.read(fn, KERNEL_NAME) or fn.name.value,
        device=PlanDevice(device.name, device.arch, list(plan.core_grid)),
        grid_shape=list(plan.grid),
        core_grid=list(plan.core_grid),
        core_ranges=[
            CoreRange(**r) for r in kernel_func.require(fn, work_partition.CORE_RANGES, "tt-tiles-to-core-map")
        ],
        work_partition=_work(fn, plan) if plan.is_static else {},
        layouts={name: Layout(**d) for name, d in tensor_layouts.layouts(fn).items()},
        buffers=list(_buffers(fn)),
        runtime_args=read(RuntimeArgs, kernel_func.require(fn, _RUNTIME_ARGS, "tt-infer-schedule"), "tt.runtime_args"),
        per_core_args={key: per_core[key] for key in sorted(per_core, key=lambda key: row_by_row(core_of(key)))},
        scalars=list(_scalars(fn)),
        cbs=_cbs(program),
        kernels=_kernels(program),
        shared_reads=_shared_reads(fn),
        schedule=_choice(fn, plan),
    )


def _choice(fn: Any, plan: Schedule) -> ScheduleChoice:
    cores = None if plan.core_set is None else [CoreRange(list(r.start), list(r.extent)) for r in plan.core_set.ranges]
    box = None if plan.box is None else list(plan.box)
    return ScheduleChoice(plan.policy, plan.order, cores, box, kernel_func.read(fn, kernel_func.MULTICAST))


def record_kernels(module: ir.Module, kernels: Sequence[tuple[Any, Kernel]]) -> None:
    """Makes the circular buffers and kernels of a module attributes of it, or of the declarations of a sequence's
    programs, for when their operations have become C++. `kernels` are functions of threads and what the plan says of
    them.
    """
    with module.context:
        whole = [fn for fn in kernel_func.kernels(module) if sequences.place(fn) is not None]
        for program in [_Program.of(module, fn) for fn in whole] or [_Program(None, (module,), module)]:
            place = None if program.function is None else sequences.place(program.function)
            mine = [kernel for fn, kernel in kernels if sequences.place(fn) == place]
            set_attr(program.holder, CBS, [write(cb) for cb in _cbs(program)] or None)
            set_attr(program.holder, KERNELS, [write(kernel) for kernel in mine] or None)


def apply_plan(module: ir.Module, plan: AnyPlan) -> None:
    """Writes a plan to the attributes of the module's kernels, in place of what they say.

    Raises PlanError where the plan does not hold together or is for another kernel: its buffers and circular buffers
    must be those of the module.
    """
    plan.validate()
    with module.context:
        for part in plan.programs:
            _apply(_Program.of(module, _kernel_called(module, part.kernel)), part)


def _apply(program: _Program, plan: Plan) -> None:
    fn = program.function
    _same("scalars", list(_scalars(fn)), plan.scalars)
    _apply_cbs(program, plan.cbs)
    columns, rows = plan.core_grid
    chosen = Schedule(
        plan.device.name,
        (columns, rows),
        _grid(plan.grid_shape),
        plan.runtime_args.iteration_ndims,
        plan.schedule.order,
        plan.schedule.policy,
        None if plan.schedule.cores is None else set_of(plan.schedule.cores),
        None if plan.schedule.box is None else _grid(plan.schedule.box),
    )
    if chosen.order == "match_shard":
        chosen = replace(chosen, owners=_owners(chosen, plan))
    tensor_layouts.record(fn, {name: write(descriptor) for name, descriptor in plan.layouts.items()})
    kernel_func.write(fn, chosen.attributes())
    # How pages lie follows from the layouts and the cores.
    _same("buffers", [replace(b, role="") for b in _buffers(fn)], [replace(b, role="") for b in plan.buffers])
    args = {**write(plan.runtime_args), "grid_shape": list(plan.runtime_args.grid_shape)}
    for name in ("start_tile", "tile_count"):
        args[name] = RuntimeArgAttr.of(**args[name])
    if plan.is_static:
        _apply_work(fn, plan)
    kernel_func.write(
        fn,
        {
            **{f"tt.buffer_{b.name}_role": b.role for b in plan.buffers},
            _RUNTIME_ARGS: args,
            kernel_func.SHARED_READS: _shared_attributes(plan),
            kernel_func.MULTICAST: plan.schedule.multicast,
            **(_shares(plan) if plan.is_static else {}),
        },
    )
    set_attr(program.holder, KERNELS, [write(k) for k in plan.kernels] or None)


def _owners(chosen: Schedule, plan: Plan) -> tuple[Core, ...]:
    """The core of each box, from the ranges that the cores have."""
    by_start = {range_[0]: core_of(key) for key, range_ in plan.per_core_args.items()}
    owners: list[Core] = []
    start = 0
    assert chosen.boxes is not None, "an order of boxes has their size"
    for xs, ys, zs in chosen.boxes.spans():
        owners.append(by_start.get(start, owners[-1] if owners else (0, 0)))
        start += len(xs) * len(ys) * len(zs)
    return tuple(owners)


def _grid(extents: list[Size]) -> schedule.Grid:
    gx, gy, gz = extents
    return gx, gy, gz


def _shares(plan: Plan) -> dict[str, Any]:
    return {
        work_partition.PER_CORE_ARGS: plan.per_core_args,
        "tt.num_cores": len(plan.per_core_args),
        "tt.tiles_per_core": sorted(plan.per_core_args.values()),
    }


def _planned(module: ir.Module) -> list[Any]:
    functions = kernel_func.kernels(module)
    for programs in sequences.groups(functions):
        if all(_RUNTIME_ARGS in fn.attributes for fn in programs):
            return programs
    place = functions[0] if functions else module.operation
    raise CompileError.at(place, f"no kernel of the module has {_RUNTIME_ARGS}", help="run tt-infer-schedule first")


def _kernel_called(module: ir.Module, name: str) -> Any:
    functions = kernel_func.kernels(module)
    names = [kernel_func.read(fn, KERNEL_NAME) or fn.name.value for fn in functions]
    if name not in names:
        raise PlanError([f"plan.kernel: the module has no '{name}' (it has: {', '.join(names) or 'none'})"])
    return functions[names.index(name)]


def _work(fn: Any, plan: Schedule) -> dict[str, list[WorkItem]]:
    recorded = kernel_func.require(fn, work_partition.WORK, "tt-tiles-to-core-map")
    batched = plan.known_grid[2] > 1

    def item(block: list[int], len_k: Size, order: str) -> WorkItem:
        io, jo, zo = block
        return WorkItem(io, jo, len_k, ceil_div(len_k, layout.TILE), order, zo if batched else None)

    keys = sorted(recorded, key=lambda key: row_by_row(core_of(key)))
    return {key: [item(*values) for values in recorded[key]] for key in keys}


def _apply_work(fn: Any, plan: Plan) -> None:
    ranges = [CoreRangeAttr.of(r.start, r.extent) for r in plan.core_ranges]
    items = {
        key: [WorkItemAttr.of([w.io, w.jo, w.zo or 0], w.len_k, w.tile_order) for w in work]
        for key, work in plan.work_partition.items()
    }
    kernel_func.write(fn, {work_partition.CORE_RANGES: ranges, work_partition.WORK: items})


def _buffers(fn: Any) -> Iterator[Buffer]:
    names = kernel_func.parameter_names(fn)
    layouts = tiled_tensors.recorded(fn)
    cuts = shards.recorded(fn)
    for name, type_ in kernel_func.tensors(fn).items():
        shape = tensor_layouts.shape_of(fn, name)
        dtype = _format(fn, name, type_.element_type)[0]
        if dtype.startswith("int") and name in storage.unsigned(fn):
            dtype = f"u{dtype}"
        format_ = storage.tensor_format(fn, name, type_.element_type)
        role = kernel_func.read(fn, f"tt.buffer_{name}_role") or "in"
        tiled = layouts[name]
        yield Buffer(
            name,
            shape,
            dtype,
            format_.name,
            format_.tile_bytes * tiled.page_elements // layout.TILE**2,
            tiled.pages,
            role,
            names.index(name),
            list(tiled.padded),
            list(tiled.dims),
            list(tiled.blocks),
            tiled.form,
            "L1" if tensor_layouts.memory(fn, name) == "L1" else None,
            page_digits(tiled),
            _sharding(cuts[name]),
        )


def page_digits(layout: TileLayout) -> list[PageDigit] | None:
    """The digits of the page numbers of a tensor; None where they are row-major."""
    if layout.order == ROW_MAJOR:
        return None
    return [PageDigit(digit.dim, digit.divisor, digit.extent) for digit in layout.page_order.digits]


def _sharding(cut: shards.Sharding | None) -> Sharding | None:
    if cut is None:
        return None
    ranges = [CoreRange(list(r.start), list(r.extent)) for r in shards.in_ranges(cut)]
    return Sharding(list(cut.pages), list(cut.shard), ranges)


def _format(fn: Any, name: str, element_type: ir.Type) -> Any:
    try:
        return format_of(element_type)
    except ValueError as failure:
        raise CompileError.at(tensor_layouts.parameter(fn, name), f"'{name}': {failure}") from None


_SCALAR_TYPES = {"f64": "float64", "i64": "int64", "index": "int64", "i16": "int16", "i8": "int8"}


def _scalars(fn: Any) -> Iterator[Scalar]:
    tensors, symbols = kernel_func.tensors(fn), kernel_func.symbols(fn)
    for index, (name, type_) in enumerate(zip(kernel_func.parameter_names(fn), fn.type.inputs, strict=True)):
        if name not in tensors and name not in schedule.RUNTIME_ARGS:
            dtype = _SCALAR_TYPES.get(str(type_)) or _format(fn, name, type_)[0]
            yield Scalar(name, dtype, index, True if name in symbols else None)


def _cbs(program: _Program) -> list[CB]:
    """The circular buffers of a program by id; threads that name the same id share one. In emitc form they are in
    attribute `tt.cbs`.
    """
    found: dict[int, CB] = {}
    attributes = program.holder.operation.attributes
    if CBS in attributes:
        data = kernel_func.from_attr(attributes[CBS])
        return [read(CB, item, f"{CBS}[{i}]") for i, item in enumerate(data)]
    for op in _allocs(program):
        given = op.get("id")
        id_ = len(found) if given is None else given.value
        type_ = CBType(op.result.type)
        format_ = storage.cb_format(op)
        name = name_of(op.result) or f"cb{id_}"
        pages = type_.num_pages
        found.setdefault(
            id_,
            CB(
                id_,
                name,
                ir.StringAttr(op.role).value,
                format_.name,
                pages,
                ir.IntegerAttr(op.depth).value,
                format_.tile_bytes,
                pages * format_.tile_bytes,
                None if op.get("alias") is None else ir.StringAttr(op.get("alias")).value,
            ),
        )
    return [found[id_] for id_ in sorted(found)]


def _allocs(program: _Program) -> list[Any]:
    return [op for part in program.parts for op in walk_collect(part, AllocOp)]


def _apply_cbs(program: _Program, cbs: list[CB]) -> None:
    """Ids come from the plan; everything else must be as in the module."""
    present = _cbs(program)
    _same("cbs", [replace(cb, id=0) for cb in present], [replace(cb, id=0) for cb in cbs])
    ids = {old.id: new.id for old, new in zip(present, cbs, strict=True)}
    for i, op in enumerate(_allocs(program)):
        given = op.get("id")
        op.operation.attributes["id"] = to_attr(ids[i if given is None else given.value])


def _same(field: str, module: list[Any], plan: list[Any]) -> None:
    if len(module) != len(plan):
        raise PlanError([f"plan.{field}: {len(plan)}, the module has {len(module)}"])
    for i, (have, want) in enumerate(zip(module, plan, strict=True)):
        if have != want:
            raise PlanError([f"plan.{field}[{i}]: {write(want)}, the module has {write(have)}"])


def _shared_reads(fn: Any) -> list[SharedRead] | None:
    """The reads that tt-multicast has marked, or None."""
    data = kernel_func.read(fn, kernel_func.SHARED_READS)
    if data is None:
        return None
    return [read(SharedRead, item, f"{kernel_func.SHARED_READS}[{i}]") for i, item in enumerate(data)]


def _shared_attributes(plan: Plan) -> list[SharedReadAttr] | None:
    """The attributes of the shared reads of a plan, or None."""
    return [
        SharedReadAttr.of(r.name, r.ready, r.valid, [ReaderGroupAttr.of(g.start, g.extent, g.sender) for g in r.groups])
        for r in plan.shared_reads or []
    ] or None


def _kernels(program: _Program) -> list[Kernel]:
    attributes = program.holder.operation.attributes
    if KERNELS not in attributes:
        return []
    data = kernel_func.from_attr(attributes[KERNELS])
    return [read(Kernel, item, f"{KERNELS}[{i}]") for i, item in enumerate(data)]
