"""Kernels that import takes and a pass refuses. A comment `refused: ...` marks the line the error points at, with what it says;
`FORMATS` has the formats that tensors are stored in.
"""

from typing import Any

import tilelang.language as T

F32 = "float32"
FORMATS: dict[str, dict[str, str]] = {
    "rows_in_a_block_format": {"A": "bfp8"},
    "element_of_a_block_format": {"S": "bfp8"},
}


def elementwise(dtype: str, body: Any) -> Any:
    """A kernel over blocks of 32 x 64 elements: `body` is a macro of the block, its number, and a scalar parameter."""

    @T.prim_func
    def k(A: T.Tensor((64, 64), dtype), n: T.int32, B: T.Tensor((64, 64), dtype)):
        with T.Kernel(2, threads=32) as b:
            x = T.alloc_fragment((32, 64), dtype)
            T.copy(A[b * 32, 0], x)
            body(x, b, n)
            T.copy(x, B[b * 32, 0])

    return k


def index_divided_by_a_parameter() -> Any:
    @T.macro
    def body(x, b, n):
        for i, j in T.Parallel(32, 64):
            x[i, j] = T.cast(j // n, F32)  # refused: an index inside T.Parallel is divided by a number that is not

    return elementwise(F32, body)


def index_shifted_by_a_parameter() -> Any:
    @T.macro
    def body(x, b, n):
        for i, j in T.Parallel(32, 64):
            x[i, j] = T.cast(j << n, F32)  # refused: an index inside T.Parallel is shifted by a number that

    return elementwise(F32, body)


def index_in_eight_bits() -> Any:
    @T.macro
    def body(x, b, n):
        for i, j in T.Parallel(32, 64):
            x[i, j] = T.cast(T.cast(j * 4, "int8"), F32)  # refused: an index inside T.Parallel may not fit in 8 bits

    return elementwise(F32, body)


def index_that_may_be_negative() -> Any:
    @T.macro
    def body(x, b, n):
        for i, j in T.Parallel(32, 64):
            x[i, j] = T.cast(T.truncdiv(j - 40, 3), F32)  # refused: that may be negative is divided, or converted

    return elementwise(F32, body)


def division_of_unsigned_numbers() -> Any:
    @T.macro
    def body(x, b, n):
        for i, j in T.Parallel(32, 64):
            x[i, j] = x[i, j] // T.uint32(3)  # refused: a division of uint32 elements inside T.Parallel by a number

    return elementwise("uint32", body)


def every_column_stores() -> Any:
    @T.macro
    def body(x, b, n):
        s = T.alloc_fragment((32,), F32)
        for i, j in T.Parallel(32, 64):
            s[i] = x[i, j]  # refused: several iterations of T.Parallel store to one element
        for i, j in T.Parallel(32, 64):
            x[i, j] = s[i]

    return elementwise(F32, body)


def extent_of_a_parameter() -> Any:
    @T.macro
    def body(x, b, n):
        for i, j in T.Parallel(32, n):  # refused: T.Parallel needs constant extents that start at 0
            x[i, j] = 0.0

    return elementwise(F32, body)


def row_at_a_difference() -> Any:
    @T.macro
    def body(x, b, n):
        y = T.alloc_fragment((32, 64), F32)
        T.copy(x, y)
        for i, j in T.Parallel(32, 64):
            x[i, j] = y[i - b, j]  # refused: an index of 'y' inside T.Parallel subtracts a value

    return elementwise(F32, body)


def row_of_integers() -> Any:
    @T.macro
    def body(x, b, n):
        r = T.alloc_fragment((64,), "int32")
        for j in T.Parallel(64):
            r[j] = x[b, j]  # refused: a part of a block of i32 is accessed; only parts of floats are supported
        for i, j in T.Parallel(32, 64):
            x[i, j] = r[j]

    return elementwise("int32", body)


def converted_row_of_integers() -> Any:
    @T.macro
    def body(x, b, n):
        r = T.alloc_fragment((64,), F32)
        T.copy(x[b, 0:64], r)  # refused: a copy of a part of 'x' converts i32 to f32; only floats are converted
        for i, j in T.Parallel(32, 64):
            x[i, j] = T.cast(r[j], "int32")

    return elementwise("int32", body)


def product(operand: str, result: str) -> Any:
    @T.prim_func
    def k(A: T.Tensor((64, 64), operand), B: T.Tensor((64, 64), operand), C: T.Tensor((64, 64), result)):
        with T.Kernel(1, threads=32):
            a = T.alloc_shared((64, 64), operand)
            b = T.alloc_shared((64, 64), operand)
            c = T.alloc_fragment((64, 64), result)
            T.copy(A, a)
            T.copy(B, b)
            T.clear(c)
            T.gemm(a, b, c)  # refused: T.gemm
            T.copy(c, C)

    return k


def product_into_eight_bits() -> Any:
    # refused by T.gemm into i8 is not supported
    return product("int8", "int8")


def product_of_wide_integers() -> Any:
    # refused by T.gemm of i32 elements into int32 is not supported
    return product("int32", "int32")


def product_of_integers_into_floats() -> Any:
    # refused by T.gemm of 16 or 32-bit integers into f32 is not supported
    return product("int32", F32)


def element_of_a_block_format() -> Any:
    @T.prim_func
    def k(A: T.Tensor((64, 64), F32), S: T.Tensor((64, 64), "bfloat16"), B: T.Tensor((64, 64), F32)):
        with T.Kernel(2, threads=32) as b:
            x = T.alloc_fragment((32, 64), F32)
            T.copy(A[b * 32, 0], x)
            s = T.cast(S[b, 3], F32)  # refused: an element of 'S' is accessed, and in the format Bfp8_b elements share
            for i, j in T.Parallel(32, 64):
                x[i, j] = x[i, j] * s
            T.copy(x, B[b * 32, 0])

    return k


def quotient_of_a_negative_number() -> Any:
    @T.prim_func
    def k(A: T.Tensor((64, 64), F32), n: T.int32, B: T.Tensor((64, 64), F32)):
        with T.Kernel(2, threads=32) as b:
            x = T.alloc_fragment((32, 64), F32)
            row = (b - 5) // n  # refused: a negative number may be divided by a number that is not a positive constant
            T.copy(A[T.max(row, 0) * 32, 0], x)
            T.copy(x, B[b * 32, 0])

    return k
