"""Kernels that import refuses. A comment `refused: ...` marks the line the error points at, with what it says."""

import tilelang.language as T

F32 = "float32"


def atomic_add():
    @T.prim_func
    def k(A: T.Tensor((64, 64), F32), B: T.Tensor((64, 64), F32)):
        with T.Kernel(2, threads=32) as b:
            f = T.alloc_fragment((32, 64), F32)
            T.copy(A[b * 32, 0], f)
            T.atomic_add(B[b * 32, 0], f)  # refused: T.atomic_add ('tl.tileop.atomicadd') is not supported

    return k


def atomic_add_element():
    @T.prim_func
    def k(A: T.Tensor((64, 64), F32), B: T.Tensor((64,), F32)):
        with T.Kernel(1, threads=32):
            for i, j in T.Parallel(64, 64):
                T.atomic_add(B[i], A[i, j])  # refused: T.atomic_add ('tl.atomic_add_elem_op') is not supported

    return k


def cumsum():
    @T.prim_func
    def k(A: T.Tensor((32, 64), F32), B: T.Tensor((32, 64), F32)):
        with T.Kernel(1, threads=32):
            f = T.alloc_shared((32, 64), F32)
            T.copy(A, f)
            T.cumsum(f, dim=1)  # refused: T.cumsum ('tl.tileop.cumsum') is not supported
            T.copy(f, B)

    return k


def thread_index():
    @T.prim_func
    def k(A: T.Tensor((64,), F32), B: T.Tensor((64,), F32)):
        with T.Kernel(1, threads=64):
            tx = T.get_thread_binding()
            B[tx] = A[tx]  # refused: thread index tx is used

    return k


def dynamic_fragment():
    m = T.dynamic("m")

    @T.prim_func
    def k(
        A: T.Tensor((m, 64), F32),
        B: T.Tensor((m, 64), F32),
    ):
        with T.Kernel(1, threads=32):
            f = T.alloc_fragment((m, 64), F32)  # refused: the size of 'f' depends on 'm': on-chip buffers
            T.copy(A, f)
            T.copy(f, B)

    return k


def dynamic_grid():
    @T.prim_func
    def k(A: T.Tensor((64, 64), F32), n: T.int32):
        with T.Kernel(n, threads=32) as b:  # refused: dynamic grid: the number of blocks 'bx' depends on 'n'
            f = T.alloc_fragment((32, 64), F32)
            T.clear(f)
            T.copy(f, A[b * 32, 0])

    return k


def dimension_of_no_tensor():
    m = T.dynamic("m")

    @T.prim_func
    def k(A: T.Tensor((m * 2, 64), F32)):  # refused: symbolic dimension 'm' is no extent of a tensor by itself
        with T.Kernel(m, threads=32) as b:
            f = T.alloc_fragment((2, 64), F32)
            T.clear(f)
            T.copy(f, A[b * 2, 0])

    return k


def gathered_row():
    @T.prim_func
    def k(A: T.Tensor((64, 64), F32), rows: T.Tensor((2,), "int32"), B: T.Tensor((2, 64), F32)):
        with T.Kernel(2, threads=32) as b:
            f = T.alloc_fragment((1, 64), F32)
            T.copy(A[rows[b], 0], f)  # refused: data-dependent index into 'A'
            T.copy(f, B[b, 0])

    return k


def gathered_element():
    @T.prim_func
    def k(A: T.Tensor((64,), F32), rows: T.Tensor((64,), "int32"), B: T.Tensor((64,), F32)):
        with T.Kernel(1, threads=32):
            for i in T.Parallel(64):
                r = rows[i]
                B[i] = A[r]  # refused: data-dependent index into 'A': it is computed from the contents of 'rows'

    return k


def loaded_bound():
    @T.prim_func
    def k(A: T.Tensor((64, 64), F32), n: T.Tensor((1,), "int32"), B: T.Tensor((32, 64), F32)):
        with T.Kernel(1, threads=32):
            f = T.alloc_fragment((32, 64), F32)
            stop = T.alloc_var("int32")
            stop = n[0]
            for r in T.serial(stop):  # refused: data-dependent bound of loop 'r'
                T.copy(A[r * 32, 0], f)
            T.copy(f, B)

    return k


def loaded_condition():
    @T.prim_func
    def k(flag: T.Tensor((1,), "int32"), B: T.Tensor((32, 64), F32)):
        with T.Kernel(1, threads=32):
            f = T.alloc_fragment((32, 64), F32)
            if flag[0] > 0:  # refused: data-dependent condition: it is computed from the contents of 'flag'
                T.clear(f)
            T.copy(f, B)

    return k


def while_loop():
    @T.prim_func
    def k(B: T.Tensor((32, 64), F32)):
        with T.Kernel(1, threads=32):
            f = T.alloc_fragment((32, 64), F32)
            i = T.alloc_var("int32")
            i = 0
            while i < 3:  # refused: a while loop is not supported
                T.fill(f, 1)
                i = i + 1
            T.copy(f, B)

    return k


