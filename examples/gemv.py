"""Matrix times vector: a reduction of products, with a fragment of partial sums and with a reducer."""

import numpy as np
import tilelang.language as T


def gemv(N=128, K=256, block_N=32, block_K=64, dtype="bfloat16", accum_dtype="float32"):
    @T.prim_func
    def gemv(A: T.Tensor((K,), dtype), B: T.Tensor((N, K), dtype), C: T.Tensor((N,), accum_dtype)):
        with T.Kernel(T.ceildiv(N, block_N), threads=128) as bn:
            A_shared = T.alloc_shared((block_K,), dtype)
            B_shared = T.alloc_shared((block_N, block_K), dtype)
            partial = T.alloc_fragment((block_N, block_K), accum_dtype)
            out = T.alloc_fragment((block_N,), accum_dtype)
            T.clear(partial)
            for bk in T.Pipelined(T.ceildiv(K, block_K), num_stages=2):
                T.copy(A[bk * block_K], A_shared)
                T.copy(B[bn * block_N, bk * block_K], B_shared)
                for i, j in T.Parallel(block_N, block_K):
                    partial[i, j] += T.cast(A_shared[j], accum_dtype) * T.cast(B_shared[i, j], accum_dtype)
            T.reduce_sum(partial, out, dim=1)
            T.copy(out, C[bn * block_N])

    return gemv


def gemv_reference(A, B):
    """C = B . A in float32."""
    return (B.astype(np.float64) @ A.astype(np.float64)).astype(np.float32)


def gemv_reducer(M=128, N=256, block_M=32, block_N=64, dtype="bfloat16", accum_dtype="float32"):
    @T.prim_func
    def gemv_reducer(a: T.Tensor((M, N), dtype), x: T.Tensor((N,), dtype), o: T.Tensor((M,), accum_dtype)):
        with T.Kernel(T.ceildiv(M, block_M), threads=128) as bm:
            a_local = T.alloc_fragment((block_M, block_N), dtype)
            x_local = T.alloc_fragment((block_N,), dtype)
            total = T.alloc_reducer((block_M,), accum_dtype, op="sum")
            out = T.alloc_fragment((block_M,), accum_dtype)
            T.reducer_init(total)
            for bn in T.Pipelined(T.ceildiv(N, block_N), num_stages=2):
                T.copy(a[bm * block_M, bn * block_N], a_local)
                T.copy(x[bn * block_N], x_local)
                for i, j in T.Parallel(block_M, block_N):
                    T.reducer_update(total[i], T.cast(a_local[i, j], accum_dtype) * T.cast(x_local[j], accum_dtype))
            T.finalize_reducer(total, out)
            T.copy(out, o[bm * block_M])

    return gemv_reducer


def gemv_reducer_reference(a, x):
    """o = a . x in float32."""
    return (a.astype(np.float64) @ x.astype(np.float64)).astype(np.float32)
