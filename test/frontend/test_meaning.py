"""Imported kernels, run by the numpy interpreter, compute what the TileLang source says."""

from pathlib import Path
from typing import Any

import ml_dtypes
import numpy as np
import pytest

from tilelang_tt.frontend import import_tir
from tilelang_tt.mlir import make_context
from tilelang_tt.sim.inputs import random_inputs
from tilelang_tt.sim.reference import interpret

DATA = Path(__file__).parent / "data"
f32 = np.float32


def run(name: str) -> tuple[list[Any], list[Any]]:
    """Random arguments of a stored kernel, before and after."""
    module = import_tir(DATA / f"{name}.json", make_context())
    before = random_inputs(module, seed=1)
    return before, interpret(module, before)


def close(actual: Any, expected: Any, tolerance: float) -> None:
    np.testing.assert_allclose(actual.astype(f32), np.asarray(expected).astype(f32), rtol=tolerance, atol=tolerance)


def mm(a: Any, b: Any) -> Any:
    return a.astype(np.float64) @ b.astype(np.float64)


@pytest.mark.parametrize("name", ["matmul", "matmul_block32", "matmul_block256", "matmul_ragged", "matmul_cast"])
def test_matmul(name: str) -> None:
    (a, b, _), (_, _, c) = run(name)
    close(c, mm(a, b), 2e-2)


def test_matmul_transposed() -> None:
    (a, b, _), (_, _, c) = run("matmul_nt")
    close(c, mm(a, b.T), 2e-2)
    (a, b, _), (_, _, c) = run("matmul_tn")
    close(c, mm(a.T, b), 2e-2)


def test_batched_matmul() -> None:
    (a, b, _), (_, _, c) = run("batched_matmul")
    close(c, mm(a, b), 2e-2)


def test_gemm_with_other_names_and_runtime_clear() -> None:
    (_, x, w), (y, _, _) = run("gemm_xwy")
    close(y, mm(x, w), 1e-5)


def test_block_index_split_by_div_and_mod() -> None:
    (data, c, _), (_, _, a) = run("gemm_one_dimensional")
    close(a, mm(data, c), 2e-2)


def test_epilogues() -> None:
    from math import erf

    (a, b, bias, _), (_, _, _, c) = run("matmul_bias_relu")
    close(c, np.maximum(mm(a, b) + bias.astype(np.float64), 0), 2e-2)
    (a, b, r, _), (_, _, _, c) = run("matmul_gelu_residual")
    x = mm(a, b)
    close(c, x * 0.5 * (1 + np.vectorize(erf)(x / np.sqrt(2))) + r.astype(np.float64), 2e-2)


def test_elementwise() -> None:
    (a, b, _), (_, _, c) = run("add")
    assert np.array_equal(c, (a.astype(f32) + b.astype(f32)).astype(ml_dtypes.bfloat16))
    (a, alpha, _), (_, _, c) = run("scale")
    assert np.array_equal(c, (a.astype(f32) * alpha).astype(ml_dtypes.bfloat16))
    (a, _), (_, c) = run("unary_chain")
    x = a.astype(np.float64)
    close(c, np.sqrt(np.exp(np.tanh(x)) + np.abs(x)), 1e-2)
    (a, _), (_, c) = run("silu")
    x = a.astype(np.float64)
    close(c, x / (1 + np.exp(-x)), 1e-2)


def test_softmax() -> None:
    (x, _), (_, y) = run("softmax")
    e = np.exp(x.astype(np.float64) - x.astype(np.float64).max(axis=1, keepdims=True))
    close(y, e / e.sum(axis=1, keepdims=True), 1e-2)


def test_masks_conditions_and_ragged_edges() -> None:
    (a, n, _), (_, _, b) = run("masked")
    rows, cols = np.indices(a.shape)
    want = np.where(rows >= cols, a, f32(-1))
    i, j = rows % 32, cols % 32
    diagonal = rows // 32 == cols // 32
    chosen = diagonal & (i % 3 == 0) & ((j < n) | (i == 31))
    want = np.where(chosen, want * f32(2) + (i - j).astype(f32), want)
    want = np.where(diagonal, want, np.maximum(want, f32(0.25)))
    assert np.array_equal(b, want)


def test_loops_and_integer_division() -> None:
    (a, alpha, _, _), (_, _, b, c) = run("loops")
    size, block = 64, 128
    for launch in range(2):
        lanes = np.arange(size) + launch * block
        x, y, count = np.zeros(size, np.int32), np.zeros(size, f32), 0
        for k in (1, 4, 7):
            for u in range(2):
                count += u
                x = x + a[lanes + k] // 3 - (a[lanes] % 5) * count
                y = y + x.astype(f32) * alpha
        assert np.array_equal(b[lanes], x)
        assert np.array_equal(c[lanes], y)


def test_functions() -> None:
    from math import erf

    (a, _), (_, b) = run("functions")
    x = a.astype(np.float64)
    m = np.abs(x)
    want = np.exp(x) + np.exp2(x) + np.sin(x) + np.cos(x) + np.tanh(x) + np.vectorize(erf)(x) + 1 / (1 + np.exp(-x))
    want += np.log(m + 1) + np.log2(m + 1) + np.sqrt(m) + 1 / np.sqrt(m + 1)
    want += np.floor(x) + np.ceil(x) + np.trunc(x) + np.rint(x) + np.clip(x, -1, 1) + np.minimum(x, 0.5)
    want += m**1.5 + a.astype(ml_dtypes.bfloat16).astype(np.float64)
    close(b, want, 1e-5)


def test_transposes_and_column_reductions() -> None:
    (a, _, _), (_, b, s) = run("transposes")
    assert np.array_equal(b, a.T)
    assert np.array_equal(s[0], np.abs(a).max(axis=0))
    assert np.array_equal(s[1], a.min(axis=0) + a[-1])


def test_two_launches_in_order() -> None:
    (a, _, _), (_, w, b) = run("two_launches")
    assert np.array_equal(w, a)
    assert np.array_equal(b, a)


def test_reducers() -> None:
    (a, x, *_), (_, _, y, top, total) = run("reducers")
    close(y, mm(a, x), 1e-5)
    assert np.array_equal(top, a.astype(f32).max(axis=1))
    close(total, 1 + a.astype(np.float64).reshape(2, -1).sum(axis=1), 1e-5)


def test_reducers_of_the_older_interface() -> None:
    (a, *_), (_, y, top) = run("reducers_v1")
    close(y, a.astype(np.float64).sum(axis=1), 1e-5)
    assert np.array_equal(top, a.astype(f32).max(axis=1))


def test_attention() -> None:
    (q, k, v, _), (_, _, _, o) = run("attention")
    q, k, v = (t.astype(np.float64)[0].transpose(1, 0, 2) for t in (q, k, v))
    s = q @ k.transpose(0, 2, 1) / np.sqrt(q.shape[-1])
    s = np.where(np.tril(np.ones(s.shape[1:], bool)), s, -np.inf)
    p = np.exp(s - s.max(axis=-1, keepdims=True))
    close(o[0], (p / p.sum(axis=-1, keepdims=True) @ v).transpose(1, 0, 2), 2e-2)


def test_hints_change_nothing() -> None:
    (a, _), (_, b) = run("hints")
    want = a.astype(f32) + 1
    want.reshape(2, 32, -1)[:, :2, :4] *= 4
    assert np.array_equal(b, want.astype(ml_dtypes.bfloat16))
