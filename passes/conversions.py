"""Conversions of blocks between element types, in the steps that the chip has.

Integers of 8 bits and fewer, and conditions, lie in circular buffers as bf16 numbers; integers of 16 and 32 bits as
Int32, sign-extended. The vector unit converts between fp32 and int32. So

    float -> narrow     clamp in f32, f32 -> i32 (towards zero), i32 -> narrow
    int   -> narrow     the low bits, sign-extended, then i32 -> narrow
    int   -> float      to i32, to f32, to the narrower float
    x     -> bool       x is not zero

and what is left are conversions of one step: `tt.tile.typecast` between f32 and i32, and between a type and the one it
is computed in.
"""

from __future__ import annotations

from typing import Any

from tilelang_tt.dialects import block, tile
from tilelang_tt.dialects.types import block_shape, block_type, element_of
from tilelang_tt.mlir import arith, ir


def is_integer(element: ir.Type) -> bool:
    """Whether an element type is an integer, i1 included."""
    return isinstance(element, ir.IntegerType)


def is_narrow(element: ir.Type) -> bool:
    """Whether an element type is an integer that bf16 holds exactly."""
    return isinstance(element, ir.IntegerType) and element.width <= 8


def i32() -> ir.Type:
    return ir.IntegerType.get_signless(32)


def splat(like: Any, value: float, element: ir.Type) -> Any:
    """A block of one number, of the shape of `like`."""
    if is_integer(element):
        attr: ir.Attribute = ir.IntegerAttr.get(element, int(value))
    else:
        attr = ir.FloatAttr.get(element, value)
    return block.SplatOp(arith.ConstantOp(element, attr).result, block_type(block_shape(like.type), element)).result


def apply(name: str, *blocks: Any) -> Any:
    """A function of the table, applied to blocks; gives the type of the last one."""
    return tile.FUNCTION_OPS[name](*blocks, blocks[-1].type).result


def step(value: Any, element: ir.Type) -> Any:
    """A conversion of one step."""
    if element_of(value.type) == element:
        return value
    return block.TypecastOp(value, block_type(block_shape(value.type), element)).result


def wrapped(value: Any, width: int) -> Any:
    """A block of i32 with the low `width` bits of each element, sign-extended."""
    if width >= 32:
        return value
    bits = splat(value, 32 - width, i32())
    return apply("shift_right", apply("shift_left", value, bits), bits)


def zero_extended(value: Any, width: int) -> Any:
    """A block of i32 with the low `width` bits of each element, without a sign."""
    return value if width >= 32 else apply("bitwise_and", value, splat(value, (1 << width) - 1, i32()))


def unsigned_number(value: Any) -> Any:
    """A block of i32 as unsigned numbers, in f32."""
    number = step(value, ir.F32Type.get())
    return apply("where", apply("ltz", number), apply("add", number, splat(number, 2.0**32, ir.F32Type.get())), number)


def converted(value: Any, target: ir.Type, unsigned: bool = False) -> Any:
    """A block converted to `target`: floats to nearest; to integers towards zero, saturating for those below 32 bits;
    integers to integers wrap. `unsigned`: the integer on one side has no sign.
    """
    source, f32 = element_of(value.type), ir.F32Type.get()
    if source == target:
        return value
    if is_integer(target) and ir.IntegerType(target).width == 1:
        if is_integer(source) and not is_narrow(source):
            return step(step(apply("nez", step(value, i32())), f32), target)
        return step(apply("nez", apply("abs", step(value, f32))), target)
    if not is_integer(source):
        if not is_integer(target):
            return step(value, target)
        return _to_integer(step(value, f32), target, unsigned)
    if is_integer(target):
        return _between(value, source, target, unsigned)
    if is_narrow(source) and not (unsigned and ir.IntegerType(source).width > 1):
        return step(value, target)
    whole = step(value, i32())
    if unsigned:
        width = ir.IntegerType(source).width
        number = unsigned_number(whole) if width == 32 else step(zero_extended(whole, width), f32)
    else:
        number = step(whole, f32)
    return step(number, target)


def _between(value: Any, source: ir.Type, target: ir.Type, unsigned: bool) -> Any:
    """Between integer types."""
    before, after = ir.IntegerType(source).width, ir.IntegerType(target).width
    whole = step(value, i32())
    if unsigned and 1 < before < after:
        whole = zero_extended(whole, before)
    if after < before or (unsigned and after <= before):
        whole = wrapped(whole, after)
    return step(whole, target)


def _to_integer(number: Any, target: ir.Type, unsigned: bool) -> Any:
    """A block of f32 to an integer type."""
    width, f32 = ir.IntegerType(target).width, ir.F32Type.get()
    if width == 32:
        if not unsigned:
            return step(number, i32())
        number = apply("max", number, splat(number, 0.0, f32))
        half = splat(number, 2.0**31, f32)
        above = apply("gez", apply("sub", number, half))
        flipped = apply("bitwise_xor", step(apply("sub", number, half), i32()), splat(number, -(2**31), i32()))
        return apply("where", above, flipped, step(number, i32()))
    low, high = (0, 2**width - 1) if unsigned else (-(2 ** (width - 1)), 2 ** (width - 1) - 1)
    clamped = apply("min", apply("max", number, splat(number, low, f32)), splat(number, high, f32))
    whole = step(clamped, i32())
    return step(wrapped(whole, width) if unsigned else whole, target)
