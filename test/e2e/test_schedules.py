"""Orders of blocks, policies, devices, sets of cores and layouts on the simulator: every block once, and the same numbers."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kernel_text import Gemm, Tensor, Text
from on_simulator import assert_close, compiled, random_array, run

import tilelang_tt as tt
from tilelang_tt.diagnostics import CompileError
from tilelang_tt.mlir import make_context, parse_module
from tilelang_tt.sim.compare import tolerance

ORDERS = ("row_major", "column_major", "block", "z_order")
DEVICES = ("n150", "n300", "p100", "p150")
CORES: tuple[dict[str, Any], ...] = (
    {},
    {"core_grid": (4, 4)},
    {"core_grid": (4, 4), "exclude_cores": "1,1;2,2-3,2"},
    {"cores": "1,0-2,1;4,3"},
    {"cores": [(5, 5)]},
    {"cores": "0,0-5,0;2,3-2,6", "exclude_cores": [(3, 0)]},
)


def visits(grid: tuple[int, ...]) -> str:
    """A kernel whose blocks add 1 to a tile of their own, so that counts[bz, by, bx] says how often a block ran."""
    text = Text()
    names = ["%bx", "%by", "%bz"][: len(grid)]
    columns, rows, planes = (*grid, 1, 1)[:3]
    counts = Tensor("counts", (planes, 32 * rows, 32 * columns), "f32")
    at = [
        names[2] if len(grid) > 2 else "%c0",
        text.times(names[1], 32) if len(grid) > 1 else "%c0",
        text.times(names[0], 32),
    ]
    type_ = text.alloc("mine", (32, 32), "f32")
    text.copy(counts, at, (32, 32), "mine", type_, store=False)
    body = [f"%x = memref.load %mine[%i, %j] : {type_}", "%y = arith.addf %x, %one : f32"]
    text.parallel((32, 32), [*body, f"memref.store %y, %mine[%i, %j] : {type_}"])
    text.copy(counts, at, (32, 32), "mine", type_, store=True)
    return text.function("visits", [counts], grid, ["%one = arith.constant 1.0 : f32"])


@pytest.mark.parametrize(
    ("grid", "options"),
    [
        ((7,), {"order": "z_order", "cores": "0,0;3,2"}),
        ((5, 3), {"order": "z_order", "core_grid": (2, 3), "exclude_cores": "1,1"}),
        ((3, 5, 2), {"order": "z_order", "cores": "2,2-4,3"}),
        ((5, 3), {"order": "block", "core_grid": (4, 4), "exclude_cores": "3,3"}),
        ((3, 2, 4), {"order": "block", "cores": "1,1-2,2;7,7"}),
        ((4, 1, 3), {"order": "column_major", "cores": "0,0-0,4;6,2"}),
        ((9, 2), {"policy": "packed", "core_grid": (7, 1)}),
    ],
)
def test_every_block_runs_once(grid: tuple[int, ...], options: dict[str, Any]) -> None:
    kernel = compiled(visits(grid), **{k: v for k, v in options.items()})
    counts = np.zeros(kernel.plan.buffers[0].shape, np.float32)
    kernel(counts)
    assert np.array_equal(counts, np.ones_like(counts))
    kernel(counts)
    assert np.array_equal(counts, np.full_like(counts, 2))


def gemm(batch: int | None) -> tuple[str, list[np.ndarray], np.ndarray, float]:
    given = Gemm((96, 160, 64), (32, 32, 32), names=("left", "x1", "out"), batch=batch)
    a, b = (random_array(t.shape, t.elem, seed) for seed, t in enumerate(given.tensors[:-1]))
    return given.text, [a, b], a.astype(np.float64) @ b.astype(np.float64), tolerance(a.dtype, 64)


def softmax() -> tuple[str, list[np.ndarray], np.ndarray, float]:
    """Five blocks of 32 rows."""
    x, y = Tensor("scores", (160, 64), "bf16"), Tensor("weights", (160, 64), "bf16")
    text = Text()
    wide = text.alloc("row_block", (32, 64), "f32", "fragment")
    vector = text.alloc("top", (32,), "f32", "fragment")
    text.alloc("total", (32,), "f32", "fragment")
    row = text.times("%bx", 32)
    text.copy(x, [row, "%c0"], (32, 64), "row_block", wide, store=False)
    for kind, into in (("max", "top"), ("sum", "total")):
        text.lines.append(
            f'"tt.tile.reduce"(%row_block, %{into}) {{kind = "{kind}", dim = 1 : i64, clear = true}} : ({wide}, {vector}) -> ()'
        )
        use = f"%t = memref.load %{into}[%i] : {vector}"
        step = (
            ["%d = arith.subf %x, %t : f32", "%y = math.exp %d : f32"]
            if kind == "max"
            else ["%y = arith.divf %x, %t : f32"]
        )
        body = [f"%x = memref.load %row_block[%i, %j] : {wide}", use, *step]
        text.parallel((32, 64), [*body, f"memref.store %y, %row_block[%i, %j] : {wide}"])
    text.copy(y, [row, "%c0"], (32, 64), "row_block", wide, store=True)
    values = random_array(x.shape, x.elem, 5)
    powers = np.exp(values.astype(np.float64))
    return text.function("softmax", [x, y], [5]), [values], powers / powers.sum(axis=1, keepdims=True), 2.0**-8


KERNELS = {"gemm": lambda: gemm(None), "softmax": softmax, "batched": lambda: gemm(3)}


OUTPUTS = {"gemm": "out", "softmax": "weights", "batched": "out"}
SHARDED = ("l1_height_sharded", "l1_width_sharded", "l1_block_sharded")
LAYOUTS = (None, "l1_interleaved", "dram_sharded", *SHARDED)


def check(name: str, order: str, device: str, cores: dict[str, Any], layout: str | None = None) -> Any:
    """Runs a kernel, its output in a layout; returns the compiled kernel."""
    text, inputs, expected, bound = KERNELS[name]()
    chosen = {key: tuple(value) if isinstance(value, list) else value for key, value in cores.items()}
    with make_context() as context:
        module = parse_module(text, "kernel.mlir", context)
        layouts = {} if layout is None else {OUTPUTS[name]: layout}
        kernel = tt.compile(module, target=device, order=order, layouts=layouts, **chosen)
    result = run(kernel, inputs)
    assert_close(result, expected, bound)
    return kernel


@pytest.mark.parametrize(
    ("name", "order", "device", "cores"),
    [
        ("gemm", "z_order", "p150", CORES[2]),
        ("gemm", "block", "n300", CORES[3]),
        ("softmax", "column_major", "p100", CORES[5]),
        ("softmax", "z_order", "n150", CORES[4]),
        ("batched", "block", "p100", CORES[2]),
        ("batched", "z_order", "n300", CORES[1]),
    ],
)
def test_kernel(name: str, order: str, device: str, cores: dict[str, Any]) -> None:
    check(name, order, device, cores)


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(sorted(KERNELS)),
    st.sampled_from(LAYOUTS),
    st.sampled_from(DEVICES),
    st.sampled_from(CORES),
    st.data(),
)
def test_any_combination(name: str, layout: str | None, device: str, cores: dict[str, Any], data: Any) -> None:
    order = data.draw(st.sampled_from((*ORDERS, "match_shard") if layout in SHARDED else ORDERS))
    check(name, order, device, cores, layout)


@pytest.mark.parametrize(
    ("name", "layout", "cores"),
    [
        ("gemm", "l1_block_sharded", {"core_grid": (2, 2)}),
        ("softmax", "l1_height_sharded", {"cores": "1,0-2,0"}),
        ("batched", "l1_width_sharded", {"core_grid": (4, 4), "exclude_cores": "0,0"}),
    ],
)
def test_blocks_are_computed_where_their_shards_lie(name: str, layout: str, cores: dict[str, Any]) -> None:
    """In order match_shard the blocks of a core all write the same shard, and every shard has its core."""
    plan = check(name, "match_shard", "n150", cores, layout).plan
    (output,) = (buffer for buffer in plan.buffers if buffer.role == "out")
    depth, height, width = [1, *plan.layouts[output.name].shard_shape][-3:]

    def shard(item: Any) -> tuple[int, ...]:
        row, column = (item.jo, 0) if name == "softmax" else (item.io, item.jo)
        return (item.zo or 0) // depth, 32 * row // height, 32 * column // width

    shards = [{shard(item) for item in items} for items in plan.work_partition.values()]
    assert all(len(own) == 1 for own in shards)
    assert len(set.union(*shards)) == len(shards) > 1


def test_the_host_and_the_kernels_follow_the_order() -> None:
    """The same kernel: what changes is who computes what, and how a position becomes a block."""
    text = gemm(None)[0]
    row, z, block, packed = (
        compiled(text, multicast="off", **options)  # other orders let other cores share what they read
        for options in (
            {},
            {"order": "z_order"},
            {"order": "block", "core_grid": (2, 2)},
            {"policy": "packed", "core_grid": (7, 1)},
        )
    )
    assert "z_order_block(" in z.artifacts["reader.cpp"] and "z_order_block(" not in row.artifacts["reader.cpp"]
    assert row.artifacts["main.cpp"] == z.artifacts["main.cpp"]
    assert block.plan.schedule.box == [3, 2, 1]
    assert "{{0, 0}, 0, 6}," in block.artifacts["main.cpp"] and "{{1, 1}, 13, 2}," in block.artifacts["main.cpp"]
    assert [count for _, count in packed.plan.per_core_args.values()] == [3] * 5


def test_the_host_names_the_cores() -> None:
    host = compiled(gemm(None)[0], cores="1,0-2,1;4,3").artifacts["main.cpp"]
    assert "std::vector<CoreRange>{CoreRange({1, 0}, {2, 1}), CoreRange({4, 3}, {4, 3})}" in host
    table = re.findall(r"\{\{(\d), (\d)\}, (\d+), (\d+)\}", host)
    assert table == [
        ("1", "0", "0", "3"),
        ("2", "0", "3", "3"),
        ("1", "1", "6", "3"),
        ("2", "1", "9", "3"),
        ("4", "3", "12", "3"),
    ]


@pytest.mark.parametrize("batch", [None, 3])
def test_arguments_of_kernels_and_host(batch: int | None) -> None:
    """The two scalars come last; names, order and meaning are the same in the plan, in the IR and in the program."""
    kernel = compiled(gemm(batch)[0])
    args, ndims = kernel.plan.runtime_args, 2 if batch is None else 3
    assert args.param_order == ["left", "x1", "out", "tt_start_tile", "tt_tile_count"]
    assert (args.start_tile.name, args.start_tile.dtype, args.start_tile.semantic) == (
        "tt_start_tile",
        "int32",
        "start_tile",
    )
    assert (args.tile_count.name, args.tile_count.dtype, args.tile_count.semantic) == (
        "tt_tile_count",
        "int32",
        "tile_count",
    )
    assert args.grid_shape == [5, 3, batch or 1]
    assert (args.iteration_ndims, args.iteration_symbols) == (ndims, ["bx", "by", "bz"][:ndims])
    persistent = kernel.ir("grid-to-persistent")
    assert "%tt_start_tile: i32, %tt_tile_count: i32) attributes" in persistent
    assert f"tt.persistent_iteration_ndims = {ndims} : i64, tt.persistent_loop = true" in persistent
    for position, name in enumerate(args.param_order):
        argument = name if name.startswith("tt_") else f"{name}_addr"
        files = [kernel.artifacts[f"{thread}.cpp"] for thread in ("reader", "compute", "writer")]
        assert any(f"const uint32_t {argument} = get_arg_val<uint32_t>({position});" in text for text in files)
        assert all(f" {argument} = get_arg_val" not in text or f"({position});" in text for text in files)
    assert "{left.address(), x1.address(), out.address(), start, count};" in kernel.artifacts["main.cpp"]
    assert "get_core_id" not in "".join(kernel.artifacts.values())


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"cores": "8,0"}, r"core \(8,0\) is outside of the core grid \[8, 8\]"),
        ({"cores": "0,0", "exclude_cores": "0,0"}, "no core is left to work on"),
        ({"order": "block", "policy": "packed"}, "policy packed has no effect on order block"),
        ({"order": "match_shard"}, "none lies in L1 in shards"),
    ],
)
def test_what_makes_no_sense_is_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(CompileError, match=message):
        compiled(gemm(None)[0], **options)


def test_two_names_of_the_order_must_agree() -> None:
    with pytest.raises(ValueError, match="order is 'block', partition_strategy 'z_order': they are the same option"):
        compiled(gemm(None)[0], order="block", partition_strategy="z_order")
