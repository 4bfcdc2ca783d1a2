"""Comparisons on the simulator: zeros of both signs and infinities compare as numbers do, not as bits."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from kernel_text import Elementwise
from on_simulator import DTYPES, compiled, run

PREDICATES = {
    "oeq": np.equal,
    "une": np.not_equal,
    "olt": np.less,
    "ole": np.less_equal,
    "ogt": np.greater,
    "oge": np.greater_equal,
}
NUMBERS = (-np.inf, -3.0, -1.0, -0.0, 0.0, 1.0, 2.5, np.inf)
ANSWERS = ("%yes = arith.constant 1.0 : {0}", "%no = arith.constant 0.0 : {0}")


def pairs(elem: str) -> tuple[np.ndarray, np.ndarray]:
    """Every pair of the numbers, over and over."""
    left, right = np.array(list(itertools.product(NUMBERS, NUMBERS))).T
    return tuple(np.resize(side, (64, 64)).astype(DTYPES[elem]) for side in (left, right))


@pytest.mark.parametrize("elem", ["bf16", "f32"])
@pytest.mark.parametrize("predicate", PREDICATES)
def test_two_tensors(predicate: str, elem: str) -> None:
    lines = (
        *(line.format(elem) for line in ANSWERS),
        f"%c = arith.cmpf {predicate}, %a, %b : {elem}",
        f"%y = arith.select %c, %yes, %no : {elem}",
    )
    left, right = pairs(elem)
    result = run(compiled(Elementwise(lines, ("A", "B"), elem, shape=(64, 64)).text), [left, right])
    np.testing.assert_array_equal(result.astype(bool), PREDICATES[predicate](left, right))


@pytest.mark.parametrize("constant_first", [False, True])
@pytest.mark.parametrize(
    ("constant", "number"), [("0.0", 0.0), ("1.0", 1.0), ("0x7F800000", np.inf), ("0xFF800000", -np.inf)]
)
@pytest.mark.parametrize("predicate", PREDICATES)
def test_constant(predicate: str, constant: str, number: float, constant_first: bool) -> None:
    operands = "%k, %a" if constant_first else "%a, %k"
    lines = (
        *(line.format("f32") for line in ANSWERS),
        f"%k = arith.constant {constant} : f32",
        f"%c = arith.cmpf {predicate}, {operands} : f32",
        "%y = arith.select %c, %yes, %no : f32",
    )
    left, _ = pairs("f32")
    result = run(compiled(Elementwise(lines, ("A",), "f32", shape=(64, 64)).text), [left])
    expected = PREDICATES[predicate](number, left) if constant_first else PREDICATES[predicate](left, number)
    np.testing.assert_array_equal(result.astype(bool), expected)
