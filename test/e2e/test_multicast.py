"""Reads that groups of cores share: what is read from device memory, and that results are as without sharing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from kernel_text import Gemm, Tensor, Text
from live_examples import check, load
from on_simulator import assert_close, compiled, random_array, run

import tilelang_tt as tt
from tilelang_tt.mlir import make_context, parse_module
from tilelang_tt.plan import PlanError
from tilelang_tt.sim.compare import tolerance

PAGE = 2048
SQUARE = Gemm((128, 160, 96), (32, 32, 32), names=("weights", "x", "y"))
"""4 x 5 blocks."""


def gemm(
    kernel: tt.CompiledKernel, shape: tuple[int, int, int], bound: bool = True, **simulator: Any
) -> dict[str, Any]:
    """Runs a GEMM, checks the product, and gives the counters of the chip."""
    m, n, k = shape
    a, b = random_array((m, k), "bf16", 1), random_array((k, n), "bf16", 2)
    result = run(kernel, [a, b], **simulator)
    if bound:
        assert_close(result, a.astype(np.float64) @ b.astype(np.float64), tolerance(result.dtype, k))
    counters: dict[str, Any] = kernel.program(**simulator).report["counters"]
    return counters


def groups(kernel: tt.CompiledKernel) -> dict[str, list[tuple[int, int]]]:
    """The columns and rows of the groups of each shared read."""
    return {read.name: [tuple(g.extent) for g in read.groups] for read in kernel.plan.shared_reads or []}


@pytest.mark.parametrize("target", ["wormhole", "blackhole"])
def test_operands_of_a_product_are_read_once(target: str) -> None:
    kernel = compiled(SQUARE.text, target=target, core_grid=(5, 4))
    assert groups(kernel) == {"weights_readers": [(5, 1)] * 4, "x_readers": [(1, 4)] * 5}
    counters = gemm(kernel, SQUARE.shape)
    m, n, k = (extent // 32 for extent in SQUARE.shape)
    assert counters["dram_read_bytes"] == (m * k + k * n) * PAGE
    alone = gemm(compiled(SQUARE.text, target=target, core_grid=(5, 4), multicast="off"), SQUARE.shape)
    assert alone["dram_read_bytes"] == (m * k * n + k * n * m) * PAGE
    assert alone["multicasts"] == 0


@pytest.mark.parametrize("latency", [0, 37, 1000])
def test_any_latency(latency: int) -> None:
    """Slow and quick networks: nobody overtakes, nobody waits for ever."""
    gemm(compiled(SQUARE.text, core_grid=(5, 4)), SQUARE.shape, noc_latency=latency)


@pytest.mark.parametrize("target", ["wormhole", "blackhole"])
@pytest.mark.parametrize("shape", [(100, 130, 70), (65, 97, 33)])
def test_sizes_that_do_not_divide(shape: tuple[int, int, int], target: str) -> None:
    odd = replace(SQUARE, shape=shape)
    kernel = compiled(odd.text, target=target, core_grid=(-(-shape[1] // 32), -(-shape[0] // 32)))
    assert len(groups(kernel)) == 2
    gemm(kernel, shape)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        # Four blocks a core, in boxes: rows and columns of cores read the same.
        (
            {"core_grid": (2, 2), "partition_strategy": "block"},
            {"weights_readers": [(2, 1)] * 2, "x_readers": [(1, 2)] * 2},
        ),
        # The first core of three has two blocks of a row of four, the others share the rest.
        ({"core_grid": (3, 4), "partition_strategy": "row_major"}, None),
        # Two blocks a core, of one column: two cores have the upper half of it, two the lower.
        (
            {"core_grid": (2, 4), "partition_strategy": "column_major"},
            {"weights_readers": [(2, 1)] * 4, "x_readers": [(1, 2)] * 4},
        ),
        ({"core_grid": (1, 2), "partition_strategy": "row_major"}, {"x_readers": [(1, 2)]}),
    ],
)
def test_partitions(options: dict[str, Any], expected: dict[str, list[tuple[int, int]]] | None) -> None:
    even = replace(SQUARE, shape=(128, 128, 64))
    kernel = compiled(even.text, multicast="on", **options)
    if expected is not None:
        assert groups(kernel) == expected
    gemm(kernel, even.shape)


def test_the_order_is_one_that_shares() -> None:
    """8 x 8 blocks on 13 x 10 cores: where nobody chooses an order, boxes make rows and columns of cores alike."""
    wide = Gemm((256, 256, 64), (32, 32, 32))
    kernel = compiled(wide.text, target="blackhole")
    assert kernel.plan.schedule.order == "block"
    assert any("blocks go to the cores in order block" in str(r.message) for r in kernel.remarks)
    assert groups(kernel) == {"A_readers": [(8, 1)] * 8, "B_readers": [(1, 8)] * 8}
    assert gemm(kernel, wide.shape)["dram_read_bytes"] == 2 * 8 * 2 * PAGE
    assert compiled(wide.text, target="blackhole", multicast="off").plan.schedule.order == "row_major"
    assert compiled(wide.text, target="blackhole", order="row_major").plan.schedule.order == "row_major"


def test_a_core_with_more_blocks_is_in_no_group_with_others() -> None:
    """20 blocks on 3 x 3 cores: two have three."""
    kernel = compiled(SQUARE.text, core_grid=(3, 3), multicast="on", partition_strategy="row_major")
    counts = {key: count for key, (_, count) in kernel.plan.per_core_args.items()}
    for read in kernel.plan.shared_reads or []:
        for g in read.groups:
            (x, y), (w, h) = g.start, g.extent
            assert len({counts[f"({x + i},{y + j})"] for i in range(w) for j in range(h)}) == 1
    gemm(kernel, SQUARE.shape)


def test_single_blocks_are_read_alone() -> None:
    kernel = compiled(SQUARE.text, core_grid=(5, 4))
    m, n, k = SQUARE.shape
    a, b = random_array((m, k), "bf16", 1), random_array((k, n), "bf16", 2)
    result = random_array((m, n), "bf16", 3)
    before = result.copy()
    kernel(a, b, result, blocks=[7, 0, 13])
    product = a.astype(np.float64) @ b.astype(np.float64)
    assert kernel.program().report["counters"]["multicasts"] == 0
    for block in range(20):
        row, col = block // 5 * 32, block % 5 * 32
        part = (slice(row, row + 32), slice(col, col + 32))
        if block in (0, 7, 13):
            assert_close(result[part], product[part], tolerance(result.dtype, k))
        else:
            assert np.array_equal(result[part], before[part])


def scaled_rows(in_place: bool = False) -> str:
    """Each block of `wide` is multiplied by `row`, which all of them read; in place, or to a tensor of its own."""
    row, wide, out = Tensor("row", (32, 64)), Tensor("wide", (256, 64)), Tensor("out", (256, 64))
    text = Text()
    first = text.times("%bx", 32)
    row_type = text.alloc("row_block", (32, 64), "bf16")
    type_ = text.alloc("block", (32, 64), "bf16")
    text.copy(row, ["%c0", "%c0"], (32, 64), "row_block", row_type, store=False)
    text.copy(wide, [first, "%c0"], (32, 64), "block", type_, store=False)
    text.parallel(
        (32, 64),
        [
            f"%a = memref.load %block[%i, %j] : {type_}",
            f"%b = memref.load %row_block[%i, %j] : {row_type}",
            "%y = arith.mulf %a, %b : bf16",
            f"memref.store %y, %block[%i, %j] : {type_}",
        ],
    )
    text.copy(wide if in_place else out, [first, "%c0"], (32, 64), "block", type_, store=True)
    return text.function("scale", [row, wide] if in_place else [row, wide, out], [8])


@pytest.mark.parametrize("cores", [(8, 1), (2, 2), (3, 1)])
def test_what_all_blocks_read(cores: tuple[int, int]) -> None:
    """A group reads as often as one of its cores has blocks."""
    kernel = compiled(scaled_rows(), core_grid=cores, multicast="on")
    row, wide = random_array((32, 64), "bf16", 1), random_array((256, 64), "bf16", 2)
    result = run(kernel, [row, wide])
    assert_close(result, np.tile(row.astype(np.float64), (8, 1)) * wide.astype(np.float64), 0.01)
    (read,) = kernel.plan.shared_reads
    counts = {key: count for key, (_, count) in kernel.plan.per_core_args.items()}
    spared = sum((g.extent[0] * g.extent[1] - 1) * counts[f"({g.start[0]},{g.start[1]})"] for g in read.groups)
    assert spared > 0
    assert kernel.program().report["counters"]["dram_read_bytes"] == (16 + 2 * (8 - spared)) * PAGE


def test_a_tensor_that_the_kernel_writes_is_not_shared() -> None:
    kernel = compiled(scaled_rows(in_place=True), core_grid=(8, 1), multicast="on")
    assert [read.name for read in kernel.plan.shared_reads] == ["row_readers"]


def test_a_small_part_of_the_traffic_is_not_worth_a_handshake() -> None:
    """Each core reads two tiles of the right operand, and 32 of the left one that are its own."""
    tall = Gemm((16 * 512, 32, 64), (512, 32, 64))
    assert compiled(tall.text, core_grid=(2, 8)).plan.shared_reads is None
    assert groups(compiled(tall.text, core_grid=(2, 8), multicast="on")) == {"B_readers": [(2, 8)]}


def test_few_cores_do_not_wait_for_device_memory() -> None:
    """Four cores read at the speed of their links, so that a multicast would be on top."""
    few = replace(SQUARE, shape=(64, 64, 96))
    assert compiled(few.text, core_grid=(2, 2)).plan.shared_reads is None
    assert len(groups(compiled(few.text, core_grid=(2, 2), multicast="on"))) == 2


def test_nothing_to_share_is_said_where_it_was_asked_for() -> None:
    one = Gemm((32, 32, 32), (32, 32, 32))
    remarks = [str(r.message) for r in compiled(one.text, multicast="on").remarks]
    assert any("no read of 'gemm' is shared" in text for text in remarks)
    assert not any("is shared" in str(r.message) for r in compiled(one.text).remarks)


def test_keys_and_values_of_a_head() -> None:
    """Three blocks of queries, one below the other on a core each, go through the same keys and values."""
    pytest.importorskip("tilelang")
    args = {"S": 96, "heads": 4, "D": 32, "block_M": 32, "block_N": 32}
    kernel = tt.compile(load("flash_attention").flash_attention_bhsd(**args), core_grid=(3, 4))
    assert groups(kernel) == {"K_readers": [(3, 1)] * 4, "V_readers": [(3, 1)] * 4}
    check("flash_attention", "flash_attention_bhsd", 96, options={"core_grid": (3, 4)}, **args)


def test_queries_of_a_causal_head_see_different_numbers_of_keys() -> None:
    pytest.importorskip("tilelang")
    args = {"S": 96, "heads": 4, "D": 32, "block_M": 32, "block_N": 32, "causal": True}
    kernel = tt.compile(load("flash_attention").flash_attention_bhsd(**args), core_grid=(3, 4), multicast="on")
    assert not kernel.plan.shared_reads


def test_heads_that_share_keys() -> None:
    """Causal, with queries side by side: cores of a column have the same block of queries, of two heads in turn."""
    pytest.importorskip("tilelang")
    args = {"S": 96, "heads": 4, "groups": 2, "D": 32, "block_M": 32, "block_N": 32, "causal": True}
    kernel = tt.compile(load("flash_attention").flash_attention_bhsd(**args), core_grid=(3, 4), multicast="on")
    assert groups(kernel) == {"K_readers": [(1, 2)] * 6, "V_readers": [(1, 2)] * 6}
    check("flash_attention", "flash_attention_bhsd", 96, options={"core_grid": (3, 4), "multicast": "on"}, **args)


def test_programs_of_a_sequence() -> None:
    """Each program has semaphores and groups of its own."""
    pytest.importorskip("tilelang")
    args = {"M": 64, "N": 128, "K": 256, "splits": 2, "block_M": 32, "block_N": 32}
    options = {"core_grid": (4, 4), "multicast": "on"}
    kernel = tt.compile(load("split_k_gemm").split_k_gemm(**args), **options)
    assert [bool(program.shared_reads) for program in kernel.plan.programs] == [True, False]
    check("split_k_gemm", "split_k_gemm", 256, options=options, **args)


@pytest.mark.parametrize("target", ["wormhole", "blackhole"])
def test_rows_are_placed_in_tiles_by_one_core(target: str) -> None:
    """Blocks of the left operand start one row below those of the result: it lies in rows. The others get its tiles."""
    below = "%above = arith.muli %by, %c32 : index\n%v1 = arith.addi %above, %c1 : index"
    text = SQUARE.text.replace("%v1 = arith.muli %by, %c32 : index", below)
    kernel = compiled(text, target=target, core_grid=(5, 4))
    assert [b.page_form for b in kernel.plan.buffers] == ["rows", "tiles", "tiles"]
    assert groups(kernel) == {"weights_readers": [(5, 1)] * 4, "x_readers": [(1, 4)] * 5}
    m, n, k = SQUARE.shape
    a, b = random_array((m, k), "bf16", 1), random_array((k, n), "bf16", 2)
    shifted = np.concatenate([a[1:], np.zeros((1, k), a.dtype)]).astype(np.float64)
    result = run(kernel, [a, b])
    assert_close(result, shifted @ b.astype(np.float64), tolerance(result.dtype, k))
    whole = run(compiled(text, target=target, core_grid=(5, 4), multicast="off"), [a, b])
    assert np.array_equal(result, whole)


@pytest.mark.parametrize("mode", ["on", "off", None])
def test_a_plan_with_groups_gives_its_program_again(mode: str | None) -> None:
    kernel = compiled(SQUARE.text, core_grid=(5, 4), **({} if mode is None else {"multicast": mode}))
    assert kernel.plan.schedule.multicast == mode
    assert bool(kernel.plan.shared_reads) == (mode != "off")
    assert planned(kernel.plan.to_data()).artifacts == kernel.artifacts


def test_groups_that_do_not_follow_are_refused() -> None:
    data = compiled(SQUARE.text, core_grid=(5, 4)).plan.to_data()
    data["shared_reads"][0]["groups"][0]["sender"] = [1, 0]
    with pytest.raises(
        PlanError, match=r"plan.shared_reads\[0\].groups\[0\].sender: \[1, 0\], the compiler derives \[0, 0\]"
    ):
        planned(data)
    data["schedule"]["multicast"] = "off"
    with pytest.raises(PlanError, match="plan.shared_reads: .*, the compiler derives none"):
        planned(data)


def planned(data: dict[str, Any]) -> tt.CompiledKernel:
    with make_context() as context:
        return tt.compile(parse_module(SQUARE.text, "kernel.mlir", context), plan=data)
