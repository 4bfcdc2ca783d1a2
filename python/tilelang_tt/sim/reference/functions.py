"""Elementwise functions on numpy values, by the names that `dialects.functions` and the math dialect use.

A function here works in the format it is given; `elementwise` adds the rounding to the operation's own type.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from tilelang_tt.dialects.functions import BY_NAME
from tilelang_tt.sim.reference.dtypes import compute_type, is_float, round_to
from tilelang_tt.sim.reference.errors import Fault

Function = Callable[..., Any]

_erf = np.frompyfunc(math.erf, 1, 1)
_erfc = np.frompyfunc(math.erfc, 1, 1)


def erf(x: Any) -> Any:
    """The error function, by the C library's on every element."""
    return np.asarray(_erf(x)).astype(np.float64)


def erfc(x: Any) -> Any:
    """1 - erf(x) without cancellation."""
    return np.asarray(_erfc(x)).astype(np.float64)


def _sigmoid(x: Any) -> Any:
    # e^-|x| does not overflow.
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1 / (1 + small), small / (1 + small))


def _round_away(x: Any) -> Any:
    whole = np.trunc(x)
    return np.where(np.abs(x - whole) >= 0.5, whole + np.sign(x), whole)


EXACT: dict[str, Function] = {
    "absolute": np.abs,
    "add": np.add,
    "ceil": np.ceil,
    "copysign": np.copysign,
    "divide": np.divide,
    "eqz": lambda x: np.where(x == 0, x.dtype.type(1), x.dtype.type(0)),
    "floor": np.floor,
    "fmax": np.fmax,
    "fmin": np.fmin,
    "gez": lambda x: np.where(x >= 0, x.dtype.type(1), x.dtype.type(0)),
    "gtz": lambda x: np.where(x > 0, x.dtype.type(1), x.dtype.type(0)),
    "isfinite": lambda x: np.isfinite(x).astype(x.dtype),
    "isinf": lambda x: np.isinf(x).astype(x.dtype),
    "isnan": lambda x: np.isnan(x).astype(x.dtype),
    "lez": lambda x: np.where(x <= 0, x.dtype.type(1), x.dtype.type(0)),
    "ltz": lambda x: np.where(x < 0, x.dtype.type(1), x.dtype.type(0)),
    "maximum": np.maximum,
    "minimum": np.minimum,
    "multiply": np.multiply,
    "negative": np.negative,
    "nez": lambda x: np.where(x != 0, x.dtype.type(1), x.dtype.type(0)),
    "reciprocal": lambda x: 1 / x,
    "relu": lambda x: np.maximum(x, x.dtype.type(0)),
    "remainder": np.fmod,
    "round": _round_away,
    "roundeven": np.rint,
    "where": lambda a, b, c: np.where(a != 0, b, c),
    "sqrt": np.sqrt,
    "square": np.square,
    "subtract": np.subtract,
    "trunc": np.trunc,
}
"""Evaluated in float32 (float64 for float64), where these are exact or correctly rounded."""

WIDE: dict[str, Function] = {
    "acos": np.arccos,
    "acosh": np.arccosh,
    "asin": np.arcsin,
    "asinh": np.arcsinh,
    "atan": np.arctan,
    "atan2": np.arctan2,
    "atanh": np.arctanh,
    "cbrt": np.cbrt,
    "clamp": lambda x, low, high: np.minimum(np.maximum(x, low), high),
    "cos": np.cos,
    "cosh": np.cosh,
    "erf": erf,
    "erfc": erfc,
    "exp": np.exp,
    "exp2": np.exp2,
    "expm1": np.expm1,
    "fma": lambda a, b, c: a * b + c,
    "gelu": lambda x: x * 0.5 * erfc(-x / math.sqrt(2.0)),
    "log": np.log,
    "log10": np.log10,
    "log1p": np.log1p,
    "log2": np.log2,
    "pow": np.power,
    "rsqrt": lambda x: 1 / np.sqrt(x),
    "sigmoid": _sigmoid,
    "silu": lambda x: x * _sigmoid(x),
    "sin": np.sin,
    "sinh": np.sinh,
    "tan": np.tan,
    "tanh": np.tanh,
}
"""Evaluated in float64 and rounded once."""

_INTEGER = frozenset(
    "absolute add eqz fmax fmin gez gtz lez ltz maximum minimum multiply negative nez relu square subtract where".split()
)


def _shift(function: Function, unsigned: bool = False) -> Function:
    def shift(a: Any, b: Any) -> Any:
        bits = 8 * a.dtype.itemsize
        a = a.view(f"uint{bits}") if unsigned else a
        return function(a, np.minimum(b.view(f"uint{bits}"), bits).astype(a.dtype))

    return shift


def _divide(a: Any, b: Any, down: bool) -> Any:
    # Tiles have elements beyond their tensors; what division by zero gives there does not matter.
    b = np.where(b == 0, b.dtype.type(1), b)
    return a // b if down else (a - np.fmod(a, b)) // b


INTEGERS: dict[str, Function] = {
    "bitwise_and": np.bitwise_and,
    "bitwise_or": np.bitwise_or,
    "bitwise_xor": np.bitwise_xor,
    "floor_div": lambda a, b: _divide(a, b, True),
    "ge": np.greater_equal,
    "gt": np.greater,
    "le": np.less_equal,
    "lt": np.less,
    "shift_left": _shift(np.left_shift),
    "shift_right": _shift(np.right_shift),
    "shift_right_logical": _shift(np.right_shift, unsigned=True),
    "trunc_div": lambda a, b: _divide(a, b, False),
}
"""Of integers only; comparisons give 1 or 0."""


def elementwise(ref: str) -> Function:
    """The function of operands of one float or integer type, rounded to that type (integers wrap). Raises Fault
    for an unknown name.
    """
    wide = ref in WIDE
    function = WIDE.get(ref) or EXACT.get(ref) or INTEGERS.get(ref)
    if function is None:
        raise Fault(f"the interpreter has no function '{ref}'")

    def apply(*args: Any) -> Any:
        dtype = args[-1].dtype
        if ref in INTEGERS and is_float(dtype):
            raise Fault(f"'{ref}' is a function of integers, not of {dtype} values")
        if not is_float(dtype):
            if ref not in _INTEGER and ref not in INTEGERS:
                raise Fault(f"'{ref}' is not a function of {dtype} values")
            return np.asarray(function(*args)).astype(dtype)
        if wide:
            return round_to(np.asarray(function(*[a.astype(np.float64) for a in args])), dtype)
        work = compute_type(dtype)
        if work == dtype:
            return function(*args)
        return np.asarray(function(*[a.astype(work) for a in args])).astype(dtype)

    return apply


def tile_function(name: str) -> Function:
    """The function of `tt.tile.<name>`."""
    return elementwise(BY_NAME[name].ref)
