"""Kernels of several launches whose results show what stays in the padding of the tensors between them."""

import tilelang.language as T


def shifted_sums(M, N, block=32, dtype="float32"):
    """Y = X + 1, then the sums of its columns and of its rows, over blocks that reach over its end."""
    rows, cols = -(-M // block) * block, -(-N // block) * block

    @T.prim_func
    def shifted_sums(
        X: T.Tensor((M, N), dtype),
        Y: T.Tensor((M, N), dtype),
        down: T.Tensor((N,), dtype),
        across: T.Tensor((M,), dtype),
    ):
        with T.Kernel(T.ceildiv(N, block), T.ceildiv(M, block), threads=128) as (bx, by):
            x = T.alloc_fragment((block, block), dtype)
            T.copy(X[by * block, bx * block], x)
            for i, j in T.Parallel(block, block):
                x[i, j] = x[i, j] + 1
            T.copy(x, Y[by * block, bx * block])
        with T.Kernel(T.ceildiv(N, block), threads=128) as bx:
            y = T.alloc_fragment((rows, block), dtype)
            total = T.alloc_fragment((block,), dtype)
            T.copy(Y[0, bx * block], y)
            T.reduce_sum(y, total, dim=0)
            T.copy(total, down[bx * block])
        with T.Kernel(T.ceildiv(M, block), threads=128) as bx:
            y = T.alloc_fragment((block, cols), dtype)
            total = T.alloc_fragment((block,), dtype)
            T.copy(Y[bx * block, 0], y)
            T.reduce_sum(y, total, dim=1)
            T.copy(total, across[bx * block])

    return shifted_sums


def gram(M, N, block=48, dtype="bfloat16"):
    """(2 X + 3)^T . (2 X + 3), with the factor in a workspace that is cut in blocks of rows which are not whole tiles."""

    @T.prim_func
    def gram(X: T.Tensor((M, N), dtype), Y: T.Tensor((N, N), "float32")):
        factor = T.alloc_global((M, N), dtype)
        with T.Kernel(T.ceildiv(M, block), threads=128) as bx:
            x = T.alloc_fragment((block, N), dtype)
            T.copy(X[bx * block, 0], x)
            for i, j in T.Parallel(block, N):
                x[i, j] = x[i, j] * 2 + 3
            T.copy(x, factor[bx * block, 0])
        with T.Kernel(1, threads=128):
            a = T.alloc_shared((block, N), dtype)
            acc = T.alloc_fragment((N, N), "float32")
            T.clear(acc)
            for k in T.serial(T.ceildiv(M, block)):
                T.copy(factor[k * block, 0], a)
                T.gemm(a, a, acc, transpose_A=True)
            T.copy(acc, Y)

    return gram


def of_any_size(N=64, block=32, dtype="float32"):
    """3 (X + 1), by launches whose numbers of blocks are known at run time."""
    M = T.dynamic("M")

    @T.prim_func
    def of_any_size(
        X: T.Tensor((M, N), dtype), W: T.Tensor((M, N), dtype), Y: T.Tensor((M, N), dtype), gain: T.float32
    ):
        with T.Kernel(T.ceildiv(M, block), threads=128) as bx:
            x = T.alloc_fragment((block, N), dtype)
            T.copy(X[bx * block, 0], x)
            for i, j in T.Parallel(block, N):
                x[i, j] = x[i, j] + 1
            T.copy(x, W[bx * block, 0])
        with T.Kernel(T.ceildiv(M, 2 * block), threads=128) as bx:
            x = T.alloc_fragment((2 * block, N), dtype)
            T.copy(W[bx * 2 * block, 0], x)
            for i, j in T.Parallel(2 * block, N):
                x[i, j] = x[i, j] * gain
            T.copy(x, Y[bx * 2 * block, 0])

    return of_any_size


def through_a_workspace(M, N, dtype="float32"):
    """X + 1 by way of a workspace, in one launch: what a block stores there it takes from the chip."""

    @T.prim_func
    def through_a_workspace(X: T.Tensor((M, N), dtype), Y: T.Tensor((M,), dtype)):
        with T.Kernel(T.ceildiv(M, 32), threads=128) as bx:
            w = T.alloc_global((M, N), dtype)
            x = T.alloc_fragment((32, 96), dtype)
            y = T.alloc_fragment((32, 96), dtype)
            total = T.alloc_fragment((32,), dtype)
            T.copy(X[bx * 32, 0], x)
            for i, j in T.Parallel(32, 96):
                x[i, j] = x[i, j] + 1
            T.copy(x, w[bx * 32, 0])
            T.copy(w[bx * 32, 0], y)
            T.reduce_sum(y, total, dim=1)
            T.copy(total, Y[bx * 32])

    return through_a_workspace
