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
