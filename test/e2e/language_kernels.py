"""Kernels of constructs around the tile operations, each with what it computes in numpy. Traced by TileLang."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import tilelang.language as T

F32 = "float32"
KERNELS: dict[str, tuple[Callable[[], Any], Callable[..., Any]]] = {}
"""Name -> factory of the kernel, its outputs from its inputs (the last tensors of the kernel) in float64."""


def computes(reference: Callable[..., Any]) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    def register(factory: Callable[[], Any]) -> Callable[[], Any]:
        KERNELS[factory.__name__] = (factory, reference)
        return factory

    return register


@computes(lambda a: np.exp(a))
def guarded_tail() -> Any:
    """A store that is guarded by the tensor's own end."""
    n, step = 200, 96

    @T.prim_func
    def k(Src: T.Tensor((n, 64), F32), Dst: T.Tensor((n, 64), F32)):
        with T.Kernel(T.ceildiv(n, step), threads=64) as b:
            for r, c in T.Parallel(step, 64):
                if b * step + r < n:
                    Dst[b * step + r, c] = T.exp(Src[b * step + r, c])

    return k


def _leaky(a: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return np.where(a > 0, a, 0.125 * a), np.where(np.arange(a.shape[1]) < 40, a, -a)


@computes(_leaky)
def both_branches_store() -> Any:
    """Both branches of a condition store to buffers that hold nothing yet; one store depends on a column."""

    @T.prim_func
    def k(X: T.Tensor((64, 96), F32), Y: T.Tensor((64, 96), F32), Z: T.Tensor((64, 96), F32)):
        with T.Kernel(2, threads=64) as b:
            x = T.alloc_fragment((32, 96), F32)
            y = T.alloc_fragment((32, 96), F32)
            z = T.alloc_fragment((32, 96), F32)
            T.copy(X[b * 32, 0], x)
            for r, c in T.Parallel(32, 96):
                if x[r, c] > 0.0:
                    y[r, c] = x[r, c]
                else:
                    y[r, c] = 0.125 * x[r, c]
                if c < 40:
                    z[r, c] = x[r, c]
                else:
                    z[r, c] = -x[r, c]
            T.copy(y, Y[b * 32, 0])
            T.copy(z, Z[b * 32, 0])

    return k


@computes(lambda a, b: a @ b)
def persistent_gemm() -> Any:
    m, n, kk, block, cores = 160, 96, 64, 32, 4

    @T.prim_func
    def k(U: T.Tensor((m, kk), "bfloat16"), W: T.Tensor((kk, n), "bfloat16"), R: T.Tensor((m, n), F32)):
        with T.Kernel(cores, threads=64) as me:
            u = T.alloc_shared((block, kk), "bfloat16")
            w = T.alloc_shared((kk, block), "bfloat16")
            r = T.alloc_fragment((block, block), F32)
            for i, j in T.Persistent([m // block, n // block], cores, me):
                T.copy(U[i * block, 0], u)
                T.copy(W[0, j * block], w)
                T.gemm(u, w, r, clear_accum=True)
                T.copy(r, R[i * block, j * block])

    return k


def _outside(a: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    wide = np.pad(a, ((0, 14), (0, 14)), constant_values=-2.5)
    return wide, wide.min(axis=1)


@computes(_outside)
def safe_value() -> Any:
    """What is outside of the tensor reads as -2.5, in copies and in loads of elements."""

    @T.prim_func
    def k(Small: T.Tensor((50, 50), F32), Wide: T.Tensor((64, 64), F32), Least: T.Tensor((64,), F32)):
        with T.Kernel(2, threads=64) as b:
            T.annotate_safe_value({Small: -2.5})
            s = T.alloc_shared((32, 64), F32)
            f = T.alloc_fragment((32, 64), F32)
            low = T.alloc_fragment((32,), F32)
            T.copy(Small[b * 32, 0], s)
            for r, c in T.Parallel(32, 64):
                f[r, c] = Small[b * 32 + r, c]
            T.reduce_min(f, low, dim=1)
            T.copy(s, Wide[b * 32, 0])
            T.copy(low, Least[b * 32])

    return k


@computes(lambda a: a + 1)
def printing() -> Any:
    @T.prim_func
    def k(P: T.Tensor((64, 64), F32), Q: T.Tensor((64, 64), F32)):
        with T.Kernel(2, threads=64) as b:
            p = T.alloc_fragment((32, 64), F32)
            s = T.alloc_shared((32, 64), F32)
            T.copy(P[b * 32, 0], p)
            T.print(p)
            for r, c in T.Parallel(32, 64):
                s[r, c] = p[r, c] + 1.0
            T.print(s, msg="sum")
            T.print(b, msg="block")
            T.copy(s, Q[b * 32, 0])

    return k


@computes(lambda x, w: x @ w)
def gemm_of_slices() -> Any:
    """Operands and accumulators are parts of larger buffers: rows of A, halves of the sum over k."""

    @T.prim_func
    def k(X: T.Tensor((128, 96), "bfloat16"), W: T.Tensor((96, 80), "bfloat16"), Y: T.Tensor((128, 80), F32)):
        with T.Kernel(1, threads=64):
            x = T.alloc_shared((128, 96), "bfloat16")
            w = T.alloc_shared((96, 80), "bfloat16")
            top = T.alloc_fragment((64, 80), F32)
            low = T.alloc_fragment((64, 80), F32)
            T.copy(X, x)
            T.copy(W, w)
            T.gemm(x[0:64, 0:32], w[0:32, :], top, clear_accum=True)
            T.gemm(x[0:64, 32:96], w[32:96, :], top)
            T.gemm(x[64:128, :], w, low, clear_accum=True)
            T.copy(top, Y[0, 0])
            T.copy(low, Y[64, 0])

    return k


@computes(lambda x, w: x @ w)
def stage_buffers() -> Any:
    """Two stages of one buffer of rank 3, by the loop's variable; the next is loaded while one is used."""

    @T.prim_func
    def k(X: T.Tensor((64, 160), "bfloat16"), W: T.Tensor((160, 64), "bfloat16"), Y: T.Tensor((64, 64), F32)):
        with T.Kernel(2, threads=64) as b:
            x = T.alloc_shared((2, 32, 32), "bfloat16")
            w = T.alloc_shared((2, 32, 64), "bfloat16")
            y = T.alloc_fragment((32, 64), F32)
            T.clear(y)
            T.copy(X[b * 32 : b * 32 + 32, 0:32], x[0, :, :])
            T.copy(W[0:32, :], w[0, :, :])
            for s in T.serial(5):
                if s < 4:
                    T.copy(X[b * 32 : b * 32 + 32, (s + 1) * 32 : (s + 2) * 32], x[(s + 1) % 2, :, :])
                    T.copy(W[(s + 1) * 32 : (s + 2) * 32, :], w[(s + 1) % 2, :, :])
                T.gemm(x[s % 2, :, :], w[s % 2, :, :], y)
            T.copy(y, Y[b * 32, 0])

    return k


def _rotated(x: np.ndarray, c: np.ndarray, s: np.ndarray) -> np.ndarray:
    a, b = np.split(x, 2, axis=1)
    return np.concatenate([a * c - b * s, a * s + b * c], axis=1)


@computes(_rotated)
def rotary_halves() -> Any:
    """Both halves of the columns in one loop."""

    @T.prim_func
    def k(
        X: T.Tensor((64, 96), F32), Co: T.Tensor((64, 48), F32), Si: T.Tensor((64, 48), F32), Y: T.Tensor((64, 96), F32)
    ):
        with T.Kernel(1, threads=64):
            x = T.alloc_shared((64, 96), F32)
            y = T.alloc_fragment((64, 96), F32)
            co = T.alloc_fragment((64, 48), F32)
            si = T.alloc_fragment((64, 48), F32)
            for h in T.serial(2):
                T.copy(X[0:64, h * 48 : (h + 1) * 48], x[:, h * 48 : (h + 1) * 48])
            T.copy(Co, co)
            T.copy(Si, si)
            for r, c in T.Parallel(64, 48):
                y[r, c] = x[r, c] * co[r, c] - x[r, c + 48] * si[r, c]
                y[r, c + 48] = x[r, c] * si[r, c] + x[r, c + 48] * co[r, c]
            for h in T.serial(2):
                T.copy(y[:, h * 48 : (h + 1) * 48], Y[0:64, h * 48 : (h + 1) * 48])

    return k


def _normalised(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    m = np.exp(x)
    for _ in range(2):
        m = m / m.sum(axis=2, keepdims=True)
        m = m / m.sum(axis=1, keepdims=True)
    return m, m.max(axis=(1, 2))


@computes(_normalised)
def small_matrices() -> Any:
    """Matrices of 4 x 3, one per token, as a fragment of rank 3: rows and columns are normalised in turn."""
    tokens, step = 80, 40

    @T.prim_func
    def k(In: T.Tensor((tokens, 4, 3), F32), Out: T.Tensor((tokens, 4, 3), F32), Top: T.Tensor((tokens,), F32)):
        with T.Kernel(tokens // step, threads=64) as b:
            m = T.alloc_fragment((step, 4, 3), F32)
            rows = T.alloc_fragment((step, 4), F32)
            cols = T.alloc_fragment((step, 3), F32)
            most = T.alloc_fragment((step, 3), F32)
            top = T.alloc_fragment((step,), F32)
            T.copy(In[b * step, 0, 0], m)
            for t, r, c in T.Parallel(step, 4, 3):
                m[t, r, c] = T.exp(m[t, r, c])
            for _ in T.serial(2):
                T.reduce_sum(m, rows, dim=2)
                for t, r, c in T.Parallel(step, 4, 3):
                    m[t, r, c] = m[t, r, c] / rows[t, r]
                T.reduce_sum(m, cols, dim=1)
                for t, r, c in T.Parallel(step, 4, 3):
                    m[t, r, c] = m[t, r, c] / cols[t, c]
            T.reduce_max(m, most, dim=1)
            T.reduce_max(most, top, dim=1)
            T.copy(m, Out[b * step, 0, 0])
            T.copy(top, Top[b * step])

    return k


@computes(lambda x, w: np.maximum(x * w[:, None, :], 0))
def three_dimensions() -> Any:
    """T.Parallel over three dimensions, on a tensor and on fragments; the mask uses the middle one."""

    @T.prim_func
    def k(X: T.Tensor((64, 3, 40), F32), W: T.Tensor((64, 40), F32), Y: T.Tensor((64, 3, 40), F32)):
        with T.Kernel(2, threads=64) as b:
            w = T.alloc_fragment((32, 40), F32)
            y = T.alloc_fragment((32, 3, 40), F32)
            T.copy(W[b * 32, 0], w)
            for r, h, c in T.Parallel(32, 3, 40):
                y[r, h, c] = X[b * 32 + r, h, c] * w[r, c]
            for r, h, c in T.Parallel(32, 3, 40):
                Y[b * 32 + r, h, c] = T.max(y[r, h, c], 0.0)

    return k


@computes(lambda a: a * 2)
def guarded_symbolic() -> Any:
    """The guard is a symbolic dimension."""
    rows = T.dynamic("rows")

    @T.prim_func
    def k(Src: T.Tensor((rows, 64), F32), Dst: T.Tensor((rows, 64), F32)):
        with T.Kernel(T.ceildiv(rows, 64), threads=64) as b:
            for r, c in T.Parallel(64, 64):
                if b * 64 + r < rows:
                    Dst[b * 64 + r, c] = Src[b * 64 + r, c] * 2.0

    return k


@computes(lambda x: x.reshape(64, 2, 64) * 2)
def heads_of_a_matrix() -> Any:
    """A view that splits a dimension of a tensor."""

    @T.prim_func
    def k(Packed: T.Tensor((64, 128), F32), Heads: T.Tensor((64, 2, 64), F32)):
        with T.Kernel(2, 2, threads=64) as (b, h):
            view = T.reshape(Packed, (64, 2, 64))
            x = T.alloc_shared((32, 64), F32)
            T.copy(view[b * 32 : (b + 1) * 32, h, :], x)
            for i, j in T.Parallel(32, 64):
                x[i, j] = x[i, j] * 2.0
            T.copy(x, Heads[b * 32 : (b + 1) * 32, h, :])

    return k


@computes(lambda x: x.reshape(96, 40).sum(1) + 1)
def rows_of_a_batch() -> Any:
    """Views that join dimensions of a tensor, and that add one of one element to a fragment."""

    @T.prim_func
    def k(Batch: T.Tensor((3, 32, 40), F32), Sums: T.Tensor((96,), F32)):
        with T.Kernel(3, threads=64) as b:
            flat = T.reshape(Batch, (96, 40))
            x = T.alloc_fragment((32, 40), F32)
            s = T.alloc_fragment((32,), F32)
            row = T.reshape(s, (1, 32))
            T.copy(flat[b * 32, 0], x)
            T.reduce_sum(x, s, dim=1)
            for i, j in T.Parallel(1, 32):
                row[i, j] = row[i, j] + 1.0
            T.copy(s, Sums[b * 32])

    return k


@computes(lambda x: (x[:, :60].reshape(32, 20, 3) ** 2).sum(1))
def windows_of_a_matrix() -> Any:
    """A few columns at an index that a serial loop moves."""

    @T.prim_func
    def k(X: T.Tensor((32, 64), F32), Squares: T.Tensor((32, 3), F32)):
        with T.Kernel(1, threads=64):
            x = T.alloc_fragment((32, 64), F32)
            squares = T.alloc_fragment((32, 3), F32)
            T.copy(X, x)
            T.clear(squares)
            for q in T.serial(20):
                for i, j in T.Parallel(32, 3):
                    squares[i, j] += x[i, q * 3 + j] * x[i, q * 3 + j]
            T.copy(squares, Squares)

    return k


@computes(lambda x: x[1:55].reshape(18, 3, 64).sum(0))
def bands_of_a_matrix() -> Any:
    """A few rows at an index that a serial loop moves."""

    @T.prim_func
    def k(X: T.Tensor((64, 64), F32), Bands: T.Tensor((3, 64), F32)):
        with T.Kernel(1, threads=64):
            x = T.alloc_fragment((64, 64), F32)
            bands = T.alloc_fragment((3, 64), F32)
            T.copy(X, x)
            T.clear(bands)
            for q in T.serial(18):
                for i, j in T.Parallel(3, 64):
                    bands[i, j] += x[1 + q * 3 + i, j]
            T.copy(bands, Bands)

    return k


@computes(lambda x: np.where(np.where(np.arange(64)[:, None] % 32 > np.arange(64), x > 0, x < 0.5), x, 2.0))
def condition_chosen_by_a_condition() -> Any:
    """A condition that is one or another."""

    @T.prim_func
    def k(X: T.Tensor((64, 64), F32), Y: T.Tensor((64, 64), F32)):
        with T.Kernel(2, threads=32) as b:
            x = T.alloc_fragment((32, 64), F32)
            T.copy(X[b * 32, 0], x)
            for i, j in T.Parallel(32, 64):
                chosen = T.if_then_else(i > j, x[i, j] > 0.0, x[i, j] < 0.5)
                x[i, j] = T.if_then_else(chosen, x[i, j], 2.0)
            T.copy(x, Y[b * 32, 0])

    return k
