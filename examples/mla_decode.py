"""Multi-head latent attention, one query per sequence: parts of the keys in parallel, then their results together."""

import math

import numpy as np
import tilelang.language as T

LOG2_E = 1.44269504


def mla_decode(
    batch=1,
    heads=32,
    S=256,
    dim=128,
    pe_dim=64,
    num_split=2,
    block_N=64,
    block_H=32,
    dtype="bfloat16",
    accum_dtype="float32",
):
    """All heads share one latent KV of `dim` elements and `pe_dim` rotary elements per position."""
    scale = (1.0 / (dim + pe_dim)) ** 0.5 * LOG2_E
    steps = T.ceildiv(S, num_split * block_N)

    @T.macro
    def attend_to_part(Q, Q_pe, KV, K_pe, lse, partial):
        with T.Kernel(batch, T.ceildiv(heads, block_H), num_split, threads=256) as (bx, by, bz):
            Q_shared = T.alloc_shared([block_H, dim], dtype)
            Q_pe_shared = T.alloc_shared([block_H, pe_dim], dtype)
            KV_shared = T.alloc_shared([block_N, dim], dtype)
            K_pe_shared = T.alloc_shared([block_N, pe_dim], dtype)
            scores = T.alloc_fragment([block_H, block_N], accum_dtype)
            weights = T.alloc_fragment([block_H, block_N], dtype)
            acc_o = T.alloc_fragment([block_H, dim], accum_dtype)
            scores_max = T.alloc_fragment([block_H], accum_dtype)
            scores_max_prev = T.alloc_fragment([block_H], accum_dtype)
            scores_scale = T.alloc_fragment([block_H], accum_dtype)
            scores_sum = T.alloc_fragment([block_H], accum_dtype)
            logsum = T.alloc_fragment([block_H], accum_dtype)

            T.copy(Q[bx, by * block_H : (by + 1) * block_H, :], Q_shared)
            T.copy(Q_pe[bx, by * block_H : (by + 1) * block_H, :], Q_pe_shared)
            T.fill(acc_o, 0)
            T.fill(logsum, 0)
            T.fill(scores_max, -T.infinity(accum_dtype))
            for k in T.Pipelined(steps, num_stages=2):
                start = (bz * steps + k) * block_N
                T.copy(KV[bx, start : start + block_N, :], KV_shared)
                T.copy(K_pe[bx, start : start + block_N, :], K_pe_shared)
                T.clear(scores)
                T.gemm(Q_shared, KV_shared, scores, transpose_B=True, policy=T.GemmWarpPolicy.FullCol)
                T.gemm(Q_pe_shared, K_pe_shared, scores, transpose_B=True, policy=T.GemmWarpPolicy.FullCol)
                for i, j in T.Parallel(block_H, block_N):
                    scores[i, j] = T.if_then_else(start + j < S, scores[i, j], -1e30)
                T.copy(scores_max, scores_max_prev)
                T.reduce_max(scores, scores_max, dim=1, clear=False)
                for i in T.Parallel(block_H):
                    scores_scale[i] = T.exp2(scores_max_prev[i] * scale - scores_max[i] * scale)
                for i, j in T.Parallel(block_H, block_N):
                    scores[i, j] = T.exp2(scores[i, j] * scale - scores_max[i] * scale)
                T.reduce_sum(scores, scores_sum, dim=1)
                for i in T.Parallel(block_H):
                    logsum[i] = logsum[i] * scores_scale[i] + scores_sum[i]
                T.copy(scores, weights)
                for i, j in T.Parallel(block_H, dim):
                    acc_o[i, j] *= scores_scale[i]
                T.gemm(weights, KV_shared, acc_o, policy=T.GemmWarpPolicy.FullCol)
            for i, j in T.Parallel(block_H, dim):
                acc_o[i, j] /= logsum[i]
            for i in T.Parallel(block_H):
                logsum[i] = T.log2(logsum[i]) + scores_max[i] * scale
            T.copy(logsum, lse[bx, bz, by * block_H : (by + 1) * block_H])
            T.copy(acc_o, partial[bx, bz, by * block_H : (by + 1) * block_H, :])

    @T.macro
    def combine(lse, partial, Output):
        with T.Kernel(T.ceildiv(heads, block_H), batch, threads=128) as (bx, by):
            part_o = T.alloc_fragment([block_H, dim], accum_dtype)
            acc_o = T.alloc_fragment([block_H, dim], accum_dtype)
            lse_part = T.alloc_fragment([block_H], accum_dtype)
            lse_max = T.alloc_fragment([block_H], accum_dtype)
            total = T.alloc_fragment([block_H], accum_dtype)
            share = T.alloc_fragment([block_H], accum_dtype)
            T.clear(acc_o)
            T.clear(total)
            T.fill(lse_max, -T.infinity(accum_dtype))
            for k in T.serial(num_split):
                T.copy(lse[by, k, bx * block_H : (bx + 1) * block_H], lse_part)
                for i in T.Parallel(block_H):
                    lse_max[i] = T.max(lse_max[i], lse_part[i])
            for k in T.Pipelined(num_split, num_stages=2):
                T.copy(lse[by, k, bx * block_H : (bx + 1) * block_H], lse_part)
                T.copy(partial[by, k, bx * block_H : (bx + 1) * block_H, :], part_o)
                for i in T.Parallel(block_H):
                    share[i] = T.exp2(lse_part[i] - lse_max[i])
                for i in T.Parallel(block_H):
                    total[i] += share[i]
                for i, j in T.Parallel(block_H, dim):
                    acc_o[i, j] += part_o[i, j] * share[i]
            for i, j in T.Parallel(block_H, dim):
                acc_o[i, j] /= total[i]
            T.copy(acc_o, Output[by, bx * block_H : (bx + 1) * block_H, :])

    @T.prim_func
    def mla_decode(
        Q: T.Tensor((batch, heads, dim), dtype),
        Q_pe: T.Tensor((batch, heads, pe_dim), dtype),
        KV: T.Tensor((batch, S, dim), dtype),
        K_pe: T.Tensor((batch, S, pe_dim), dtype),
        Output: T.Tensor((batch, heads, dim), dtype),
    ):
        lse = T.alloc_global((batch, num_split, heads), accum_dtype)
        partial = T.alloc_global((batch, num_split, heads, dim), accum_dtype)
        attend_to_part(Q, Q_pe, KV, K_pe, lse, partial)
        combine(lse, partial, Output)

    return mla_decode


def mla_decode_reference(Q, Q_pe, KV, K_pe):
    """softmax((Q . KV^T + Q_pe . K_pe^T) / sqrt(dim + pe_dim)) . KV for every head."""
    q, q_pe, kv, k_pe = (x.astype(np.float64) for x in (Q, Q_pe, KV, K_pe))
    scores = np.einsum("bhd,bsd->bhs", q, kv) + np.einsum("bhd,bsd->bhs", q_pe, k_pe)
    scores /= math.sqrt(Q.shape[2] + Q_pe.shape[2])
    weights = np.exp(scores - scores.max(axis=2, keepdims=True))
    weights /= weights.sum(axis=2, keepdims=True)
    return np.einsum("bhs,bsd->bhd", weights, kv).astype(Q.dtype)
