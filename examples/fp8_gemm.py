"""Numbers of 8 bits: rows scaled and rounded to fp8, and the product of two fp8 matrices."""

import ml_dtypes
import numpy as np
import tilelang.language as T

LARGEST = 448.0


def quantize_rows(M=256, N=256, block_M=32, dtype="bfloat16"):
    @T.prim_func
    def quantize_rows(X: T.Tensor((M, N), dtype), Q: T.Tensor((M, N), "float8_e4m3"), scale: T.Tensor((M,), "float32")):
        with T.Kernel(T.ceildiv(M, block_M), threads=128) as bx:
            x = T.alloc_fragment((block_M, N), "float32")
            q = T.alloc_fragment((block_M, N), "float8_e4m3")
            largest = T.alloc_fragment((block_M,), "float32")
            s = T.alloc_fragment((block_M,), "float32")
            T.copy(X[bx * block_M, 0], x)
            T.reduce_absmax(x, largest, dim=1)
            for i in T.Parallel(block_M):
                s[i] = T.max(largest[i], 1e-4) / LARGEST
            for i, j in T.Parallel(block_M, N):
                q[i, j] = T.Cast("float8_e4m3", T.clamp(x[i, j] / s[i], -LARGEST, LARGEST))
            T.copy(q, Q[bx * block_M, 0])
            T.copy(s, scale[bx * block_M])

    return quantize_rows


def quantize_rows_reference(X):
    """X / s rounded to fp8, and s, which takes the largest number of a row to the largest of the format."""
    x = X.astype(np.float64)
    s = np.maximum(np.abs(x).max(axis=1), 1e-4) / LARGEST
    return (x / s[:, None]).astype(ml_dtypes.float8_e4m3fn), s.astype(np.float32)


def fp8_gemm(M=256, N=256, K=256, block_M=64, block_N=64, block_K=64, dtype="float8_e4m3", out_dtype="bfloat16"):
    @T.prim_func
    def fp8_gemm(A: T.Tensor((M, K), dtype), B: T.Tensor((N, K), dtype), C: T.Tensor((M, N), out_dtype)):
        with T.Kernel(T.ceildiv(N, block_N), T.ceildiv(M, block_M), threads=128) as (bx, by):
            A_shared = T.alloc_shared((block_M, block_K), dtype)
            B_shared = T.alloc_shared((block_N, block_K), dtype)
            C_local = T.alloc_fragment((block_M, block_N), "float32")
            T.clear(C_local)
            for ko in T.Pipelined(T.ceildiv(K, block_K), num_stages=2):
                T.copy(A[by * block_M, ko * block_K], A_shared)
                T.copy(B[bx * block_N, ko * block_K], B_shared)
                T.gemm(A_shared, B_shared, C_local, transpose_B=True)
            T.copy(C_local, C[by * block_M, bx * block_N])

    return fp8_gemm


def fp8_gemm_reference(A, B):
    """C = A . B^T."""
    return A.astype(np.float64) @ B.astype(np.float64).T


def tf32_gemm(M=128, N=128, K=128, block_M=64, block_N=64, block_K=64):
    @T.prim_func
    def tf32_gemm(A: T.Tensor((M, K), "float16"), B: T.Tensor((K, N), "bfloat16"), C: T.Tensor((M, N), "float32")):
        with T.Kernel(T.ceildiv(N, block_N), T.ceildiv(M, block_M), threads=128) as (bx, by):
            A_shared = T.alloc_shared((block_M, block_K), "float16")
            B_shared = T.alloc_shared((block_K, block_N), "bfloat16")
            A_tf32 = T.alloc_shared((block_M, block_K), T.tfloat32)
            B_tf32 = T.alloc_shared((block_K, block_N), T.tfloat32)
            C_local = T.alloc_fragment((block_M, block_N), "float32")
            T.clear(C_local)
            for ko in T.serial(T.ceildiv(K, block_K)):
                T.copy(A[by * block_M, ko * block_K], A_shared)
                T.copy(B[ko * block_K, bx * block_N], B_shared)
                for i, j in T.Parallel(block_M, block_K):
                    A_tf32[i, j] = T.Cast(T.tfloat32, A_shared[i, j])
                for i, j in T.Parallel(block_K, block_N):
                    B_tf32[i, j] = T.Cast(T.tfloat32, B_shared[i, j])
                T.gemm(A_tf32, B_tf32, C_local)
            T.copy(C_local, C[by * block_M, bx * block_N])

    return tf32_gemm


def tf32_gemm_reference(A, B):
    """C = A . B with fp16 and bf16 numbers, both of which tf32 holds."""
    return A.astype(np.float64) @ B.astype(np.float64)
