"""Matrix product of operands that are stored transposed."""

import numpy as np
import tilelang.language as T


def matmul_transposed(
    M=256, N=256, K=256, block_M=64, block_N=64, block_K=32, ta=False, tb=True, dtype="bfloat16", accum_dtype="float32"
):
    A_shape = (K, M) if ta else (M, K)
    B_shape = (N, K) if tb else (K, N)
    A_block = (block_K, block_M) if ta else (block_M, block_K)
    B_block = (block_N, block_K) if tb else (block_K, block_N)

    @T.prim_func
    def matmul_transposed(
        A: T.Tensor(A_shape, dtype),
        B: T.Tensor(B_shape, dtype),
        C: T.Tensor((M, N), dtype),
    ):
        with T.Kernel(T.ceildiv(N, block_N), T.ceildiv(M, block_M), threads=128) as (bx, by):
            A_shared = T.alloc_shared(A_block, dtype)
            B_shared = T.alloc_shared(B_block, dtype)
            C_local = T.alloc_fragment((block_M, block_N), accum_dtype)
            T.clear(C_local)
            for ko in T.Pipelined(T.ceildiv(K, block_K), num_stages=2):
                if ta:
                    T.copy(A[ko * block_K, by * block_M], A_shared)
                else:
                    T.copy(A[by * block_M, ko * block_K], A_shared)
                if tb:
                    T.copy(B[bx * block_N, ko * block_K], B_shared)
                else:
                    T.copy(B[ko * block_K, bx * block_N], B_shared)
                T.gemm(A_shared, B_shared, C_local, transpose_A=ta, transpose_B=tb)
            T.copy(C_local, C[by * block_M, bx * block_N])

    return matmul_transposed


def matmul_transposed_reference(A, B, ta=False, tb=True):
    """op(A) . op(B), where op transposes what is stored transposed."""
    a, b = A.astype(np.float32), B.astype(np.float32)
    return ((a.T if ta else a) @ (b.T if tb else b)).astype(A.dtype)
