"""`math`, and the elementwise functions `tt.tile.<name>` of scalars, tiles and blocks."""

from typing import Any

import numpy as np

from tilelang_tt.dialects.functions import FUNCTIONS
from tilelang_tt.sim.reference.arith import unsigned
from tilelang_tt.sim.reference.decode import Decoder, Step, handler, pure
from tilelang_tt.sim.reference.dtypes import compute_type, convert
from tilelang_tt.sim.reference.functions import elementwise, tile_function

_SAME_NAME = (
    "acos acosh asin asinh atan atan2 atanh cbrt ceil copysign cos cosh erf erfc exp exp2 expm1 floor fma log log10 "
    "log1p log2 round roundeven rsqrt sin sinh sqrt tan tanh trunc"
)
_MATH = {
    **{f"math.{name}": name for name in _SAME_NAME.split()},
    "math.absf": "absolute",
    "math.absi": "absolute",
    "math.clampf": "clamp",
    "math.powf": "pow",
}


@handler(*_MATH)
def _math(decoder: Decoder, op: Any) -> Step:
    return pure(decoder, op, elementwise(_MATH[op.operation.name]))


_CLASSES = {"math.isnan": np.isnan, "math.isinf": np.isinf, "math.isfinite": np.isfinite}


@handler(*_CLASSES)
def _class(decoder: Decoder, op: Any) -> Step:
    function = _CLASSES[op.operation.name]
    return pure(decoder, op, lambda value: function(value.astype(compute_type(value.dtype))))


@handler("math.fpowi")
def _fpowi(decoder: Decoder, op: Any) -> Step:
    power = elementwise("pow")
    # float64 holds every exponent that matters exactly.
    return pure(decoder, op, lambda x, n: convert(power(x.astype(np.float64), n.astype(np.float64)), x.dtype))


_BITS = {
    "math.ctpop": lambda x, bits: bin(x).count("1"),
    "math.ctlz": lambda x, bits: bits - x.bit_length(),
    "math.cttz": lambda x, bits: bits if x == 0 else (x & -x).bit_length() - 1,
}


@handler(*_BITS)
def _bits(decoder: Decoder, op: Any) -> Step:
    count = np.frompyfunc(_BITS[op.operation.name], 2, 1)
    return pure(
        decoder,
        op,
        lambda x: np.asarray(count(unsigned(x).astype(object), 8 * x.dtype.itemsize)).astype(x.dtype)[()],
    )


@handler(*(f"tt.tile.{fn.name}" for fn in FUNCTIONS))
def _tile_function(decoder: Decoder, op: Any) -> Step:
    return pure(decoder, op, tile_function(op.operation.name.rsplit(".", 1)[1]))