def view():
    @T.prim_func
    def k(A: T.Tensor((64, 32), F32), B: T.Tensor((32, 64), F32)):
        with T.Kernel(1, threads=32):
            s = T.alloc_shared((64, 32), F32)
            T.copy(A, s)
            v = T.reshape(s, (32, 64))
            T.copy(v, B)  # refused: 'v' views 's' under another shape (T.view, T.reshape), and this part of (32, 64)

    return k


def float64():
    @T.prim_func
    def k(
        A: T.Tensor((32, 32), "float64"),  # refused: buffer 'A' has data type float64, which is not supported
    ):
        with T.Kernel(1, threads=32):
            f = T.alloc_fragment((32, 32), "float64")
            T.copy(A, f)

    return k


def int64():
    @T.prim_func
    def k(A: T.Tensor((32, 32), "int32")):
        with T.Kernel(1, threads=32):
            f = T.alloc_fragment((32, 32), "int64")  # refused: buffer 'f' has data type int64, which is not supported
            T.copy(A, f)

    return k


def strided():
    @T.prim_func
    def k(
        A: T.StridedTensor((32, 32), (64, 1), F32),  # refused: tensor 'A' is strided
    ):
        with T.Kernel(1, threads=32):
            f = T.alloc_fragment((32, 32), F32)
            T.copy(A, f)

    return k


def any_of():
    @T.prim_func
    def k(A: T.Tensor((32,), F32), mask: T.Tensor((4,), "bool")):
        with T.Kernel(1, threads=32):
            if T.any_of(mask):  # refused: T.any_of ('tl.any_of') is not supported: control flow must follow from block
                T.fill(A, 0)

    return k


def extern_call():
    @T.prim_func
    def k(A: T.Tensor((32,), F32)):
        with T.Kernel(1, threads=32):
            for i in T.Parallel(32):
                A[i] = T.call_extern("float32", "__fsin", A[i])  # refused: T.call_extern of '__fsin' is not supported

    return k


def ldexp():
    @T.prim_func
    def k(A: T.Tensor((32,), F32)):
        with T.Kernel(1, threads=32):
            for i in T.Parallel(32):
                A[i] = T.ldexp(A[i], 2)  # refused: T.ldexp ('tirx.ldexp') is not supported

    return k


def copy_in_parallel():
    @T.prim_func
    def k(A: T.Tensor((32, 32), F32), B: T.Tensor((32, 32), F32)):
        with T.Kernel(1, threads=32):
            f = T.alloc_fragment((32,), F32)
            for i in T.Parallel(32):
                T.copy(A[i, 0:32], f)  # refused: T.copy inside T.Parallel is not supported
            T.copy(f, B[0, :])

    return k


def shared_scalar():
    @T.prim_func
    def k(A: T.Tensor((32,), F32)):
        with T.Kernel(1, threads=32):
            s = T.alloc_var(F32)
            for i in T.Parallel(32):
                s = A[i]  # refused: a store to 's' inside T.Parallel
                A[i] = s * 2.0

    return k


def sized_by_variable():
    @T.prim_func
    def k(A: T.Tensor((64, 64), F32), B: T.Tensor((64, 64), F32)):
        with T.Kernel(2, threads=32) as b:
            s = T.alloc_shared((64, 64), F32)
            T.copy(A[0 : b * 32 + 32, :], s[0 : b * 32 + 32, :])  # refused: T.copy of a region of 'A' of size bx
            T.copy(s, B)

    return k


def host_loop():
    @T.prim_func
    def k(A: T.Tensor((32, 32), F32)):
        for _ in T.serial(2):  # refused: loop '_' around T.Kernel is not supported
            with T.Kernel(1, threads=32):
                T.clear(A)

    return k


def barrier():
    @T.prim_func
    def k(A: T.Tensor((32, 32), F32)):
        with T.Kernel(1, threads=32):
            bar = T.alloc_barrier(1)  # refused: T.alloc_barrier of 'bar' is specific to GPUs
            s = T.alloc_shared((32, 32), F32)
            T.copy(A, s)
            T.barrier_arrive(bar)

    return k


def bitwise_reduction():
    @T.prim_func
    def k(A: T.Tensor((32, 32), "int32"), B: T.Tensor((32,), "int32")):
        with T.Kernel(1, threads=32):
            f = T.alloc_fragment((32, 32), "int32")
            r = T.alloc_fragment((32,), "int32")
            T.copy(A, f)
            T.reduce_bitor(f, r, dim=1)  # refused: T.reduce_bitor is not supported
            T.copy(r, B)

    return k


