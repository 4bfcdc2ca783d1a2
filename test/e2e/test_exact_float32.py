"""fp32 numbers that compute only moves keep all their bits, whatever else is done with the same block."""

import numpy as np
import pytest

import tilelang_tt as tt

T = pytest.importorskip("tilelang.language")


def inputs(*shapes: tuple[int, ...]) -> list[np.ndarray]:
    rng = np.random.default_rng(len(shapes))
    return [rng.uniform(-1, 1, shape).astype(np.float32) for shape in shapes]


def unwritten(*shapes: tuple[int, ...]) -> list[np.ndarray]:
    return [np.full(shape, np.nan, np.float32) for shape in shapes]


def assert_product(result: np.ndarray, a: np.ndarray, b: np.ndarray) -> None:
    """Operands of the matrix unit are tf32."""
    exact = a.astype(np.float64) @ b.astype(np.float64)
    np.testing.assert_allclose(result, exact, atol=2.0**-9 * np.sqrt(a.shape[1]) * 2)


def straight(kernel: tt.CompiledKernel) -> set[str]:
    """The circular buffers that go to DST with all their bits."""
    compute = next(k for k in kernel.plan.kernels if k.thread == "compute")
    return {cb.name for cb in kernel.plan.cbs if cb.id in compute.unpack_to_dest_fp32}


@pytest.mark.parametrize(("M", "K", "N"), [(64, 64, 64), (50, 70, 40)])
def test_an_operand_of_a_product_is_also_copied(M: int, K: int, N: int) -> None:
    @T.prim_func
    def product_and_copies(
        left: T.Tensor((M, K), "float32"),
        right: T.Tensor((K, N), "float32"),
        product: T.Tensor((M, N), "float32"),
        doubled: T.Tensor((M, K), "float32"),
        turned: T.Tensor((N, K), "float32"),
    ):
        with T.Kernel(1, threads=128):
            a = T.alloc_shared((M, K), "float32")
            b = T.alloc_shared((K, N), "float32")
            c = T.alloc_fragment((M, N), "float32")
            twice = T.alloc_fragment((M, K), "float32")
            b_turned = T.alloc_shared((N, K), "float32")
            T.copy(left, a)
            T.copy(right, b)
            T.clear(c)
            T.gemm(a, b, c)
            for i, j in T.Parallel(M, K):
                twice[i, j] = a[i, j] + a[i, j]
            for i, j in T.Parallel(N, K):
                b_turned[i, j] = b[j, i]
            T.copy(c, product)
            T.copy(twice, doubled)
            T.copy(b_turned, turned)

    kernel = tt.compile(product_and_copies)
    a, b = inputs((M, K), (K, N))
    c, twice, turned = unwritten((M, N), (M, K), (N, K))
    kernel(a, b, c, twice, turned)
    assert_product(c, a, b)
    np.testing.assert_array_equal(twice, 2 * a)
    np.testing.assert_array_equal(turned, b.T)
    assert {"cb_a", "cb_b"} <= straight(kernel)


def test_a_carried_block_is_multiplied_and_scaled() -> None:
    """The state of a recurrence: exact in its own update, tf32 where a product reads it."""
    steps, size = 3, 64

    @T.prim_func
    def recurrence(
        X: T.Tensor((size, size), "float32"),
        S: T.Tensor((size, size), "float32"),
        last: T.Tensor((size, size), "float32"),
        sums: T.Tensor((size, size), "float32"),
    ):
        with T.Kernel(1, threads=128):
            x = T.alloc_shared((size, size), "float32")
            state = T.alloc_shared((size, size), "float32")
            total = T.alloc_fragment((size, size), "float32")
            T.copy(X, x)
            T.copy(S, state)
            T.clear(total)
            for _ in T.serial(steps):
                T.gemm(x, state, total)
                for i, j in T.Parallel(size, size):
                    state[i, j] = state[i, j] * 0.5
            T.copy(state, last)
            T.copy(total, sums)

    x, s = inputs((size, size), (size, size))
    last, sums = unwritten((size, size), (size, size))
    tt.compile(recurrence)(x, s, last, sums)
    np.testing.assert_array_equal(last, s * np.float32(0.5**steps))
    assert_product(sums, x, s * np.float32(1.75))


@pytest.mark.parametrize(("M", "N"), [(64, 96), (40, 50)])
def test_a_reduced_block_is_also_stored(M: int, N: int) -> None:
    @T.prim_func
    def totals(
        X: T.Tensor((M, N), "float32"),
        Y: T.Tensor((M, N), "float32"),
        rows: T.Tensor((M,), "float32"),
        columns: T.Tensor((N,), "float32"),
        peaks: T.Tensor((N,), "float32"),
    ):
        with T.Kernel(1, threads=128):
            x = T.alloc_fragment((M, N), "float32")
            y = T.alloc_fragment((M, N), "float32")
            row = T.alloc_fragment((M,), "float32")
            column = T.alloc_fragment((N,), "float32")
            peak = T.alloc_fragment((N,), "float32")
            T.copy(X, x)
            for i, j in T.Parallel(M, N):
                y[i, j] = x[i, j] * 0.25
            T.reduce_sum(y, row, dim=1)
            T.reduce_sum(y, column, dim=0)
            T.reduce_max(y, peak, dim=0)
            T.copy(y, Y)
            T.copy(row, rows)
            T.copy(column, columns)
            T.copy(peak, peaks)

    (x,) = inputs((M, N))
    y, rows, columns, peaks = unwritten((M, N), (M,), (N,), (N,))
    tt.compile(totals)(x, y, rows, columns, peaks)
    np.testing.assert_array_equal(y, x * np.float32(0.25))
    np.testing.assert_allclose(rows, y.astype(np.float64).sum(1), atol=2.0**-9 * 4)
    np.testing.assert_allclose(columns, y.astype(np.float64).sum(0), atol=2.0**-9 * 4)
    np.testing.assert_allclose(peaks, y.max(0), rtol=2.0**-10)


def test_a_vector_is_spread_and_moved() -> None:
    """A row of numbers that is added to every row (on the matrix unit's way, tf32) and also computed with by itself."""
    M, N = 64, 96

    @T.prim_func
    def bias(
        X: T.Tensor((M, N), "float32"),
        b: T.Tensor((N,), "float32"),
        Y: T.Tensor((M, N), "float32"),
        c: T.Tensor((N,), "float32"),
    ):
        with T.Kernel(1, threads=128):
            x = T.alloc_fragment((M, N), "float32")
            v = T.alloc_fragment((N,), "float32")
            w = T.alloc_fragment((N,), "float32")
            T.copy(X, x)
            T.copy(b, v)
            for i, j in T.Parallel(M, N):
                x[i, j] = x[i, j] + v[j]
            for j in T.Parallel(N):
                w[j] = v[j] * 2.0
            T.copy(x, Y)
            T.copy(w, c)

    x, v = inputs((M, N), (N,))
    y, w = unwritten((M, N), (N,))
    tt.compile(bias)(x, v, y, w)
    np.testing.assert_allclose(y, x + v, atol=2.0**-10)
    np.testing.assert_array_equal(w, 2 * v)
