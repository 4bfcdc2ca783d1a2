"""Functions that the vector unit has no instruction for, or no good one, as compositions of those it has."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Protocol

from tilelang_tt.dialects import block
from tilelang_tt.dialects.types import element_of
from tilelang_tt.mlir import arith, ir
from tilelang_tt.passes.dst_plan import splat_value


class Apply(Protocol):
    """Applies a function of the table to blocks."""

    def __call__(self, name: str, *blocks: Any) -> Any: ...


def _filled(value: float, like: Any) -> Any:
    element = element_of(like.type)
    number = arith.ConstantOp(element, ir.FloatAttr.get(element, value)).result
    return block.SplatOp(number, like.type).result


def _scaled_log(base: float) -> Callable[..., Any]:
    return lambda apply, x: apply("mul", apply("log", x), _filled(1 / math.log(base), x))


def _fma(apply: Apply, a: Any, b: Any, c: Any) -> Any:
    return apply("add", apply("mul", a, b), c)


def _asin(apply: Apply, x: Any) -> Any:
    # The unit's own series is 15 percent short near 1 and -1.
    one = _filled(1.0, x)
    below = apply("mul", apply("sub", one, x), apply("add", one, x))
    return apply("atan", apply("mul", x, apply("rsqrt", below)))


def _acos(apply: Apply, x: Any) -> Any:
    return apply("sub", _filled(math.pi / 2, x), _asin(apply, x))


def _copysign(apply: Apply, x: Any, sign: Any) -> Any:
    size = apply("abs", x)
    return apply("where", apply("ltz", sign), apply("neg", size), size)


def _round_away(apply: Apply, x: Any) -> Any:
    # Adding a half first would round the number just below 0.5 up.
    whole = apply("trunc", x)
    fraction = apply("abs", apply("sub", x, whole))
    one = _copysign(apply, _filled(1.0, x), x)
    step = apply("where", apply("gez", apply("sub", fraction, _filled(0.5, x))), one, _filled(0.0, x))
    return apply("add", whole, step)


def _pow(apply: Apply, base: Any, exponent: Any) -> Any:
    known = {1.0: None, 2.0: "square", 0.5: "sqrt", -0.5: "rsqrt"}
    constant = splat_value(exponent)
    if constant in known:
        name = known[float(constant)]
        return base if name is None else apply(name, base)
    constant = splat_value(base)
    if constant is not None and constant > 0:
        return apply("exp", apply("mul", exponent, _filled(math.log(constant), exponent)))
    return apply("pow", base, exponent)


def _erf(apply: Apply, x: Any) -> Any:
    """The unit's own is good to three digits, which is enough for 16-bit numbers. Abramowitz and Stegun 7.1.26: 1.5e-7."""
    if not isinstance(element_of(x.type), ir.F32Type):
        return apply("erf", x)
    size, one = apply("abs", x), _filled(1.0, x)
    t = apply("recip", _fma(apply, size, _filled(0.3275911, x), one))
    series = _filled(1.061405429, x)
    for coefficient in (-1.453152027, 1.421413741, -0.284496736, 0.254829592):
        series = _fma(apply, series, t, _filled(coefficient, x))
    tail = apply("mul", apply("mul", series, t), apply("exp", apply("neg", apply("square", x))))
    return _copysign(apply, apply("sub", one, tail), x)


def _gelu(apply: Apply, x: Any) -> Any:
    if not isinstance(element_of(x.type), ir.F32Type):
        return apply("gelu", x)
    twice = apply("add", _erf(apply, apply("mul", x, _filled(math.sqrt(0.5), x))), _filled(1.0, x))
    return apply("mul", apply("mul", x, _filled(0.5, x)), twice)


def _hyperbolic(name: str, combine: str) -> Callable[..., Any]:
    """Half of e^x plus or minus e^-x: the unit's own is good to three digits."""

    def compose(apply: Apply, x: Any) -> Any:
        if not isinstance(element_of(x.type), ir.F32Type):
            return apply(name, x)
        total = apply(combine, apply("exp", x), apply("exp", apply("neg", x)))
        return apply("mul", total, _filled(0.5, x))

    return compose


COMPOSED: dict[str, Callable[..., Any]] = {
    "math.acos": _acos,
    "math.asin": _asin,
    "math.copysign": _copysign,
    "math.cosh": _hyperbolic("cosh", "add"),
    "math.erf": _erf,
    "math.fma": _fma,
    "math.log10": _scaled_log(10.0),
    "math.log2": _scaled_log(2.0),
    "math.powf": _pow,
    "math.round": _round_away,
    "math.sinh": _hyperbolic("sinh", "sub"),
    "tt.tile.gelu": _gelu,
}
"""Operation -> its composition: takes `Apply` and the blocks of the operands."""
