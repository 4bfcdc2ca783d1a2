"""Kernels the stored dumps in data/ are made of, besides the examples; dump.py traces them."""

import tilelang.language as T

BF16 = "bfloat16"


def gemm_xwy(M=128, N=128, K=64, block_M=64, block_N=32, block_K=32):
    """Other parameter and buffer names, output first."""

    @T.prim_func
    def gemm_xwy(Y: T.Tensor((M, N), "float32"), X: T.Tensor((M, K), BF16), W: T.Tensor((K, N), BF16)):
        with T.Kernel(M // block_M, N // block_N) as (row, col):
            x = T.alloc_shared((block_M, block_K), BF16)
            w = T.alloc_shared((block_K, block_N), BF16)
            acc = T.alloc_fragment((block_M, block_N), "float32")
            for k in T.serial(K // block_K):
                T.copy(X[row * block_M, k * block_K], x)
                T.copy(W[k * block_K, col * block_N], w)
                T.gemm(x, w, acc, clear_accum=(k == 0))
            T.copy(acc, Y[row * block_M, col * block_N])

    return gemm_xwy


def gemm_one_dimensional(M=128, N=64, K=64, block=32):
    """A 1-D grid whose block index is split by div and mod."""

    @T.prim_func
    def gemm_one_dimensional(data: T.Tensor((M, K), BF16), c: T.Tensor((K, N), BF16), a: T.Tensor((M, N), BF16)):
        with T.Kernel((M // block) * (N // block), threads=64) as pid:
            T.use_swizzle(10)
            left = T.alloc_shared((block, K), BF16)
            right = T.alloc_shared((K, block), BF16)
            out = T.alloc_fragment((block, block), "float32")
            row = pid // (N // block)
            col = pid % (N // block)
            T.copy(data[row * block, 0], left)
            T.copy(c[0, col * block], right)
            T.clear(out)
            T.gemm(left, right, out, policy=T.GemmWarpPolicy.FullRow)
            T.copy(out, a[row * block, col * block])

    return gemm_one_dimensional


def softmax(M=64, N=64, block=32):
    """Reductions over rows, infinity, in-place updates of 1-D fragments."""

    @T.prim_func
    def softmax(X: T.Tensor((M, N), BF16), Y: T.Tensor((M, N), BF16)):
        with T.Kernel(M // block, threads=128) as b:
            x = T.alloc_fragment((block, N), "float32")
            top = T.alloc_fragment((block,), "float32")
            total = T.alloc_fragment((block,), "float32")
            T.fill(top, -T.infinity("float32"))
            T.copy(X[b * block : (b + 1) * block, :], x)
            T.reduce_max(x, top, dim=1, clear=False)
            for i, j in T.Parallel(block, N):
                x[i, j] = T.exp2((x[i, j] - top[i]) * 1.44269504)
            T.reduce_sum(x, total, dim=1)
            for i, j in T.Parallel(block, N):
                x[i, j] /= total[i]
            T.copy(x, Y[b * block, 0])

    return softmax


def masked(M=96, N=80, block=32):
    """A causal mask, conditions, a ragged edge with direct accesses to device memory."""

    @T.prim_func
    def masked(A: T.Tensor((M, N), "float32"), n: T.int32, B: T.Tensor((M, N), "float32")):
        with T.Kernel(T.ceildiv(N, block), T.ceildiv(M, block), threads=128) as (bx, by):
            f = T.alloc_fragment((block, block), "float32")
            for i, j in T.Parallel(block, block):
                f[i, j] = T.if_then_else(by * block + i >= bx * block + j, A[by * block + i, bx * block + j], -1.0)
            if bx == by:
                for i, j in T.Parallel(block, block):
                    if i % 3 == 0 and (j < n or i == 31):
                        f[i, j] = f[i, j] * 2.0 + T.cast(i - j, "float32")
            else:
                for i, j in T.Parallel(block, block):
                    f[i, j] = T.max(f[i, j], T.float32(0.25))
            for i, j in T.Parallel(block, block):
                B[by * block + i, bx * block + j] = f[i, j]

    return masked


def loops(N=256):
    """Loops with start and step, unrolled and nested; scalars of a block."""

    @T.prim_func
    def loops(A: T.Tensor((N,), "int32"), alpha: T.float32, B: T.Tensor((N,), "int32"), C: T.Tensor((N,), "float32")):
        with T.Kernel(2, threads=32) as b:
            x = T.alloc_fragment((64,), "int32")
            y = T.alloc_fragment((64,), "float32")
            count = T.alloc_var("int32")
            T.clear(x)
            T.clear(y)
            count = 0
            for k in T.serial(1, 8, 3):
                for u in T.unroll(2):
                    count = count + u
                    for i in T.Parallel(64):
                        x[i] = x[i] + A[b * 128 + i + k] // 3 - (A[b * 128 + i] % 5) * count
                        y[i] = y[i] + T.cast(x[i], "float32") * alpha
            T.copy(x, B[b * 128 : b * 128 + 64])
            T.copy(y, C[b * 128 : b * 128 + 64])

    return loops


def functions(M=32, N=32):
    """One call of every kind of scalar function."""

    @T.prim_func
    def functions(A: T.Tensor((M, N), "float32"), B: T.Tensor((M, N), "float32")):
        with T.Kernel(1, threads=32):
            a = T.alloc_fragment((M, N), "float32")
            T.copy(A, a)
            for i, j in T.Parallel(M, N):
                x = a[i, j]
                one = T.exp(x) + T.exp2(x) + T.sin(x) + T.cos(x) + T.tanh(x) + T.erf(x) + T.sigmoid(x)
                two = T.log(T.abs(x) + 1.0) + T.log2(T.abs(x) + 1.0) + T.sqrt(T.abs(x)) + T.rsqrt(T.abs(x) + 1.0)
                three = T.floor(x) + T.ceil(x) + T.trunc(x) + T.nearbyint(x) + T.clamp(x, -1.0, 1.0) + T.min(x, 0.5)
                four = T.Select(T.isnan(x), T.float32(0), T.pow(T.abs(x), T.float32(1.5)))
                a[i, j] = one + two + three + four + T.cast(T.cast(x, "bfloat16"), "float32")
            T.copy(a, B)

    return functions


def transposes(M=64, N=32):
    """T.transpose, reductions over columns, negative and constant indices, a one-column tensor."""

    @T.prim_func
    def transposes(A: T.Tensor((M, N), "float32"), B: T.Tensor((N, M), "float32"), s: T.Tensor((2, N), "float32")):
        with T.Kernel(1, threads=32):
            a = T.alloc_shared((M, N), "float32")
            b = T.alloc_shared((N, M), "float32")
            top = T.alloc_fragment((N,), "float32")
            low = T.alloc_fragment((N,), "float32")
            f = T.alloc_fragment((M, N), "float32")
            T.copy(A, a)
            T.copy(a, f)
            T.transpose(a, b)
            T.copy(b, B)
            T.reduce_absmax(f, top, dim=0)
            T.reduce_min(f, low, dim=0)
            for j in T.Parallel(N):
                low[j] = low[j] + a[-1, j]
            T.copy(top, s[0, :])
            T.copy(low, s[1, :])

    return transposes


def two_launches(N=64):
    """Two kernels in one function, with tensors between them."""

    @T.prim_func
    def two_launches(A: T.Tensor((N, N), BF16), W: T.Tensor((N, N), BF16), B: T.Tensor((N, N), BF16)):
        with T.Kernel(N // 32, threads=32) as first:
            a = T.alloc_shared((32, N), BF16)
            T.copy(A[first * 32, 0], a)
            T.copy(a, W[first * 32, 0])
        with T.Kernel(N // 32, threads=32) as second:
            a = T.alloc_shared((N, 32), BF16)
            T.copy(W[0, second * 32], a)
            T.copy(a, B[0, second * 32])

    return two_launches


def reducers(M=64, N=96, block=32):
    """A matrix-vector product and a maximum with T.alloc_reducer, one sum over everything."""

    @T.prim_func
    def reducers(
        A: T.Tensor((M, N), BF16),
        x: T.Tensor((N,), BF16),
        y: T.Tensor((M,), "float32"),
        top: T.Tensor((M,), "float32"),
        total: T.Tensor((M // block,), "float32"),
    ):
        with T.Kernel(M // block, threads=32) as b:
            a = T.alloc_fragment((block, block), BF16)
            v = T.alloc_fragment((block,), BF16)
            dot = T.alloc_reducer((block,), "float32", op="sum")
            high = T.alloc_reducer((block,), "float32", op="max")
            everything = T.alloc_reducer((1,), "float32", op="sum")
            out = T.alloc_fragment((block,), "float32")
            one = T.alloc_fragment((1,), "float32")
            T.reducer_init(dot)
            T.reducer_init(high)
            T.reducer_init(everything, 1.0)
            for k in T.serial(N // block):
                T.copy(A[b * block, k * block], a)
                T.copy(x[k * block], v)
                for i, j in T.Parallel(block, block):
                    T.reducer_update(dot[i], T.cast(a[i, j], "float32") * T.cast(v[j], "float32"))
                for i, j in T.Parallel(block, block):
                    value = T.cast(a[i, j], "float32")
                    T.reducer_update(high[i], value)
                for i, j in T.Parallel(block, block):
                    T.reducer_update(everything[0], T.cast(a[i, j], "float32"))
            T.finalize_reducer(dot, out)
            T.copy(out, y[b * block])
            T.finalize_reducer(high, out)
            T.copy(out, top[b * block])
            T.finalize_reducer(everything, one)
            T.copy(one, total[b])

    return reducers


def attention(S=64, D=32, heads=2, block=32):
    """Flash attention with a causal mask and a loop bound that depends on the block."""
    scale = (1.0 / D) ** 0.5 * 1.44269504

    @T.prim_func
    def attention(
        Q: T.Tensor((1, S, heads, D), BF16),
        K: T.Tensor((1, S, heads, D), BF16),
        V: T.Tensor((1, S, heads, D), BF16),
        Out: T.Tensor((1, S, heads, D), BF16),
    ):
        with T.Kernel(T.ceildiv(S, block), heads, 1, threads=128) as (bx, by, bz):
            q = T.alloc_shared((block, D), BF16)
            k = T.alloc_shared((block, D), BF16)
            v = T.alloc_shared((block, D), BF16)
            s = T.alloc_fragment((block, block), "float32")
            p = T.alloc_fragment((block, block), BF16)
            o = T.alloc_fragment((block, D), "float32")
            top = T.alloc_fragment((block,), "float32")
            before = T.alloc_fragment((block,), "float32")
            shrink = T.alloc_fragment((block,), "float32")
            row = T.alloc_fragment((block,), "float32")
            total = T.alloc_fragment((block,), "float32")
            T.copy(Q[bz, bx * block : (bx + 1) * block, by, :], q)
            T.fill(o, 0)
            T.fill(total, 0)
            T.fill(top, -T.infinity("float32"))
            for n in T.Pipelined(T.min(T.ceildiv(S, block), bx + 1), num_stages=2):
                T.copy(K[bz, n * block : (n + 1) * block, by, :], k)
                for i, j in T.Parallel(block, block):
                    s[i, j] = T.if_then_else(bx * block + i >= n * block + j, 0, -T.infinity("float32"))
                T.gemm(q, k, s, transpose_B=True, policy=T.GemmWarpPolicy.FullRow)
                T.copy(top, before)
                T.reduce_max(s, top, dim=1, clear=False)
                for i in T.Parallel(block):
                    shrink[i] = T.exp2((before[i] - top[i]) * scale)
                for i, j in T.Parallel(block, block):
                    s[i, j] = T.exp2((s[i, j] - top[i]) * scale)
                T.reduce_sum(s, row, dim=1)
                for i in T.Parallel(block):
                    total[i] = total[i] * shrink[i] + row[i]
                T.copy(s, p)
                for i, j in T.Parallel(block, D):
                    o[i, j] *= shrink[i]
                T.copy(V[bz, n * block : (n + 1) * block, by, :], v)
                T.gemm(p, v, o)
            for i, j in T.Parallel(block, D):
                o[i, j] /= total[i]
            T.copy(o, Out[bz, bx * block : (bx + 1) * block, by, :])

    return attention


def hints(N=64):
    """Hints for GPUs, which change nothing."""

    @T.prim_func
    def hints(A: T.Tensor((N, N), BF16), B: T.Tensor((N, N), BF16)):
        with T.Kernel(N // 32, threads=128) as b:
            T.annotate_restrict_buffers(A, B)
            T.use_swizzle(4, order="column")
            T.no_set_max_nreg()
            T.disable_warp_group_reg_alloc()
            T.annotate_min_blocks_per_sm(2)
            a = T.alloc_shared((32, N), BF16)
            f = T.alloc_fragment((32, N), "float32")
            T.annotate_l2_hit_ratio({A: 0.5})
            T.annotate_safe_value({A: 0.0})
            T.annotate_layout({a: T.Layout((32, N), lambda i, j: i * N + j)})
            T.assume(b >= 0)
            T.async_copy(A[b * 32, 0], a)
            T.ptx_commit_group()
            T.ptx_wait_group(0)
            T.sync_threads()
            T.sync_warp()
            T.copy(a, f, coalesced_width=4, disable_tma=True)
            for i, j in T.Parallel(32, N, coalesced_width=2):
                f[i, j] = f[i, j] + 1.0
            for _ in T.Pipelined(2, num_stages=2):
                for i in T.unroll(2, explicit=True):
                    for j in T.vectorized(4):
                        f[i, j] = f[i, j] * 2.0
            T.copy(f, B[b * 32, 0])

    return hints


def reducers_v1(M=64, N=64, block=32):
    """The older interface of reducers: plain updates of a fragment, and a finalize in place."""

    @T.prim_func
    def reducers_v1(A: T.Tensor((M, N), BF16), y: T.Tensor((M,), "float32"), top: T.Tensor((M,), "float32")):
        with T.Kernel(M // block, threads=32) as b:
            a = T.alloc_fragment((block, N), BF16)
            dot = T.alloc_reducer((block,), "float32", op="sum", replication="all")
            high = T.alloc_reducer((block,), "float32", op="max", replication="all")
            T.clear(dot)
            T.fill(high, -T.infinity("float32"))
            T.copy(A[b * block, 0], a)
            for i, j in T.Parallel(block, N):
                dot[i] += T.cast(a[i, j], "float32")
            for i, j in T.Parallel(block, N):
                high[i] = T.max(high[i], T.cast(a[i, j], "float32"))
            T.finalize_reducer(dot)
            T.finalize_reducer(high)
            T.copy(dot, y[b * block])
            T.copy(high, top[b * block])

    return reducers_v1


def dynamic_rows(block=32, D=96):
    """A symbolic number of rows in a two-dimensional grid, of which one extent is constant."""
    rows = T.dynamic("rows")

    @T.prim_func
    def dynamic_rows(X: T.Tensor((rows, 2, D), "float32"), total: T.Tensor((2, rows), "float32")):
        with T.Kernel(2, T.ceildiv(rows, block), threads=64) as (h, b):
            x = T.alloc_fragment((block, D), "float32")
            s = T.alloc_fragment((block,), "float32")
            T.copy(X[b * block : (b + 1) * block, h, :], x)
            T.reduce_sum(x, s, dim=1)
            T.copy(s, total[h, b * block : (b + 1) * block])

    return dynamic_rows


def dynamic_loop(block=32):
    """A constant grid; a symbolic length in a loop, a condition and a mask."""
    n = T.dynamic("n")

    @T.prim_func
    def dynamic_loop(X: T.Tensor((4, 32, n), "float32"), Y: T.Tensor((4, 32), "float32")):
        with T.Kernel(4, threads=64) as b:
            x = T.alloc_fragment((32, block), "float32")
            top = T.alloc_fragment((32,), "float32")
            T.fill(top, -T.infinity("float32"))
            for k in T.serial(T.ceildiv(n, block)):
                T.copy(X[b, 0, k * block], x)
                for i, j in T.Parallel(32, block):
                    x[i, j] = T.if_then_else(k * block + j < n, x[i, j], -T.infinity("float32"))
                T.reduce_max(x, top, dim=1, clear=False)
            T.copy(top, Y[b, 0])

    return dynamic_loop


def queue_of_devices():
    """Symbols with names that mean something else in C++ and in the host program."""
    device, new = T.dynamic("device"), T.dynamic("new")

    @T.prim_func
    def queue_of_devices(queue: T.Tensor((device, new), "float32"), work: T.Tensor((device, new), "float32")):
        with T.Kernel(T.ceildiv(new, 64), T.ceildiv(device, 32)) as (bx, by):
            x = T.alloc_fragment((32, 64), "float32")
            T.copy(queue[by * 32, bx * 64], x)
            for i, j in T.Parallel(32, 64):
                x[i, j] = x[i, j] * 2.0
            T.copy(x, work[by * 32, bx * 64])

    return queue_of_devices


def dynamic_launches(block=32, D=64):
    """Two launches over a symbolic number of rows, with a buffer in device memory between them."""
    count = T.dynamic("count")

    @T.prim_func
    def dynamic_launches(X: T.Tensor((count, D), "float32"), Y: T.Tensor((count, D), "float32")):
        tops = T.alloc_global((count,), "float32")
        with T.Kernel(T.ceildiv(count, block), threads=64) as b:
            x = T.alloc_fragment((block, D), "float32")
            top = T.alloc_fragment((block,), "float32")
            T.copy(X[b * block, 0], x)
            T.reduce_max(x, top, dim=1)
            T.copy(top, tops[b * block])
        with T.Kernel(T.ceildiv(count, block), threads=64) as b:
            x = T.alloc_fragment((block, D), "float32")
            top = T.alloc_fragment((block,), "float32")
            T.copy(X[b * block, 0], x)
            T.copy(tops[b * block], top)
            for i, j in T.Parallel(block, D):
                x[i, j] = x[i, j] - top[i]
            T.copy(x, Y[b * block, 0])

    return dynamic_launches
