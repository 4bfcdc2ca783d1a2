"""Rows that lie folded in tiles, 1024 elements in each: norms and softmax with one row per block, on the simulator."""

from __future__ import annotations

from typing import Any

import ml_dtypes
import numpy as np
import pytest
from live_examples import check, run

import tilelang_tt as tt
from tilelang_tt.sim.compare import compare

pytest.importorskip("tilelang")
import tilelang.language as T  # noqa: E402

ONE_ROW = {"M": 2, "block_M": 1}


def forms(kernel: tt.CompiledKernel) -> list[str]:
    """What the pages of the tensors are, in the order of the parameters."""
    return [buffer.page_form for buffer in sorted(kernel.plan.buffers, key=lambda buffer: buffer.index)]


def test_softmax_of_a_row() -> None:
    check("softmax", "softmax_row", 1000, M=2, N=1000)


def test_softmax_of_blocks_of_one_row() -> None:
    check("softmax", "softmax", 8192, N=8192, **ONE_ROW)


def test_layer_norm() -> None:
    check("layer_norm", "layer_norm", 1000, N=1000, **ONE_ROW)


def test_root_mean_square_norm_with_weights() -> None:
    check("rms_norm", "rms_norm_weighted", 2500, N=2500, **ONE_ROW)


def test_online_softmax_by_blocks_of_a_row() -> None:
    check("online_softmax", "online_softmax", 3000, N=3000, block_N=1024, **ONE_ROW)


def test_sums_of_float32_keep_its_precision() -> None:
    ((result, expected),) = run("rms_norm", "rms_norm", {"N": 3000, "dtype": "float32", **ONE_ROW})
    assert compare(result, expected).max_abs_err < 2e-6


def kernel_of(op: str, n: int, dtype: str, chunk: int) -> Any:
    """Every chunk of a vector, reduced to one number, which is subtracted from its elements."""

    @T.prim_func
    def spread(Given: T.Tensor((n,), dtype), Taken: T.Tensor((n,), dtype)):
        with T.Kernel(n // chunk, threads=64) as k:
            part = T.alloc_fragment((chunk,), dtype)
            number = T.alloc_fragment((1,), dtype)
            T.copy(Given[k * chunk], part)
            getattr(T, f"reduce_{op}")(part, number, dim=0)
            for e in T.Parallel(chunk):
                part[e] = T.if_then_else(e < chunk - 5, part[e] - number[0], k * 1.0)
            T.copy(part, Taken[k * chunk])

    return spread


@pytest.mark.parametrize(
    ("op", "dtype", "chunk"),
    [
        ("min", "float32", 3000),
        ("max", "float16", 1056),
        ("abssum", "bfloat16", 100),
    ],
)
def test_reductions_of_chunks(op: str, dtype: str, chunk: int) -> None:
    number = {"bfloat16": np.dtype(ml_dtypes.bfloat16)}.get(dtype) or np.dtype(dtype)
    low, high = {"min": (1, 2), "max": (-2, -1)}.get(op, (-1, 1))  # zeros in the padding are no minimum, no maximum
    given = np.random.default_rng(chunk).uniform(low, high, 2 * chunk).astype(number)
    taken = np.full_like(given, np.nan)
    kernel = tt.compile(kernel_of(op, 2 * chunk, dtype, chunk))
    assert forms(kernel) == ["folded", "folded"]
    kernel(given, taken)
    parts = given.astype(np.float64).reshape(2, chunk)
    if op.startswith("abs"):
        reduced = getattr(np.abs(parts), op.removeprefix("abs"))(axis=1, keepdims=True)
    else:
        reduced = getattr(parts, op)(axis=1, keepdims=True)
    expected = parts - reduced.astype(number).astype(np.float64)
    expected[:, chunk - 5 :] = [[0], [1]]
    units = {"float32": 2.0**-10, "bfloat16": 2.0**-8, "float16": 2.0**-11}[dtype]
    error = np.abs(taken.astype(np.float64).reshape(2, chunk) - expected).max()
    assert error <= 2 * units * np.abs(expected).max()


def test_a_vector_that_is_spread_over_a_matrix_is_not_folded() -> None:
    @T.prim_func
    def shift(
        Rows: T.Tensor((64, 64), "bfloat16"),
        Bias: T.Tensor((64,), "bfloat16"),
        Out: T.Tensor((64, 64), "bfloat16"),
        Copy: T.Tensor((64,), "bfloat16"),
    ):
        with T.Kernel(1, threads=64):
            x = T.alloc_fragment((64, 64), "bfloat16")
            bias = T.alloc_fragment((64,), "bfloat16")
            T.copy(Rows, x)
            T.copy(Bias, bias)
            for i, j in T.Parallel(64, 64):
                x[i, j] = x[i, j] + bias[j]
            T.copy(x, Out)
            T.copy(bias, Copy)

    kernel = tt.compile(shift)
    assert forms(kernel) == ["tiles"] * 4
    rows, bias = (np.random.default_rng(0).uniform(-1, 1, s).astype(ml_dtypes.bfloat16) for s in ((64, 64), 64))
    out, copy = np.zeros_like(rows), np.zeros_like(bias)
    kernel(rows, bias, out, copy)
    assert np.array_equal(copy, bias)
    assert compare(out, rows.astype(np.float32) + bias.astype(np.float32)).max_abs_err <= 2.0**-7
