"""Products of 8-bit integers, summed in int32: every number exact, for any K."""

import numpy as np
import tilelang.language as T


def int8_gemm(M=256, N=256, K=512, block_M=64, block_N=64, block_K=64):
    """C = A @ B.T with A of M x K and B of N x K."""

    @T.prim_func
    def int8_gemm(A: T.Tensor((M, K), "int8"), B: T.Tensor((N, K), "int8"), C: T.Tensor((M, N), "int32")):
        with T.Kernel(T.ceildiv(N, block_N), T.ceildiv(M, block_M), threads=128) as (bx, by):
            A_shared = T.alloc_shared((block_M, block_K), "int8")
            B_shared = T.alloc_shared((block_N, block_K), "int8")
            C_local = T.alloc_fragment((block_M, block_N), "int32")
            T.clear(C_local)
            for ko in T.Pipelined(T.ceildiv(K, block_K), num_stages=2):
                T.copy(A[by * block_M, ko * block_K], A_shared)
                T.copy(B[bx * block_N, ko * block_K], B_shared)
                T.gemm(A_shared, B_shared, C_local, transpose_B=True)
            T.copy(C_local, C[by * block_M, bx * block_N])

    return int8_gemm


def int8_gemm_reference(A, B):
    """C, exactly."""
    return A.astype(np.int32) @ B.astype(np.int32).T
