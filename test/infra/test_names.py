"""Names of the requirements: passes, attributes and arguments under all the names that are known for them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import tilelang_tt as tt
from tilelang_tt.diagnostics import CompileError, Diagnostics
from tilelang_tt.mlir import ir, make_context, parse_module, to_text
from tilelang_tt.passes import kernel_func, known_names
from tilelang_tt.passes.manager import PassManager

MATMUL = Path(__file__).resolve().parents[1] / "frontend" / "data" / "matmul.json"
PASSES = {
    "InferTTLayout": "tt-infer-layout",
    "InferDefaultTTShard": "tt-infer-layout",
    "PropagateTTLayout": "tt-propagate-layout",
    "InferDefaultTTSchedule": "tt-infer-schedule",
    "GridToPersistentTT": "tt-grid-to-persistent",
    "TTTilesToCoreMap": "tt-tiles-to-core-map",
    "TTShardToCoreMap": "tt-shard-to-core-map",
    "TilePadTT": "tt-tile-pad",
    "TensorizeTT": "tt-tensorize",
    "LowerTTTileIntrinsics": "tt-lower-tile-intrinsics",
    "MemorySpaceLowerTT": "tt-memory-space-lower",
    "VerifyTTIR": "verify-tt",
}


@pytest.fixture
def module() -> Any:
    return tt.import_tilelang(str(MATMUL))


@pytest.mark.parametrize(("name", "flag"), PASSES.items())
def test_passes_by_their_names(name: str, flag: str) -> None:
    assert getattr(tt, name) is getattr(tt.passes, name)
    assert getattr(tt, name).name == flag
    assert getattr(tt, name)().text in (flag, f"builtin.module({flag})")


@pytest.mark.parametrize("where", [tt, tt.passes])
def test_the_nearest_pass_is_suggested(where: Any) -> None:
    with pytest.raises(
        AttributeError, match=r"has no attribute 'GridToPersistantTT'; did you mean 'GridToPersistentTT'\?"
    ):
        where.GridToPersistantTT  # noqa: B018


def test_one_pass_after_the_other_and_what_they_record(module: Any) -> None:
    steps = [
        (tt.passes.CanonicalizeGrid(), None),
        (tt.InferTTLayout(defaults={"shard": "DRAM", "interleave": False}), "tt.layout_desc"),
        (tt.PropagateTTLayout(), None),
        (tt.InferDefaultTTSchedule(core_grid=(2, 2)), "tt_tiles_per_core"),
        (tt.GridToPersistentTT(), "tt_persistent_loop"),
        (tt.TTTilesToCoreMap(), "tt.work_partition"),
        (tt.TTShardToCoreMap(), "tt_per_core_args"),
    ]
    for step, makes in steps:
        assert makes is None or makes not in tt.attrs(module)["matmul"]
        assert step(module) is module
        assert makes is None or makes in tt.attrs(module)["matmul"]
    found = tt.attrs(module)["matmul"]
    assert found["tt.layout_desc"]["A"]["interleave"] is False
    assert found["tt_buffer_A_layout"] == "dram_sharded" and found["tt_buffer_A_tile_shape"] == [32, 32]
    assert (found["tt_grid_x"], found["tt_grid_y"], found["tt_grid_z"]) == (2, 2, 1)
    assert (found["tt_num_tiles"], found["tt_num_cores"]) == (4, 4)
    assert found["tt_tiles_per_core"] == [[0, 1], [1, 1], [2, 1], [3, 1]]
    assert found["tt_persistent_loop"] is True and found["tt_persistent_iteration_ndims"] == 2
    assert found["tt.core_grid"] == [2, 2] and found["tt.core_ranges"] == [{"start": [0, 0], "extent": [2, 2]}]
    assert found["tt.work_partition"]["(1,0)"][0] == {
        "io": 0,
        "jo": 1,
        "zo": 0,
        "len_k": 128,
        "tile_order": "row_major",
    }
    assert found["tt_runtime_args"] == {
        "start_tile": {"name": "tt_start_tile", "dtype": "int32", "semantic": "start_tile"},
        "tile_count": {"name": "tt_tile_count", "dtype": "int32", "semantic": "tile_count"},
        "grid_shape": [2, 2, 1],
        "iteration_ndims": 2,
        "iteration_symbols": ["bx", "by"],
        "param_order": ["A", "B", "C", "tt_start_tile", "tt_tile_count"],
    }
    assert found["tt_start_tile"] == found["tt_runtime_args"]["start_tile"]


def test_the_view_of_attributes(module: Any) -> None:
    assert "tt_grid_x" not in tt.attrs(module)["matmul"]
    tt.passes.CanonicalizeGrid()(module)
    tt.InferDefaultTTSchedule()(module)
    found = tt.attrs(module)["matmul"]
    assert found["tt.grid_x"] == found["tt_grid_x"] == 2
    assert {"tt_grid_x", "tt.core_grid", "tt_runtime_args"} <= set(found) and len(found) == len(list(found))
    assert "'tt_grid_x': 2" in repr(found)
    with pytest.raises(KeyError, match=r"'matmul' has no attribute 'tt_grid_w'; did you mean 'tt_grid_[xyz]'\?"):
        found["tt_grid_w"]
    with pytest.raises(TypeError):
        found["tt_grid_x"] = 3  # type: ignore[index]


def lowered_to(module: Any, last: str) -> str:
    """The text of the module after the pass `last` of the default pipeline."""
    with module.context:
        for name in ("canonicalize-grid", "infer-layout", "propagate-layout", "infer-schedule", "grid-to-persistent"):
            PassManager(f"builtin.module(tt-{name})").run(module)
            if name == last:
                break
        return to_text(module, debuginfo=True, generic=True)


@pytest.mark.parametrize(("start", "count"), known_names.RANGE_NAMES)
@pytest.mark.parametrize("form", ["map", "list"])
def test_runtime_arguments_under_other_names(module: Any, start: str, count: str, form: str) -> None:
    text = lowered_to(module, "grid-to-persistent")
    expected = tt.attrs(module)["matmul"]["tt_runtime_args"]
    text = text.replace('"tt_start_tile"', f'"{start}"').replace('"tt_tile_count"', f'"{count}"')
    with make_context() as context:
        other = parse_module(text, "k.mlir", context)
        if form == "list":
            (fn,) = kernel_func.kernels(other)
            kernel_func.write(fn, {"tt.runtime_args": [start, count]})
        PassManager("builtin.module(tt-canonicalize-grid)").run(other)
        assert tt.attrs(other)["matmul"]["tt_runtime_args"] == expected
        PassManager("builtin.module(tt-tiles-to-core-map,tt-shard-to-core-map)").run(other)


def with_attributes(module: Any, values: dict[str, Any]) -> Any:
    """The module, with further attributes on its kernel."""
    (fn,) = kernel_func.kernels(module)
    kernel_func.write(fn, values)
    return module


def test_layouts_under_their_derived_names(module: Any) -> None:
    given = with_attributes(module, {"tt.buffer_B_layout": "dram_sharded"})
    PassManager("builtin.module(tt-canonicalize-grid,tt-infer-layout)").run(given)
    found = tt.attrs(given)["matmul"]["tt.layout_desc"]
    assert [found[name]["interleave"] for name in "ABC"] == [True, False, True]


def test_an_unknown_layout_under_a_derived_name(module: Any) -> None:
    given = with_attributes(module, {"tt.buffer_B_layout": "dram_shraded"})
    with pytest.raises(CompileError, match=r"is 'dram_shraded', which is no layout; did you mean 'dram_sharded'\?"):
        PassManager("builtin.module(tt-canonicalize-grid)").run(given)


def test_a_misspelt_attribute_is_a_warning(module: Any) -> None:
    given = with_attributes(module, {"tt.schedule_ordr": "block", "tt.mine": "2"})
    diag = Diagnostics(module.context)
    PassManager("builtin.module(tt-canonicalize-grid)").run(given, diag)
    (warning,) = diag.collected
    assert warning.message == "no pass reads the attribute 'tt.schedule_ordr'; did you mean 'tt.schedule_order'?"


def test_the_table_of_attributes_is_complete(module: Any) -> None:
    seen: set[str] = set()
    tt.api.lower(
        module, after_stage=lambda _, m: seen.update(f"tt.{n[3:]}" for found in tt.attrs(m).values() for n in found)
    )
    assert {n for n in seen if not n.startswith("tt.buffer_")} - known_names.KNOWN == set(), "passes/known_names.py"


def test_validation_names_the_problems_of_every_kernel(module: Any) -> None:
    given = {"first": {"tt.layout_hints": {"Z": {"shard": "L1"}}}, "second": {"tt.target_device": "wormhol"}}
    with module.context:
        (kernel,) = kernel_func.kernels(module)
        for name, values in given.items():
            copy = kernel.operation.clone(ir.InsertionPoint(module.body))
            copy.attributes["sym_name"] = ir.StringAttr.get(name)
            kernel_func.write(copy, values)
    problems = tt.validate_module_for_tt(module)
    assert len(problems) == 2
    assert any("'Z', which is no buffer of 'first'; the buffers are A, B, C" in problem for problem in problems)
    assert any("unknown device 'wormhol'; did you mean 'wormhole'?" in problem for problem in problems)


def test_validation_of_an_empty_module() -> None:
    with make_context() as context:
        empty = parse_module("module {}", context=context)
    assert tt.validate_module_for_tt(empty) == ["the module has no kernel: no function has a body"]


def test_unknown_names_suggest_the_nearest() -> None:
    kernel = tt.compile(str(MATMUL))
    with pytest.raises(ValueError, match=r"unknown stage 'tensorise'; did you mean 'tensorize'\?"):
        kernel.ir("tensorise")
    with pytest.raises(ValueError, match=r"did you mean 'row_major'\?"):
        tt.build_tt_pipeline(partition_strategy="row_majr")(tt.import_tilelang(str(MATMUL)))
    with pytest.raises(CompileError, match=r"unknown device 'wormhol'; did you mean 'wormhole'\?"):
        tt.compile(str(MATMUL), target="wormhol")


@pytest.mark.parametrize(
    ("attribute", "value", "help"),
    [
        ("tt.schedule_order", "row_majr", "did you mean 'row_major'?"),
        ("tt.schedule_policy", "xyz", "give one of contiguous"),
        ("tt.layout_type", "dram_shraded", "did you mean 'dram_sharded'?"),
    ],
)
def test_values_of_attributes_suggest_the_nearest(module: Any, attribute: str, value: str, help: str) -> None:
    given = with_attributes(module, {attribute: value})
    with pytest.raises(CompileError) as caught:
        PassManager("builtin.module(tt-canonicalize-grid,tt-infer-layout,tt-infer-schedule)").run(given)
    assert caught.value.diagnostics[0].help.startswith(help)
