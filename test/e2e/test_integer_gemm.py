"""Products and reductions of integers on the simulator, the matrix unit bit by bit: numpy's numbers exactly."""

from typing import Any

import numpy as np
import pytest

import tilelang_tt as tt
from tilelang_tt.runner import dtype_named

T = pytest.importorskip("tilelang.language")


def product(shape: tuple[int, int, int], types: tuple[str, str], block_k: int = 64, transposed: bool = False) -> Any:
    M, N, K = shape
    left_type, right_type = types
    rows, cols = (N, K) if transposed else (K, N)
    block_rows, block_cols = (32, block_k) if transposed else (block_k, 32)

    @T.prim_func
    def whole_product(
        X: T.Tensor((M, K), left_type), W: T.Tensor((rows, cols), right_type), Y: T.Tensor((M, N), "int32")
    ):
        with T.Kernel(T.ceildiv(N, 32), T.ceildiv(M, 32), threads=128) as (bx, by):
            x = T.alloc_shared((32, block_k), left_type)
            w = T.alloc_shared((block_rows, block_cols), right_type)
            y = T.alloc_fragment((32, 32), "int32")
            T.clear(y)
            for k in T.Pipelined(T.ceildiv(K, block_k), num_stages=2):
                T.copy(X[by * 32, k * block_k], x)
                if transposed:
                    T.copy(W[bx * 32, k * block_k], w)
                else:
                    T.copy(W[k * block_k, bx * 32], w)
                T.gemm(x, w, y, transpose_B=transposed)
            T.copy(y, Y[by * 32, bx * 32])

    return whole_product


def numbers(shape: tuple[int, int], dtype: str, seed: int) -> np.ndarray:
    """Random numbers; in the first rows mostly the largest ones, beside small ones that must not be lost."""
    low, high = (-8, 8) if dtype == "int4" else (int(np.iinfo(dtype).min), int(np.iinfo(dtype).max) + 1)
    random = np.random.default_rng(seed)
    values = random.integers(low, high, shape)
    values[: shape[0] // 2] = np.where(random.random((shape[0] // 2, shape[1])) < 0.8, high - 1, 1)
    return values.astype(dtype_named(dtype))


@pytest.mark.parametrize(
    ("shape", "types", "block_k", "transposed"),
    [
        ((40, 33, 64), ("int8", "int8"), 64, False),
        ((32, 32, 1000), ("int8", "int8"), 64, False),
        ((32, 32, 4096), ("int8", "int8"), 512, True),
        ((32, 64, 100), ("uint8", "int8"), 64, False),
        ((32, 32, 256), ("int4", "int4"), 64, True),
    ],
)
def test_product(shape: tuple[int, int, int], types: tuple[str, str], block_k: int, transposed: bool) -> None:
    M, N, K = shape
    x, w = numbers((M, K), types[0], 1), numbers((N, K) if transposed else (K, N), types[1], 2)
    y = np.zeros((M, N), np.int32)
    tt.compile(product(shape, types, block_k, transposed))(x, w, y, numerics="hardware")
    right = w.astype(np.int64)
    np.testing.assert_array_equal(y, x.astype(np.int64) @ (right.T if transposed else right))


@T.prim_func
def dequantized(
    A: T.Tensor((64, 128), "bfloat16"),
    Q: T.Tensor((128, 64), "int8"),
    S: T.Tensor((64,), "float32"),
    C: T.Tensor((64, 64), "float32"),
):
    with T.Kernel(1, threads=128):
        a, q = T.alloc_shared((64, 64), "bfloat16"), T.alloc_shared((64, 64), "int8")
        w, s = T.alloc_shared((64, 64), "bfloat16"), T.alloc_fragment((64,), "float32")
        c = T.alloc_fragment((64, 64), "float32")
        T.copy(S, s)
        T.clear(c)
        for k in T.Pipelined(2, num_stages=2):
            T.copy(A[0, k * 64], a)
            T.copy(Q[k * 64, 0], q)
            for i, j in T.Parallel(64, 64):
                w[i, j] = T.cast(T.cast(q[i, j], "float32") * s[j], "bfloat16")
            T.gemm(a, w, c)
        T.copy(c, C)


def test_dequantized_weights() -> None:
    random = np.random.default_rng(4)
    bf16 = dtype_named("bfloat16")
    a = random.uniform(-1, 1, (64, 128)).astype(bf16)
    q = random.integers(-128, 128, (128, 64), np.int8)
    s = random.uniform(0.01, 0.02, 64).astype(np.float32)
    c = np.zeros((64, 64), np.float32)
    tt.compile(dequantized)(a, q, s, c)
    expected = a.astype(np.float64) @ (q * s).astype(bf16).astype(np.float64)
    # The vector of scales is spread as tf32, so a weight may round to its neighbour in bf16.
    assert np.abs(c - expected).max() < 2.0**-8 * np.abs(expected).max()


def reductions(dtype: str) -> Any:
    @T.prim_func
    def reduced(X: T.Tensor((64, 70), dtype), R: T.Tensor((3, 64), "int32"), C: T.Tensor((1, 70), "int32")):
        with T.Kernel(1, threads=128):
            x = T.alloc_fragment((64, 70), dtype)
            r, c = T.alloc_fragment((64,), "int32"), T.alloc_fragment((70,), "int32")
            T.copy(X, x)
            T.reduce_sum(x, r, dim=1)
            T.copy(r, R[0, :])
            T.reduce_max(x, r, dim=1)
            T.copy(r, R[1, :])
            T.reduce_min(x, r, dim=1)
            T.copy(r, R[2, :])
            T.reduce_sum(x, c, dim=0)
            T.copy(c, C[0, :])

    return reduced


@pytest.mark.parametrize("dtype", ["int8", "int32"])
def test_reductions(dtype: str) -> None:
    info = np.iinfo(dtype)
    x = np.random.default_rng(6).integers(info.min, info.max, (64, 70), dtype, endpoint=True)
    r, c = np.zeros((3, 64), np.int32), np.zeros((1, 70), np.int32)
    tt.compile(reductions(dtype))(x, r, c)
    whole = x.astype(np.int64)
    expected = [whole.sum(1), whole.max(1), whole.min(1)]
    np.testing.assert_array_equal(r, np.stack(expected).astype(np.int32))
    np.testing.assert_array_equal(c[0], whole.sum(0).astype(np.int32))
