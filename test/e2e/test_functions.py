"""Functions of the vector unit beyond the usual ones, and those composed of others, on the simulator."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from kernel_text import Elementwise
from on_simulator import assert_close, compiled, random_array, run

CHAINS: dict[str, tuple[tuple[str, ...], Callable[..., np.ndarray]]] = {
    "arcs": (
        (
            "%p = math.asin %a : f32",
            "%q = math.acos %a : f32",
            "%r = math.atan %b : f32",
            "%s = math.atanh %a : f32",
            "%t = arith.mulf %p, %r : f32",
            "%u = arith.mulf %q, %s : f32",
            "%y = arith.addf %t, %u : f32",
        ),
        lambda a, b: np.arcsin(a) * np.arctan(b) + np.arccos(a) * np.arctanh(a),
    ),
    "hyperbolic": (
        (
            "%one = arith.constant 1.0 : f32",
            "%p = math.sinh %b : f32",
            "%q = math.cosh %b : f32",
            "%r = math.asinh %b : f32",
            "%t = arith.mulf %b, %b : f32",
            "%u = arith.addf %t, %one : f32",
            "%s = math.acosh %u : f32",
            "%v = arith.divf %p, %q : f32",
            "%w = arith.addf %v, %r : f32",
            "%y = arith.subf %w, %s : f32",
        ),
        lambda a, b: np.tanh(b) + np.arcsinh(b) - np.arccosh(b * b + 1),
    ),
    "powers": (
        (
            "%e = arith.constant 1.5 : f32",
            "%two = arith.constant 2.0 : f32",
            "%ten = arith.constant 10.0 : f32",
            "%p = math.absf %b : f32",
            "%q = math.powf %p, %e : f32",
            "%r = math.powf %b, %two : f32",
            "%s = math.powf %ten, %a : f32",
            "%t = math.powf %p, %a : f32",
            "%u = arith.addf %q, %r : f32",
            "%v = arith.addf %u, %s : f32",
            "%y = arith.addf %v, %t : f32",
        ),
        lambda a, b: np.abs(b) ** 1.5 + b**2 + 10**a + np.abs(b) ** a,
    ),
    "logarithms": (
        (
            "%p = math.absf %b : f32",
            "%q = math.log10 %p : f32",
            "%r = math.tan %a : f32",
            "%y = math.fma %q, %r, %b : f32",
        ),
        lambda a, b: np.log10(np.abs(b)) * np.tan(a) + b,
    ),
    "signs": (
        ("%p = math.copysign %b, %a : f32", "%q = math.copysign %a, %b : f32", "%y = arith.subf %p, %q : f32"),
        lambda a, b: np.copysign(b, a) - np.copysign(a, b),
    ),
}


@pytest.mark.parametrize("name", CHAINS)
def test_chain(name: str) -> None:
    body, function = CHAINS[name]
    kernel = Elementwise(body, ("A", "B"), "f32")
    arrays = [random_array(kernel.shape, "f32", seed, -bound, bound) for seed, bound in ((3, 0.9), (4, 2.0))]
    expected = function(*(a.astype(np.float64) for a in arrays))
    assert_close(run(compiled(kernel.text), arrays), expected, 2.0**-9 * np.abs(expected).max())


@pytest.mark.parametrize(
    ("op", "function"),
    [
        ("math.roundeven", np.rint),
        ("math.round", lambda x: np.trunc(x + np.copysign(0.5, x))),
    ],
)
def test_halves_are_rounded(op: str, function: Callable[..., np.ndarray]) -> None:
    kernel = Elementwise((f"%y = {op} %a : f32",), ("A",), "f32")
    x = (np.random.default_rng(5).integers(-9, 9, kernel.shape) / 2).astype(np.float32)
    x[0, :2] = 0.49999997, -0.49999997  # adding a half to these gives one
    expected = np.where(np.abs(x) < 0.5, 0, function(x))
    assert np.array_equal(run(compiled(kernel.text), [x]), expected)


def test_ends_of_the_arcs() -> None:
    body = (
        "%p = math.asin %a : f32",
        "%q = math.acos %a : f32",
        "%s = arith.addf %p, %p : f32",
        "%y = arith.subf %s, %q : f32",
    )
    x = np.resize(np.array([1.0, -1.0, 0.0, 0.99609375], np.float32), (128, 128))
    result = run(compiled(Elementwise(body, ("A",), "f32").text), [x])
    assert_close(result, 2 * np.arcsin(x) - np.arccos(x), 2.0**-10)


def test_classes_of_numbers() -> None:
    body = (
        "%one = arith.constant 1.0 : f32",
        "%nan = math.isnan %a : f32",
        "%inf = math.isinf %a : f32",
        "%fin = math.isfinite %a : f32",
        "%two = arith.constant 2.0 : f32",
        "%four = arith.constant 4.0 : f32",
        "%p = arith.select %nan, %one, %two : f32",
        "%q = arith.select %inf, %one, %p : f32",
        "%y = arith.select %fin, %four, %q : f32",
    )
    kernel = Elementwise(body, ("A",), "f32")
    x = np.resize(np.array([1.0, np.inf, -np.inf, -3.0, 0.0], np.float32), kernel.shape)
    expected = np.where(np.isfinite(x), 4, 1)
    assert np.array_equal(run(compiled(kernel.text), [x]), expected)
