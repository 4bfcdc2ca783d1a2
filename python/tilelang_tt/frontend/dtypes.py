"""TIR's data types ("bfloat16", "int32", "uint8", ...) as MLIR types, and conversions between scalars of them.

Integers are signless in MLIR; the TIR type chooses between signed and unsigned operations, so it travels beside the
value.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable

from tilelang_tt.mlir import arith, ir

_FLOATS: dict[str, tuple[int, Callable[[], ir.Type]]] = {
    "float8_e4m3fn": (8, lambda: ir.Float8E4M3FNType.get()),
    "float8_e4m3fnuz": (8, lambda: ir.Float8E4M3FNUZType.get()),
    "float8_e5m2": (8, lambda: ir.Float8E5M2Type.get()),
    "float8_e5m2fnuz": (8, lambda: ir.Float8E5M2FNUZType.get()),
    "float16": (16, lambda: ir.F16Type.get()),
    "bfloat16": (16, lambda: ir.BF16Type.get()),
    "float32": (32, lambda: ir.F32Type.get()),
}
_INTS = {"bool": 1, **{f"{sign}int{bits}": bits for sign in ("", "u") for bits in (4, 8, 16, 32, 64)}}
REMEDIES = {
    "float64": "use float32: the device has no 64-bit floats",
    "float8_e8m0fnu": "use bfloat16 for the scales: it holds powers of two exactly",
    "float4_e2m1fn": "use bfloat16 or float8_e4m3fn, which hold its numbers exactly, and store the tensor as bfp4 (--format)",
    "float6_e2m3fn": "use float8_e4m3fn, which holds its numbers exactly",
    "float6_e3m2fn": "use float8_e4m3fn, which holds its numbers exactly",
}
"""What to use instead of types that the device does not have."""

DATA = frozenset({*_FLOATS, "bool", "int4", "int8", "int16", "int32", "uint8", "uint16", "uint32"})
"""What a buffer may hold."""

SCALARS = DATA | {"int64", "uint64"}
"""What an expression or a scalar parameter may be."""


def is_float(dtype: str) -> bool:
    """Whether `dtype` is a supported floating-point type."""
    return dtype in _FLOATS


def is_int(dtype: str) -> bool:
    """Whether `dtype` is an integer type (bool is one bit wide)."""
    return dtype in _INTS


def is_signed(dtype: str) -> bool:
    """Whether `dtype` is a signed integer type."""
    return dtype.startswith("int")


def is_index_like(dtype: str) -> bool:
    """Whether arithmetic on `dtype` may be done in MLIR's `index`: signed, and wide enough to count elements."""
    return dtype in ("int32", "int64")


def is_vector(dtype: str) -> bool:
    """Whether `dtype` has lanes: "float16x4"."""
    return re.search(r"\dx\d+$", dtype) is not None


def width(dtype: str) -> int:
    """Bits of a value."""
    return _FLOATS[dtype][0] if dtype in _FLOATS else _INTS[dtype]


def mlir_type(dtype: str) -> ir.Type:
    """The MLIR type of a scalar; KeyError for a type that is not supported."""
    return _FLOATS[dtype][1]() if dtype in _FLOATS else ir.IntegerType.get_signless(_INTS[dtype])


def rounded(value: float, dtype: str) -> float:
    """`value` as a constant of `dtype` holds it; to bfloat16 and the 8-bit types MLIR rounds itself."""
    code = {"float32": "f", "float16": "e"}.get(dtype)
    if code is None:
        return value
    try:
        return float(struct.unpack(code, struct.pack(code, value))[0])
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def cast(value: ir.Value, source: str, target: str) -> ir.Value:
    """Converts a scalar: to floats to nearest even, from floats towards zero, to bool by comparing with zero."""
    if source == target:
        return value
    out = mlir_type(target)
    if is_float(source):
        return _from_float(value, source, target, out)
    if is_float(target):
        return (arith.SIToFPOp if is_signed(source) else arith.UIToFPOp)(out, value).result
    if target == "bool":
        zero = arith.ConstantOp(value.type, ir.IntegerAttr.get(value.type, 0)).result
        return arith.CmpIOp(arith.CmpIPredicate.ne, value, zero).result
    if width(source) == width(target):
        return value
    if width(source) > width(target):
        return arith.TruncIOp(out, value).result
    return (arith.ExtSIOp if is_signed(source) else arith.ExtUIOp)(out, value).result


def _from_float(value: ir.Value, source: str, target: str, out: ir.Type) -> ir.Value:
    if target == "bool":
        zero = arith.ConstantOp(value.type, ir.FloatAttr.get(value.type, 0.0)).result
        return arith.CmpFOp(arith.CmpFPredicate.UNE, value, zero).result
    if is_int(target):
        return (arith.FPToSIOp if is_signed(target) else arith.FPToUIOp)(out, value).result
    if width(source) < width(target):
        return arith.ExtFOp(out, value).result
    if width(source) > width(target):
        return arith.TruncFOp(out, value).result
    # Two formats of one width: every value of either is exact in f32.
    return arith.TruncFOp(out, arith.ExtFOp(ir.F32Type.get(), value).result).result