def safe_value():
    @T.prim_func
    def k(A: T.Tensor((40, 32), F32), B: T.Tensor((32, 32), F32)):
        with T.Kernel(1, threads=32):
            s = T.alloc_shared((32, 32), F32)
            T.annotate_safe_value({A: 1.0})
            T.copy(A[16:48, :], B[0:32, :])  # refused: T.copy of 'A', which has a safe value, to the tensor 'B'
            T.copy(s, B)

    return k


def unsigned_copy():
    @T.prim_func
    def k(A: T.Tensor((32, 32), "uint8"), B: T.Tensor((32, 32), F32)):
        with T.Kernel(1, threads=32):
            s = T.alloc_shared((32, 32), "uint8")
            f = T.alloc_fragment((32, 32), F32)
            T.copy(A, s)
            T.copy(s, f)  # refused: T.copy from uint8 's' to float32 'f' is not supported
            T.copy(f, B)

    return k


def outside():
    @T.prim_func
    def k(A: T.Tensor((32, 64), F32)):
        with T.Kernel(1, threads=32):
            s = T.alloc_shared((32, 32), F32)
            T.copy(A[:, 0:32], s)
            for i in T.Parallel(32):
                s[i, 0] = s[i, 32]  # refused: an access outside of 's'

    return k


def grid_barrier():
    @T.prim_func
    def k(A: T.Tensor((32,), F32)):
        with T.Kernel(2, threads=32):
            T.fill(A, 0)
            T.sync_grid()  # refused: T.sync_grid ('tl.sync_grid') is not supported

    return k


def early_exit():
    @T.prim_func
    def k(A: T.Tensor((32, 32), F32)):
        with T.Kernel(1, threads=32):
            f = T.alloc_fragment((32,), F32)
            for r in T.serial(32):
                if r == 7:
                    T.loop_break()  # refused: break ('tl.loop_break') is not supported
                T.fill(f, 1)
                T.copy(f, A[r, 0])

    return k


def im2col():
    @T.prim_func
    def k(A: T.Tensor((1, 16, 16, 32), "float16"), B: T.Tensor((32, 32), "float16")):
        with T.Kernel(1, threads=32):
            s = T.alloc_shared((32, 32), "float16")
            T.im2col(A, s, 0, 0, 1, 1, 1, 0)  # refused: T.im2col ('tl.tileop.im2col') is not supported
            T.copy(s, B)

    return k


def warp_specialised():
    @T.prim_func
    def k(A: T.Tensor((32, 32), F32)):
        with T.Kernel(1, threads=256):
            s = T.alloc_shared((32, 32), F32)
            with T.ws(0):  # refused: T.ws (warp specialisation) is specific to GPUs
                T.copy(A, s)

    return k


def rounding_mode():
    @T.prim_func
    def k(A: T.Tensor((64, 64), F32)):
        with T.Kernel(2, threads=32) as b:
            f = T.alloc_fragment((32, 64), F32)
            T.copy(A[b * 32, 0], f)
            for x, y in T.Parallel(32, 64):
                f[x, y] = T.ieee_mul(f[x, y], f[x, y], "rz")  # refused: T.ieee_mul with rounding mode 'rz' is not

    return k


def nan_reduction():
    @T.prim_func
    def k(A: T.Tensor((32, 32), "float16"), B: T.Tensor((32,), "float16")):
        with T.Kernel(1, threads=32):
            f = T.alloc_fragment((32, 32), "float16")
            r = T.alloc_fragment((32,), "float16")
            T.copy(A, f)
            T.reduce_max(f, r, dim=1, nan_propagate=True)  # refused: T.reduce with nan_propagate is not supported
            T.copy(r, B)

    return k


def guarded_reducer():
    @T.prim_func
    def k(A: T.Tensor((32, 32), F32), B: T.Tensor((32,), F32)):
        with T.Kernel(1, threads=32):
            f = T.alloc_fragment((32, 32), F32)
            r = T.alloc_reducer((32,), F32, op="sum")
            out = T.alloc_fragment((32,), F32)
            T.copy(A, f)
            T.reducer_init(r)
            for i, j in T.Parallel(32, 32):
                if i > j:
                    T.reducer_update(r[i], f[i, j])  # refused: T.reducer_update ('tl.reducer_update') is supported only
            T.finalize_reducer(r, out)
            T.copy(out, B)

    return k


def reducer_out_of_order():
    @T.prim_func
    def k(A: T.Tensor((32, 32), F32), B: T.Tensor((32,), F32)):
        with T.Kernel(1, threads=32):
            f = T.alloc_fragment((32, 32), F32)
            r = T.alloc_reducer((32,), F32, op="sum")
            out = T.alloc_fragment((32,), F32)
            T.copy(A, f)
            T.reducer_init(r)
            for i, j in T.Parallel(32, 32):  # refused: this update of the reducer 'r' is not supported
                T.reducer_update(r[31 - i], f[i, j])
            T.finalize_reducer(r, out)
            T.copy(out, B)

    return k
