"""Kernels with accesses that are in no tiling: shifted windows, packed tensors, blocks that start anywhere."""

import tilelang.language as T


def causal_conv1d(L=100, D=70, K=4, block_L=32, block_D=64, dtype="bfloat16"):
    """y[l, d] = sum over k of w[k, d] * x[l - K + 1 + k, d]: every block reads a halo before its first row."""

    @T.prim_func
    def kernel(x: T.Tensor((L, D), dtype), w: T.Tensor((K, D), dtype), y: T.Tensor((L, D), dtype)):
        with T.Kernel(T.ceildiv(D, block_D), T.ceildiv(L, block_L), threads=128) as (bx, by):
            window = T.alloc_shared((block_L, block_D), dtype)
            weight = T.alloc_shared((1, block_D), dtype)
            total = T.alloc_fragment((block_L, block_D), "float32")
            T.clear(total)
            for k in T.serial(K):
                T.copy(x[by * block_L + k - (K - 1), bx * block_D], window)
                T.copy(w[k, bx * block_D], weight)
                for i, j in T.Parallel(block_L, block_D):
                    total[i, j] += window[i, j] * weight[0, j]
            T.copy(total, y[by * block_L, bx * block_D])

    return kernel


def neighbours(N=90, D=50, block=32, dtype="float32"):
    """b[i, j] = a[i - 1, j] + a[i, j] + a[i + 1, j], element by element."""

    @T.prim_func
    def kernel(a: T.Tensor((N, D), dtype), b: T.Tensor((N, D), dtype)):
        with T.Kernel(T.ceildiv(N, block), threads=128) as bx:
            for i, j in T.Parallel(block, D):
                b[bx * block + i, j] = a[bx * block + i - 1, j] + a[bx * block + i, j] + a[bx * block + i + 1, j]

    return kernel


def shift_down(N=70, D=33, block=32, dtype="bfloat16"):
    """b[i + 1, :] = a[i, :]; row 0 of b stays."""

    @T.prim_func
    def kernel(a: T.Tensor((N, D), dtype), b: T.Tensor((N, D), dtype)):
        with T.Kernel(T.ceildiv(N, block), threads=128) as bx:
            rows = T.alloc_shared((block, D), dtype)
            T.copy(a[bx * block, 0], rows)
            T.copy(rows, b[bx * block + 1, 0])

    return kernel


def conv3x3(H=6, W=40, C=32, F=48, block_W=32, dtype="bfloat16"):
    """A 3 x 3 convolution with zeros around: nine products of shifted rows of pixels."""

    @T.prim_func
    def kernel(x: T.Tensor((H, W, C), dtype), w: T.Tensor((3, 3, C, F), dtype), y: T.Tensor((H, W, F), "float32")):
        with T.Kernel(T.ceildiv(W, block_W), H, threads=128) as (bx, by):
            pixels = T.alloc_shared((block_W, C), dtype)
            weight = T.alloc_shared((C, F), dtype)
            total = T.alloc_fragment((block_W, F), "float32")
            T.clear(total)
            for dy in T.serial(3):
                for dx in T.serial(3):
                    T.copy(x[by + dy - 1, bx * block_W + dx - 1, 0], pixels)
                    T.copy(w[dy, dx, 0, 0], weight)
                    T.gemm(pixels, weight, total)
            T.copy(total, y[by, bx * block_W, 0])

    return kernel


def packed_heads(S=50, heads=3, dim=48, block=32, dtype="bfloat16"):
    """scores[h] = q k^T of heads packed side by side behind 16 elements, [q | k | v]."""

    @T.prim_func
    def kernel(qkv: T.Tensor((S, 16 + 3 * heads * dim), dtype), scores: T.Tensor((heads, S, S), "float32")):
        with T.Kernel(T.ceildiv(S, block), T.ceildiv(S, block), heads, threads=128) as (bx, by, bz):
            q = T.alloc_shared((block, dim), dtype)
            k = T.alloc_shared((block, dim), dtype)
            s = T.alloc_fragment((block, block), "float32")
            T.copy(qkv[by * block, 16 + bz * dim], q)
            T.copy(qkv[bx * block, 16 + (heads + bz) * dim], k)
            T.gemm(q, k, s, transpose_B=True, clear_accum=True)
            T.copy(s, scores[bz, by * block, bx * block])

    return kernel


def concatenate(N=40, first=21, second=30, block=32, dtype="bfloat16"):
    """c = [a | b] along the columns, of odd widths."""

    @T.prim_func
    def kernel(
        a: T.Tensor((N, first), dtype), b: T.Tensor((N, second), dtype), c: T.Tensor((N, first + second), dtype)
    ):
        with T.Kernel(T.ceildiv(N, block), threads=128) as bx:
            left = T.alloc_shared((block, first), dtype)
            right = T.alloc_shared((block, second), dtype)
            T.copy(a[bx * block, 0], left)
            T.copy(left, c[bx * block, 0])
            T.copy(b[bx * block, 0], right)
            T.copy(right, c[bx * block, first])

    return kernel


