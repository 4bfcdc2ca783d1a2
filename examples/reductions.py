"""Reductions of a matrix over rows and columns, with every operation, and into what a fragment already holds."""

import numpy as np
import tilelang.language as T

REDUCE = {
    "sum": lambda a, axis, keep: a.sum(axis=axis, keepdims=keep),
    "max": lambda a, axis, keep: a.max(axis=axis, keepdims=keep),
    "min": lambda a, axis, keep: a.min(axis=axis, keepdims=keep),
    "abssum": lambda a, axis, keep: np.abs(a).sum(axis=axis, keepdims=keep),
    "absmax": lambda a, axis, keep: np.abs(a).max(axis=axis, keepdims=keep),
}


def reduce_rows(M=128, N=128, block_M=32, op="sum", dtype="bfloat16", accum_dtype="float32"):
    reduce = getattr(T, f"reduce_{op}")

    @T.prim_func
    def reduce_rows(A: T.Tensor((M, N), dtype), B: T.Tensor((M,), accum_dtype)):
        with T.Kernel(T.ceildiv(M, block_M), threads=128) as bx:
            a = T.alloc_fragment((block_M, N), accum_dtype)
            out = T.alloc_fragment((block_M,), accum_dtype)
            T.copy(A[bx * block_M, 0], a)
            reduce(a, out, dim=1)
            T.copy(out, B[bx * block_M])

    return reduce_rows


def reduce_rows_reference(A, op="sum"):
    """One value for every row, in float32."""
    return REDUCE[op](A.astype(np.float64), 1, False).astype(np.float32)


def reduce_columns(M=128, N=128, block_N=32, op="sum", dtype="bfloat16", accum_dtype="float32"):
    reduce = getattr(T, f"reduce_{op}")

    @T.prim_func
    def reduce_columns(A: T.Tensor((M, N), dtype), B: T.Tensor((N,), accum_dtype)):
        with T.Kernel(T.ceildiv(N, block_N), threads=128) as bx:
            a = T.alloc_fragment((M, block_N), accum_dtype)
            out = T.alloc_fragment((block_N,), accum_dtype)
            T.copy(A[0, bx * block_N], a)
            reduce(a, out, dim=0)
            T.copy(out, B[bx * block_N])

    return reduce_columns


def reduce_columns_reference(A, op="sum"):
    """One value for every column, in float32."""
    return REDUCE[op](A.astype(np.float64), 0, False).astype(np.float32)


def reduce_keepdim(M=128, N=128, block_M=32, op="sum", dtype="bfloat16", accum_dtype="float32"):
    reduce = getattr(T, f"reduce_{op}")

    @T.prim_func
    def reduce_keepdim(A: T.Tensor((M, N), dtype), B: T.Tensor((M, 1), accum_dtype)):
        with T.Kernel(T.ceildiv(M, block_M), threads=128) as bx:
            a = T.alloc_fragment((block_M, N), accum_dtype)
            out = T.alloc_fragment((block_M, 1), accum_dtype)
            T.copy(A[bx * block_M, 0], a)
            reduce(a, out, dim=1)
            T.copy(out, B[bx * block_M, 0])

    return reduce_keepdim


def reduce_keepdim_reference(A, op="sum"):
    """One value for every row as a column, in float32."""
    return REDUCE[op](A.astype(np.float64), 1, True).astype(np.float32)


def reduce_into(M=128, N=256, block_M=32, block_N=64, op="sum", dtype="bfloat16", accum_dtype="float32"):
    reduce = getattr(T, f"reduce_{op}")

    @T.prim_func
    def reduce_into(A: T.Tensor((M, N), dtype), initial: T.Tensor((M,), accum_dtype), B: T.Tensor((M,), accum_dtype)):
        with T.Kernel(T.ceildiv(M, block_M), threads=128) as bx:
            a = T.alloc_fragment((block_M, block_N), accum_dtype)
            out = T.alloc_fragment((block_M,), accum_dtype)
            T.copy(initial[bx * block_M], out)
            for k in T.Pipelined(N // block_N, num_stages=2):
                T.copy(A[bx * block_M, k * block_N], a)
                reduce(a, out, dim=1, clear=False)
            T.copy(out, B[bx * block_M])

    return reduce_into


def reduce_into_reference(A, initial, op="sum"):
    """The value for every row, combined with the one it starts from, in float32."""
    rows = REDUCE[op](A.astype(np.float64), 1, False)
    combined = np.stack([rows, initial.astype(np.float64)])
    return REDUCE[op.removeprefix("abs")](combined, 0, False).astype(np.float32)
