"""Layer normalization of rows, with weight and bias per column, and group normalization of channels."""

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


def group_norm(batch=2, C=64, pixels=64, groups=2, eps=1e-5, dtype="bfloat16"):
    size = C // groups

    @T.prim_func
    def group_norm(X: T.Tensor((batch, C, pixels), dtype), Y: T.Tensor((batch, C, pixels), dtype)):
        with T.Kernel(groups, batch, threads=128) as (bx, by):
            x = T.alloc_fragment((size, pixels), "float32")
            squares = T.alloc_fragment((size, pixels), "float32")
            rows = T.alloc_fragment((size,), "float32")
            mean = T.alloc_fragment((1,), "float32")
            rstd = T.alloc_fragment((1,), "float32")
            T.copy(X[by, bx * size : (bx + 1) * size, :], x)
            T.reduce_sum(x, rows, dim=1)
            T.reduce_sum(rows, mean, dim=0)
            for i, j in T.Parallel(size, pixels):
                x[i, j] = x[i, j] - mean[0] / (size * pixels)
            for i, j in T.Parallel(size, pixels):
                squares[i, j] = x[i, j] * x[i, j]
            T.reduce_sum(squares, rows, dim=1)
            T.reduce_sum(rows, rstd, dim=0)
            for i, j in T.Parallel(size, pixels):
                x[i, j] = x[i, j] * T.rsqrt(rstd[0] / (size * pixels) + eps)
            T.copy(x, Y[by, bx * size : (bx + 1) * size, :])

    return group_norm


def group_norm_reference(X, groups=2, eps=1e-5):
    """(X - mean) / sqrt(variance + eps), over the channels of a group and all their pixels."""
    x = X.astype(np.float64).reshape(X.shape[0], groups, -1)
    x = x - x.mean(axis=2, keepdims=True)
    x = x / np.sqrt((x * x).mean(axis=2, keepdims=True) + eps)
    return x.reshape(X.shape).astype(X.dtype)
