"""Flash attention, forward: softmax(Q . K^T / sqrt(D)) . V, causal or not, with grouped queries, in both layouts."""

import math

import numpy as np
import tilelang.language as T

LOG2_E = 1.44269504


def flash_attention(
    batch=1,
    S=128,
    heads=2,
    D=64,
    groups=1,
    causal=False,
    block_M=64,
    block_N=64,
    dtype="bfloat16",
    accum_dtype="float32",
):
    """(batch, S, heads, D); `groups` heads of Q share one head of K and V."""
    scale = (1.0 / D) ** 0.5 * LOG2_E
    kv_shape = (batch, S, heads // groups, D)

    @T.prim_func
    def flash_attention(
        Q: T.Tensor((batch, S, heads, D), dtype),
        K: T.Tensor(kv_shape, dtype),
        V: T.Tensor(kv_shape, dtype),
        Output: T.Tensor((batch, S, heads, D), dtype),
    ):
        with T.Kernel(T.ceildiv(S, block_M), heads, batch, threads=128) as (bx, by, bz):
            Q_shared = T.alloc_shared([block_M, D], dtype)
            K_shared = T.alloc_shared([block_N, D], dtype)
            V_shared = T.alloc_shared([block_N, D], dtype)
            O_shared = T.alloc_shared([block_M, D], dtype)
            acc_s = T.alloc_fragment([block_M, block_N], accum_dtype)
            acc_s_cast = T.alloc_fragment([block_M, block_N], dtype)
            acc_o = T.alloc_fragment([block_M, D], accum_dtype)
            scores_max = T.alloc_fragment([block_M], accum_dtype)
            scores_max_prev = T.alloc_fragment([block_M], accum_dtype)
            scores_scale = T.alloc_fragment([block_M], accum_dtype)
            scores_sum = T.alloc_fragment([block_M], accum_dtype)
            logsum = T.alloc_fragment([block_M], accum_dtype)

            T.copy(Q[bz, bx * block_M : (bx + 1) * block_M, by, :], Q_shared)
            T.fill(acc_o, 0)
            T.fill(logsum, 0)
            T.fill(scores_max, -T.infinity(accum_dtype))
            blocks = T.ceildiv(S, block_N)
            loop_range = T.min(blocks, T.ceildiv((bx + 1) * block_M, block_N)) if causal else blocks
            for k in T.Pipelined(loop_range, num_stages=2):
                T.copy(K[bz, k * block_N : (k + 1) * block_N, by // groups, :], K_shared)
                if causal:
                    for i, j in T.Parallel(block_M, block_N):
                        acc_s[i, j] = T.if_then_else(bx * block_M + i >= k * block_N + j, 0, -T.infinity(accum_dtype))
                else:
                    for i, j in T.Parallel(block_M, block_N):
                        acc_s[i, j] = T.if_then_else(k * block_N + j >= S, -T.infinity(accum_dtype), 0)
                T.gemm(Q_shared, K_shared, acc_s, transpose_B=True, policy=T.GemmWarpPolicy.FullRow)
                T.copy(scores_max, scores_max_prev)
                T.fill(scores_max, -T.infinity(accum_dtype))
                T.reduce_max(acc_s, scores_max, dim=1, clear=False)
                for i in T.Parallel(block_M):
                    scores_max[i] = T.max(scores_max[i], scores_max_prev[i])
                for i in T.Parallel(block_M):
                    scores_scale[i] = T.exp2(scores_max_prev[i] * scale - scores_max[i] * scale)
                for i, j in T.Parallel(block_M, block_N):
                    acc_s[i, j] = T.exp2(acc_s[i, j] * scale - scores_max[i] * scale)
                T.reduce_sum(acc_s, scores_sum, dim=1)
                for i in T.Parallel(block_M):
                    logsum[i] = logsum[i] * scores_scale[i] + scores_sum[i]
                T.copy(acc_s, acc_s_cast)
                for i, j in T.Parallel(block_M, D):
                    acc_o[i, j] *= scores_scale[i]
                T.copy(V[bz, k * block_N : (k + 1) * block_N, by // groups, :], V_shared)
                T.gemm(acc_s_cast, V_shared, acc_o, policy=T.GemmWarpPolicy.FullRow)
            for i, j in T.Parallel(block_M, D):
                acc_o[i, j] /= logsum[i]
            T.copy(acc_o, O_shared)
            T.copy(O_shared, Output[bz, bx * block_M : (bx + 1) * block_M, by, :])

    return flash_attention


def flash_attention_reference(Q, K, V, causal=False):
    """softmax(Q . K^T / sqrt(D)) . V of every head, for (batch, S, heads, D)."""
    q, k, v = (x.swapaxes(1, 2) for x in (Q, K, V))
    return flash_attention_bhsd_reference(q, k, v, causal).swapaxes(1, 2)


def flash_attention_bhsd(
    batch=1,
    heads=2,
    S=128,
    D=64,
    groups=1,
    causal=False,
    block_M=64,
    block_N=64,
    dtype="bfloat16",
    accum_dtype="float32",
):
    """(batch, heads, S, D); `groups` heads of Q share one head of K and V."""
    scale = (1.0 / D) ** 0.5 * LOG2_E
    kv_shape = (batch, heads // groups, S, D)

    @T.prim_func
    def flash_attention_bhsd(
        Q: T.Tensor((batch, heads, S, D), dtype),
        K: T.Tensor(kv_shape, dtype),
        V: T.Tensor(kv_shape, dtype),
        Output: T.Tensor((batch, heads, S, D), dtype),
    ):
        with T.Kernel(T.ceildiv(S, block_M), heads, batch, threads=128) as (bx, by, bz):
            Q_shared = T.alloc_shared([block_M, D], dtype)
            K_shared = T.alloc_shared([block_N, D], dtype)
            V_shared = T.alloc_shared([block_N, D], dtype)
            acc_s = T.alloc_fragment([block_M, block_N], accum_dtype)
            acc_s_cast = T.alloc_fragment([block_M, block_N], dtype)
            acc_o = T.alloc_fragment([block_M, D], accum_dtype)
            scores_max = T.alloc_fragment([block_M], accum_dtype)
            scores_max_prev = T.alloc_fragment([block_M], accum_dtype)
            scores_scale = T.alloc_fragment([block_M], accum_dtype)
            scores_sum = T.alloc_fragment([block_M], accum_dtype)
            logsum = T.alloc_fragment([block_M], accum_dtype)

            T.copy(Q[bz, by, bx * block_M : (bx + 1) * block_M, :], Q_shared)
            T.fill(acc_o, 0)
            T.fill(logsum, 0)
            T.fill(scores_max, -T.infinity(accum_dtype))
            blocks = T.ceildiv(S, block_N)
            loop_range = T.min(blocks, T.ceildiv((bx + 1) * block_M, block_N)) if causal else blocks
            for k in T.Pipelined(loop_range, num_stages=2):
                T.copy(K[bz, by // groups, k * block_N : (k + 1) * block_N, :], K_shared)
                if causal:
                    for i, j in T.Parallel(block_M, block_N):
                        acc_s[i, j] = T.if_then_else(bx * block_M + i >= k * block_N + j, 0, -T.infinity(accum_dtype))
                else:
                    for i, j in T.Parallel(block_M, block_N):
                        acc_s[i, j] = T.if_then_else(k * block_N + j >= S, -T.infinity(accum_dtype), 0)
                T.gemm(Q_shared, K_shared, acc_s, transpose_B=True, policy=T.GemmWarpPolicy.FullRow)
                T.copy(scores_max, scores_max_prev)
                T.reduce_max(acc_s, scores_max, dim=1, clear=False)
                for i in T.Parallel(block_M):
                    scores_scale[i] = T.exp2((scores_max_prev[i] - scores_max[i]) * scale)
                for i, j in T.Parallel(block_M, block_N):
                    acc_s[i, j] = T.exp2((acc_s[i, j] - scores_max[i]) * scale)
                T.reduce_sum(acc_s, scores_sum, dim=1)
                for i in T.Parallel(block_M):
                    logsum[i] = logsum[i] * scores_scale[i] + scores_sum[i]
                T.copy(acc_s, acc_s_cast)
                for i, j in T.Parallel(block_M, D):
                    acc_o[i, j] *= scores_scale[i]
                T.copy(V[bz, by // groups, k * block_N : (k + 1) * block_N, :], V_shared)
                T.gemm(acc_s_cast, V_shared, acc_o, policy=T.GemmWarpPolicy.FullRow)
            for i, j in T.Parallel(block_M, D):
                acc_o[i, j] /= logsum[i]
            T.copy(acc_o, Output[bz, by, bx * block_M : (bx + 1) * block_M, :])

    return flash_attention_bhsd


def flash_attention_bhsd_reference(Q, K, V, causal=False):
    """softmax(Q . K^T / sqrt(D)) . V of every head, for (batch, heads, S, D)."""
    groups = Q.shape[1] // K.shape[1]
    q = Q.astype(np.float64)
    k, v = (np.repeat(x.astype(np.float64), groups, axis=1) for x in (K, V))
    scores = q @ k.swapaxes(2, 3) / math.sqrt(Q.shape[3])
    if causal:
        scores = np.where(np.tri(*scores.shape[2:], dtype=bool), scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=3, keepdims=True))
    return (weights @ v / weights.sum(axis=3, keepdims=True)).astype(Q.dtype)
