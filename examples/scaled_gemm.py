"""A GEMM of quantised operands: each K block of a row of A, and each K block of a block of columns of B, has a scale."""

import numpy as np
import tilelang.language as T


def scaled_gemm(M=128, N=128, K=256, block=64, block_K=64, dtype="bfloat16", accum_dtype="float32"):
    @T.prim_func
    def scaled_gemm(
        A: T.Tensor((M, K), dtype),
        B: T.Tensor((N, K), dtype),
        scales_a: T.Tensor((M, T.ceildiv(K, block_K)), accum_dtype),
        scales_b: T.Tensor((T.ceildiv(N, block), T.ceildiv(K, block_K)), accum_dtype),
        C: T.Tensor((M, N), dtype),
    ):
        with T.Kernel(T.ceildiv(N, block), T.ceildiv(M, block), threads=128) as (bx, by):
            a = T.alloc_shared((block, block_K), dtype)
            b = T.alloc_shared((block, block_K), dtype)
            scale = T.alloc_shared((block,), accum_dtype)
            c = T.alloc_fragment((block, block), accum_dtype)
            total = T.alloc_fragment((block, block), accum_dtype)
            T.clear(total)
            for k in T.Pipelined(T.ceildiv(K, block_K), num_stages=2):
                T.copy(A[by * block, k * block_K], a)
                T.copy(B[bx * block, k * block_K], b)
                scale_b = scales_b[bx, k]
                for i in T.Parallel(block):
                    scale[i] = scales_a[by * block + i, k] * scale_b
                T.gemm(a, b, c, transpose_B=True, clear_accum=True)
                for i, j in T.Parallel(block, block):
                    total[i, j] += c[i, j] * scale[i]
            T.copy(total, C[by * block, bx * block])

    return scaled_gemm


def scaled_gemm_reference(A, B, scales_a, scales_b, block=64, block_K=64):
    """A . B transposed, each number times its scale."""
    k = np.arange(A.shape[1]) // block_K
    a = A.astype(np.float64) * scales_a.astype(np.float64)[:, k]
    b = B.astype(np.float64) * scales_b.astype(np.float64)[np.arange(B.shape[0]) // block][:, k]
    return (a @ b.T).astype(A.dtype)
