"""The order that lets cores share reads: estimates against what schedules and kernels are."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "e2e"))
from kernel_text import Gemm

from tilelang_tt.device import get_device
from tilelang_tt.mlir import make_context, parse_module
from tilelang_tt.passes import kernel_func, reuse
from tilelang_tt.passes.manager import PassManager
from tilelang_tt.passes.schedule import Schedule

GEMM = Gemm((256, 256, 64), (32, 64, 32))
"""8 x 4 blocks: two steps of K, two tiles of the left operand and four of the right one, two products each."""


def traffic(gemm: Gemm) -> reuse.Traffic:
    with make_context() as context:
        module = parse_module(gemm.text, "gemm.mlir", context)
        PassManager("builtin.module(tt-canonicalize-grid)").run(module)
        return reuse.traffic_of(kernel_func.kernels(module)[0])


def test_what_a_block_moves_and_computes() -> None:
    """Reads depend on one index of the grid each, (bx, by)."""
    found = traffic(GEMM)
    assert found.reads == (reuse.Read(2 * 2048, frozenset({1})), reuse.Read(4 * 2048, frozenset({0})))
    assert (found.written, found.products) == (2 * 2048, 4)


@pytest.mark.parametrize(
    ("core_grid", "order", "left", "right"),
    [
        ((4, 8), "block", 8, 4),  # every core a block: rows of four, columns of eight
        ((4, 8), "row_major", 8, 4),
        ((8, 4), "row_major", 8, 8),  # two rows of blocks in a row of cores; columns of blocks twice
        ((2, 2), "block", 2 * 8, 2 * 8),  # boxes of 2 x 4
        ((1, 1), "row_major", 32, 32),
    ],
)
def test_reads_of_a_schedule(core_grid: tuple[int, int], order: str, left: int, right: int) -> None:
    plan = Schedule("wormhole", core_grid, (4, 8, 1), 2, order).in_boxes()
    read = reuse.estimate(traffic(GEMM), plan, get_device("wormhole", core_grid)).read
    assert read == left * 2 * 2048 + right * 4 * 2048


def test_more_work_for_one_core_is_not_made_up_for() -> None:
    """9 x 9 blocks with many products on 8 x 8 cores: boxes give 25 cores four blocks each, row_major gives two at most."""
    device = get_device("wormhole")
    plan = Schedule("wormhole", (8, 8), (9, 9, 1), 2, "row_major")
    heavy, light = (reuse.Traffic(traffic(GEMM).reads, 4096, products) for products in (4000, 0))
    boxes = replace(plan, order="block").in_boxes()
    for kind in (heavy, light):
        assert reuse.estimate(kind, boxes, device).read < reuse.estimate(kind, plan, device).read
    assert reuse.estimate(heavy, boxes, device).clocks == 2 * reuse.estimate(heavy, plan, device).clocks
