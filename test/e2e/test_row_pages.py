"""Kernels whose accesses are in no tiling, on the simulator: tensors in pages of rows."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import ml_dtypes
import numpy as np
import pytest

import tilelang_tt as tt
from tilelang_tt.passes.manager import PassManager
from tilelang_tt.passes.pipelines import stages
from tilelang_tt.sim.reference import find_kernel, interpret

pytest.importorskip("tilelang")

import row_kernels as kernels  # noqa: E402  (needs TileLang)

BF16 = np.dtype(ml_dtypes.bfloat16)
F32 = np.dtype(np.float32)


def whole(shape: tuple[int, ...], seed: int = 0, dtype: np.dtype = BF16) -> np.ndarray:
    """Small whole numbers: sums of products of them are exact in float32."""
    return np.random.default_rng(seed).integers(-8, 9, shape).astype(dtype)


def empty(*shape: int, dtype: np.dtype = BF16) -> np.ndarray:
    return np.full(shape, np.nan, dtype)


def check(kernel: Any, arrays: list[Any], expected: dict[int, np.ndarray], forms: str, **options: Any) -> None:
    """Runs a kernel; `expected` by position of the array, `forms` has a letter for each tensor: Tiles or Rows."""
    compiled = kernel if isinstance(kernel, tt.CompiledKernel) else tt.compile(kernel, **options)
    buffers = sorted(compiled.plan.buffers, key=lambda b: b.index)
    assert "".join(b.page_form[0] for b in buffers) == forms
    said = [remark.message for remark in compiled.remarks]
    for b in buffers:
        assert any(text.startswith(f"'{b.name}' lies in DRAM row by row: ") for text in said) == (b.page_form == "rows")
    compiled(*arrays)
    for position, want in expected.items():
        assert np.array_equal(arrays[position], want.astype(arrays[position].dtype)), f"argument {position}"


def wide(array: np.ndarray) -> np.ndarray:
    return array.astype(np.float64)


@pytest.mark.parametrize(("length", "width", "target"), [(100, 70, "wormhole"), (64, 64, "blackhole")])
def test_causal_convolution_with_a_halo(length: int, width: int, target: str) -> None:
    x, w = whole((length, width)), whole((4, width), 1)
    rows = np.concatenate([np.zeros((3, width)), wide(x)])
    expected = sum(wide(w)[k] * rows[k : k + length] for k in range(4))
    check(kernels.causal_conv1d(length, width), [x, w, empty(length, width)], {2: expected}, "rtt", target=target)


def test_windows_element_by_element() -> None:
    a = whole((90, 50), 2, F32)
    rows = np.pad(wide(a), ((1, 1), (0, 0)))
    expected = rows[:-2] + rows[1:-1] + rows[2:]
    check(kernels.neighbours(), [a, np.full_like(a, np.nan)], {1: expected}, "rt")


def test_stores_behind_the_end_and_rows_that_nothing_stores_to() -> None:
    a, b = whole((70, 33)), np.full((70, 33), 3, BF16)
    check(kernels.shift_down(), [a, b], {1: np.concatenate([b[:1], a[:-1]])}, "tr")


def test_convolution_by_nine_products() -> None:
    x, w = whole((6, 40, 32)), whole((3, 3, 32, 48), 1)
    image = np.pad(wide(x), ((1, 1), (1, 1), (0, 0)))
    expected = sum(image[i : i + 6, j : j + 40] @ wide(w)[i, j] for i in range(3) for j in range(3))
    check(kernels.conv3x3(), [x, w, empty(6, 40, 48, dtype=F32)], {2: expected}, "rtt")


def test_heads_packed_side_by_side() -> None:
    qkv = whole((50, 16 + 3 * 3 * 48))
    q, k = (wide(qkv)[:, 16:].reshape(50, 3, 3, 48)[:, i] for i in (0, 1))
    expected = np.einsum("shd,thd->hst", q, k)
    check(kernels.packed_heads(), [qkv, empty(3, 50, 50, dtype=F32)], {1: expected}, "rt")


def test_concatenation_of_odd_widths() -> None:
    a, b = whole((40, 21)), whole((40, 30), 1)
    check(kernels.concatenate(40, 21, 30), [a, b, empty(40, 51)], {2: np.concatenate([a, b], 1)}, "ttr")


def test_a_tensor_read_over_heads_and_over_the_sequence() -> None:
    q = whole((2, 40, 34, 20))
    expected = np.stack([wide(q)[:, s] + wide(q)[:, :34, s % 34] for s in range(40)], 1)
    check(kernels.both_ways(), [q, empty(2, 40, 34, 20)], {1: expected}, "rt")


@functools.cache
def appending() -> tt.CompiledKernel:
    return tt.compile(kernels.append())


@functools.cache
def windowed() -> tt.CompiledKernel:
    return tt.compile(kernels.attention_window())


@pytest.mark.parametrize("start", [17, 50, -5])
def test_blocks_from_a_number_the_caller_gives(start: int) -> None:
    new, old, cache = whole((64, 40)), whole((100, 40), 1), np.full((100, 40), 3, BF16)
    stored, loaded = cache.copy(), np.zeros((64, 40), BF16)
    for i in range(64):
        if 0 <= start + i < 100:
            stored[start + i] = new[i]
        if 0 <= start + i - 1 < 100:
            loaded[i] = old[start + i - 1]
    check(appending(), [new, old, start, cache, empty(64, 40)], {3: stored, 4: loaded}, "trrt")


@pytest.mark.parametrize("length", [23, 70])
def test_attention_over_a_part_of_the_cache(length: int) -> None:
    q, k, v = whole((2, 32, 64)), whole((2, 100, 64), 1), whole((2, 100, 64), 2)
    kernel = windowed()
    out = empty(2, 32, 64, dtype=F32)
    kernel(q, k, v, length, out)
    keys, values = (np.concatenate([wide(t), np.zeros((2, 64, 64))], 1)[:, length : length + 64] for t in (k, v))
    scores = np.einsum("bqd,bkd->bqk", wide(q), keys) * 0.125
    weights = np.exp(scores - scores.max(-1, keepdims=True))
    expected = weights / weights.sum(-1, keepdims=True) @ values
    assert [b.page_form for b in kernel.plan.buffers] == ["tiles", "rows", "rows", "tiles"]
    assert np.abs(out - expected).max() < 0.1


def test_update_in_place_of_blocks_that_reach_over_the_end() -> None:
    x = whole((50, 40))
    check(kernels.scale_in_place(), [x], {0: wide(x) * 2}, "t")


CASES: list[tuple[Callable[..., Any], dict[str, Any], tuple[int, ...], tuple[int, int]]] = [
    (kernels.shifted, {"rows": 33, "cols": 20}, (50, 70), (-3, 5)),
    (kernels.shifted, {"rows": 64, "cols": 64, "dtype": "float32"}, (100, 130), (1, -1)),
]


@pytest.mark.parametrize(("factory", "sizes", "shape", "by"), CASES)
def test_any_shift(factory: Callable[..., Any], sizes: Any, shape: tuple[int, int], by: tuple[int, int]) -> None:
    """Loads and stores both move: b[i + dy, j + dx] = a[i + dy, j + dx] as far as blocks reach."""
    a = whole(shape, 5, F32 if sizes.get("dtype") == "float32" else BF16)
    b = np.full(shape, 77, a.dtype)
    expected = b.copy()
    for i in range(-(-shape[0] // sizes["rows"]) * sizes["rows"]):
        for j in range(-(-shape[1] // sizes["cols"]) * sizes["cols"]):
            y, x = i + by[0], j + by[1]
            if 0 <= y < shape[0] and 0 <= x < shape[1]:
                expected[y, x] = a[y, x]
    check(factory(*shape, *by, **sizes), [a, b], {1: expected}, "rr")


@pytest.mark.parametrize("name", ["causal_conv1d", "neighbours", "concatenate", "packed_heads"])
def test_every_stage_computes_the_same(name: str) -> None:
    module = tt.import_tilelang(getattr(kernels, name)())
    parameters = find_kernel(module).parameters
    arrays = [whole(p.shape, i, np.dtype(p.dtype)) for i, p in enumerate(parameters[:-1])]
    arrays.append(np.full(parameters[-1].shape, np.nan, parameters[-1].dtype))
    want = interpret(module, arrays)[-1]
    for stage, text in stages():
        if stage == "split-kernels":
            break
        PassManager(text).run(module)
        assert np.array_equal(interpret(module, arrays)[-1], want), f"after {stage}"
    assert "region" in str(module)
