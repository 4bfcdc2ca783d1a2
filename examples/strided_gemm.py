"""Matrix products of parts of larger tensors: a slice of every row, and heads that lie between each other."""

import numpy as np
import tilelang.language as T


def strided_gemm(
    M=128,
    N=128,
    K=128,
    first=64,
    pitch=256,
    block_M=64,
    block_N=64,
    block_K=32,
    dtype="bfloat16",
    accum_dtype="float32",
):
    @T.prim_func
    def strided_gemm(
        A: T.Tensor((M, pitch), dtype),
        B: T.Tensor((K, N), dtype),
        C: T.Tensor((M, N), dtype),
    ):
        with T.Kernel(T.ceildiv(N, block_N), T.ceildiv(M, block_M), threads=128) as (bx, by):
            A_shared = T.alloc_shared((block_M, block_K), dtype)
            B_shared = T.alloc_shared((block_K, block_N), dtype)
            C_local = T.alloc_fragment((block_M, block_N), accum_dtype)
            T.clear(C_local)
            for ko in T.Pipelined(T.ceildiv(K, block_K), num_stages=2):
                T.copy(A[by * block_M, first + ko * block_K], A_shared)
                T.copy(B[ko * block_K, bx * block_N], B_shared)
                T.gemm(A_shared, B_shared, C_local)
            T.copy(C_local, C[by * block_M, bx * block_N])

    return strided_gemm


def strided_gemm_reference(A, B, first=64):
    """C = A[:, first : first + K] . B."""
    part = A[:, first : first + B.shape[0]]
    return (part.astype(np.float64) @ B.astype(np.float64)).astype(A.dtype)


def batched_strided_gemm(
    batch=2, heads=2, M=64, N=64, K=64, block_M=32, block_N=32, block_K=32, dtype="bfloat16", accum_dtype="float32"
):
    @T.prim_func
    def batched_strided_gemm(
        A: T.Tensor((batch, M, heads, K), dtype),
        B: T.Tensor((batch, N, heads, K), dtype),
        C: T.Tensor((batch, heads, M, N), dtype),
    ):
        with T.Kernel(T.ceildiv(N, block_N), T.ceildiv(M, block_M), batch * heads, threads=128) as (bx, by, bz):
            A_shared = T.alloc_shared((block_M, block_K), dtype)
            B_shared = T.alloc_shared((block_N, block_K), dtype)
            C_local = T.alloc_fragment((block_M, block_N), accum_dtype)
            T.clear(C_local)
            for ko in T.Pipelined(T.ceildiv(K, block_K), num_stages=2):
                rows, columns, depth = by * block_M, bx * block_N, ko * block_K
                T.copy(A[bz // heads, rows : rows + block_M, bz % heads, depth : depth + block_K], A_shared)
                T.copy(B[bz // heads, columns : columns + block_N, bz % heads, depth : depth + block_K], B_shared)
                T.gemm(A_shared, B_shared, C_local, transpose_B=True)
            T.copy(C_local, C[bz // heads, bz % heads, by * block_M, bx * block_N])

    return batched_strided_gemm


def batched_strided_gemm_reference(A, B):
    """C[b, h] = A[b, :, h] . B[b, :, h]^T."""
    return np.einsum("bmhk,bnhk->bhmn", A.astype(np.float64), B.astype(np.float64)).astype(A.dtype)
