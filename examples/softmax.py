"""Softmax of the rows of a matrix, a block of rows at a time or one row, and of its columns."""

import numpy as np
import tilelang.language as T

LOG2_E = 1.44269504


def softmax(M=256, N=256, block_M=32, dtype="bfloat16"):
    @T.prim_func
    def softmax(X: T.Tensor((M, N), dtype), Y: T.Tensor((M, N), dtype)):
        with T.Kernel(T.ceildiv(M, block_M), threads=128) as bx:
            x = T.alloc_fragment((block_M, N), "float32")
            x_max = T.alloc_fragment((block_M,), "float32")
            x_sum = T.alloc_fragment((block_M,), "float32")
            T.copy(X[bx * block_M, 0], x)
            T.reduce_max(x, x_max, dim=1)
            for i, j in T.Parallel(block_M, N):
                x[i, j] = T.exp2((x[i, j] - x_max[i]) * LOG2_E)
            T.reduce_sum(x, x_sum, dim=1)
            for i, j in T.Parallel(block_M, N):
                x[i, j] = x[i, j] / x_sum[i]
            T.copy(x, Y[bx * block_M, 0])

    return softmax


def softmax_reference(X):
    """exp(X) / sum(exp(X)) of every row."""
    x = X.astype(np.float64)
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return (e / e.sum(axis=1, keepdims=True)).astype(X.dtype)


def softmax_row(M=64, N=256, dtype="bfloat16"):
    @T.prim_func
    def softmax_row(X: T.Tensor((M, N), dtype), Y: T.Tensor((M, N), dtype)):
        with T.Kernel(M, threads=128) as row:
            x = T.alloc_fragment((N,), "float32")
            x_max = T.alloc_fragment((1,), "float32")
            x_sum = T.alloc_fragment((1,), "float32")
            T.copy(X[row, :], x)
            T.reduce_max(x, x_max, dim=0)
            for j in T.Parallel(N):
                x[j] = T.exp2((x[j] - x_max[0]) * LOG2_E)
            T.reduce_sum(x, x_sum, dim=0)
            for j in T.Parallel(N):
                x[j] = x[j] / x_sum[0]
            T.copy(x, Y[row, :])

    return softmax_row


softmax_row_reference = softmax_reference


def softmax_columns(M=128, N=128, block_N=32, dtype="bfloat16"):
    @T.prim_func
    def softmax_columns(X: T.Tensor((M, N), dtype), Y: T.Tensor((M, N), dtype)):
        with T.Kernel(T.ceildiv(N, block_N), threads=128) as bx:
            x = T.alloc_fragment((M, block_N), "float32")
            x_max = T.alloc_fragment((block_N,), "float32")
            x_sum = T.alloc_fragment((block_N,), "float32")
            T.copy(X[0, bx * block_N], x)
            T.reduce_max(x, x_max, dim=0)
            for i, j in T.Parallel(M, block_N):
                x[i, j] = T.exp2((x[i, j] - x_max[j]) * LOG2_E)
            T.reduce_sum(x, x_sum, dim=0)
            for i, j in T.Parallel(M, block_N):
                x[i, j] = x[i, j] / x_sum[j]
            T.copy(x, Y[0, bx * block_N])

    return softmax_columns


def softmax_columns_reference(X):
    """exp(X) / sum(exp(X)) of every column."""
    return softmax_reference(X.T).T
