"""Rounding to formats that the vector unit does not round to, fp8 and fp16, by arithmetic in float32.

fp8 numbers live in bf16, which holds them exactly, but rounding to bf16 first and to fp8 later rounds twice. To fp16 only the
packer rounds; where a kernel computes with the rounded number, or keeps its fp16 numbers as fp32 (`storage.py`), nothing would.
Both round to nearest, ties to even; too large a number becomes the largest in fp8 and infinity in fp16.

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
from tilelang_tt.passes.storage import WIDE_HALF

EXACT = "tt.exact"


class _Float(NamedTuple):
    """Significant bits with the hidden one, the exponent of the smallest normal number, and the largest number; numbers
    are clamped to it, and where `overflows` it stands for infinity.
    """

    bits: int
    low: int
    largest: float
    overflows: bool = False


_FORMATS = {
    "f8E4M3FN": _Float(4, -6, 448.0),
    "f8E4M3FNUZ": _Float(4, -7, 240.0),
    "f8E5M2": _Float(3, -14, 57344.0),
    "f8E5M2FNUZ": _Float(3, -15, 57344.0),
}
_HALF = _Float(11, -14, 65536.0, overflows=True)
_ELEMENTWISE = frozenset(cls.OPERATION_NAME for cls in FUNCTION_OPS.values()) | {"tt.tile.typecast", "tt.tile.bcast"}


def is_fp8(element: ir.Type) -> bool:
    """Whether an element type is kept as bf16 on the chip."""
    return str(element) in _FORMATS


def expand_roundings(fn: Any) -> None:
    """Expands the conversions of blocks of a function that neither vector unit nor packer does."""
    for cast in walk_collect(fn, "tt.tile.typecast"):
        if not is_block(cast.value.type) or EXACT in cast.operation.attributes:
            continue
        source, target = (element_of(v.type) for v in (cast.value, cast.result))
        if source == target:
            continue
        rounded = _FORMATS.get(str(target))
        if isinstance(target, ir.F16Type) and isinstance(source, ir.FloatType) and not is_fp8(source):
            rounded = _HALF if _is_looked_at(cast, WIDE_HALF in fn.attributes) else None
        if rounded is not None:
            with ir.InsertionPoint(cast), cast.operation.location:
                _expand(cast, rounded)


def _is_looked_at(cast: Any, wide: bool) -> bool:
    """Whether an operation of the kernel would see that a conversion to fp16 did not round: one that fuses with it, or
    with `wide`, where the packer keeps fp32, anything but a store.
    """
    names = {use.owner.operation.name for use in cast.result.uses}
    return bool(names - {"tt.tile.store"}) if wide else bool(names & _ELEMENTWISE)


def _expand(cast: Any, to: _Float) -> None:
    f32 = ir.F32Type.get()
    type_ = block_type(block_shape(cast.value.type), f32)

    def number(value: float) -> Any:
        return block.SplatOp(arith.ConstantOp(f32, ir.FloatAttr.get(f32, value)).result, type_).result

    def apply(name: str, *operands: Any) -> Any:
        return FUNCTION_OPS[name](*operands, type_).result

    value = cast.value
    if element_of(value.type) != f32:
        value = block.TypecastOp(value, type_).result
    value = apply("max", apply("min", value, number(to.largest)), number(-to.largest))
    scaled = apply("mul", value, number(2.0 ** (24 - to.bits) + 1.0))
    normal = apply("sub", scaled, apply("sub", scaled, value))
    # The unit in the last place of this number is that of the smallest numbers of the format.
    anchor = number(1.5 * 2.0 ** (23 + to.low - (to.bits - 1)))
    small = apply("sub", apply("add", value, anchor), anchor)
    is_small = apply("ltz", apply("sub", apply("abs", value), number(2.0**to.low)))
    rounded = apply("where", is_small, small, normal)
    if to.overflows:
        is_large = apply("gez", apply("sub", apply("abs", rounded), number(to.largest)))
        # The largest number is a power of two: this factor takes it to infinity.
        rounded = apply("where", is_large, apply("mul", rounded, number(2.0**112)), rounded)
    exact = block.TypecastOp(rounded, cast.result.type)
    exact.operation.attributes[EXACT] = ir.UnitAttr.get()
    cast.result.replace_all_uses_with(exact.result)
    cast.operation.erase()
