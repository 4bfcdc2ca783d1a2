"""TileLang's scalar functions and the operations they become. What is not in these tables is refused by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tilelang_tt.dialects.tile import FUNCTION_OPS
from tilelang_tt.mlir import arith, ir, math


def _result(op: type) -> Callable[..., ir.Value]:
    return lambda *values: op(*values).result


def _tile(name: str) -> Callable[..., ir.Value]:
    return lambda value: FUNCTION_OPS[name](value, value.type).result


def _clamp(value: ir.Value, low: ir.Value, high: ir.Value) -> ir.Value:
    # tl.clamp propagates NaN, so this is not math.clampf.
    return arith.MinimumFOp(arith.MaximumFOp(value, low).result, high).result


def _wide(build: Callable[..., ir.Value]) -> Callable[..., ir.Value]:
    """A composed function: in float32, rounded once to the type of its operands."""

    def made(*values: ir.Value) -> ir.Value:
        narrow, f32 = values[0].type, ir.F32Type.get()
        if ir.FloatType(narrow).width >= 32:
            return build(*values)
        result = build(*(arith.ExtFOp(f32, v).result for v in values))
        return arith.TruncFOp(narrow, result).result

    return made


def _constant(value: float, like: ir.Value) -> ir.Value:
    return arith.ConstantOp(like.type, ir.FloatAttr.get(like.type, value)).result


def _exp10(x: ir.Value) -> ir.Value:
    return math.PowFOp(_constant(10.0, x), x).result


def _hypot(x: ir.Value, y: ir.Value) -> ir.Value:
    squares = [arith.MulFOp(v, v).result for v in (x, y)]
    return math.SqrtOp(arith.AddFOp(*squares).result).result


def _reciprocal(x: ir.Value) -> ir.Value:
    return arith.DivFOp(_constant(1.0, x), x).result


FLOAT: dict[str, tuple[int, Callable[..., ir.Value]]] = {
    "tirx.acos": (1, _result(math.AcosOp)),
    "tirx.acosh": (1, _result(math.AcoshOp)),
    "tirx.asin": (1, _result(math.AsinOp)),
    "tirx.asinh": (1, _result(math.AsinhOp)),
    "tirx.atan": (1, _result(math.AtanOp)),
    "tirx.atan2": (2, _result(math.Atan2Op)),
    "tirx.atanh": (1, _result(math.AtanhOp)),
    "tirx.ceil": (1, _result(math.CeilOp)),
    "tirx.copysign": (2, _result(math.CopySignOp)),
    "tirx.cos": (1, _result(math.CosOp)),
    "tirx.cosh": (1, _result(math.CoshOp)),
    "tirx.erf": (1, _result(math.ErfOp)),
    "tirx.exp": (1, _result(math.ExpOp)),
    "tirx.exp2": (1, _result(math.Exp2Op)),
    "tirx.exp10": (1, _exp10),
    "tirx.fabs": (1, _result(math.AbsFOp)),
    "tirx.floor": (1, _result(math.FloorOp)),
    "tirx.fma": (3, _result(math.FmaOp)),
    "tirx.fmod": (2, _result(arith.RemFOp)),
    "tirx.hypot": (2, _wide(_hypot)),
    "tirx.log": (1, _result(math.LogOp)),
    "tirx.log10": (1, _result(math.Log10Op)),
    "tirx.log1p": (1, _result(math.Log1pOp)),
    "tirx.log2": (1, _result(math.Log2Op)),
    "tirx.nearbyint": (1, _result(math.RoundEvenOp)),
    "tirx.pow": (2, _result(math.PowFOp)),
    "tirx.round": (1, _result(math.RoundEvenOp)),
    "tirx.rsqrt": (1, _result(math.RsqrtOp)),
    "tirx.sigmoid": (1, _tile("sigmoid")),
    "tirx.sin": (1, _result(math.SinOp)),
    "tirx.sinh": (1, _result(math.SinhOp)),
    "tirx.sqrt": (1, _result(math.SqrtOp)),
    "tirx.tan": (1, _result(math.TanOp)),
    "tirx.tanh": (1, _result(math.TanhOp)),
    "tirx.trunc": (1, _result(math.TruncOp)),
    "tl.__cos": (1, _result(math.CosOp)),
    "tl.__exp": (1, _result(math.ExpOp)),
    "tl.__exp10": (1, _exp10),
    "tl.__log": (1, _result(math.LogOp)),
    "tl.__log10": (1, _result(math.Log10Op)),
    "tl.__log2": (1, _result(math.Log2Op)),
    "tl.__sin": (1, _result(math.SinOp)),
    "tl.__tan": (1, _result(math.TanOp)),
    "tl.clamp": (3, _clamp),
    "tl.fast_rcp": (1, _reciprocal),
    "tl.fma": (3, _result(math.FmaOp)),
    "tl.fmul": (2, _result(arith.MulFOp)),
    "tl.ieee_add": (2, _result(arith.AddFOp)),
    "tl.ieee_fdiv": (2, _result(arith.DivFOp)),
    "tl.ieee_fmaf": (3, _result(math.FmaOp)),
    "tl.ieee_frcp": (1, _reciprocal),
    "tl.ieee_frsqrt": (1, _result(math.RsqrtOp)),
    "tl.ieee_fsqrt": (1, _result(math.SqrtOp)),
    "tl.ieee_mul": (2, _result(arith.MulFOp)),
    "tl.ieee_sub": (2, _result(arith.SubFOp)),
    "tl.max_nan": (2, _result(arith.MaximumFOp)),
    "tl.min_nan": (2, _result(arith.MinimumFOp)),
    "tl.round_ties_away_from_zero": (1, _result(math.RoundOp)),
}
"""Functions of floats that give a float of the same type: number of operands, builder. T.round rounds halves to the
even number, as TileLang's code for GPUs does.
"""

FLOAT_TESTS: dict[str, Callable[..., ir.Value]] = {
    "tirx.isfinite": _result(math.IsFiniteOp),
    "tirx.isinf": _result(math.IsInfOp),
    "tirx.isnan": _result(math.IsNaNOp),
}
"""Functions of a float that give a bool."""


def _complement(value: ir.Value) -> ir.Value:
    ones = arith.ConstantOp(value.type, ir.IntegerAttr.get(value.type, -1)).result
    return arith.XOrIOp(value, ones).result


INTEGER: dict[str, tuple[int, Callable[..., ir.Value], Callable[..., ir.Value]]] = {
    "tirx.bitwise_and": (2, _result(arith.AndIOp), _result(arith.AndIOp)),
    "tirx.bitwise_not": (1, _complement, _complement),
    "tirx.bitwise_or": (2, _result(arith.OrIOp), _result(arith.OrIOp)),
    "tirx.bitwise_xor": (2, _result(arith.XOrIOp), _result(arith.XOrIOp)),
    "tirx.shift_left": (2, _result(arith.ShLIOp), _result(arith.ShLIOp)),
    "tirx.shift_right": (2, _result(arith.ShRSIOp), _result(arith.ShRUIOp)),
}
"""Functions of integers that give an integer of the same type: number of operands, signed and unsigned builder."""

REMEDIES: dict[str, str] = {
    "tirx.ldexp": "write x * T.exp2(n)",
    "tl.rng_rand": "pass the random numbers as a tensor",
}
"""What to write instead of a function that is refused."""

FloatOp = Callable[[Any, Any], ir.Value]

ARITH_FLOAT: dict[str, FloatOp] = {
    "Add": _result(arith.AddFOp),
    "Sub": _result(arith.SubFOp),
    "Mul": _result(arith.MulFOp),
    "Div": _result(arith.DivFOp),
    "Max": _result(arith.MaxNumFOp),
    "Min": _result(arith.MinNumFOp),
}

ARITH_SIGNED: dict[str, FloatOp] = {
    "Add": _result(arith.AddIOp),
    "Sub": _result(arith.SubIOp),
    "Mul": _result(arith.MulIOp),
    "Div": _result(arith.DivSIOp),
    "Mod": _result(arith.RemSIOp),
    "FloorDiv": _result(arith.FloorDivSIOp),
    "Max": _result(arith.MaxSIOp),
    "Min": _result(arith.MinSIOp),
}

ARITH_UNSIGNED: dict[str, FloatOp] = {
    **ARITH_SIGNED,
    "Div": _result(arith.DivUIOp),
    "Mod": _result(arith.RemUIOp),
    "FloorDiv": _result(arith.DivUIOp),
    "FloorMod": _result(arith.RemUIOp),
    "Max": _result(arith.MaxUIOp),
    "Min": _result(arith.MinUIOp),
}

COMPARE_FLOAT = {
    "EQ": arith.CmpFPredicate.OEQ,
    "NE": arith.CmpFPredicate.UNE,
    "LT": arith.CmpFPredicate.OLT,
    "LE": arith.CmpFPredicate.OLE,
    "GT": arith.CmpFPredicate.OGT,
    "GE": arith.CmpFPredicate.OGE,
}
_PREDICATE = arith.CmpIPredicate
COMPARE_SIGNED = {
    "EQ": _PREDICATE.eq,
    "NE": _PREDICATE.ne,
    "LT": _PREDICATE.slt,
    "LE": _PREDICATE.sle,
    "GT": _PREDICATE.sgt,
    "GE": _PREDICATE.sge,
}
COMPARE_UNSIGNED = {
    **COMPARE_SIGNED,
    "LT": _PREDICATE.ult,
    "LE": _PREDICATE.ule,
    "GT": _PREDICATE.ugt,
    "GE": _PREDICATE.uge,
}
