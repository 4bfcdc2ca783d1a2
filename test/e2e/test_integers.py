"""Integer elements on the simulator: every operation gives numpy's numbers, bit for bit."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

import tilelang_tt as tt
from tilelang_tt.runner import dtype_named

T = pytest.importorskip("tilelang.language")

ROWS, COLS = 40, 70

# Name -> (expression of TileLang, the same of numpy).
BOTH: dict[str, tuple[Callable[..., Any], Callable[..., Any]]] = {
    "add": (lambda a, b: a + b,) * 2,
    "sub": (lambda a, b: a - b,) * 2,
    "mul": (lambda a, b: a * b,) * 2,
    "min": (lambda a, b: T.min(a, b), np.minimum),
    "max": (lambda a, b: T.max(a, b), np.maximum),
    "bits": (lambda a, b: (a & b) ^ (a | 5),) * 2,
    "not": (lambda a, b: ~a,) * 2,
    "shifts": (lambda a, b: (a << 3) ^ (b >> 2),) * 2,
    "shift by a tile": (lambda a, b: a >> (b & 7),) * 2,
    "less": (lambda a, b: T.if_then_else(a < b, a, b * 3), lambda a, b: np.where(a < b, a, b * 3)),
    "at least": (lambda a, b: T.if_then_else(a >= b, a, b + 1), lambda a, b: np.where(a >= b, a, b + 1)),
    "equal": (
        lambda a, b: T.if_then_else((a & 3) == (b & 3), a, b),
        lambda a, b: np.where((a & 3) == (b & 3), a, b),
    ),
    "quotient": (lambda a, b: a // 8,) * 2,
    "rest": (lambda a, b: a % 8,) * 2,
    "index": (lambda a, b: a, lambda a, b: a),
}
SIGNED = {
    "negative": (lambda a, b: T.if_then_else(a < 0, -a, b), lambda a, b: np.where(a < 0, -a, b)),
    "absolute": (lambda a, b: T.abs(a), lambda a, b: np.abs(a)),
    "uneven quotient": (lambda a, b: a // 7,) * 2,
    "uneven rest": (lambda a, b: a % 7,) * 2,
}


def two_operands(dtype: str, functions: Sequence[Callable[..., Any]]) -> Any:
    """R[n * 64 :] = functions[n](A, B)."""
    enumerated = [(n * 64, function) for n, function in enumerate(functions)]

    @T.prim_func
    def numbers(
        A: T.Tensor((ROWS, COLS), dtype),
        B: T.Tensor((ROWS, COLS), dtype),
        R: T.Tensor((len(functions) * 64, COLS), dtype),
    ):
        with T.Kernel(2, threads=128) as (half,):
            a = T.alloc_shared((32, COLS), dtype)
            b = T.alloc_fragment((32, COLS), dtype)
            T.copy(A[half * 32, 0], a)
            T.copy(B[half * 32, 0], b)
            for row, function in enumerated:
                r = T.alloc_fragment((32, COLS), dtype)
                for i, j in T.Parallel(32, COLS):
                    r[i, j] = function(a[i, j], b[i, j])
                T.copy(r, R[row + half * 32, 0])

    return numbers


@pytest.mark.parametrize("dtype", ["int32", "uint32", "int16", "uint16", "int8", "uint8"])
def test_operations(dtype: str) -> None:
    table = BOTH | (SIGNED if dtype.startswith("int") else {})
    info = np.iinfo(dtype)
    random = np.random.default_rng(7)
    a, b = (random.integers(info.min, info.max, (ROWS, COLS), dtype, endpoint=True) for _ in range(2))
    a[0, :6] = [info.min, info.max, 0, 1, info.min, info.max]
    b[0, :6] = [info.min, info.max, 0, 1, info.max, info.min]
    result = np.zeros((len(table) * 64, COLS), dtype)
    tt.compile(two_operands(dtype, [f for f, _ in table.values()]))(a, b, result)
    with np.errstate(over="ignore"):
        for n, (name, (_, function)) in enumerate(table.items()):
            expected = np.asarray(function(a, b)).astype(dtype)
            np.testing.assert_array_equal(result[n * 64 : n * 64 + ROWS], expected, err_msg=name)


def casts(source: str, target: str) -> Any:
    @T.prim_func
    def cast(A: T.Tensor((64, 64), source), B: T.Tensor((64, 64), target)):
        with T.Kernel(1, threads=128):
            a, b = T.alloc_shared((64, 64), source), T.alloc_fragment((64, 64), target)
            T.copy(A, a)
            for i, j in T.Parallel(64, 64):
                b[i, j] = T.cast(a[i, j], target)
            T.copy(b, B)

    return cast


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("float32", "int32"),
        ("float32", "uint8"),
        ("bfloat16", "int8"),
        ("int32", "float32"),
        ("uint8", "float32"),
        ("int8", "bfloat16"),
        ("int32", "int8"),
        ("uint8", "int32"),
        ("int16", "uint16"),
        ("int32", "bool"),
        ("bool", "int32"),
    ],
)
def test_casts(source: str, target: str) -> None:
    """Towards zero; whole numbers wrap."""
    random = np.random.default_rng(3)
    if source == "bool":
        a = random.integers(0, 2, (64, 64)).astype(bool)
    elif source.startswith(("int", "uint")):
        info = np.iinfo(source)
        a = random.integers(max(info.min, -(2**20)), min(info.max, 2**20), (64, 64), source, endpoint=True)
        a[0] = 0
    else:
        a = random.uniform(0 if target.startswith("u") else -120, 120, (64, 64)).astype(dtype_named(source))
    result = np.zeros((64, 64), dtype_named(target))
    tt.compile(casts(source, target))(a, result)
    np.testing.assert_array_equal(result, a.astype(result.dtype))


@T.prim_func
def masked(X: T.Tensor((50, 90), "float32"), M: T.Tensor((50, 90), "bool"), Q: T.Tensor((50, 90), "uint8")):
    with T.Kernel(2, threads=128) as (half,):
        x, m, q = (
            T.alloc_shared((32, 90), "float32"),
            T.alloc_shared((32, 90), "bool"),
            T.alloc_shared((32, 90), "uint8"),
        )
        T.copy(X[half * 32, 0], x)
        T.copy(M[half * 32, 0], m)
        T.copy(Q[half * 32, 0], q)
        for i, j in T.Parallel(32, 90):
            x[i, j] = T.if_then_else(m[i, j] and q[i, j] != 0, x[i, j], -1.0)
            m[i, j] = x[i, j] > 0.0
        T.copy(x, X[half * 32, 0])
        T.copy(m, M[half * 32, 0])


def test_masks_from_tensors() -> None:
    random = np.random.default_rng(5)
    x = random.uniform(-1, 1, (50, 90)).astype(np.float32)
    m, q = random.integers(0, 2, (50, 90)).astype(bool), random.integers(0, 2, (50, 90)).astype(np.uint8) * 200
    expected = np.where(m & (q != 0), x, np.float32(-1))
    tt.compile(masked)(x, m, q)
    np.testing.assert_array_equal(x, expected)
    np.testing.assert_array_equal(m, expected > 0)


def index_kernel(expression: Callable[..., Any], size: int, block: int, dtype: str = "float32") -> Any:
    """R[i, j] = expression(i, j)."""

    @T.prim_func
    def positions(R: T.Tensor((size, size), dtype)):
        with T.Kernel(-(-size // block), -(-size // block), threads=128) as (bx, by):
            r = T.alloc_fragment((block, block), dtype)
            for i, j in T.Parallel(block, block):
                r[i, j] = T.cast(expression(by * block + i, bx * block + j), dtype)
            T.copy(r, R[by * block, bx * block])

    return positions


INDICES: dict[str, tuple[Callable[..., Any], Callable[..., Any]]] = {
    "quotients": (lambda i, j: (i // 48) * 1000 + (j + 5) // 7,) * 2,
    "rests": (lambda i, j: (i * 3 + j) % 13 - i % 32,) * 2,
    "product": (lambda i, j: (i % 32) * (j % 7),) * 2,
    "below zero": (lambda i, j: (i - j) // 3 + (j - 100) % 5,) * 2,
    "extrema": (
        lambda i, j: T.min(i, j) * 2 - T.max(i // 2, 17),
        lambda i, j: np.minimum(i, j) * 2 - np.maximum(i // 2, 17),
    ),
    "choice": (
        lambda i, j: T.if_then_else(i // 10 == j // 10, i, j * 2),
        lambda i, j: np.where(i // 10 == j // 10, i, j * 2),
    ),
}


@pytest.mark.parametrize("name", INDICES)
def test_indices_as_numbers(name: str) -> None:
    expression, expected = INDICES[name]
    result = np.full((100, 100), np.nan, np.float32)
    tt.compile(index_kernel(expression, 100, 64))(result)
    np.testing.assert_array_equal(result, expected(*np.ogrid[:100, :100]).astype(np.float32))


def test_large_indices_as_integers() -> None:
    result = np.zeros((96, 96), np.int32)
    tt.compile(index_kernel(lambda i, j: i * 20_000_019 + (j ^ 5), 96, 32, "int32"))(result)
    i, j = np.ogrid[:96, :96]
    np.testing.assert_array_equal(result, (i * 20_000_019 + (j ^ 5)).astype(np.int32))


def block_causal(size: int, block: int, noisy: int) -> Any:
    """Ones where the block of a row is not before that of a column, both shifted."""

    @T.prim_func
    def mask(S: T.Tensor((size, size), "float32"), R: T.Tensor((size, size), "float32")):
        with T.Kernel(-(-size // 64), -(-size // 32), threads=128) as (bx, by):
            s = T.alloc_shared((32, 64), "float32")
            T.copy(S[by * 32, bx * 64], s)
            for i, j in T.Parallel(32, 64):
                s[i, j] = T.if_then_else(
                    (by * 32 + i + noisy) // block >= (bx * 64 + j) // block, s[i, j], -T.infinity("float32")
                )
            T.copy(s, R[by * 32, bx * 64])

    return mask


@pytest.mark.parametrize(("block", "noisy"), [(1, 0), (16, 16), (48, -48), (7, 3), (100, 0)])
def test_block_causal_masks(block: int, noisy: int) -> None:
    s = np.random.default_rng(block).uniform(-1, 1, (200, 200)).astype(np.float32)
    result = np.zeros_like(s)
    tt.compile(block_causal(200, block, noisy))(s, result)
    i, j = np.ogrid[:200, :200]
    np.testing.assert_array_equal(result, np.where((i + noisy) // block >= j // block, s, -np.inf))


def test_an_index_that_may_be_too_large_is_refused() -> None:
    kernel = index_kernel(lambda i, j: (i * 200_000 + j) // 3, 96, 32)
    with pytest.raises(tt.CompileError, match=r"used as a number that may reach 2\^24"):
        tt.compile(kernel)
