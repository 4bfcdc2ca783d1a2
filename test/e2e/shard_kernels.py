"""Kernels whose tensors can lie in shards: updates in place, copies, several launches."""

import tilelang.language as T


def normalised_in_place(M, N, block=32, dtype="bfloat16"):
    """X = X / sum of its row: every tile is read before all of its row is written."""

    @T.prim_func
    def normalised_in_place(X: T.Tensor((M, N), dtype)):
        with T.Kernel(T.ceildiv(M, block), threads=128) as bx:
            x = T.alloc_fragment((block, N), dtype)
            total = T.alloc_fragment((block,), dtype)
            T.copy(X[bx * block, 0], x)
            T.reduce_sum(x, total, dim=1)
            for i, j in T.Parallel(block, N):
                x[i, j] = x[i, j] / total[i]
            T.copy(x, X[bx * block, 0])

    return normalised_in_place


def copied(M, N, block=32, dtype="bfloat16"):
    """Y = X."""

    @T.prim_func
    def copied(X: T.Tensor((M, N), dtype), Y: T.Tensor((M, N), dtype)):
        with T.Kernel(T.ceildiv(M, block), threads=128) as bx:
            x = T.alloc_shared((block, N), dtype)
            T.copy(X[bx * block, 0], x)
            T.copy(x, Y[bx * block, 0])

    return copied


def two_steps(M, N, block=32, dtype="bfloat16"):
    """Y = |X| + 1 by way of a tensor that the second launch finds where the first one left it."""

    @T.prim_func
    def two_steps(X: T.Tensor((M, N), dtype), Y: T.Tensor((M, N), dtype), Z: T.Tensor((M, N), dtype)):
        with T.Kernel(T.ceildiv(M, block), threads=128) as bx:
            x = T.alloc_fragment((block, N), dtype)
            T.copy(X[bx * block, 0], x)
            for i, j in T.Parallel(block, N):
                x[i, j] = T.abs(x[i, j])
            T.copy(x, Y[bx * block, 0])
        with T.Kernel(T.ceildiv(M, block), threads=128) as bx:
            y = T.alloc_fragment((block, N), dtype)
            T.copy(Y[bx * block, 0], y)
            for i, j in T.Parallel(block, N):
                y[i, j] = y[i, j] + 1
            T.copy(y, Z[bx * block, 0])

    return two_steps
