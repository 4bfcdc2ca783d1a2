"""Norms of rows that do not fit on one core: statistics of parts of each row, then, by a second launch, the results."""

import numpy as np
import tilelang.language as T

LOG2_E = 1.44269504


def two_pass_softmax(M=64, N=512, block_M=32, block_N=128, dtype="bfloat16"):
    parts = T.ceildiv(N, block_N)

    @T.prim_func
    def two_pass_softmax(X: T.Tensor((M, N), dtype), Y: T.Tensor((M, N), dtype)):
        maxima = T.alloc_global((parts, M), "float32")
        sums = T.alloc_global((parts, M), "float32")
        with T.Kernel(T.ceildiv(M, block_M), parts, threads=128) as (bx, by):
            x = T.alloc_fragment((block_M, block_N), "float32")
            x_max = T.alloc_fragment((block_M,), "float32")
            x_sum = T.alloc_fragment((block_M,), "float32")
            T.copy(X[bx * block_M, by * block_N], x)
            for i, j in T.Parallel(block_M, block_N):
                x[i, j] = T.if_then_else(by * block_N + j < N, x[i, j], -T.infinity("float32"))
            T.reduce_max(x, x_max, dim=1)
            for i, j in T.Parallel(block_M, block_N):
                x[i, j] = T.exp2((x[i, j] - x_max[i]) * LOG2_E)
            T.reduce_sum(x, x_sum, dim=1)
            T.copy(x_max, maxima[by, bx * block_M : (bx + 1) * block_M])
            T.copy(x_sum, sums[by, bx * block_M : (bx + 1) * block_M])
        with T.Kernel(T.ceildiv(M, block_M), parts, threads=128) as (bx, by):
            x = T.alloc_fragment((block_M, block_N), "float32")
            part_max = T.alloc_fragment((block_M,), "float32")
            part_sum = T.alloc_fragment((block_M,), "float32")
            x_max = T.alloc_fragment((block_M,), "float32")
            x_sum = T.alloc_fragment((block_M,), "float32")
            T.fill(x_max, -T.infinity("float32"))
            T.clear(x_sum)
            for p in T.serial(parts):
                T.copy(maxima[p, bx * block_M : (bx + 1) * block_M], part_max)
                for i in T.Parallel(block_M):
                    x_max[i] = T.max(x_max[i], part_max[i])
            for p in T.serial(parts):
                T.copy(maxima[p, bx * block_M : (bx + 1) * block_M], part_max)
                T.copy(sums[p, bx * block_M : (bx + 1) * block_M], part_sum)
                for i in T.Parallel(block_M):
                    x_sum[i] += part_sum[i] * T.exp2((part_max[i] - x_max[i]) * LOG2_E)
            T.copy(X[bx * block_M, by * block_N], x)
            for i, j in T.Parallel(block_M, block_N):
                x[i, j] = T.exp2((x[i, j] - x_max[i]) * LOG2_E) / x_sum[i]
            T.copy(x, Y[bx * block_M, by * block_N])

    return two_pass_softmax


def two_pass_softmax_reference(X):
    """exp(X) / sum(exp(X)) of every row."""
    x = X.astype(np.float64)
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return (e / e.sum(axis=1, keepdims=True)).astype(X.dtype)


def two_pass_layer_norm(M=64, N=512, block_M=32, block_N=128, eps=1e-5, dtype="bfloat16"):
    parts = T.ceildiv(N, block_N)

    @T.prim_func
    def two_pass_layer_norm(
        X: T.Tensor((M, N), dtype),
        gamma: T.Tensor((N,), dtype),
        beta: T.Tensor((N,), dtype),
        Y: T.Tensor((M, N), dtype),
        mean: T.Tensor((M,), "float32"),
        rstd: T.Tensor((M,), "float32"),
    ):
        with T.Kernel(T.ceildiv(M, block_M), threads=128) as bx:
            x = T.alloc_fragment((block_M, block_N), "float32")
            squares = T.alloc_fragment((block_M, block_N), "float32")
            total = T.alloc_fragment((block_M,), "float32")
            total_squares = T.alloc_fragment((block_M,), "float32")
            T.clear(total)
            T.clear(total_squares)
            for p in T.Pipelined(parts, num_stages=2):
                T.copy(X[bx * block_M, p * block_N], x)
                T.reduce_sum(x, total, dim=1, clear=False)
                for i, j in T.Parallel(block_M, block_N):
                    squares[i, j] = x[i, j] * x[i, j]
                T.reduce_sum(squares, total_squares, dim=1, clear=False)
            for i in T.Parallel(block_M):
                total[i] = total[i] / N
            for i in T.Parallel(block_M):
                total_squares[i] = T.rsqrt(total_squares[i] / N - total[i] * total[i] + eps)
            T.copy(total, mean[bx * block_M : (bx + 1) * block_M])
            T.copy(total_squares, rstd[bx * block_M : (bx + 1) * block_M])
        with T.Kernel(T.ceildiv(M, block_M), parts, threads=128) as (bx, by):
            x = T.alloc_fragment((block_M, block_N), "float32")
            row_mean = T.alloc_fragment((block_M,), "float32")
            row_rstd = T.alloc_fragment((block_M,), "float32")
            gamma_shared = T.alloc_shared((block_N,), dtype)
            beta_shared = T.alloc_shared((block_N,), dtype)
            T.copy(X[bx * block_M, by * block_N], x)
            T.copy(mean[bx * block_M : (bx + 1) * block_M], row_mean)
            T.copy(rstd[bx * block_M : (bx + 1) * block_M], row_rstd)
            T.copy(gamma[by * block_N : (by + 1) * block_N], gamma_shared)
            T.copy(beta[by * block_N : (by + 1) * block_N], beta_shared)
            for i, j in T.Parallel(block_M, block_N):
                x[i, j] = (x[i, j] - row_mean[i]) * row_rstd[i] * gamma_shared[j] + beta_shared[j]
            T.copy(x, Y[bx * block_M, by * block_N])

    return two_pass_layer_norm


def two_pass_layer_norm_reference(X, gamma, beta, eps=1e-5):
    """(X - mean) / sqrt(variance + eps) * gamma + beta of every row, the means, and the reciprocals of the deviations."""
    x = X.astype(np.float64)
    mean = x.mean(axis=1)
    rstd = 1 / np.sqrt(x.var(axis=1) + eps)
    y = (x - mean[:, None]) * rstd[:, None] * gamma.astype(np.float64) + beta.astype(np.float64)
    return y.astype(X.dtype), mean.astype(np.float32), rstd.astype(np.float32)
