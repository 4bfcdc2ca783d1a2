"""Causal linear attention without normalization, a chunk at a time: what came before is a matrix on the chip."""

import numpy as np
import tilelang.language as T


def linear_attention(batch=1, S=64, heads=2, DK=64, DV=64, chunk=64, dtype="bfloat16", accum_dtype="float32"):
    @T.prim_func
    def linear_attention(
        Q: T.Tensor((batch, S, heads, DK), dtype),
        K: T.Tensor((batch, S, heads, DK), dtype),
        V: T.Tensor((batch, S, heads, DV), dtype),
        O: T.Tensor((batch, S, heads, DV), dtype),  # noqa: E741
    ):
        with T.Kernel(heads, batch, threads=128) as (bh, bb):
            q = T.alloc_shared((chunk, DK), dtype)
            k = T.alloc_shared((chunk, DK), dtype)
            v = T.alloc_shared((chunk, DV), dtype)
            h = T.alloc_fragment((DK, DV), accum_dtype)
            h_shared = T.alloc_shared((DK, DV), dtype)
            s = T.alloc_fragment((chunk, chunk), accum_dtype)
            s_shared = T.alloc_shared((chunk, chunk), dtype)
            o = T.alloc_fragment((chunk, DV), accum_dtype)
            T.clear(h)
            for c in T.serial(T.ceildiv(S, chunk)):
                T.copy(Q[bb, c * chunk : (c + 1) * chunk, bh, :], q)
                T.copy(K[bb, c * chunk : (c + 1) * chunk, bh, :], k)
                T.copy(V[bb, c * chunk : (c + 1) * chunk, bh, :], v)
                T.gemm(q, k, s, clear_accum=True, transpose_B=True)
                for i, j in T.Parallel(chunk, chunk):
                    s_shared[i, j] = T.if_then_else(i >= j, s[i, j], 0)
                T.gemm(s_shared, v, o, clear_accum=True)
                T.copy(h, h_shared)
                T.gemm(k, v, h, transpose_A=True)
                T.gemm(q, h_shared, o)
                T.copy(o, O[bb, c * chunk : (c + 1) * chunk, bh, :])

    return linear_attention


def linear_attention_reference(Q, K, V):
    """O[i] = sum of (Q[i] . K[j]) V[j] over j <= i."""
    q, k, v = (x.astype(np.float64) for x in (Q, K, V))
    scores = np.tril(np.einsum("bihd,bjhd->bhij", q, k))
    return np.einsum("bhij,bjhd->bihd", scores, v).astype(Q.dtype)
