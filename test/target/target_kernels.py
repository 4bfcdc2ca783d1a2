"""Kernels for the tests of the target: small, and with every way of giving results back."""

import tilelang.language as T


def product(rows, columns, depth, dtype="bfloat16", block=32):
    """left @ right, into a parameter."""

    @T.prim_func
    def product(
        left: T.Tensor((rows, depth), dtype),
        right: T.Tensor((depth, columns), dtype),
        out: T.Tensor((rows, columns), dtype),
    ):
        with T.Kernel(T.ceildiv(columns, block), T.ceildiv(rows, block), threads=128) as (bx, by):
            a = T.alloc_shared((block, depth), dtype)
            b = T.alloc_shared((depth, block), dtype)
            c = T.alloc_fragment((block, block), "float32")
            T.copy(left[by * block, 0], a)
            T.copy(right[0, bx * block], b)
            T.clear(c)
            T.gemm(a, b, c)
            T.copy(c, out[by * block, bx * block])

    return product


def doubled(X, block: int = 32):
    """2 x, in eager style: the function is the kernel."""
    R, C = T.const("R C")
    X: T.Tensor[[R, C], T.float32]
    Y = T.empty([R, C], "float32")
    with T.Kernel(T.ceildiv(R, block), threads=128) as bx:
        x = T.alloc_fragment((block, C), "float32")
        T.copy(X[bx * block, 0], x)
        for i, j in T.Parallel(block, C):
            x[i, j] = x[i, j] + x[i, j]
        T.copy(x, Y[bx * block, 0])
    return Y


def negated(X, Y, block: int = 32):
    """-x, into a parameter, in eager style."""
    R, C = T.const("R C")
    X: T.Tensor[[R, C], T.float32]
    Y: T.Tensor[[R, C], T.float32]
    with T.Kernel(T.ceildiv(R, block), threads=128) as bx:
        x = T.alloc_fragment((block, C), "float32")
        T.copy(X[bx * block, 0], x)
        for i, j in T.Parallel(block, C):
            x[i, j] = -x[i, j]
        T.copy(x, Y[bx * block, 0])


@T.prim_func
def scan(x: T.Tensor((64,), "float32")):
    """What this compiler refuses."""
    with T.Kernel(1, threads=64):
        s = T.alloc_shared((64,), "float32")
        T.copy(x, s)
        T.cumsum(s)
        T.copy(s, x)


@T.prim_func
def plain(A: T.Tensor((64,), "float32"), B: T.Tensor((64,), "float32")):
    """For every target, the CPU included."""
    with T.Kernel(2) as bx:
        for i in T.serial(32):
            B[bx * 32 + i] = A[bx * 32 + i] + 1.0
