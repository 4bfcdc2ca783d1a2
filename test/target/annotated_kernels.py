"""Kernels with annotations for this target."""

import tilelang.language as T

import tilelang_tt as tt


def moved(layouts=None, schedule=None, on_chip=None, twice=None, dtype="float32"):
    """given to taken, with what `layouts` (a function of the two) and `schedule` say."""

    @T.prim_func
    def moved(given: T.Tensor((128, 96), dtype), taken: T.Tensor((128, 96), dtype)):
        with T.Kernel(3, 4, threads=128) as (bx, by):
            block = T.alloc_shared((32, 32), dtype)
            if layouts is not None:
                tt.annotate_layout(layouts(given, taken))
            if on_chip is not None:
                tt.annotate_layout({block: on_chip})
            if twice is not None:
                tt.annotate_layout({given: twice})
            if schedule is not None:
                tt.annotate_schedule(**schedule)
            T.copy(given[by * 32, bx * 32], block)
            T.copy(block, taken[by * 32, bx * 32])

    return moved


def two_launches(first, second, dtype="float32"):
    """2 x, then 3 times that: each launch has annotations of its own, (layout of x or None, schedule or None)."""

    @T.prim_func
    def two_launches(x: T.Tensor((64, 64), dtype), y: T.Tensor((64, 64), dtype), z: T.Tensor((64, 64), dtype)):
        with T.Kernel(2, 2, threads=128) as (bx, by):
            if first[0] is not None:
                tt.annotate_layout({x: first[0]})
            if first[1] is not None:
                tt.annotate_schedule(**first[1])
            a = T.alloc_fragment((32, 32), dtype)
            T.copy(x[by * 32, bx * 32], a)
            for i, j in T.Parallel(32, 32):
                a[i, j] = a[i, j] * 2.0
            T.copy(a, y[by * 32, bx * 32])
        with T.Kernel(2, 2, threads=128) as (cx, cy):
            if second[0] is not None:
                tt.annotate_layout({x: second[0]})
            if second[1] is not None:
                tt.annotate_schedule(**second[1])
            b = T.alloc_fragment((32, 32), dtype)
            T.copy(y[cy * 32, cx * 32], b)
            for i, j in T.Parallel(32, 32):
                b[i, j] = b[i, j] * 3.0
            T.copy(b, z[cy * 32, cx * 32])

    return two_launches


def before_the_launch():
    @T.prim_func
    def before_the_launch(x: T.Tensor((32,), "float32")):
        tt.annotate_schedule(order="block")
        with T.Kernel(1, threads=32):
            a = T.alloc_shared((32,), "float32")
            T.copy(x, a)
            T.copy(a, x)

    return before_the_launch
