"""Kernels with scalars from block indices, parameters and single elements, and with parts of blocks; each with its
reference.
"""

import numpy as np
import tilelang.language as T


def alibi(heads=4, S=70, slopes_given=False, dtype="bfloat16"):
    @T.prim_func
    def alibi(X: T.Tensor((heads, S, S), dtype), Y: T.Tensor((heads, S, S), dtype)):
        with T.Kernel(T.ceildiv(S, 32), heads, threads=128) as (bx, by):
            x = T.alloc_shared((32, S), dtype)
            slope = T.alloc_local((1,), "float32")
            slope[0] = T.exp2(T.cast(-8.0 * (by + 1) / heads, "float32"))
            T.copy(X[by, bx * 32, 0], x)
            for i, j in T.Parallel(32, S):
                x[i, j] = x[i, j] + slope[0] * T.cast(j - (bx * 32 + i), "float32")
            T.copy(x, Y[by, bx * 32, 0])

    return alibi


def alibi_reference(X):
    h, s, _ = X.shape
    slope = 2.0 ** (-8.0 * (np.arange(h) + 1) / h)
    d = np.arange(s)[None, :] - np.arange(s)[:, None]
    return (X.astype(np.float64) + slope[:, None, None] * d).astype(X.dtype)


def total(B=3, H=5, N=100, dtype="float32"):
    @T.prim_func
    def total(X: T.Tensor((B, H, N), dtype), S: T.Tensor((B, H), "float32"), W: T.Tensor((H,), dtype)):
        with T.Kernel(H, B, threads=128) as (bh, bb):
            x = T.alloc_fragment((1, N), dtype)
            s = T.alloc_fragment((1,), "float32")
            T.copy(X[bb, bh, 0], x)
            T.reduce_sum(x, s, dim=1)
            S[bb, bh] = s[0] * W[bh] + 1.0

    return total


def total_reference(X, W):
    return (X.astype(np.float64).sum(-1) * W.astype(np.float64) + 1).astype(np.float32)


def chunk_state(B=1, H=2, C=2, L=64, D=32, N=32, dtype="float16"):
    @T.prim_func
    def chunk_state(
        X: T.Tensor((B, C * L, H, D), dtype),
        Bm: T.Tensor((B, C * L, H, N), dtype),
        dA: T.Tensor((B, H, C, L), "float32"),
        O: T.Tensor((B, C, H, N, D), dtype),  # noqa: E741
    ):
        with T.Kernel(C, H, B, threads=128) as (bc, bh, bb):
            x = T.alloc_shared((L, D), dtype)
            bm = T.alloc_shared((L, N), dtype)
            bs = T.alloc_fragment((L, N), "float32")
            da = T.alloc_fragment((L,), "float32")
            acc = T.alloc_fragment((N, D), "float32")
            last = T.alloc_local((1,), "float32")
            last[0] = dA[bb, bh, bc, L - 1]
            T.copy(dA[bb, bh, bc, 0:L], da)
            T.copy(X[bb, bc * L : (bc + 1) * L, bh, :], x)
            T.copy(Bm[bb, bc * L : (bc + 1) * L, bh, :], bm)
            for i, j in T.Parallel(L, N):
                bs[i, j] = bm[i, j] * T.exp(last[0] - da[i])
            T.copy(bs, bm)
            T.gemm(bm, x, acc, transpose_A=True, clear_accum=True)
            T.copy(acc, O[bb, bc, bh, :, :])

    return chunk_state


def chunk_state_reference(X, Bm, dA):
    B, S, H, D = X.shape
    C, L = dA.shape[2:]
    x = X.astype(np.float64).reshape(B, C, L, H, D)
    b = Bm.astype(np.float64).reshape(B, C, L, H, -1)
    w = np.exp(dA[..., -1:].astype(np.float64) - dA)
    return np.einsum("bclhn,bhcl,bclhd->bchnd", b, w, x).astype(X.dtype)


