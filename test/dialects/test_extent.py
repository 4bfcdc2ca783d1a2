"""Expressions of symbolic dimensions: arithmetic, proofs and text agree with numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilelang_tt.dialects.extent import (
    Extent,
    at_least,
    ceil_div,
    evaluate,
    known,
    larger,
    parse,
    product,
    solve,
    symbol,
    text,
)

M, N = symbol("m"), symbol("n")
BLOCKS = ceil_div(M, 128)

sizes = st.recursive(
    st.one_of(st.integers(-20, 20), st.sampled_from([M, N])),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda t: t[0] + t[1]),
        st.tuples(inner, inner).map(lambda t: t[0] - t[1]),
        st.tuples(inner, inner).map(lambda t: t[0] * t[1]),
        st.tuples(inner, st.integers(1, 9)).map(lambda t: t[0] // t[1]),
    ),
    max_leaves=8,
)
values = st.fixed_dictionaries({"m": st.integers(1, 500), "n": st.integers(1, 500)})


@given(sizes, sizes, st.integers(1, 40), values)
def test_arithmetic_is_that_of_integers(a, b, c, numbers):
    x, y = evaluate(a, numbers), evaluate(b, numbers)
    assert evaluate(a + b, numbers) == x + y
    assert evaluate(a - b, numbers) == x - y
    assert evaluate(a * b, numbers) == x * y
    assert evaluate(a // c, numbers) == x // c
    assert evaluate(ceil_div(a, c), numbers) == -(-x // c)


@given(sizes)
def test_text_parses_back(a):
    assert parse(text(a)) == a


@given(sizes, st.integers(1, 50))
def test_a_difference_with_itself_is_nothing(a, c):
    assert a - a == 0
    assert (a * c) // c == a


@given(sizes, sizes, values)
def test_what_is_proved_holds(a, b, numbers):
    x, y = evaluate(a, numbers), evaluate(b, numbers)
    if at_least(a, b):
        assert x >= y
    if x >= 0 and y >= 0:
        assert evaluate(larger(a, b), numbers) >= max(x, y)


@given(sizes, values)
def test_other_names_give_other_symbols(a, numbers):
    if isinstance(a, Extent):
        assert evaluate(a.renamed({"m": "n", "n": "m"}), numbers) == evaluate(a, {"m": numbers["n"], "n": numbers["m"]})


def test_proofs_that_kernels_need():
    assert at_least(BLOCKS * 128, M)
    assert at_least(BLOCKS * 128, ceil_div(M, 64) * 64)
    assert at_least(BLOCKS, 1)
    assert at_least(BLOCKS * ceil_div(N, 32) - 1, 0)
    assert not at_least(M, BLOCKS * 128)
    assert (BLOCKS - 1) * 128 + 128 == BLOCKS * 128
    assert (BLOCKS * ceil_div(N, 32) - 1) // BLOCKS == ceil_div(N, 32) - 1
    assert ceil_div(ceil_div(M, 32), 8) == ceil_div(M, 256)
    assert at_least(ceil_div(ceil_div(M, 32), 8) * 256, ceil_div(M, 32) * 32)
    assert product([2, BLOCKS, 1]) == BLOCKS + BLOCKS


@pytest.mark.parametrize("source", ["m +", "m ** 2", "m / n", "m / 0", "f(m)", "1.5", "[m]", "ceil_div(m, n)", ""])
def test_text_that_is_no_size(source):
    with pytest.raises(ValueError, match="is not an expression of sizes"):
        parse(source)


def test_division_by_what_is_no_factor():
    with pytest.raises(ValueError, match="division of m by n"):
        M // N
    with pytest.raises(ValueError, match="the size m is not known"):
        known([1, M])


def test_solving():
    assert solve([("A", [M, 8], (300, 8)), ("B", [BLOCKS, N], (3, 5))]) == {"m": 300, "n": 5}
    assert solve([("A", [M + N], (9,))]) == {}


@pytest.mark.parametrize(
    "tensors, message",
    [
        ([("A", [M, 8], (300, 9))], "dimension 1 of 'A' has 9 elements, expected 8"),
        (
            [("A", [M], (3,)), ("B", [N, M], (1, 4))],
            "dimension 1 of 'B' has 4 elements, but m is 3 by dimension 0 of 'A'",
        ),
        ([("A", [M], (300,)), ("B", [BLOCKS], (2,))], r"has 2 elements, expected 3 = ceil_div\(m, 128\)"),
        ([("A", [M, 8], (300,))], r"'A' has 1 dimensions, expected 2: \(m, 8\)"),
        ([("A", [M], (0,))], "dimension 0 of 'A' is empty"),
    ],
)
def test_shapes_that_do_not_fit(tensors, message):
    with pytest.raises(ValueError, match=message):
        solve(tensors)
