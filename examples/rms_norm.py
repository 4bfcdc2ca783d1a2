"""Root mean square normalization of rows: a whole row in a block, with a weight, and by blocks of columns."""

import numpy as np
import tilelang.language as T


def rms_norm(M=256, N=256, block_M=32, eps=1e-5, dtype="bfloat16"):
    @T.prim_func
    def rms_norm(A: T.Tensor((M, N), dtype), B: T.Tensor((M, N), dtype)):
        with T.Kernel(T.ceildiv(M, block_M), threads=128) as bx:
            A_shared = T.alloc_shared((block_M, N), dtype)
            A_pow_local = T.alloc_fragment((block_M, N), "float32")
            A_local = T.alloc_fragment((block_M, N), "float32")
            A_powsum = T.alloc_fragment((block_M,), "float32")
            T.copy(A[bx * block_M : (bx + 1) * block_M, :], A_shared)
            T.copy(A_shared, A_local)
            for i, j in T.Parallel(block_M, N):
                A_pow_local[i, j] = A_local[i, j] * A_local[i, j]
            T.reduce_sum(A_pow_local, A_powsum, dim=1)
            for i in T.Parallel(block_M):
                A_powsum[i] = T.rsqrt(A_powsum[i] / N + eps)
            for i, j in T.Parallel(block_M, N):
                A_local[i, j] *= A_powsum[i]
            T.copy(A_local, B[bx * block_M : (bx + 1) * block_M, :])

    return rms_norm


def rms_norm_reference(A, eps=1e-5):
    """A / sqrt(mean(A^2) + eps) of every row."""
    a = A.astype(np.float64)
    return (a / np.sqrt((a * a).mean(axis=1, keepdims=True) + eps)).astype(A.dtype)


def rms_norm_weighted(M=256, N=256, block_M=32, eps=1e-5, dtype="bfloat16"):
    @T.prim_func
    def rms_norm_weighted(A: T.Tensor((M, N), dtype), W: T.Tensor((N,), dtype), B: T.Tensor((M, N), dtype)):
        with T.Kernel(T.ceildiv(M, block_M), threads=128) as bx:
            A_local = T.alloc_fragment((block_M, N), "float32")
            W_shared = T.alloc_shared((N,), dtype)
            squares = T.alloc_fragment((block_M, N), "float32")
            scale = T.alloc_fragment((block_M,), "float32")
            T.copy(A[bx * block_M, 0], A_local)
            T.copy(W, W_shared)
            for i, j in T.Parallel(block_M, N):
                squares[i, j] = A_local[i, j] * A_local[i, j]
            T.reduce_sum(squares, scale, dim=1)
            for i in T.Parallel(block_M):
                scale[i] = T.rsqrt(scale[i] / N + eps)
            for i, j in T.Parallel(block_M, N):
                A_local[i, j] = A_local[i, j] * scale[i] * W_shared[j]
            T.copy(A_local, B[bx * block_M, 0])

    return rms_norm_weighted


def rms_norm_weighted_reference(A, W, eps=1e-5):
    """A / sqrt(mean(A^2) + eps) * W, W per column."""
    a = A.astype(np.float64)
    return (a / np.sqrt((a * a).mean(axis=1, keepdims=True) + eps) * W.astype(np.float64)).astype(A.dtype)


def rms_norm_split(M=128, N=512, block_M=32, block_K=128, eps=1e-5, dtype="bfloat16"):
    @T.prim_func
    def rms_norm_split(A: T.Tensor((M, N), dtype), B: T.Tensor((M, N), dtype)):
        with T.Kernel(T.ceildiv(M, block_M), threads=128) as bx:
            A_shared = T.alloc_shared((block_M, block_K), dtype)
            A_local = T.alloc_fragment((block_M, block_K), "float32")
            A_powsum = T.alloc_fragment((block_M,), "float32")
            num_k_step = T.ceildiv(N, block_K)
            T.clear(A_local)
            for k in range(num_k_step):
                T.copy(A[bx * block_M, k * block_K], A_shared)
                for i, j in T.Parallel(block_M, block_K):
                    A_local[i, j] += T.cast(A_shared[i, j], "float32") * T.cast(A_shared[i, j], "float32")
            T.reduce_sum(A_local, A_powsum, dim=1)
            for i in T.Parallel(block_M):
                A_powsum[i] = T.rsqrt(A_powsum[i] / N + eps)
            for k in range(num_k_step):
                T.copy(A[bx * block_M, (num_k_step - 1 - k) * block_K], A_shared)
                for i, j in T.Parallel(block_M, block_K):
                    A_shared[i, j] *= A_powsum[i]
                T.copy(A_shared, B[bx * block_M, (num_k_step - 1 - k) * block_K])

    return rms_norm_split


rms_norm_split_reference = rms_norm_reference
