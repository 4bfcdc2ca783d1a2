"""Layer normalization of rows, with weight and bias per column."""

import numpy as np
import tilelang.language as T


def layer_norm(M=256, N=256, block_M=32, eps=1e-5, dtype="bfloat16"):
    @T.prim_func
    def layer_norm(
        X: T.Tensor((M, N), dtype),
        gamma: T.Tensor((N,), dtype),
        beta: T.Tensor((N,), dtype),
        Y: T.Tensor((M, N), dtype),
    ):
        with T.Kernel(T.ceildiv(M, block_M), threads=128) as bx:
            x = T.alloc_fragment((block_M, N), "float32")
            squares = T.alloc_fragment((block_M, N), "float32")
            mean = T.alloc_fragment((block_M,), "float32")
            rstd = T.alloc_fragment((block_M,), "float32")
            gamma_shared = T.alloc_shared((N,), dtype)
            beta_shared = T.alloc_shared((N,), dtype)
            T.copy(X[bx * block_M, 0], x)
            T.copy(gamma, gamma_shared)
            T.copy(beta, beta_shared)
            T.reduce_sum(x, mean, dim=1)
            for i in T.Parallel(block_M):
                mean[i] = mean[i] / N
            for i, j in T.Parallel(block_M, N):
                x[i, j] = x[i, j] - mean[i]
            for i, j in T.Parallel(block_M, N):
                squares[i, j] = x[i, j] * x[i, j]
            T.reduce_sum(squares, rstd, dim=1)
            for i in T.Parallel(block_M):
                rstd[i] = T.rsqrt(rstd[i] / N + eps)
            for i, j in T.Parallel(block_M, N):
                x[i, j] = x[i, j] * rstd[i] * gamma_shared[j] + beta_shared[j]
            T.copy(x, Y[bx * block_M, 0])

    return layer_norm


def layer_norm_reference(X, gamma, beta, eps=1e-5):
    """(X - mean) / sqrt(variance + eps) * gamma + beta of every row."""
    x = X.astype(np.float64)
    x = x - x.mean(axis=1, keepdims=True)
    x = x / np.sqrt((x * x).mean(axis=1, keepdims=True) + eps)
    return (x * gamma.astype(np.float64) + beta.astype(np.float64)).astype(X.dtype)
