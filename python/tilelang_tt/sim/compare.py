"""Comparing results with a float64 reference: error, correlation, and bounds that follow from the formats."""

from dataclasses import dataclass
from typing import Any

import ml_dtypes
import numpy as np


@dataclass(frozen=True)
class Comparison:
    """How far a result is from its reference.

    `max_rel_err` is the largest error divided by the largest magnitude of the reference, which is what a bound on a
    contraction can promise; `pcc` is Pearson's correlation coefficient. Where exactly one side is NaN or the
    infinities differ, the errors are infinite and the coefficient is 0.
    """

    max_abs_err: float
    max_rel_err: float
    pcc: float

    def __str__(self) -> str:
        return f"max abs err {self.max_abs_err:.3e}, max rel err {self.max_rel_err:.3e}, PCC {self.pcc:.6f}"


def compare(actual: Any, expected64: Any) -> Comparison:
    """Compares arrays of one shape; NaN equals NaN, an infinity itself. Raises ValueError if the shapes differ."""
    a, e = np.asarray(actual).astype(np.float64), np.asarray(expected64).astype(np.float64)
    if a.shape != e.shape:
        raise ValueError(f"cannot compare an array of shape {a.shape} with one of shape {e.shape}")
    same = (a == e) | (np.isnan(a) & np.isnan(e))
    finite = np.isfinite(a) & np.isfinite(e)
    if not np.all(same | finite):
        return Comparison(float("inf"), float("inf"), 0.0)
    a, e = a[finite], e[finite]
    error = float(np.max(np.abs(a - e), initial=0.0))
    scale = float(np.max(np.abs(e), initial=0.0))
    relative = 0.0 if error == 0 else error / scale if scale > 0 else float("inf")
    return Comparison(error, relative, _pcc(a, e))


def _pcc(a: np.ndarray, e: np.ndarray) -> float:
    """Pearson's coefficient. Where what is expected is constant (or one element) it is undefined: 1 if the sides agree within
    one percent, else 0.
    """
    if np.array_equal(a, e):
        return 1.0
    if e.size and np.isfinite(a).all() and e.min() == e.max() != 0:
        return 1.0 if np.abs(a - e).max() <= 0.01 * np.abs(e[:1]).max() else 0.0
    a, e = a - a.mean(), e - e.mean()
    norm = float(np.sqrt((a * a).sum() * (e * e).sum()))
    return float((a * e).sum()) / norm if norm > 0 else 0.0


@dataclass(frozen=True)
class _Format:
    """Unit roundoff of a stored value, and largest relative error of a value on its way into the matrix unit."""

    roundoff: float
    operand: float


_FORMATS = {
    # Stored with 24 digits; the matrix unit reads TF32, cut to 11 digits.
    np.dtype(np.float32): _Format(2.0**-24, 2.0**-10),
    np.dtype(np.float64): _Format(2.0**-53, 0.0),
    np.dtype(np.float16): _Format(2.0**-11, 0.0),
    np.dtype(ml_dtypes.bfloat16): _Format(2.0**-8, 0.0),
    np.dtype(ml_dtypes.float8_e4m3fn): _Format(2.0**-4, 0.0),
    np.dtype(ml_dtypes.float8_e4m3fnuz): _Format(2.0**-4, 0.0),
    np.dtype(ml_dtypes.float8_e5m2): _Format(2.0**-3, 0.0),
    np.dtype(ml_dtypes.float8_e5m2fnuz): _Format(2.0**-3, 0.0),
}


def tolerance(dtype: Any, k: int = 1, scale: float = 1.0, accumulator: Any = np.float32) -> float:
    """A bound on the absolute error of a sum of `k` products of magnitude `scale` at most, stored as `dtype`.

    With n = min(k, 4 sqrt(k)), u the unit roundoff of `dtype`, a that of `accumulator`, o the relative error of an
    operand on its way into the matrix unit:

        n * scale * (u + n * a + 2 * o)

    n * scale bounds the magnitude of the result and of every partial sum: k terms of any sign for small k, four
    standard deviations of a sum of k independent terms of zero mean from k = 16 on. One rounding to `dtype` costs u of
    it; k roundings in the accumulator, which are of zero mean too, cost n * a; both operands' errors cost at most 2 *
    o. For elementwise results k = 1 and `scale` is the magnitude of the result. Integers are exact: 0. Raises
    ValueError for an unknown dtype.
    """
    dtype, accumulator = np.dtype(dtype), np.dtype(accumulator)
    if dtype.kind in "iub":
        return 0.0
    if dtype not in _FORMATS or accumulator not in _FORMATS:
        known = ", ".join(str(d) for d in _FORMATS)
        raise ValueError(f"no error bound for {dtype} accumulated in {accumulator}; known are {known} and integers")
    terms = min(float(k), 4.0 * float(k) ** 0.5)
    # A float64 result has no part that the accumulator or the operands could not hold.
    sums = _FORMATS[dtype].roundoff if dtype == np.float64 else _FORMATS[accumulator].roundoff
    return terms * scale * (_FORMATS[dtype].roundoff + terms * sums + 2.0 * _FORMATS[dtype].operand)
