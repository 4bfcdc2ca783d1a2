"""Elementwise kernels: a sum, a chain of functions, a scale by a scalar parameter, and silu."""

import numpy as np
import tilelang.language as T


def add(M=256, N=256, block_M=64, block_N=64, dtype="bfloat16"):
    @T.prim_func
    def add(A: T.Tensor((M, N), dtype), B: T.Tensor((M, N), dtype), C: T.Tensor((M, N), dtype)):
        with T.Kernel(T.ceildiv(N, block_N), T.ceildiv(M, block_M), threads=128) as (bx, by):
            A_shared = T.alloc_shared((block_M, block_N), dtype)
            B_shared = T.alloc_shared((block_M, block_N), dtype)
            C_local = T.alloc_fragment((block_M, block_N), dtype)
            T.copy(A[by * block_M, bx * block_N], A_shared)
            T.copy(B[by * block_M, bx * block_N], B_shared)
            for i, j in T.Parallel(block_M, block_N):
                C_local[i, j] = A_shared[i, j] + B_shared[i, j]
            T.copy(C_local, C[by * block_M, bx * block_N])

    return add


def add_reference(A, B):
    """A + B."""
    return (A.astype(np.float32) + B.astype(np.float32)).astype(A.dtype)


def unary_chain(M=256, N=256, block_M=64, block_N=64, dtype="bfloat16"):
    @T.prim_func
    def unary_chain(A: T.Tensor((M, N), dtype), C: T.Tensor((M, N), dtype)):
        with T.Kernel(T.ceildiv(N, block_N), T.ceildiv(M, block_M), threads=128) as (bx, by):
            A_shared = T.alloc_shared((block_M, block_N), dtype)
            C_local = T.alloc_fragment((block_M, block_N), "float32")
            T.copy(A[by * block_M, bx * block_N], A_shared)
            for i, j in T.Parallel(block_M, block_N):
                x = T.cast(A_shared[i, j], "float32")
                C_local[i, j] = T.sqrt(T.exp(T.tanh(x)) + T.abs(x))
            T.copy(C_local, C[by * block_M, bx * block_N])

    return unary_chain


def unary_chain_reference(A):
    """sqrt(exp(tanh(A)) + |A|)."""
    x = A.astype(np.float32)
    return np.sqrt(np.exp(np.tanh(x)) + np.abs(x)).astype(A.dtype)


def scale(M=256, N=256, block_M=64, block_N=64, dtype="bfloat16"):
    @T.prim_func
    def scale(A: T.Tensor((M, N), dtype), alpha: T.float32, C: T.Tensor((M, N), dtype)):
        with T.Kernel(T.ceildiv(N, block_N), T.ceildiv(M, block_M), threads=128) as (bx, by):
            A_shared = T.alloc_shared((block_M, block_N), dtype)
            C_local = T.alloc_fragment((block_M, block_N), "float32")
            T.copy(A[by * block_M, bx * block_N], A_shared)
            for i, j in T.Parallel(block_M, block_N):
                C_local[i, j] = T.cast(A_shared[i, j], "float32") * alpha
            T.copy(C_local, C[by * block_M, bx * block_N])

    return scale


def scale_reference(A, alpha):
    """alpha * A."""
    return (A.astype(np.float32) * np.float32(alpha)).astype(A.dtype)


def silu(M=256, N=256, block_M=64, block_N=64, dtype="bfloat16"):
    @T.prim_func
    def silu(A: T.Tensor((M, N), dtype), C: T.Tensor((M, N), dtype)):
        with T.Kernel(T.ceildiv(N, block_N), T.ceildiv(M, block_M), threads=128) as (bx, by):
            A_shared = T.alloc_shared((block_M, block_N), dtype)
            C_local = T.alloc_fragment((block_M, block_N), "float32")
            T.copy(A[by * block_M, bx * block_N], A_shared)
            for i, j in T.Parallel(block_M, block_N):
                x = T.cast(A_shared[i, j], "float32")
                C_local[i, j] = x * T.sigmoid(x)
            T.copy(C_local, C[by * block_M, bx * block_N])

    return silu


def silu_reference(A):
    """A * sigmoid(A)."""
    x = A.astype(np.float32)
    return (x / (1 + np.exp(-x))).astype(A.dtype)
