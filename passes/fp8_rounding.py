"""Rounding to fp8 on a chip that has no such format.

fp8 numbers live in bf16, which holds them exactly, but rounding to bf16 first and to fp8 later rounds twice. So a
conversion to fp8 rounds in float32, by arithmetic: to nearest, ties to even, numbers that are too large to the largest.

    %y = "tt.tile.typecast"(%x) : f32 -> f8E4M3FN
  ->
    %c = clamp %x to the largest numbers
    %t = %c * (2^20 + 1); %n = %t - (%t - %c)               // 4 significant bits
    %s = (%c + 24576) - 24576                               // multiples of 2^-9, for small numbers
    %r = where |%c| < 2^-6, %s, %n
    %y = "tt.tile.typecast"(%r) {tt.exact}
"""

from __future__ import annotations

from typing import Any, NamedTuple

from tilelang_tt.dialects import block
from tilelang_tt.dialects.tile import FUNCTION_OPS
from tilelang_tt.dialects.types import block_shape, block_type, element_of, is_block
from tilelang_tt.mlir import arith, ir, walk_collect

EXACT = "tt.exact"


class _Fp8(NamedTuple):
    """Significant bits with the hidden one, the exponent of the smallest normal number, and the largest number."""

    bits: int
    low: int
    largest: float


_FORMATS = {"f8E4M3FN": _Fp8(4, -6, 448.0), "f8E5M2": _Fp8(3, -14, 57344.0)}


def is_fp8(element: ir.Type) -> bool:
    """Whether an element type is kept as bf16 on the chip."""
    return str(element) in _FORMATS


def round_to_fp8(root: Any) -> None:
    """Expands the conversions of blocks to fp8 under `root` that do not come from fp8 themselves."""
    for cast in walk_collect(root, "tt.tile.typecast"):
        if not is_block(cast.value.type) or EXACT in cast.operation.attributes:
            continue
        source, target = (element_of(v.type) for v in (cast.value, cast.result))
        if is_fp8(target) and source != target:
            with ir.InsertionPoint(cast), cast.operation.location:
                _expand(cast, _FORMATS[str(target)])


def _expand(cast: Any, fp8: _Fp8) -> None:
    f32 = ir.F32Type.get()
    type_ = block_type(block_shape(cast.value.type), f32)

    def number(value: float) -> Any:
        return block.SplatOp(arith.ConstantOp(f32, ir.FloatAttr.get(f32, value)).result, type_).result

    def apply(name: str, *operands: Any) -> Any:
        return FUNCTION_OPS[name](*operands, type_).result

    value = cast.value
    if element_of(value.type) != f32:
        value = block.TypecastOp(value, type_).result
    value = apply("max", apply("min", value, number(fp8.largest)), number(-fp8.largest))
    scaled = apply("mul", value, number(2.0 ** (24 - fp8.bits) + 1.0))
    normal = apply("sub", scaled, apply("sub", scaled, value))
    # The unit in the last place of this number is that of the smallest numbers of the format.
    anchor = number(1.5 * 2.0 ** (23 + fp8.low - (fp8.bits - 1)))
    small = apply("sub", apply("add", value, anchor), anchor)
    is_small = apply("ltz", apply("sub", apply("abs", value), number(2.0**fp8.low)))
    rounded = apply("where", is_small, small, normal)
    exact = block.TypecastOp(rounded, cast.result.type)
    exact.operation.attributes[EXACT] = ir.UnitAttr.get()
    cast.result.replace_all_uses_with(exact.result)
    cast.operation.erase()
