"""Examples that reduce rows or columns on the simulator: reductions, softmax, norms, matrix times vector."""

from __future__ import annotations

import ml_dtypes
import numpy as np
import pytest
from live_examples import check, load, odd_size, run

import tilelang_tt as tt
from tilelang_tt.sim.compare import compare
from tilelang_tt.tools.kernel_check import LEAST_PCC

pytest.importorskip("tilelang")
OPS = ("sum", "max", "min", "abssum", "absmax")


@pytest.mark.parametrize("op", OPS)
@pytest.mark.parametrize("name", ["reduce_rows", "reduce_columns"])
def test_reduction(name: str, op: str) -> None:
    check("reductions", name, 96, op=op, M=64, N=96)


@pytest.mark.parametrize(("op", "m", "n"), [("sum", 50, 70), ("max", 64, 64)])
def test_reduction_that_keeps_the_dimension(op: str, m: int, n: int) -> None:
    check("reductions", "reduce_keepdim", n, op=op, M=m, N=n)


@pytest.mark.parametrize("op", OPS)
@pytest.mark.parametrize("name", ["reduce_rows", "reduce_columns"])
def test_reduction_of_odd_sizes(name: str, op: str) -> None:
    rng = np.random.default_rng(OPS.index(op))
    check("reductions", name, 128, op=op, M=odd_size(rng, 100), N=odd_size(rng, 130))


@pytest.mark.parametrize("dtype", ["float16", "float32"])
@pytest.mark.parametrize("name", ["reduce_rows", "reduce_columns"])
def test_sums_of_other_types(name: str, dtype: str) -> None:
    check("reductions", name, 70, M=50, N=70, dtype=dtype)


@pytest.mark.parametrize("op", ["max", "min", "absmax"])
def test_extremes_of_bfloat16_are_exact(op: str) -> None:
    for name in ("reduce_rows", "reduce_columns"):
        ((result, expected),) = run("reductions", name, {"op": op, "M": 50, "N": 70})
        assert np.array_equal(result, expected)


def test_column_maximum_of_float16_is_exact() -> None:
    ((result, expected),) = run("reductions", "reduce_columns", {"op": "max", "M": 50, "N": 70, "dtype": "float16"})
    assert np.array_equal(result, expected)


@pytest.mark.parametrize("op", ["max", "min", "absmax"])
def test_row_extremes_of_float16_are_exact(op: str) -> None:
    ((result, expected),) = run("reductions", "reduce_rows", {"op": op, "M": 32, "N": 64, "dtype": "float16"})
    assert np.array_equal(result, expected)


def test_row_maximum_of_float32_has_the_precision_of_an_operand() -> None:
    ((result, expected),) = run("reductions", "reduce_rows", {"op": "max", "M": 32, "N": 64, "dtype": "float32"})
    # TF32, which the matrix and pooling units read, has 11 digits.
    assert compare(result, expected).max_rel_err <= 2.0**-10


@pytest.mark.parametrize("op", ["sum", "max", "min", "absmax"])
def test_reduction_into_what_is_there(op: str) -> None:
    check("reductions", "reduce_into", 128, op=op, M=50, N=128)


def test_reduction_into_what_is_there_by_odd_blocks() -> None:
    check("reductions", "reduce_into", 120, M=50, N=120, block_N=40)


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("softmax", {"M": 64, "N": 128}),
        ("softmax", {"M": 64, "N": 77, "block_M": 16}),
        ("softmax", {"M": 64, "N": 96, "dtype": "float16"}),
        ("softmax", {"M": 40, "N": 96, "dtype": "float32"}),
        ("softmax_columns", {"M": 96, "N": 64}),
        ("softmax_columns", {"M": 50, "N": 70, "dtype": "float32"}),
        ("softmax_row", {"M": 5, "N": 128}),
        ("softmax_row", {"M": 5, "N": 100}),
        ("softmax_row", {"M": 3, "N": 200, "dtype": "float32"}),
    ],
)
def test_softmax(name: str, args: dict) -> None:
    check("softmax", name, max(args["M"], args["N"]), **args)