def both_ways(B=2, S=40, H=34, D=20, dtype="bfloat16"):
    """o[b, s, i, :] = q[b, s, i, :] + q[b, i, s % H, :]: read over heads and over the sequence."""

    @T.prim_func
    def kernel(q: T.Tensor((B, S, H, D), dtype), o: T.Tensor((B, S, H, D), dtype)):
        with T.Kernel(S, B, threads=128) as (bx, by):
            heads = T.alloc_shared((H, D), dtype)
            sequence = T.alloc_shared((H, D), dtype)
            T.copy(q[by, bx, 0, 0], heads)
            T.copy(q[by, 0:H, bx % H, 0:D], sequence)
            for i, j in T.Parallel(H, D):
                heads[i, j] += sequence[i, j]
            T.copy(heads, o[by, bx, 0, 0])

    return kernel


def append(S=64, D=40, N=100, block=32, dtype="bfloat16"):
    """cache[start + i, :] = new[i, :] and o[i, :] = old[start + i - 1, :] for a number that the caller gives."""

    @T.prim_func
    def kernel(
        new: T.Tensor((S, D), dtype),
        old: T.Tensor((N, D), dtype),
        start: T.int32,
        cache: T.Tensor((N, D), dtype),
        o: T.Tensor((S, D), dtype),
    ):
        with T.Kernel(T.ceildiv(S, block), threads=128) as bx:
            rows = T.alloc_shared((block, D), dtype)
            before = T.alloc_shared((block, D), dtype)
            T.copy(new[bx * block, 0], rows)
            T.copy(rows, cache[start + bx * block, 0])
            T.copy(old[start + bx * block - 1, 0], before)
            T.copy(before, o[bx * block, 0])

    return kernel


def scale_in_place(N=50, D=40, block_N=32, block_D=32, dtype="bfloat16"):
    """x *= 2 in a loop over blocks that reach over the end."""

    @T.prim_func
    def kernel(x: T.Tensor((N, D), dtype)):
        with T.Kernel(T.ceildiv(N, block_N), threads=128) as bx:
            rows = T.alloc_shared((block_N, block_D), dtype)
            for k in T.serial(T.ceildiv(D, block_D)):
                T.copy(x[bx * block_N, k * block_D], rows)
                for i, j in T.Parallel(block_N, block_D):
                    rows[i, j] = rows[i, j] * 2
                T.copy(rows, x[bx * block_N, k * block_D])

    return kernel


def shifted(N, D, dy, dx, rows=32, cols=32, dtype="bfloat16"):
    """b = a in blocks that all start dy rows and dx columns beside their place."""

    @T.prim_func
    def kernel(a: T.Tensor((N, D), dtype), b: T.Tensor((N, D), dtype)):
        with T.Kernel(T.ceildiv(D, cols), T.ceildiv(N, rows), threads=128) as (bx, by):
            block = T.alloc_shared((rows, cols), dtype)
            T.copy(a[by * rows + dy, bx * cols + dx], block)
            T.copy(block, b[by * rows + dy, bx * cols + dx])

    return kernel


def attention_window(B=2, Q=32, N=100, D=64, keys=64, block=32, dtype="bfloat16"):
    """Attention of Q queries to `keys` rows of a cache from row `start` on; rows behind its end count as zero."""

    @T.prim_func
    def kernel(
        q: T.Tensor((B, Q, D), dtype),
        k: T.Tensor((B, N, D), dtype),
        v: T.Tensor((B, N, D), dtype),
        start: T.int32,
        out: T.Tensor((B, Q, D), "float32"),
    ):
        with T.Kernel(B, threads=128) as bz:
            query = T.alloc_shared((Q, D), dtype)
            key = T.alloc_shared((block, D), dtype)
            value = T.alloc_shared((block, D), dtype)
            scores = T.alloc_fragment((Q, block), "float32")
            weights = T.alloc_shared((Q, block), dtype)
            total = T.alloc_fragment((Q, D), "float32")
            highest = T.alloc_fragment((Q,), "float32")
            before = T.alloc_fragment((Q,), "float32")
            scale = T.alloc_fragment((Q,), "float32")
            part = T.alloc_fragment((Q,), "float32")
            divisor = T.alloc_fragment((Q,), "float32")
            T.copy(q[bz, 0, 0], query)
            T.fill(total, 0)
            T.fill(divisor, 0)
            T.fill(highest, -1e30)
            for step in T.Pipelined(keys // block, num_stages=2):
                T.copy(k[bz, start + step * block, 0], key)
                T.copy(v[bz, start + step * block, 0], value)
                T.gemm(query, key, scores, transpose_B=True, clear_accum=True)
                for i, j in T.Parallel(Q, block):
                    scores[i, j] = scores[i, j] * 0.125
                T.copy(highest, before)
                T.reduce_max(scores, highest, dim=1, clear=False)
                for i in T.Parallel(Q):
                    scale[i] = T.exp(before[i] - highest[i])
                for i, j in T.Parallel(Q, block):
                    scores[i, j] = T.exp(scores[i, j] - highest[i])
                T.reduce_sum(scores, part, dim=1)
                for i in T.Parallel(Q):
                    divisor[i] = divisor[i] * scale[i] + part[i]
                T.copy(scores, weights)
                for i, j in T.Parallel(Q, D):
                    total[i, j] *= scale[i]
                T.gemm(weights, value, total)
            for i, j in T.Parallel(Q, D):
                total[i, j] = total[i, j] / divisor[i]
            T.copy(total, out[bz, 0, 0])

    return kernel
