"""A batch of matrix products: a grid of three dimensions."""

import numpy as np
import tilelang.language as T


def batched_matmul(
    batch=3, M=128, N=128, K=128, block_M=64, block_N=64, block_K=32, dtype="bfloat16", accum_dtype="float32"
):
    @T.prim_func
    def batched_matmul(
        A: T.Tensor((batch, M, K), dtype),
        B: T.Tensor((batch, K, N), dtype),
        C: T.Tensor((batch, M, N), dtype),
    ):
        with T.Kernel(T.ceildiv(N, block_N), T.ceildiv(M, block_M), batch, threads=128) as (bx, by, bz):
            A_shared = T.alloc_shared((block_M, block_K), dtype)
            B_shared = T.alloc_shared((block_K, block_N), dtype)
            C_local = T.alloc_fragment((block_M, block_N), accum_dtype)
            T.clear(C_local)
            for ko in T.Pipelined(T.ceildiv(K, block_K), num_stages=2):
                T.copy(A[bz, by * block_M, ko * block_K], A_shared)
                T.copy(B[bz, ko * block_K, bx * block_N], B_shared)
                T.gemm(A_shared, B_shared, C_local)
            T.copy(C_local, C[bz, by * block_M, bx * block_N])

    return batched_matmul


def batched_matmul_reference(A, B):
    """C[b] = A[b] . B[b]."""
    return (A.astype(np.float32) @ B.astype(np.float32)).astype(A.dtype)
