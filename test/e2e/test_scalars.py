"""Scalars from block indices, parameters and single elements; rows, columns and elements of blocks; on the simulator."""

from __future__ import annotations

import numpy as np
import pytest
from live_examples import check, load, run

import tilelang_tt as tt
from tilelang_tt.sim.compare import compare

pytest.importorskip("tilelang")


@pytest.mark.parametrize(
    ("name", "terms", "args"),
    [
        ("alibi", 1, {"heads": 3, "S": 50}),
        ("total", 40, {"B": 2, "H": 40, "N": 40}),
        ("total", 33, {"B": 3, "H": 5, "N": 33, "dtype": "float16"}),
        ("chunk_state", 64, {"C": 1, "D": 48}),
        ("rms", 50, {"M": 32, "N": 50}),
    ],
)
def test_scalars(name: str, terms: int, args: dict) -> None:
    check("scalar_kernels", name, terms, **args)


@pytest.mark.parametrize(
    ("name", "terms", "args"),
    [
        ("row_loop", 5, {"M": 5, "N": 40}),
        ("prefix", 6, {"M": 40, "N": 6}),
        ("prefix", 4, {"M": 32, "N": 4, "dtype": "float16"}),
        ("serial_in", 3, {"M": 40, "N": 33, "K": 3}),
        ("floatvar", 1, {"N": 32}),
        ("rowcopy", 1, {"M": 32, "N": 40}),
    ],
)
def test_parts(name: str, terms: int, args: dict) -> None:
    check("scalar_kernels", name, terms, **args)


@pytest.mark.parametrize(("name", "args"), [("columns_in", {}), ("element_list", {"N": 5})])
def test_parts_of_float32_keep_their_digits(name: str, args: dict) -> None:
    ((result, expected),) = run("scalar_kernels", name, args)
    assert compare(result, expected).max_rel_err <= 2.0**-22


def test_a_buffer_that_parallel_loops_outgrow() -> None:
    check("scalar_kernels", "sink", 32)
    kernel = tt.compile(load("scalar_kernels").sink())
    assert "'sinks' has 3 elements, but T.Parallel uses 32: it is made as large" in [d.message for d in kernel.remarks]


def test_equal_numbers_stay_equal() -> None:
    """The last row of every chunk is compared with itself: tf32 of it would be less."""
    ((result, expected),) = run("scalar_kernels", "since_last", {})
    assert np.array_equal(result == 0, expected == 0)
    assert compare(result, expected).max_rel_err <= 2.0**-10


def test_gemm_with_scales() -> None:
    check("scaled_gemm", "scaled_gemm", 64, M=40, N=50, K=64, block=32, block_K=32)
