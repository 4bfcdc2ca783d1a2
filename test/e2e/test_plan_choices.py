"""Plans given back: every kind of kernel gives its program again; a changed choice changes the program as it says."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kernel_text import Gemm
from live_examples import load
from on_simulator import compiled, random_array, run

import tilelang_tt as tt
from tilelang_tt.api import lower
from tilelang_tt.mlir import ir, make_context, parse_module
from tilelang_tt.passes.partition import core_key
from tilelang_tt.plan import PlanError, WorkItem, apply_plan, plan_from_module, schema
from tilelang_tt.plan.edited import EditedPlan
from tilelang_tt.sim.reference import interpret

GEMM = Gemm((128, 128, 64), (32, 64, 32), names=("left", "right", "product"))
KERNELS = ("reader.cpp", "compute.cpp", "writer.cpp")


def with_options(**options: Any) -> tt.CompiledKernel:
    with make_context() as context:
        return tt.compile(parse_module(GEMM.text, "kernel.mlir", context), **options)


def first() -> tt.CompiledKernel:
    return compiled(GEMM.text, core_grid=(2, 2))


def outcome(kernel: tt.CompiledKernel, bound: float = 0.05) -> dict[str, Any]:
    """What the simulator counted in a product of random matrices, which is checked."""
    a, b = (random_array(t.shape, t.elem, seed) for seed, t in enumerate(GEMM.tensors[:-1]))
    result = run(kernel, [a, b])
    np.testing.assert_allclose(result.astype(np.float64), a.astype(np.float64) @ b.astype(np.float64), atol=bound)
    report: dict[str, Any] = kernel.program().report
    return report


def per_core(report: dict[str, Any], what: str) -> dict[str, int]:
    """A counter of every core that counts anything."""
    return {core_key(tuple(core["core"])): core[what] for core in report["counters"]["cores"] if core[what]}


def edited(change: Callable[[dict[str, Any]], Any]) -> tt.CompiledKernel:
    """The GEMM with a change in its plan; what follows from the choices is left out."""
    data = json.loads(first().plan.to_json())
    for key in ("core_ranges", "per_core_args", "buffers", "runtime_args"):
        del data[key]
    for cb in data["cbs"]:
        del cb["pages"], cb["bytes"], cb["page_bytes"], cb["format"]
    change(data)
    return with_options(plan=data)


def same_kernels(kernel: tt.CompiledKernel) -> bool:
    return all(kernel.artifacts[name] == first().artifacts[name] for name in KERNELS)


def move_work(data: dict[str, Any]) -> None:
    """All but the first block of four cores to one that had none."""
    work = data["work_partition"]
    items = [item for items in work.values() for item in items]
    data["work_partition"] = {"(0,1)": items[1:], "(1,1)": items[:1]}


def check_work(kernel: tt.CompiledKernel) -> None:
    reads = per_core(outcome(kernel), "dram_reads")
    assert same_kernels(kernel)
    assert reads == {"(0,1)": 7 * 6, "(1,1)": 6}
    assert [(r.start, r.extent) for r in kernel.plan.core_ranges] == [([0, 1], [2, 1])]


def deal(**device: Any) -> Callable[[dict[str, Any]], None]:
    """Leaves the work to be dealt anew on another device."""

    def change(data: dict[str, Any]) -> None:
        del data["work_partition"], data["core_grid"], data["device"]["arch"]
        data["device"].update(device)

    return change


def check_core_grid(kernel: tt.CompiledKernel) -> None:
    assert per_core(outcome(kernel), "dram_reads") == {"(0,0)": 3 * 6, "(1,0)": 3 * 6, "(2,0)": 2 * 6}
    assert same_kernels(kernel)


def check_device(kernel: tt.CompiledKernel) -> None:
    assert outcome(kernel)["target"] == "blackhole" != first().plan.device.arch


def check_order(kernel: tt.CompiledKernel) -> None:
    outcome(kernel)
    assert kernel.artifacts["compute.cpp"] == first().artifacts["compute.cpp"]
    assert "tile_id % 4" in kernel.artifacts["reader.cpp"] and "tile_id % 4" not in first().artifacts["reader.cpp"]
    assert [(w.io, w.jo) for w in kernel.plan.work_partition["(0,1)"]] == [(2, 0), (3, 0)]


def change_schedule(**schedule: Any) -> Callable[[dict[str, Any]], None]:
    def change(data: dict[str, Any]) -> None:
        del data["work_partition"]
        data["schedule"].update(schedule)

    return change


def check_cores(kernel: tt.CompiledKernel) -> None:
    assert per_core(outcome(kernel), "dram_reads") == {"(1,0)": 4 * 6, "(1,1)": 4 * 6}
    assert same_kernels(kernel)


def check_policy(kernel: tt.CompiledKernel) -> None:
    """Eight blocks on three columns of two cores: two each on four of them, where all six would take one or two."""
    assert per_core(outcome(kernel), "dram_reads") == dict.fromkeys(["(0,0)", "(1,0)", "(2,0)", "(0,1)"], 2 * 6)
    assert same_kernels(kernel)


def pack(data: dict[str, Any]) -> None:
    deal(core_grid=[3, 2])(data)
    data["schedule"]["policy"] = "packed"


def check_depth(kernel: tt.CompiledKernel) -> None:
    assert same_kernels(kernel)
    cb = kernel.plan.cbs[0]
    assert (cb.depth, cb.pages, cb.bytes) == (1, 2, 4096)
    assert outcome(kernel)["clocks"] > outcome(first())["clocks"]


def check_id(kernel: tt.CompiledKernel) -> None:
    cbs = outcome(kernel)["counters"]["cores"][0]["cbs"]
    assert "9" in cbs and "0" not in cbs and "0" in outcome(first())["counters"]["cores"][0]["cbs"]
    assert "tt::CBIndex::c_9" in kernel.artifacts["reader.cpp"]


def store_in_blocks(data: dict[str, Any]) -> None:
    data["buffers"] = [{"name": "left"}, {"name": "right", "format": "Bfp8_b"}, {"name": "product"}]


def check_format(kernel: tt.CompiledKernel) -> None:
    pages, size = 8 * 4, {name: kernel.plan.buffers[i].page_bytes for i, name in enumerate(GEMM.names)}
    assert size == {"left": 2048, "right": 1088, "product": 2048}
    saved = pages * (2048 - 1088)
    got, before = (outcome(k, 0.2)["counters"]["dram_read_bytes"] for k in (kernel, first()))
    assert before - got == saved


def check_fidelity(kernel: tt.CompiledKernel) -> None:
    assert same_kernels(kernel)
    assert "MathFidelity::LoFi" in kernel.artifacts["main.cpp"]
    a, b = (random_array(t.shape, t.elem, seed) for seed, t in enumerate(GEMM.tensors[:-1]))
    lofi, hifi4 = (run(k, [a, b], numerics="hardware").astype(np.float64) for k in (kernel, first()))
    exact = a.astype(np.float64) @ b.astype(np.float64)
    assert np.abs(hifi4 - exact).max() < np.abs(lofi - exact).max() < 0.5


def check_multicast(kernel: tt.CompiledKernel) -> None:
    """All four cores go through the same columns of the right operand, which one of them reads: two blocks of four pages."""
    assert "multicast" in kernel.artifacts["reader.cpp"]
    assert kernel.artifacts["compute.cpp"] == first().artifacts["compute.cpp"]
    assert per_core(outcome(kernel), "dram_reads") == {"(0,0)": 2 * 6, "(1,0)": 2 * 2, "(0,1)": 2 * 2, "(1,1)": 2 * 2}


def check_prefetch(kernel: tt.CompiledKernel) -> None:
    barriers = "noc_async_read_barrier();"
    assert [k.artifacts["reader.cpp"].count(barriers) for k in (first(), kernel)] == [1, 2]
    assert outcome(kernel)["clocks"] > outcome(first())["clocks"]


def place(name: str, **layout: Any) -> Callable[[dict[str, Any]], None]:
    def change(data: dict[str, Any]) -> None:
        data["layouts"][name].update(layout)

    return change


def check_memory(kernel: tt.CompiledKernel) -> None:
    counters, before = outcome(kernel)["counters"], outcome(first())["counters"]
    assert before["dram_read_bytes"] - counters["dram_read_bytes"] == 8 * 2 * 2 * 1024
    assert (before["l1_read_bytes"], counters["l1_read_bytes"]) == (0, 8 * 2 * 2 * 1024)


def check_shards(kernel: tt.CompiledKernel) -> None:
    """Two shards of four pages are in two banks, where interleaved pages are in eight; every page is read twice."""
    banks, before = (outcome(k)["counters"]["banks"] for k in (kernel, first()))
    assert sorted(bank["reads"] for bank in before if bank["reads"]) == [2 + 4] * 8
    assert sorted(bank["reads"] for bank in banks if bank["reads"]) == [4] * 6 + [4 * 2 + 4] * 2


def check_page_order(kernel: tt.CompiledKernel) -> None:
    assert outcome(kernel)["counters"]["dram_reads"] == outcome(first())["counters"]["dram_reads"]
    assert kernel.artifacts["compute.cpp"] == first().artifacts["compute.cpp"]
    assert kernel.artifacts["reader.cpp"] != first().artifacts["reader.cpp"]


Change = Callable[[dict[str, Any]], Any]
EFFECTS: dict[str, tuple[Change, Callable[[tt.CompiledKernel], None]]] = {
    "device.name": (deal(name="blackhole"), check_device),
    "plan.core_grid": (deal(core_grid=[3, 1]), check_core_grid),
    "plan.work_partition": (move_work, check_work),
    "schedule.order": (change_schedule(order="column_major"), check_order),
    "schedule.cores": (change_schedule(cores=[{"start": [1, 0], "extent": [1, 2]}]), check_cores),
    "schedule.policy": (pack, check_policy),
    "schedule.multicast": (lambda d: d["schedule"].update(multicast="on"), check_multicast),
    "layout.shard": (place("left", shard="L1"), check_memory),
    "layout.shard_shape": (place("left", interleave=False, shard_shape=[64, 64]), check_shards),
    "layout.interleave": (place("left", interleave=False, shard_shape=[64, 64]), check_shards),
    "layout.tile_id_order": (place("right", tile_id_order="column_major"), check_page_order),
    "cb.depth": (lambda d: d["cbs"][0].update(depth=1), check_depth),
    "cb.id": (lambda d: d["cbs"][0].update(id=9), check_id),
    "buffer.format": (store_in_blocks, check_format),
    "kernel.prefetch": (lambda d: d["kernels"][0].update(prefetch=False), check_prefetch),
    "kernel.math_fidelity": (lambda d: d["kernels"][1].update(math_fidelity="LoFi"), check_fidelity),
}
"""Field that is a choice -> a change, and what it does."""

ELSEWHERE = {
    "sequence.core_grid": "test_choices_of_one_program_of_a_sequence",
}


@pytest.mark.parametrize("field", EFFECTS)
def test_a_changed_choice_changes_the_program(field: str) -> None:
    change, check = EFFECTS[field]
    check(edited(change))


def test_every_choice_has_a_test() -> None:
    marked = {
        f"{name}.{field}"
        for name, definition in schema()["$defs"].items()
        for field, spec in definition.get("properties", {}).items()
        if "x-choice" in spec
    }
    assert marked == {*EFFECTS, *ELSEWHERE}


def leaves(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield from leaves(value, (*path, key))
    if not isinstance(data, dict | list):
        yield path


def changed(value: Any) -> Any:
    return not value if isinstance(value, bool) else value + 1 if isinstance(value, int) else f"{value}x"


def test_no_field_is_ignored() -> None:
    """Any other value in the plan of a program is found, be it that the plan does not hold together any more."""
    plan = with_options(core_grid=(2, 2), formats={"right": "bfp8"}).plan
    data = json.loads(plan.to_json())
    paths = list(leaves(data))
    assert len(paths) > 150
    for path in paths:
        other = copy.deepcopy(data)
        at = other
        for key in path[:-1]:
            at = at[key]
        at[path[-1]] = changed(at[path[-1]])
        with pytest.raises(PlanError):
            EditedPlan.of(other).check(plan)
            pytest.fail(f"{path} is ignored")


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("batched_gemm", "batched_matmul"),
        ("dynamic_gemm", "matmul"),
        ("softmax", "softmax"),
        ("elementwise", "scale"),
        ("gemv", "gemv"),
        ("rotary", "rotary"),
        ("flash_decoding", "flash_decoding"),
        ("mla_decode", "mla_decode"),
        ("fp8_gemm", "quantize_rows"),
        ("linear_attention", "linear_attention"),
    ],
)
def test_a_plan_gives_the_program_it_came_from(file: str, name: str) -> None:
    def make(plan: Any = None) -> tt.CompiledKernel:
        return tt.compile(getattr(load(file), name)(), plan=plan)

    made = make()
    again = make(made.plan)
    assert again.artifacts == made.artifacts


@pytest.mark.parametrize(
    "options",
    [
        {"formats": {"right": "bfp8"}},
        {"math_fidelity": "LoFi"},
        {"double_buffer": False},
        {"prefetch": False},
        {"target": "p150"},
    ],
)
def test_options_are_in_the_plan(options: dict[str, Any]) -> None:
    made = with_options(**options)
    assert made.plan != with_options().plan
    assert with_options(plan=made.plan).artifacts == made.artifacts


@settings(max_examples=12, deadline=None)
@given(st.data())
def test_any_map_of_blocks_and_any_rooms_compute_the_same(data: st.DataObject) -> None:
    """Ranges of blocks on any cores, buffers of any index and depth, by the interpreter of circular buffers."""
    order = data.draw(st.sampled_from(["row_major", "column_major"]))
    cuts = data.draw(st.sets(st.integers(1, 7), max_size=4))
    cores = data.draw(st.permutations([(x, y) for x in range(4) for y in range(3)]))
    indices = data.draw(st.permutations(range(32)))
    plan = json.loads(compiled(GEMM.text, partition_strategy=order, core_grid=(1, 1)).plan.to_json())
    (blocks,) = plan["work_partition"].values()
    edges = [0, *sorted(cuts), len(blocks)]
    work = {core_key(core): blocks[a:b] for core, a, b in zip(cores, edges, edges[1:], strict=False)}
    cbs = [{"name": c["name"], "id": i, "depth": 1 + i % 3} for c, i in zip(plan["cbs"], indices, strict=False)]
    kept = {key: plan[key] for key in ("schema_version", "schedule")}
    device = {"name": "blackhole", "core_grid": [4, 3]}
    kernel = with_options(plan={**kept, "device": device, "work_partition": work, "cbs": cbs})
    assert kernel.plan.work_partition == items_of(work)
    module = parse_module(kernel.ir("memory-space-lower"), "kernel.mlir", make_context())
    a, b = (random_array(t.shape, t.elem, seed) for seed, t in enumerate(GEMM.tensors[:-1]))
    c = np.full(GEMM.tensors[-1].shape, np.nan, a.dtype)
    shares = [(start, count) for start, count in kernel.plan.per_core_args.values()]
    result = interpret(module, [a, b, c], cores=shares)[2]
    np.testing.assert_allclose(result.astype(np.float64), a.astype(np.float64) @ b.astype(np.float64), atol=0.05)


def items_of(work: dict[str, Any]) -> dict[str, list[WorkItem]]:
    return {core: [WorkItem(**item) for item in items] for core, items in work.items()}


def test_choices_of_one_program_of_a_sequence() -> None:
    made = tt.compile(load("flash_decoding").flash_decoding())
    data = json.loads(made.plan.to_json())
    program = data["programs"][0]
    for key in ("core_ranges", "per_core_args", "work_partition"):
        del program[key]
    program["schedule"]["order"] = "column_major"
    for key in ("depth", "pages", "bytes"):
        del program["cbs"][0][key]
    program["cbs"][0]["depth"] = 1
    kernel = tt.compile(load("flash_decoding").flash_decoding(), plan=data)
    (before, _), (after, same) = made.plan.programs, kernel.plan.programs
    assert (after.schedule.order, same) == ("column_major", made.plan.programs[1])
    assert (before.cbs[0].depth, after.cbs[0].depth) == (2, 1)
    different = {name for name, text in kernel.artifacts.items() if text != made.artifacts[name]}
    assert {"main.cpp", "tt.plan.json"} <= different <= {"reader_0.cpp", "writer_0.cpp", "main.cpp", "tt.plan.json"}


@pytest.mark.parametrize(
    ("file", "name"),
    [("dynamic_gemm", "matmul"), ("flash_decoding", "flash_decoding"), ("gemv", "gemv"), ("mla_decode", "mla_decode")],
)
def test_plan_to_attributes_to_plan_is_the_identity_at_every_stage(file: str, name: str) -> None:
    seen = []

    def check(stage: str, module: ir.Module) -> None:
        if "shard-to-core-map" in (stage, *seen):
            plan = plan_from_module(module)
            apply_plan(module, plan)
            assert plan_from_module(module) == plan, stage
            seen.append(stage)

    module = tt.import_tilelang(getattr(load(file), name)())
    with module.context:
        lower(module, after_stage=check)
    assert seen[-1] == "convert-tt-to-emitc"
    assert plan_from_module(module) == tt.compile(getattr(load(file), name)()).plan
