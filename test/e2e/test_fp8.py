"""Conversions to fp8 on the simulator: one rounding, to nearest even, as numpy does it."""

from __future__ import annotations

import numpy as np
import pytest
from kernel_text import Elementwise
from on_simulator import DTYPES, compiled, run

LARGEST = {"f8E4M3FN": 448.0, "f8E4M3FNUZ": 240.0, "f8E5M2": 57344.0, "f8E5M2FNUZ": 57344.0}


def all_numbers(elem: str) -> np.ndarray:
    """Every finite number of the format, over and over."""
    numbers = np.arange(256, dtype=np.uint8).view(DTYPES[elem])
    return np.resize(numbers[np.isfinite(numbers.astype(np.float32))], (64, 64))


@pytest.mark.parametrize("factor", [1.0, 1.0625, 1.3, -0.0117, 100.0])
@pytest.mark.parametrize("elem", LARGEST)
def test_rounds_once(elem: str, factor: float) -> None:
    """Ties (1.0625), numbers below the normal ones (0.0117), too large ones (100)."""
    lines = (f"%k = arith.constant {factor} : f32", "%y = arith.mulf %a, %k : f32")
    left = all_numbers(elem)
    result = run(compiled(Elementwise(lines, ("A",), elem, wide=True, shape=(64, 64)).text), [left])
    product = left.astype(np.float32) * np.float32(factor)
    expected = np.clip(product, -LARGEST[elem], LARGEST[elem]).astype(DTYPES[elem])
    np.testing.assert_array_equal(result.astype(np.float32), expected.astype(np.float32))
