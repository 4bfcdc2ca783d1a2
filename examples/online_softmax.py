"""Softmax of long rows in two passes over blocks of columns: the logarithm of the sum first, then the results."""

import numpy as np
import tilelang.language as T

LOG2_E = 1.44269504


def online_softmax(M=128, N=512, block_M=32, block_N=128, dtype="bfloat16"):
    @T.prim_func
    def online_softmax(X: T.Tensor((M, N), dtype), Y: T.Tensor((M, N), dtype)):
        with T.Kernel(T.ceildiv(M, block_M), threads=128) as bx:
            x = T.alloc_fragment((block_M, block_N), "float32")
            lse = T.alloc_fragment((block_M,), "float32")
            max_x = T.alloc_fragment((block_M,), "float32")
            sum_exp_x = T.alloc_fragment((block_M,), "float32")
            T.fill(lse, -T.infinity("float32"))
            for k in T.Pipelined(T.ceildiv(N, block_N), num_stages=2):
                T.copy(X[bx * block_M, k * block_N], x)
                for i, j in T.Parallel(block_M, block_N):
                    x[i, j] = T.if_then_else(k * block_N + j < N, x[i, j] * LOG2_E, -T.infinity("float32"))
                T.reduce_max(x, max_x, dim=1, clear=True)
                for i, j in T.Parallel(block_M, block_N):
                    x[i, j] = T.exp2(x[i, j] - max_x[i])
                T.reduce_sum(x, sum_exp_x, dim=1, clear=True)
                for i in T.Parallel(block_M):
                    lse[i] = max_x[i] + T.log2(T.exp2(lse[i] - max_x[i]) + sum_exp_x[i])
            for k in T.Pipelined(T.ceildiv(N, block_N), num_stages=2):
                T.copy(X[bx * block_M, k * block_N], x)
                for i, j in T.Parallel(block_M, block_N):
                    x[i, j] = T.exp2(x[i, j] * LOG2_E - lse[i])
                T.copy(x, Y[bx * block_M, k * block_N])

    return online_softmax


def online_softmax_row(M=64, N=512, block_N=128, dtype="bfloat16"):
    @T.prim_func
    def online_softmax_row(X: T.Tensor((M, N), dtype), Y: T.Tensor((M, N), dtype)):
        with T.Kernel(M, threads=128) as row:
            x = T.alloc_fragment((block_N,), dtype)
            y = T.alloc_fragment((block_N,), dtype)
            lse = T.alloc_fragment((1,), "float32")
            max_x = T.alloc_fragment((1,), dtype)
            exp_x = T.alloc_fragment((block_N,), "float32")
            sum_exp_x = T.alloc_fragment((1,), "float32")
            T.fill(lse, -T.infinity("float32"))
            for k in T.Pipelined(0, T.ceildiv(N, block_N)):
                T.copy(X[row, k * block_N : (k + 1) * block_N], x)
                T.reduce_max(x, max_x, dim=0, clear=True)
                for j in T.Parallel(block_N):
                    exp_x[j] = T.exp2(x[j] * LOG2_E - max_x[0] * LOG2_E)
                T.reduce_sum(exp_x, sum_exp_x, dim=0, clear=True)
                lse[0] = max_x[0] * LOG2_E + T.log2(T.exp2(lse[0] - max_x[0] * LOG2_E) + sum_exp_x[0])
            for k in T.Pipelined(0, T.ceildiv(N, block_N)):
                T.copy(X[row, k * block_N : (k + 1) * block_N], x)
                for j in T.Parallel(block_N):
                    y[j] = T.exp2(x[j] * LOG2_E - lse[0])
                T.copy(y, Y[row, k * block_N : (k + 1) * block_N])

    return online_softmax_row


def online_softmax_reference(X):
    """exp(X) / sum(exp(X)) of every row."""
    x = X.astype(np.float64)
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return (e / e.sum(axis=1, keepdims=True)).astype(X.dtype)


online_softmax_row_reference = online_softmax_reference
