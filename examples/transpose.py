"""Transposes: of a matrix, with T.transpose and by index, and of two dimensions of a tensor by copies alone."""

import tilelang.language as T


def transpose(M=256, N=128, block_M=64, block_N=32, dtype="bfloat16"):
    @T.prim_func
    def transpose(A: T.Tensor((M, N), dtype), B: T.Tensor((N, M), dtype)):
        with T.Kernel(T.ceildiv(N, block_N), T.ceildiv(M, block_M), threads=128) as (bx, by):
            A_shared = T.alloc_shared((block_M, block_N), dtype)
            B_shared = T.alloc_shared((block_N, block_M), dtype)
            T.copy(A[by * block_M, bx * block_N], A_shared)
            T.transpose(A_shared, B_shared)
            T.copy(B_shared, B[bx * block_N, by * block_M])

    return transpose


def transpose_reference(A):
    """B[j, i] = A[i, j]."""
    return A.T.copy()


def transpose_by_index(M=256, N=128, block_M=64, block_N=32, dtype="bfloat16"):
    @T.prim_func
    def transpose_by_index(A: T.Tensor((M, N), dtype), B: T.Tensor((N, M), dtype)):
        with T.Kernel(T.ceildiv(N, block_N), T.ceildiv(M, block_M), threads=128) as (bx, by):
            A_shared = T.alloc_shared((block_M, block_N), dtype)
            B_local = T.alloc_fragment((block_N, block_M), dtype)
            T.copy(A[by * block_M, bx * block_N], A_shared)
            for i, j in T.Parallel(block_N, block_M):
                B_local[i, j] = A_shared[j, i]
            T.copy(B_local, B[bx * block_N, by * block_M])

    return transpose_by_index


transpose_by_index_reference = transpose_reference


def heads_first(batch=2, S=64, heads=4, D=64, block_S=32, dtype="bfloat16"):
    @T.prim_func
    def heads_first(A: T.Tensor((batch, S, heads, D), dtype), B: T.Tensor((batch, heads, S, D), dtype)):
        with T.Kernel(T.ceildiv(S, block_S), heads, batch, threads=128) as (bx, by, bz):
            A_shared = T.alloc_shared((block_S, D), dtype)
            T.copy(A[bz, bx * block_S : (bx + 1) * block_S, by, :], A_shared)
            T.copy(A_shared, B[bz, by, bx * block_S : (bx + 1) * block_S, :])

    return heads_first


def heads_first_reference(A):
    """B[b, h, s] = A[b, s, h]."""
    return A.swapaxes(1, 2).copy()
