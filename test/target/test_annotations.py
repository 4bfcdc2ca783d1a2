"""`annotate_layout` and `annotate_schedule`: they reach the module, at the user's lines, and other targets ignore them."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest

pytest.importorskip("tilelang")
import tilelang  # noqa: E402
from annotated_kernels import before_the_launch, moved, two_launches  # noqa: E402
from tilelang import tvm  # noqa: E402

import tilelang_tt as tt  # noqa: E402
from tilelang_tt.mlir import walk_collect  # noqa: E402
from tilelang_tt.passes import kernel_func  # noqa: E402


def imported(kernel: Any) -> tuple[Any, list[dict[str, Any]]]:
    """The function of a kernel and the schedules of its launches."""
    module = tt.import_tilelang(kernel)
    (fn,) = kernel_func.kernels(module)
    return fn, [kernel_func.read(launch, "tt.schedule") for launch in walk_collect(module, kernel_func.LAUNCH)]


def test_layouts_become_hints_of_the_function() -> None:
    layout = {"shard": "L1", "interleave": False, "shard_shape": [32, 96]}
    fn, _ = imported(moved(lambda given, taken: {given: "l1_interleaved", taken: layout}))
    assert kernel_func.read(fn, "tt.layout_hints") == {"given": "l1_interleaved", "taken": layout}


def test_schedules_stay_with_their_launches() -> None:
    first = {"order": "block", "policy": "contiguous"}
    second = {"cores": "0,0-1,1", "exclude_cores": "0,0;1,0"}
    given = {"cores": "0,0-1,1", "exclude_cores": [(0, 0), (1, 0)], "core_grid": (2, 2)}
    fn, found = imported(two_launches((None, first), (None, given)))
    assert found == [first, second] and kernel_func.read(fn, "tt.core_grid") == [2, 2]
    assert imported(two_launches((None, None), (None, first)))[1] == [None, first]


@pytest.mark.parametrize(
    ("kernel", "message", "line"),
    [
        (
            lambda: moved(on_chip="l1_interleaved"),
            "annotate_layout is for 'block', which is no tensor of 'moved'",
            "tt.annotate_layout({block: on_chip})",
        ),
        (
            lambda: moved(lambda a, b: {a: "l1_interleaved"}, twice="dram_interleaved"),
            "says twice",
            "tt.annotate_layout({given: twice})",
        ),
        (before_the_launch, "annotations belong right inside of T.Kernel", 'tt.annotate_schedule(order="block")'),
        (
            lambda: moved(schedule={}),
            "annotate_schedule needs one of order, policy",
            "tt.annotate_schedule(**schedule)",
        ),
        (
            lambda: moved(lambda a, b: {"given": "l1_interleaved"}),
            "annotate_layout takes tensors of the kernel as keys, got 'given'",
            "tt.annotate_layout(layouts(given, taken))",
        ),
        (
            lambda: moved(lambda a, b: {a: 3}),
            "the layout of 'given' is a text or a dictionary, got 3",
            "tt.annotate_layout(layouts(given, taken))",
        ),
    ],
)
def test_mistakes_are_shown_at_the_line(kernel: Any, message: str, line: str) -> None:
    with pytest.raises(tt.CompileError) as caught:
        tt.import_tilelang(kernel)
    (found,) = caught.value.diagnostics
    assert message in found.message
    assert found.where is not None and line in str(caught.value)


def test_launches_that_disagree_about_a_tensor() -> None:
    with pytest.raises(tt.CompileError) as caught:
        tt.import_tilelang(two_launches(("l1_interleaved", None), ("dram_interleaved", None)))
    (found,) = caught.value.diagnostics
    assert found.message == "layout of 'x': 'dram_interleaved' here, 'l1_interleaved' before"
    lines, start = inspect.getsourcelines(two_launches)
    places = [start + i for i, line in enumerate(lines) if "annotate_layout" in line]
    assert found.where is not None and [found.notes[0].where.line, found.where.line] == places
    same = two_launches(("l1_interleaved", None), ("l1_interleaved", None))
    assert kernel_func.read(imported(same)[0], "tt.layout_hints") == {"x": "l1_interleaved"}


def test_launches_that_disagree_about_the_core_grid() -> None:
    with pytest.raises(tt.CompileError) as caught:
        tt.import_tilelang(two_launches((None, {"core_grid": (2, 2)}), (None, {"core_grid": (1, 2)})))
    (found,) = caught.value.diagnostics
    assert found.message.startswith("core grid [1, 2] here, [2, 2] in another launch: the launches of a function run")
    assert found.where is not None and found.notes[0].where.line < found.where.line


def test_outside_of_a_kernel() -> None:
    with pytest.raises(ValueError, match="annotations are for kernels: write them inside of T.Kernel"):
        tt.annotate_schedule(order="block")


def test_other_targets_do_not_see_them() -> None:
    cuda = tvm.target.Target({"kind": "cuda", "arch": "sm_80"})

    def source(kernel: Any) -> str:
        with cuda:
            return str(tilelang.lower(kernel, target=cuda).kernel_source)

    annotated = moved(lambda a, b: {a: "l1_interleaved", b: {"shard": "L1"}}, {"order": "block"})
    assert source(annotated) == source(moved()) and "__global__" in source(moved())


SCHEDULE = {"order": "column_major", "core_grid": (2, 2)}


def test_a_schedule_is_that_of_the_options_and_runs() -> None:
    annotated = tt.compile(moved(schedule=SCHEDULE), out_idx=-1)
    same = tt.compile(moved(), out_idx=-1, core_grid=(2, 2), partition_strategy="column_major")
    assert annotated.plan == same.plan != tt.compile(moved(), out_idx=-1).plan
    assert annotated.remarks == same.remarks == ()
    assert annotated.plan.work_partition != tt.compile(moved(), core_grid=(2, 2)).plan.work_partition
    x = np.arange(128 * 96, dtype=np.float32).reshape(128, 96)
    assert np.array_equal(annotated(x), x)


LAYOUTS = {"given": "l1_interleaved", "taken": {"shard": "L1", "interleave": False, "shard_shape": [32, 96]}}


def test_layouts_are_those_of_the_options_and_run() -> None:
    annotated = tt.compile(moved(lambda a, b: {a: LAYOUTS["given"], b: LAYOUTS["taken"]}), out_idx=-1)
    same = tt.compile(moved(), out_idx=-1, layouts=LAYOUTS)
    assert annotated.plan == same.plan and annotated.remarks == same.remarks
    assert not any("attribute" in remark.message for remark in annotated.remarks)
    x = np.arange(128 * 96, dtype=np.float32).reshape(128, 96)
    assert np.array_equal(annotated(x), x)
    assert tt.jit(moved, layouts=LAYOUTS)().plan.layouts == annotated.plan.layouts


@pytest.mark.parametrize(
    ("layout", "message"),
    [
        ("l1_interleavd", "layout of 'given': there is no layout called 'l1_interleavd'"),
        ({"shrad": "L1"}, "layout of 'given': a layout has no key 'shrad'"),
    ],
)
def test_a_layout_that_does_not_exist_is_shown_at_its_line(layout: Any, message: str) -> None:
    with pytest.raises(tt.CompileError) as caught:
        tt.compile(moved(lambda a, b: {a: layout}))
    assert caught.value.diagnostics[0].message == message
    assert "tt.annotate_layout(layouts(given, taken))\n" in str(caught.value)


def test_a_layout_that_contradicts_the_options() -> None:
    with pytest.raises(tt.CompileError, match="layout of 'given': hints disagree about shard"):
        tt.compile(moved(lambda a, b: {a: "l1_interleaved"}), layouts={"given": "dram_interleaved"})


def test_options_override_the_schedule_of_the_kernel() -> None:
    kernel = tt.compile(moved(schedule=SCHEDULE), core_grid=(1, 2), partition_strategy="row_major")
    assert kernel.plan == tt.compile(moved(), core_grid=(1, 2)).plan


def test_launches_of_one_function_have_schedules_of_their_own() -> None:
    kernel = tt.compile(two_launches((None, {"cores": "0,0-0,1"}), (None, {"cores": "0,0-1,0"})), out_idx=-1)
    cores = [sorted(program.per_core_args) for program in kernel.plan.programs]
    assert cores == [["(0,0)", "(0,1)"], ["(0,0)", "(1,0)"]]
    x, y = np.ones((64, 64), np.float32), np.zeros((64, 64), np.float32)
    assert np.array_equal(kernel(x, y), 6 * x)


@pytest.mark.parametrize(
    ("schedule", "message"),
    [
        ({"order": "zorder"}, "tt.schedule_order is 'zorder'"),
        ({"policy": "greedy"}, "tt.schedule_policy is 'greedy'"),
        ({"core_grid": (99, 1)}, "core grid [99, 1] does not fit wormhole"),
        ({"cores": "0,0-9,9"}, "cores of 'moved'"),
    ],
)
def test_a_schedule_that_does_not_exist_is_shown_at_its_line(schedule: dict[str, Any], message: str) -> None:
    with pytest.raises(tt.CompileError) as caught:
        tt.compile(moved(schedule=schedule))
    assert message in caught.value.diagnostics[0].message
    assert "tt.annotate_schedule(**schedule)\n" in str(caught.value)