def rms(M=40, N=100, dtype="bfloat16"):
    @T.prim_func
    def rms(X: T.Tensor((M, N), dtype), eps: T.float32, Y: T.Tensor((M, N), dtype)):
        with T.Kernel(T.ceildiv(M, 32), threads=128) as bx:
            x = T.alloc_fragment((32, N), "float32")
            sq = T.alloc_fragment((32, N), "float32")
            s = T.alloc_fragment((32,), "float32")
            T.copy(X[bx * 32, 0], x)
            for i, j in T.Parallel(32, N):
                sq[i, j] = x[i, j] * x[i, j]
            T.reduce_sum(sq, s, dim=1)
            e = T.alloc_var("float32")
            e = T.sqrt(eps) * T.sqrt(eps)
            for i in T.Parallel(32):
                s[i] = T.rsqrt(s[i] / N + e)
            for i, j in T.Parallel(32, N):
                x[i, j] = x[i, j] * s[i]
            T.copy(x, Y[bx * 32, 0])

    return rms


def rms_reference(X, eps):
    x = X.astype(np.float64)
    return (x / np.sqrt((x * x).mean(-1, keepdims=True) + eps)).astype(X.dtype)


def row_loop(M=40, N=50, dtype="float32"):
    """y[j] = sum over rows k of x[k, j] * w[k], element by element."""

    @T.prim_func
    def row_loop(X: T.Tensor((M, N), dtype), W: T.Tensor((M,), dtype), Y: T.Tensor((N,), dtype)):
        with T.Kernel(1, threads=128):
            x = T.alloc_shared((M, N), dtype)
            w = T.alloc_shared((M,), dtype)
            y = T.alloc_fragment((N,), dtype)
            T.copy(X, x)
            T.copy(W, w)
            T.clear(y)
            for k in T.serial(M):
                for j in T.Parallel(N):
                    y[j] += x[k, j] * w[k]
            T.copy(y, Y)

    return row_loop


def row_loop_reference(X, W):
    return (X.astype(np.float64).T @ W.astype(np.float64)).astype(X.dtype)


def columns_in(M=40, N=50, dtype="float32"):
    @T.prim_func
    def columns_in(X: T.Tensor((M, N), dtype), Y: T.Tensor((M, N), dtype)):
        with T.Kernel(1, threads=128):
            x = T.alloc_shared((M, N), dtype)
            y = T.alloc_fragment((M, N), dtype)
            T.copy(X, x)
            for i, j in T.Parallel(M, N):
                y[i, j] = x[i, j] - x[i, 3] + x[7, 33]
            T.copy(y, Y)

    return columns_in


def columns_in_reference(X):
    x = X.astype(np.float64)
    return (x - x[:, 3:4] + x[7, 33]).astype(X.dtype)


def prefix(M=40, N=40, dtype="bfloat16"):
    """Running sums over columns, stored column by column."""

    @T.prim_func
    def prefix(X: T.Tensor((M, N), dtype), Y: T.Tensor((M, N), dtype)):
        with T.Kernel(1, threads=128):
            x = T.alloc_shared((M, N), dtype)
            y = T.alloc_fragment((M, N), dtype)
            s = T.alloc_fragment((M,), "float32")
            T.copy(X, x)
            T.clear(s)
            for k in T.serial(N):
                for i in T.Parallel(M):
                    s[i] = s[i] + x[i, k]
                for i in T.Parallel(M):
                    y[i, k] = s[i]
            T.copy(y, Y)

    return prefix


def prefix_reference(X):
    return np.cumsum(X.astype(np.float64), 1).astype(X.dtype)


def serial_in(M=40, N=50, K=4, dtype="bfloat16"):
    @T.prim_func
    def serial_in(A: T.Tensor((M, K), dtype), B: T.Tensor((K, N), dtype), C: T.Tensor((M, N), dtype)):
        with T.Kernel(1, threads=128):
            a = T.alloc_shared((M, K), dtype)
            b = T.alloc_shared((K, N), dtype)
            c = T.alloc_fragment((M, N), "float32")
            T.copy(A, a)
            T.copy(B, b)
            T.clear(c)
            for i, j in T.Parallel(M, N):
                for k in T.serial(K):
                    c[i, j] += T.abs(a[i, k] - b[k, j])
            T.copy(c, C)

    return serial_in


def serial_in_reference(A, B):
    a, b = A.astype(np.float64), B.astype(np.float64)
    return np.abs(a[:, :, None] - b[None]).sum(1).astype(A.dtype)


def element_list(N=40, dtype="float32"):
    @T.prim_func
    def element_list(X: T.Tensor((N,), dtype), Y: T.Tensor((N,), dtype)):
        with T.Kernel(1, threads=128):
            x = T.alloc_fragment((N,), dtype)
            y = T.alloc_fragment((N,), dtype)
            T.copy(X, x)
            y[0] = x[0]
            for k in T.serial(1, N):
                y[k] = y[k - 1] * 0.5 + x[k]
            T.copy(y, Y)

    return element_list


