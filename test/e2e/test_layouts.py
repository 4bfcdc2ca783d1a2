"""Where tensors lie and in which order their pages follow each other: results do not change, programs do."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import ml_dtypes
import numpy as np
import pytest
from copy_kernels import ADD_ONE, Blocks, OddGemm
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from on_simulator import assert_close, compiled, random_array, run

import tilelang_tt as tt
from tilelang_tt.mlir import make_context, parse_module
from tilelang_tt.sim.compare import tolerance

BF16 = np.dtype(ml_dtypes.bfloat16)
ODD = OddGemm((200, 150, 90), (64, 64, 32))
BATCHED = OddGemm((96, 160, 64), (32, 64, 32), batch=3)


def with_layouts(text: str, options: dict[str, Any] | None = None, **layouts: Any) -> tt.CompiledKernel:
    with make_context() as context:
        return tt.compile(parse_module(text, "kernel.mlir", context), layouts=layouts, **(options or {}))


def check_gemm(gemm: OddGemm, kernel: tt.CompiledKernel) -> None:
    a, b = (random_array(t.shape, t.elem, seed) for seed, t in enumerate(gemm.tensors[:-1]))
    assert_close(run(kernel, [a, b]), a.astype(np.float64) @ b.astype(np.float64), tolerance(BF16, gemm.shape[2]))


def example(name: str, kernel: str, arguments: dict[str, int], **layouts: str) -> tt.CompiledKernel:
    """A kernel of examples/ with layouts."""
    pytest.importorskip("tilelang")
    from tilelang_tt.frontend.importer import import_tir
    from tilelang_tt.frontend.live import load_kernel

    path = Path(__file__).parents[2] / "examples" / f"{name}.py"
    with make_context() as context:
        return tt.compile(import_tir(load_kernel(str(path), kernel, arguments), context), layouts=layouts)


@pytest.mark.parametrize("gemm", [ODD, BATCHED], ids=["odd", "batched"])
def test_orders_of_pages(gemm: OddGemm) -> None:
    names = [t.name for t in gemm.tensors]
    orders = ["z_order", "column_major", "z_order"]
    kernel = with_layouts(gemm.text, **{n: f"dram_interleaved:{o}" for n, o in zip(names, orders, strict=True)})
    assert [b.page_order is None for b in kernel.plan.buffers] == [False] * 3
    check_gemm(gemm, kernel)


def test_an_order_changes_the_kernels_that_read_the_tensor() -> None:
    a, b, c = (t.name for t in ODD.tensors)
    plain, other = (
        compiled(ODD.text).artifacts,
        with_layouts(ODD.text, **{a: "dram_interleaved:column_major"}).artifacts,
    )
    assert plain["reader.cpp"] != other["reader.cpp"]
    assert plain["writer.cpp"] == other["writer.cpp"]
    assert ".order = {{1, 1, 3}, {0, 1, 8}}" in other["main.cpp"]
    assert "Digit" not in plain["main.cpp"]


def test_z_order_allocates_powers_of_two() -> None:
    """7 x 5 tiles become 8 x 8, of which 29 are nobody's."""
    (buffer,) = [
        b
        for b in with_layouts(ODD.text, **{ODD.tensors[2].name: "dram_interleaved:z_order"}).plan.buffers
        if b.page_order
    ]
    assert buffer.tiles == 64


def test_vectors_have_one_order_of_pages() -> None:
    kernel = with_layouts(Blocks((1000,), (64,), body=ADD_ONE).text, A="dram_interleaved:column_major")
    assert [r.message for r in kernel.remarks if "tile_id_order" in r.message] == [
        "tile_id_order column_major of 'A' does not change the order of its pages: they are of vectors"
    ]


def test_shards_in_l1_and_in_dram() -> None:
    """Tails along both dimensions; a cut of 4 x 3 shards keeps its shape on the cores."""
    kernel = with_layouts(
        ODD.text, A="l1_block_sharded", B="dram_width_sharded", C="l1_block_sharded:64x64:match_shard"
    )
    a, b, c = (buffer.sharding for buffer in kernel.plan.buffers)
    assert (a.pages, a.shard, [(r.start, r.extent) for r in a.cores]) == ([8, 3], [2, 1], [([0, 0], [3, 4])])
    assert (b.pages, b.shard, [(r.start, r.extent) for r in b.cores]) == ([3, 6], [3, 2], [([0, 0], [3, 1])])
    assert (c.pages, c.shard, c.cores) == ([48], [4], a.cores)
    check_gemm(ODD, kernel)


def test_matrices_in_shards() -> None:
    kernel = with_layouts(
        BATCHED.text, A="l1_height_sharded:match_shard", B="l1_interleaved:column_major", C="l1_sharded:z_order"
    )
    assert kernel.plan.layouts["A"].shard_shape == [1, 32, 64]
    check_gemm(BATCHED, kernel)


