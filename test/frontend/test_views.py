"""Regions of views are the same elements as the regions of the buffer that stand for them."""

from math import prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilelang_tt.dialects.extent import symbol
from tilelang_tt.frontend import tir
from tilelang_tt.frontend.views import Line, on_buffer


def number(value):
    return tir.IntImm("int32", value)


def evaluate(expr):
    match expr:
        case tir.IntImm():
            return expr.value
        case tir.Binary(kind=kind):
            a, b = evaluate(expr.a), evaluate(expr.b)
            return {"Add": a + b, "Mul": a * b, "FloorDiv": a // b, "FloorMod": a % b}[kind]


@st.composite
def cases(draw):
    """A list of factors, cut in two ways into shapes, and a region of the second."""
    factors = draw(st.lists(st.integers(1, 4), min_size=1, max_size=5))

    def shape():
        cuts = sorted(draw(st.sets(st.integers(1, len(factors)), max_size=4)) | {len(factors)})
        return [prod(factors[a:b]) for a, b in zip([0, *cuts], cuts, strict=False)]

    base, view = shape(), shape()
    region = []
    for extent in view:
        size = draw(st.sampled_from(sorted({1, extent, draw(st.integers(1, extent))})))
        region.append((draw(st.integers(0, extent - size)), size))
    return base, view, region


@given(cases())
def test_the_same_elements(case):
    base, view, region = case
    lines = [Line(number(start), size, extent) for (start, size), extent in zip(region, view, strict=True)]
    found = on_buffer(lines, base)
    places = np.arange(prod(base))
    wanted = places.reshape(view)[tuple(slice(start, start + size) for start, size in region)]
    if found is None:
        assert base != view
        return
    assert [line.extent for line in found] == base
    slices = tuple(slice(evaluate(line.start), evaluate(line.start) + line.size) for line in found)
    np.testing.assert_array_equal(places.reshape(base)[slices].ravel(), wanted.ravel())


@pytest.mark.parametrize(
    "view, base, start, size",
    [
        ((64, 2, 64), (64, 128), (32, 1, 0), (32, 1, 64)),
        ((96, 40), (3, 32, 40), (64, 0), (32, 40)),
        ((1, 32), (32,), (0, 0), (1, 32)),
    ],
)
def test_regions_that_kernels_use(view, base, start, size):
    lines = [Line(number(s), n, e) for s, n, e in zip(start, size, view, strict=True)]
    assert on_buffer(lines, base) is not None


def test_symbolic_dimensions_match_themselves():
    m = symbol("m")
    lines = [Line(number(3), 5, m), Line(number(0), 1, 1), Line(number(8), 4, 16)]
    assert on_buffer(lines, [m, 16]) == [lines[0], lines[2]]
    assert on_buffer([Line(number(0), 4, m * 2)], [m, 2]) is None


def test_another_order_of_elements():
    assert on_buffer([Line(number(0), 32, 32), Line(number(0), 64, 64)], [64, 32]) is None