@pytest.mark.parametrize("seed", range(2))
def test_softmax_of_random_sizes(seed: int) -> None:
    rng = np.random.default_rng(seed)
    m, n = odd_size(rng, 100), odd_size(rng, 250)
    check("softmax", "softmax", n, seed=seed, M=m, N=n)


def test_rows_of_a_softmax_sum_to_one() -> None:
    ((result, _),) = run("softmax", "softmax", {"M": 50, "N": 100, "dtype": "float32"})
    # The sum has TF32 operands; it is what every value was divided by.
    assert np.abs(result.astype(np.float64).sum(axis=1) - 1).max() <= 2.0**-9


def test_softmax_of_large_values() -> None:
    """Without the maximum subtracted, exp overflows."""
    x = np.random.default_rng(0).uniform(-1000, 1000, (32, 64)).astype(ml_dtypes.bfloat16)
    result = tt.compile(load("softmax").softmax(M=32, N=64), out_idx=-1)(x)
    outcome = compare(result, load("softmax").softmax_reference(x))
    assert outcome.pcc >= LEAST_PCC, str(outcome)
    # One rounding of the result, one of a function's value, and those of the product with log2(e) inside of exp.
    assert outcome.max_abs_err <= 4 * 2.0**-8, str(outcome)


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("online_softmax", {"M": 40, "N": 256}),
        ("online_softmax", {"M": 40, "N": 300, "block_N": 64}),
        ("online_softmax", {"M": 40, "N": 300, "dtype": "float16"}),
        ("online_softmax", {"M": 32, "N": 160, "block_N": 96, "dtype": "float32"}),
        ("online_softmax_row", {"M": 3, "N": 256}),
        ("online_softmax_row", {"M": 3, "N": 256, "dtype": "float16"}),
        ("online_softmax_row", {"M": 3, "N": 384, "dtype": "float32"}),
    ],
)
def test_online_softmax(name: str, args: dict) -> None:
    check("online_softmax", name, args["N"], **args)


@pytest.mark.parametrize("name", ["rms_norm", "rms_norm_weighted", "rms_norm_split"])
@pytest.mark.parametrize(("m", "n", "dtype"), [(64, 256, "bfloat16"), (50, 100, "float32"), (40, 300, "float16")])
def test_rms_norm(name: str, m: int, n: int, dtype: str) -> None:
    check("rms_norm", name, n, M=m, N=n, dtype=dtype)


def test_rms_norm_of_single_rows() -> None:
    check("rms_norm", "rms_norm", 256, M=4, N=256, block_M=1)


def test_rms_norm_ignores_what_lies_beside_the_rows() -> None:
    """With eps = 0 a row of ones stays a row of ones only if exactly N values are averaged."""
    kernel = tt.compile(load("rms_norm").rms_norm(M=32, N=40, eps=0.0, dtype="float32"), out_idx=-1)
    assert np.allclose(kernel(np.ones((32, 40), np.float32)), 1, rtol=2.0**-10, atol=0)


@pytest.mark.parametrize(("m", "n", "dtype"), [(64, 128, "bfloat16"), (50, 100, "float32"), (33, 72, "float16")])
def test_layer_norm(m: int, n: int, dtype: str) -> None:
    check("layer_norm", "layer_norm", n, M=m, N=n, dtype=dtype)


@pytest.mark.parametrize("args", [{}, {"C": 96, "pixels": 50, "groups": 3}, {"pixels": 40, "dtype": "float32"}])
def test_group_norm(args: dict) -> None:
    check("layer_norm", "group_norm", 32 * 64, **args)


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("gemv", {"N": 64, "K": 128}),
        ("gemv", {"N": 50, "K": 100, "dtype": "float16"}),
        ("gemv", {"N": 32, "K": 128, "block_N": 8}),
        ("gemv_reducer", {"M": 50, "N": 100}),
        ("gemv_reducer", {"M": 64, "N": 128, "dtype": "float32"}),
    ],
)
def test_gemv(name: str, args: dict) -> None:
    check("gemv", name, 128, **args)
