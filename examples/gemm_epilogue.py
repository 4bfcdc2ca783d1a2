"""Matrix products with work on the result while it is still on the chip: bias, activation, residual."""

import math

import numpy as np
import tilelang.language as T


def matmul_bias_relu(M=256, N=256, K=256, block_M=64, block_N=64, block_K=32, dtype="bfloat16", accum_dtype="float32"):
    @T.prim_func
    def matmul_bias_relu(
        A: T.Tensor((M, K), dtype),
        B: T.Tensor((K, N), dtype),
        bias: T.Tensor((N,), dtype),
        C: T.Tensor((M, N), dtype),
    ):
        with T.Kernel(T.ceildiv(N, block_N), T.ceildiv(M, block_M), threads=128) as (bx, by):
            A_shared = T.alloc_shared((block_M, block_K), dtype)
            B_shared = T.alloc_shared((block_K, block_N), dtype)
            bias_shared = T.alloc_shared((block_N,), dtype)
            C_local = T.alloc_fragment((block_M, block_N), accum_dtype)
            T.clear(C_local)
            for ko in T.Pipelined(T.ceildiv(K, block_K), num_stages=2):
                T.copy(A[by * block_M, ko * block_K], A_shared)
                T.copy(B[ko * block_K, bx * block_N], B_shared)
                T.gemm(A_shared, B_shared, C_local)
            T.copy(bias[bx * block_N], bias_shared)
            for i, j in T.Parallel(block_M, block_N):
                C_local[i, j] = T.max(C_local[i, j] + T.cast(bias_shared[j], accum_dtype), 0)
            T.copy(C_local, C[by * block_M, bx * block_N])

    return matmul_bias_relu


def matmul_bias_relu_reference(A, B, bias):
    """max(A . B + bias, 0), bias per column."""
    product = A.astype(np.float32) @ B.astype(np.float32)
    return np.maximum(product + bias.astype(np.float32), 0).astype(A.dtype)


def matmul_gelu_residual(
    M=256, N=256, K=256, block_M=64, block_N=64, block_K=32, dtype="bfloat16", accum_dtype="float32"
):
    @T.prim_func
    def matmul_gelu_residual(
        A: T.Tensor((M, K), dtype),
        B: T.Tensor((K, N), dtype),
        R: T.Tensor((M, N), dtype),
        C: T.Tensor((M, N), dtype),
    ):
        with T.Kernel(T.ceildiv(N, block_N), T.ceildiv(M, block_M), threads=128) as (bx, by):
            A_shared = T.alloc_shared((block_M, block_K), dtype)
            B_shared = T.alloc_shared((block_K, block_N), dtype)
            R_shared = T.alloc_shared((block_M, block_N), dtype)
            C_local = T.alloc_fragment((block_M, block_N), accum_dtype)
            T.clear(C_local)
            for ko in T.Pipelined(T.ceildiv(K, block_K), num_stages=2):
                T.copy(A[by * block_M, ko * block_K], A_shared)
                T.copy(B[ko * block_K, bx * block_N], B_shared)
                T.gemm(A_shared, B_shared, C_local)
            T.copy(R[by * block_M, bx * block_N], R_shared)
            for i, j in T.Parallel(block_M, block_N):
                x = C_local[i, j]
                C_local[i, j] = x * 0.5 * (1.0 + T.erf(x * math.sqrt(0.5))) + T.cast(R_shared[i, j], accum_dtype)
            T.copy(C_local, C[by * block_M, bx * block_N])

    return matmul_gelu_residual


def matmul_gelu_residual_reference(A, B, R):
    """gelu(A . B) + R, with the exact gelu."""
    x = A.astype(np.float32) @ B.astype(np.float32)
    erf = np.vectorize(math.erf)(x * math.sqrt(0.5)).astype(np.float32)
    return (0.5 * x * (1 + erf) + R.astype(np.float32)).astype(A.dtype)


def matmul_cast(M=256, N=256, K=256, block_M=64, block_N=64, block_K=32, dtype="bfloat16", out_dtype="float32"):
    @T.prim_func
    def matmul_cast(
        A: T.Tensor((M, K), dtype),
        B: T.Tensor((K, N), dtype),
        C: T.Tensor((M, N), out_dtype),
    ):
        with T.Kernel(T.ceildiv(N, block_N), T.ceildiv(M, block_M), threads=128) as (bx, by):
            A_shared = T.alloc_shared((block_M, block_K), dtype)
            B_shared = T.alloc_shared((block_K, block_N), dtype)
            C_local = T.alloc_fragment((block_M, block_N), "float32")
            C_shared = T.alloc_shared((block_M, block_N), out_dtype)
            T.clear(C_local)
            for ko in T.Pipelined(T.ceildiv(K, block_K), num_stages=2):
                T.copy(A[by * block_M, ko * block_K], A_shared)
                T.copy(B[ko * block_K, bx * block_N], B_shared)
                T.gemm(A_shared, B_shared, C_local)
            T.copy(C_local, C_shared)
            T.copy(C_shared, C[by * block_M, bx * block_N])

    return matmul_cast


def matmul_cast_reference(A, B, out_dtype=np.float32):
    """A . B in another type than the operands."""
    return (A.astype(np.float32) @ B.astype(np.float32)).astype(out_dtype)
