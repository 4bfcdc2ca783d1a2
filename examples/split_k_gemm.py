"""C = A . B for large K: products of parts of K in parallel, then their sum by a second launch."""

import numpy as np
import tilelang.language as T


def split_k_gemm(
    M=128, N=128, K=512, block_M=64, block_N=64, block_K=32, splits=4, dtype="bfloat16", accum_dtype="float32"
):
    steps = -(-K // (splits * block_K))

    @T.prim_func
    def split_k_gemm(A: T.Tensor((M, K), dtype), B: T.Tensor((K, N), dtype), C: T.Tensor((M, N), dtype)):
        partial = T.alloc_global((splits, M, N), accum_dtype)
        with T.Kernel(T.ceildiv(N, block_N), T.ceildiv(M, block_M), splits, threads=128) as (bx, by, bz):
            A_shared = T.alloc_shared((block_M, block_K), dtype)
            B_shared = T.alloc_shared((block_K, block_N), dtype)
            C_local = T.alloc_fragment((block_M, block_N), accum_dtype)
            T.clear(C_local)
            for k in T.Pipelined(steps, num_stages=2):
                T.copy(A[by * block_M, (bz * steps + k) * block_K], A_shared)
                T.copy(B[(bz * steps + k) * block_K, bx * block_N], B_shared)
                T.gemm(A_shared, B_shared, C_local)
            T.copy(C_local, partial[bz, by * block_M, bx * block_N])
        with T.Kernel(T.ceildiv(N, block_N), T.ceildiv(M, block_M), threads=128) as (bx, by):
            part = T.alloc_fragment((block_M, block_N), accum_dtype)
            total = T.alloc_fragment((block_M, block_N), accum_dtype)
            T.clear(total)
            for s in T.Pipelined(splits, num_stages=2):
                T.copy(partial[s, by * block_M, bx * block_N], part)
                for i, j in T.Parallel(block_M, block_N):
                    total[i, j] += part[i, j]
            T.copy(total, C[by * block_M, bx * block_N])

    return split_k_gemm


def split_k_gemm_reference(A, B):
    """A . B."""
    return (A.astype(np.float64) @ B.astype(np.float64)).astype(A.dtype)