def element_list_reference(X):
    y = X.astype(np.float64).copy()
    for k in range(1, len(y)):
        y[k] = y[k - 1] * 0.5 + X[k]
    return y.astype(X.dtype)


def sink(heads=3, S=40, D=32, dtype="bfloat16"):
    @T.prim_func
    def sink(X: T.Tensor((heads, S, D), dtype), Sinks: T.Tensor((heads,), dtype), Y: T.Tensor((heads, S, D), dtype)):
        with T.Kernel(T.ceildiv(S, 32), heads, threads=128) as (bx, by):
            x = T.alloc_fragment((32, D), "float32")
            sinks = T.alloc_fragment((heads,), "float32")
            total = T.alloc_fragment((32,), "float32")
            T.copy(X[by, bx * 32, 0], x)
            for i in T.Parallel(32):
                sinks[i] = Sinks[by]
            for i, j in T.Parallel(32, D):
                x[i, j] = T.exp(x[i, j])
            T.reduce_sum(x, total, dim=1)
            for i in T.Parallel(32):
                total[i] += T.exp(sinks[i])
            for i, j in T.Parallel(32, D):
                x[i, j] = x[i, j] / total[i]
            T.copy(x, Y[by, bx * 32, 0])

    return sink


def sink_reference(X, Sinks):
    x, s = np.exp(X.astype(np.float64)), np.exp(Sinks.astype(np.float64))
    return (x / (x.sum(-1, keepdims=True) + s[:, None, None])).astype(X.dtype)


def since_last(B=2, C=2, L=64, D=32, dtype="float32"):
    @T.prim_func
    def since_last(
        X: T.Tensor((B, C * L, D), dtype), G: T.Tensor((B, C * L), "float32"), Y: T.Tensor((B, C * L, D), dtype)
    ):
        with T.Kernel(C, B, threads=128) as (bc, bb):
            x = T.alloc_shared((L, D), dtype)
            last = T.alloc_local((1,), "float32")
            T.copy(X[bb, bc * L : (bc + 1) * L, :], x)
            last[0] = G[bb, bc * L + L - 1]
            for i, j in T.Parallel(L, D):
                x[i, j] = T.if_then_else(
                    last[0] - G[bb, bc * L + i] <= 0, x[i, j] * T.exp(last[0] - G[bb, bc * L + i]), 0
                )
            T.copy(x, Y[bb, bc * L : (bc + 1) * L, :])

    return since_last


def since_last_reference(X, G):
    b, s, _ = X.shape
    g = G.reshape(b, -1, 64)
    d = (g[..., -1:] - g).reshape(b, s, 1)
    return np.where(d <= 0, X * np.exp(d), 0).astype(X.dtype)


def floatvar(M=32, N=64, dtype="float32"):
    @T.prim_func
    def floatvar(X: T.Tensor((M, N), dtype), W: T.Tensor((4,), dtype), Y: T.Tensor((M, N), dtype)):
        with T.Kernel(1, threads=128):
            x = T.alloc_shared((M, N), dtype)
            w = T.alloc_local((4,), dtype)
            m = T.alloc_var(dtype)
            T.copy(X, x)
            for k in T.serial(4):
                w[k] = W[k] * 2.0
            m = w[0]
            for k in T.serial(1, 4):
                m = T.max(m, w[k])
            for i, j in T.Parallel(M, N):
                x[i, j] = x[i, j] * m + w[2]
            T.copy(x, Y)

    return floatvar


def floatvar_reference(X, W):
    w = W * 2
    return X * w.max() + w[2]


def rowcopy(M=64, N=64, dtype="bfloat16"):
    @T.prim_func
    def rowcopy(X: T.Tensor((M, N), dtype), Y: T.Tensor((N,), dtype), Z: T.Tensor((M, N), dtype)):
        with T.Kernel(1, threads=128):
            x = T.alloc_shared((M, N), dtype)
            r = T.alloc_fragment((N,), dtype)
            T.copy(X, x)
            T.copy(x[5, :], r)
            T.copy(r, Y)
            T.copy(r, x[9, :])
            T.copy(x, Z)

    return rowcopy


def rowcopy_reference(X):
    z = X.copy()
    z[9] = X[5]
    return X[5], z
