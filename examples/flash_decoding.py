"""Attention of one query per sequence: parts of the keys in parallel (split), then their results together (combine)."""

import math

import numpy as np
import tilelang.language as T

LOG2_E = 1.44269504


def flash_decoding_split(
    batch=1,
    heads=32,
    groups=32,
    S=256,
    D=64,
    num_split=2,
    block_N=64,
    dtype="bfloat16",
    accum_dtype="float32",
):
    """One part of the keys for `groups` heads that share one head of K and V."""
    scale = (1.0 / D) ** 0.5 * LOG2_E
    kv_shape = (batch, S, heads // groups, D)
    part = S // num_split

    @T.prim_func
    def flash_decoding_split(
        Q: T.Tensor((batch, heads, D), dtype),
        K: T.Tensor(kv_shape, dtype),
        V: T.Tensor(kv_shape, dtype),
        lse: T.Tensor((batch, num_split, heads), accum_dtype),
        partial: T.Tensor((batch, num_split, heads, D), accum_dtype),
    ):
        with T.Kernel(batch, heads // groups, num_split, threads=128) as (bx, by, bz):
            Q_shared = T.alloc_shared([groups, D], dtype)
            K_shared = T.alloc_shared([block_N, D], dtype)
            V_shared = T.alloc_shared([block_N, D], dtype)
            acc_s = T.alloc_fragment([groups, block_N], accum_dtype)
            acc_s_cast = T.alloc_fragment([groups, block_N], dtype)
            acc_o = T.alloc_fragment([groups, D], accum_dtype)
            scores_max = T.alloc_fragment([groups], accum_dtype)
            scores_max_prev = T.alloc_fragment([groups], accum_dtype)
            scores_scale = T.alloc_fragment([groups], accum_dtype)
            scores_sum = T.alloc_fragment([groups], accum_dtype)
            logsum = T.alloc_fragment([groups], accum_dtype)

            T.copy(Q[bx, by * groups : (by + 1) * groups, :], Q_shared)
            T.fill(acc_o, 0)
            T.fill(logsum, 0)
            T.fill(scores_max, -T.infinity(accum_dtype))
            for k in T.Pipelined(T.ceildiv(part, block_N), num_stages=2):
                T.copy(K[bx, bz * part + k * block_N : bz * part + (k + 1) * block_N, by, :], K_shared)
                T.clear(acc_s)
                T.gemm(Q_shared, K_shared, acc_s, transpose_B=True, policy=T.GemmWarpPolicy.FullRow)
                for i, j in T.Parallel(groups, block_N):
                    acc_s[i, j] = T.if_then_else(k * block_N + j < part, acc_s[i, j], -T.infinity(accum_dtype))
                T.copy(scores_max, scores_max_prev)
                T.reduce_max(acc_s, scores_max, dim=1, clear=False)
                for i in T.Parallel(groups):
                    scores_scale[i] = T.exp2(scores_max_prev[i] * scale - scores_max[i] * scale)
                for i, j in T.Parallel(groups, block_N):
                    acc_s[i, j] = T.exp2(acc_s[i, j] * scale - scores_max[i] * scale)
                T.reduce_sum(acc_s, scores_sum, dim=1)
                for i in T.Parallel(groups):
                    logsum[i] = logsum[i] * scores_scale[i] + scores_sum[i]
                T.copy(acc_s, acc_s_cast)
                for i, j in T.Parallel(groups, D):
                    acc_o[i, j] *= scores_scale[i]
                T.copy(V[bx, bz * part + k * block_N : bz * part + (k + 1) * block_N, by, :], V_shared)
                T.gemm(acc_s_cast, V_shared, acc_o, policy=T.GemmWarpPolicy.FullRow)
            for i, j in T.Parallel(groups, D):
                acc_o[i, j] /= logsum[i]
            for i in T.Parallel(groups):
                logsum[i] = T.log2(logsum[i]) + scores_max[i] * scale
            T.copy(logsum, lse[bx, bz, by * groups : (by + 1) * groups])
            T.copy(acc_o, partial[bx, bz, by * groups : (by + 1) * groups, :])

    return flash_decoding_split


def flash_decoding_split_reference(Q, K, V, num_split=2):
    """The base-2 logarithms of the sums, (batch, num_split, heads), and every part's attention, both in float32."""
    groups = Q.shape[1] // K.shape[2]
    q = Q.astype(np.float64)
    k, v = (np.repeat(x.astype(np.float64), groups, axis=2) for x in (K, V))
    k, v = (np.stack(np.split(x, num_split, axis=1), axis=1) for x in (k, v))
    scores = np.einsum("bhd,bpshd->bphs", q, k) / math.sqrt(Q.shape[2]) * math.log2(math.e)
    top = scores.max(axis=3, keepdims=True)
    weights = np.exp2(scores - top)
    total = weights.sum(axis=3, keepdims=True)
    partial = np.einsum("bphs,bpshd->bphd", weights / total, v)
    return (np.log2(total) + top)[..., 0].astype(np.float32), partial.astype(np.float32)


def flash_decoding_combine(batch=1, heads=32, D=64, num_split=2, block_H=32, dtype="bfloat16", accum_dtype="float32"):
    @T.prim_func
    def flash_decoding_combine(
        lse: T.Tensor((batch, num_split, heads), accum_dtype),
        partial: T.Tensor((batch, num_split, heads, D), accum_dtype),
        Output: T.Tensor((batch, heads, D), dtype),
    ):
        with T.Kernel(T.ceildiv(heads, block_H), batch, threads=128) as (bx, by):
            part = T.alloc_fragment([block_H, D], accum_dtype)
            acc_o = T.alloc_fragment([block_H, D], accum_dtype)
            lse_split = T.alloc_fragment([block_H], accum_dtype)
            lse_max = T.alloc_fragment([block_H], accum_dtype)
            logsum = T.alloc_fragment([block_H], accum_dtype)
            scale = T.alloc_fragment([block_H], accum_dtype)
            T.clear(acc_o)
            T.clear(logsum)
            T.fill(lse_max, -T.infinity(accum_dtype))
            for k in T.serial(num_split):
                T.copy(lse[by, k, bx * block_H : (bx + 1) * block_H], lse_split)
                for i in T.Parallel(block_H):
                    lse_max[i] = T.max(lse_max[i], lse_split[i])
            for k in T.serial(num_split):
                T.copy(lse[by, k, bx * block_H : (bx + 1) * block_H], lse_split)
                for i in T.Parallel(block_H):
                    logsum[i] += T.exp2(lse_split[i] - lse_max[i])
            for i in T.Parallel(block_H):
                logsum[i] = T.log2(logsum[i]) + lse_max[i]
            for k in T.Pipelined(num_split, num_stages=2):
                T.copy(lse[by, k, bx * block_H : (bx + 1) * block_H], lse_split)
                T.copy(partial[by, k, bx * block_H : (bx + 1) * block_H, :], part)
                for i in T.Parallel(block_H):
                    scale[i] = T.exp2(lse_split[i] - logsum[i])
                for i, j in T.Parallel(block_H, D):
                    acc_o[i, j] += part[i, j] * scale[i]
            T.copy(acc_o, Output[by, bx * block_H : (bx + 1) * block_H, :])

    return flash_decoding_combine


def flash_decoding_combine_reference(lse, partial):
    """The mean of the parts, weighted by their sums, in float32."""
    weights = np.exp2(lse.astype(np.float64) - lse.max(axis=1, keepdims=True))
    weights = weights / weights.sum(axis=1, keepdims=True)
    return (weights[..., None] * partial.astype(np.float64)).sum(axis=1).astype(np.float32)


def flash_decoding(
    batch=1,
    heads=32,
    groups=32,
    S=256,
    D=64,
    num_split=2,
    block_N=64,
    block_H=32,
    dtype="bfloat16",
    accum_dtype="float32",
):
    """Both launches in one kernel; what the first leaves for the second stays on the device."""
    scale = (1.0 / D) ** 0.5 * LOG2_E
    kv_shape = (batch, S, heads // groups, D)
    part = S // num_split

    @T.macro
    def attend_to_part(Q, K, V, lse, partial):
        with T.Kernel(batch, heads // groups, num_split, threads=128) as (bx, by, bz):
            Q_shared = T.alloc_shared([groups, D], dtype)
            K_shared = T.alloc_shared([block_N, D], dtype)
            V_shared = T.alloc_shared([block_N, D], dtype)
            scores = T.alloc_fragment([groups, block_N], accum_dtype)
            weights = T.alloc_fragment([groups, block_N], dtype)
            acc_o = T.alloc_fragment([groups, D], accum_dtype)
            scores_max = T.alloc_fragment([groups], accum_dtype)
            scores_max_prev = T.alloc_fragment([groups], accum_dtype)
            scores_scale = T.alloc_fragment([groups], accum_dtype)
            scores_sum = T.alloc_fragment([groups], accum_dtype)
            logsum = T.alloc_fragment([groups], accum_dtype)

            T.copy(Q[bx, by * groups : (by + 1) * groups, :], Q_shared)
            T.fill(acc_o, 0)
            T.fill(logsum, 0)
            T.fill(scores_max, -T.infinity(accum_dtype))
            for k in T.Pipelined(T.ceildiv(part, block_N), num_stages=2):
                T.copy(K[bx, bz * part + k * block_N : bz * part + (k + 1) * block_N, by, :], K_shared)
                T.clear(scores)
                T.gemm(Q_shared, K_shared, scores, transpose_B=True, policy=T.GemmWarpPolicy.FullRow)
                for i, j in T.Parallel(groups, block_N):
                    scores[i, j] = T.if_then_else(k * block_N + j < part, scores[i, j], -T.infinity(accum_dtype))
                T.copy(scores_max, scores_max_prev)
                T.reduce_max(scores, scores_max, dim=1, clear=False)
                for i in T.Parallel(groups):
                    scores_scale[i] = T.exp2(scores_max_prev[i] * scale - scores_max[i] * scale)
                for i, j in T.Parallel(groups, block_N):
                    scores[i, j] = T.exp2(scores[i, j] * scale - scores_max[i] * scale)
                T.reduce_sum(scores, scores_sum, dim=1)
                for i in T.Parallel(groups):
                    logsum[i] = logsum[i] * scores_scale[i] + scores_sum[i]
                T.copy(scores, weights)
                for i, j in T.Parallel(groups, D):
                    acc_o[i, j] *= scores_scale[i]
                T.copy(V[bx, bz * part + k * block_N : bz * part + (k + 1) * block_N, by, :], V_shared)
                T.gemm(weights, V_shared, acc_o, policy=T.GemmWarpPolicy.FullRow)
            for i, j in T.Parallel(groups, D):
                acc_o[i, j] /= logsum[i]
            for i in T.Parallel(groups):
                logsum[i] = T.log2(logsum[i]) + scores_max[i] * scale
            T.copy(logsum, lse[bx, bz, by * groups : (by + 1) * groups])
            T.copy(acc_o, partial[bx, bz, by * groups : (by + 1) * groups, :])

    @T.macro
    def combine(lse, partial, Output):
        with T.Kernel(T.ceildiv(heads, block_H), batch, threads=128) as (bx, by):
            part_o = T.alloc_fragment([block_H, D], accum_dtype)
            acc_o = T.alloc_fragment([block_H, D], accum_dtype)
            lse_split = T.alloc_fragment([block_H], accum_dtype)
            lse_max = T.alloc_fragment([block_H], accum_dtype)
            logsum = T.alloc_fragment([block_H], accum_dtype)
            share = T.alloc_fragment([block_H], accum_dtype)
            T.clear(acc_o)
            T.clear(logsum)
            T.fill(lse_max, -T.infinity(accum_dtype))
            for k in T.serial(num_split):
                T.copy(lse[by, k, bx * block_H : (bx + 1) * block_H], lse_split)
                for i in T.Parallel(block_H):
                    lse_max[i] = T.max(lse_max[i], lse_split[i])
            for k in T.serial(num_split):
                T.copy(lse[by, k, bx * block_H : (bx + 1) * block_H], lse_split)
                for i in T.Parallel(block_H):
                    logsum[i] += T.exp2(lse_split[i] - lse_max[i])
            for i in T.Parallel(block_H):
                logsum[i] = T.log2(logsum[i]) + lse_max[i]
            for k in T.Pipelined(num_split, num_stages=2):
                T.copy(lse[by, k, bx * block_H : (bx + 1) * block_H], lse_split)
                T.copy(partial[by, k, bx * block_H : (bx + 1) * block_H, :], part_o)
                for i in T.Parallel(block_H):
                    share[i] = T.exp2(lse_split[i] - logsum[i])
                for i, j in T.Parallel(block_H, D):
                    acc_o[i, j] += part_o[i, j] * share[i]
            T.copy(acc_o, Output[by, bx * block_H : (bx + 1) * block_H, :])

    @T.prim_func
    def flash_decoding(
        Q: T.Tensor((batch, heads, D), dtype),
        K: T.Tensor(kv_shape, dtype),
        V: T.Tensor(kv_shape, dtype),
        Output: T.Tensor((batch, heads, D), dtype),
    ):
        lse = T.alloc_global((batch, num_split, heads), accum_dtype)
        partial = T.alloc_global((batch, num_split, heads, D), accum_dtype)
        attend_to_part(Q, K, V, lse, partial)
        combine(lse, partial, Output)

    return flash_decoding


def flash_decoding_reference(Q, K, V):
    """softmax(Q . K^T / sqrt(D)) . V for every head."""
    return flash_decoding_combine_reference(*flash_decoding_split_reference(Q, K, V, num_split=1)).astype(Q.dtype)
