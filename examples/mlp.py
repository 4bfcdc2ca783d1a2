"""Parts of a perceptron: two layers whose hidden values stay on the chip, and a gated layer with two products at once."""

import math

import numpy as np
import tilelang.language as T


def mlp(
    M=128,
    d_in=128,
    d_hidden=256,
    d_out=128,
    block_M=32,
    block_H=64,
    block_K=32,
    dtype="bfloat16",
    accum_dtype="float32",
):
    @T.prim_func
    def mlp(
        X: T.Tensor((M, d_in), dtype),
        W1: T.Tensor((d_in, d_hidden), dtype),
        b1: T.Tensor((d_hidden,), dtype),
        W2: T.Tensor((d_hidden, d_out), dtype),
        Y: T.Tensor((M, d_out), dtype),
    ):
        with T.Kernel(T.ceildiv(M, block_M), threads=128) as bx:
            X_shared = T.alloc_shared((block_M, block_K), dtype)
            W1_shared = T.alloc_shared((block_K, block_H), dtype)
            b1_shared = T.alloc_shared((block_H,), dtype)
            W2_shared = T.alloc_shared((block_H, d_out), dtype)
            hidden = T.alloc_fragment((block_M, block_H), accum_dtype)
            hidden_cast = T.alloc_fragment((block_M, block_H), dtype)
            out = T.alloc_fragment((block_M, d_out), accum_dtype)
            T.clear(out)
            for h in T.serial(T.ceildiv(d_hidden, block_H)):
                T.clear(hidden)
                for k in T.Pipelined(T.ceildiv(d_in, block_K), num_stages=2):
                    T.copy(X[bx * block_M, k * block_K], X_shared)
                    T.copy(W1[k * block_K, h * block_H], W1_shared)
                    T.gemm(X_shared, W1_shared, hidden)
                T.copy(b1[h * block_H], b1_shared)
                for i, j in T.Parallel(block_M, block_H):
                    hidden[i, j] = hidden[i, j] + b1_shared[j]
                for i, j in T.Parallel(block_M, block_H):
                    hidden_cast[i, j] = hidden[i, j] * 0.5 * (1.0 + T.erf(hidden[i, j] * math.sqrt(0.5)))
                T.copy(W2[h * block_H, 0], W2_shared)
                T.gemm(hidden_cast, W2_shared, out)
            T.copy(out, Y[bx * block_M, 0])

    return mlp


def mlp_reference(X, W1, b1, W2):
    """gelu(X . W1 + b1) . W2, with the exact gelu; the hidden layer is rounded to the type of X."""
    x = X.astype(np.float64) @ W1.astype(np.float64) + b1.astype(np.float64)
    hidden = (0.5 * x * (1 + np.vectorize(math.erf)(x * math.sqrt(0.5)))).astype(X.dtype)
    return (hidden.astype(np.float64) @ W2.astype(np.float64)).astype(X.dtype)


def swiglu(M=128, N=128, K=128, block_M=64, block_N=64, block_K=32, dtype="bfloat16", accum_dtype="float32"):
    @T.prim_func
    def swiglu(
        X: T.Tensor((M, K), dtype),
        W_gate: T.Tensor((K, N), dtype),
        W_up: T.Tensor((K, N), dtype),
        Y: T.Tensor((M, N), dtype),
    ):
        with T.Kernel(T.ceildiv(N, block_N), T.ceildiv(M, block_M), threads=128) as (bx, by):
            X_shared = T.alloc_shared((block_M, block_K), dtype)
            gate_shared = T.alloc_shared((block_K, block_N), dtype)
            up_shared = T.alloc_shared((block_K, block_N), dtype)
            gate = T.alloc_fragment((block_M, block_N), accum_dtype)
            up = T.alloc_fragment((block_M, block_N), accum_dtype)
            T.clear(gate)
            T.clear(up)
            for k in T.Pipelined(T.ceildiv(K, block_K), num_stages=2):
                T.copy(X[by * block_M, k * block_K], X_shared)
                T.copy(W_gate[k * block_K, bx * block_N], gate_shared)
                T.copy(W_up[k * block_K, bx * block_N], up_shared)
                T.gemm(X_shared, gate_shared, gate)
                T.gemm(X_shared, up_shared, up)
            for i, j in T.Parallel(block_M, block_N):
                up[i, j] = up[i, j] * gate[i, j] * T.sigmoid(gate[i, j])
            T.copy(up, Y[by * block_M, bx * block_N])

    return swiglu


def swiglu_reference(X, W_gate, W_up):
    """silu(X . W_gate) * (X . W_up)."""
    x = X.astype(np.float64)
    gate = x @ W_gate.astype(np.float64)
    return (gate / (1 + np.exp(-gate)) * (x @ W_up.astype(np.float64))).astype(X.dtype)