def test_tensors_in_l1_keep_their_traffic_from_dram() -> None:
    """Every block reads its row block of A and its column block of B; C is stored once."""
    gemm = OddGemm((256, 192, 128), (64, 64, 32))
    (m, n, k), blocks = gemm.shape, 4 * 3
    a_bytes = b_bytes = blocks * k * 64 * 2
    for layouts, read, written in (
        ({}, a_bytes + b_bytes, m * n * 4),
        ({"A": "l1_block_sharded", "C": "l1_block_sharded"}, b_bytes, 0),
    ):
        kernel = with_layouts(gemm.text, {"multicast": "off"}, **layouts)
        check_gemm(gemm, kernel)
        counters = kernel.program().report["counters"]
        assert (counters["dram_read_bytes"], counters["dram_write_bytes"]) == (read, written)


def test_pages_of_rows_in_shards() -> None:
    """Blocks that start one row further on: whole rows are pages, and shards are whole pages."""
    pytest.importorskip("tilelang")
    import row_kernels

    kernel = tt.compile(row_kernels.shift_down(70, 33), layouts={"a": "l1_interleaved", "b": "l1_height_sharded"})
    assert [(b.page_form, b.memory) for b in kernel.plan.buffers] == [("tiles", "L1"), ("rows", "L1")]
    a, b = random_array((70, 33), "bf16", 3), np.zeros((70, 33), BF16)
    kernel(a, b)
    assert np.array_equal(b[1:], a[:-1])


def test_softmax_by_rows() -> None:
    kernel = example(
        "softmax", "softmax", {"M": 100, "N": 96}, X="l1_height_sharded", Y="l1_height_sharded:match_shard"
    )
    x = random_array((100, 96), "bf16", 7)
    e = np.exp(x.astype(np.float64))
    assert_close(run(kernel, [x]), e / e.sum(axis=1, keepdims=True), 2.0**-8)


KINDS = [
    f"{memory}_{kind}"
    for memory in ("dram", "l1")
    for kind in ("interleaved", "sharded", "height_sharded", "width_sharded", "block_sharded")
]
ORDERS = ["row_major", "column_major", "match_shard"]
"""Z order inside of shards needs shards of powers of two of tiles, which derived ones need not be."""
KERNELS = {
    "gemm": OddGemm((96, 128, 64), (32, 64, 32)),
    "batched": OddGemm((40, 64, 32), (32, 32, 32), batch=2),
    "copy": Blocks((3, 70, 96), (1, 32, 32), body=ADD_ONE),
}


@st.composite
def layouts(draw: Any) -> str:
    kind = draw(st.sampled_from(KINDS))
    orders = [*ORDERS[:2], "z_order"] if kind.endswith("interleaved") else ORDERS
    return f"{kind}:{draw(st.sampled_from(orders))}"


@settings(
    max_examples=int(os.environ.get("FUZZ_EXAMPLES", 3)),
    deadline=None,
    derandomize="FUZZ_EXAMPLES" not in os.environ,
    suppress_health_check=list(HealthCheck),
)
@given(
    st.sampled_from(list(KERNELS)),
    st.lists(layouts(), min_size=3, max_size=3),
    st.sampled_from(["wormhole", "blackhole"]),
    st.sampled_from([None, "0,0-3,3", "1,1-2,3;5,0-6,4"]),
)
def test_any_layouts(which: str, chosen: list[str], device: str, cores: str | None) -> None:
    kernel = KERNELS[which]
    named = {t.name: layout for t, layout in zip(kernel.tensors, chosen, strict=False)}
    compiled_ = with_layouts(kernel.text, {"target": device, "cores": cores}, **named)
    if isinstance(kernel, OddGemm):
        check_gemm(kernel, compiled_)
        return
    a = np.random.default_rng(1).integers(-100, 100, kernel.shape).astype(BF16)
    assert np.array_equal(run(compiled_, [a]), a + BF16.type(1))


def test_symbolic_sizes_in_l1() -> None:
    """One program for all sizes: interleaved in L1, and pages column by column."""
    kernel = example(
        "dynamic_gemm", "matmul", {}, A="l1_interleaved", B="dram_interleaved:column_major", C="l1_interleaved"
    )
    assert sum("whether it fits, the host finds out" in r.message for r in kernel.remarks) == 2
    a, b = random_array((70, 40), "bf16", 1), random_array((40, 100), "bf16", 2)
    assert_close(run_symbolic(kernel, a, b), a.astype(np.float64) @ b.astype(np.float64), tolerance(BF16, 40))


def run_symbolic(kernel: tt.CompiledKernel, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    result = np.full((a.shape[0], b.shape[1]), np.nan, BF16)
    kernel(a, b, result)
    return result


def test_programs_of_a_sequence_share_layouts() -> None:
    """What one program leaves in shards in L1, the next reads from there."""
    kernel = example(
        "two_pass",
        "two_pass_softmax",
        {"M": 64, "N": 200},
        X="dram_interleaved:column_major",
        Y="l1_block_sharded",
        maxima="l1_interleaved",
        sums="l1_height_sharded",
    )
    for program in kernel.plan.programs:
        assert {n: v.shard for n, v in program.layouts.items()} == {
            "X": "DRAM",
            "Y": "L1",
            "maxima": "L1",
            "sums": "L1",
        }
    x = random_array((64, 200), "bf16", 9)
    result = np.full(x.shape, np.nan, BF16)
    kernel(x, result)
    e = np.exp(x.astype(np.float64))
    assert_close(result, e / e.sum(axis=1, keepdims=True), 2.0**-8)
