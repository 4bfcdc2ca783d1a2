"""Rotary position embedding: the two halves of every row, turned by the angle of its position."""

import numpy as np
import tilelang.language as T


def rotary(S=128, heads=2, D=64, block_S=32, dtype="bfloat16"):
    half = D // 2

    @T.prim_func
    def rotary(
        X: T.Tensor((S, heads, D), dtype),
        cosine: T.Tensor((S, half), "float32"),
        sine: T.Tensor((S, half), "float32"),
        Y: T.Tensor((S, heads, D), dtype),
    ):
        with T.Kernel(T.ceildiv(S, block_S), heads, threads=128) as (bx, by):
            first = T.alloc_fragment((block_S, half), "float32")
            second = T.alloc_fragment((block_S, half), "float32")
            turned = T.alloc_fragment((block_S, half), "float32")
            c = T.alloc_shared((block_S, half), "float32")
            s = T.alloc_shared((block_S, half), "float32")
            T.copy(X[bx * block_S : (bx + 1) * block_S, by, 0:half], first)
            T.copy(X[bx * block_S : (bx + 1) * block_S, by, half:D], second)
            T.copy(cosine[bx * block_S, 0], c)
            T.copy(sine[bx * block_S, 0], s)
            for i, j in T.Parallel(block_S, half):
                turned[i, j] = first[i, j] * c[i, j] - second[i, j] * s[i, j]
            T.copy(turned, Y[bx * block_S : (bx + 1) * block_S, by, 0:half])
            for i, j in T.Parallel(block_S, half):
                turned[i, j] = second[i, j] * c[i, j] + first[i, j] * s[i, j]
            T.copy(turned, Y[bx * block_S : (bx + 1) * block_S, by, half:D])

    return rotary


def rotary_reference(X, cosine, sine):
    """(a cos - b sin, b cos + a sin) of the halves (a, b) of every row; angles per position and column."""
    a, b = np.split(X.astype(np.float64), 2, axis=2)
    c, s = cosine.astype(np.float64)[:, None], sine.astype(np.float64)[:, None]
    return np.concatenate([a * c - b * s, b * c + a * s], axis=2).astype(X.dtype)
