"""Integers on the matrix unit, without losing a bit.

It multiplies numbers of few digits: within a run of eight products each is rounded to a multiple of 2^(E - 10), E being
the largest sum of two exponents. Products of integers are exact if the exponents never add up to more than 10:

* a product of 8-bit integers is two, of the multiples of 16 in the left operand and of what is left, below 16;
* int32 goes through in four planes of 8 bits: sums along an axis, transposes, broadcasts.

Sums stay exact in fp32 while they are below 2^24; `tt-lower-dst` converts them to int32 before that.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.dialects import block
from tilelang_tt.dialects.base import i64_attr
from tilelang_tt.dialects.types import block_shape, block_type, element_of, is_int32
from tilelang_tt.mlir import ir, name_of, named_loc
from tilelang_tt.passes.conversions import apply, converted, i32, is_integer, splat, step
from tilelang_tt.passes.rebuild import unnamed


def exact_terms(a: ir.Type, b: ir.Type) -> int:
    """How many products of elements of two types fp32 adds up exactly: 2^24 over the largest product. Only int4 says
    more than that its numbers have 8 bits.
    """
    bits = [ir.IntegerType(t).width if is_integer(t) else 8 for t in (a, b)]
    return 2 ** (24 - sum(3 if w == 4 else 8 for w in bits))


def factors(op: Any, a: Any, b: Any, unsigned: tuple[bool, bool]) -> list[tuple[Any, Any]]:
    """The pairs of blocks whose products add up to the product of two blocks of integers."""
    for value in (a, b):
        element = element_of(value.type)
        if not is_integer(element) or is_int32(element):
            raise CompileError.at(
                op,
                f"T.gemm of {element} elements into int32 is not supported",
                help="use operands of int8, uint8 or int4",
            )
    small = 4 in (ir.IntegerType(element_of(v.type)).width for v in (a, b))
    b = numbers(b, unsigned[1]) if unsigned[1] else b
    if small and not unsigned[0]:
        return [(a, b)]
    f32, bf16 = ir.F32Type.get(), ir.BF16Type.get()
    a = numbers(a, True) if unsigned[0] else a
    name, here = name_of(a) or "block", ir.Location.current
    whole = step(a, f32)
    sixteenths = apply("floor", apply("mul", whole, splat(whole, 1 / 16, f32)))
    with named_loc(f"{name}_high", unnamed(here)):
        high = step(apply("mul", sixteenths, splat(whole, 16.0, f32)), bf16)
    with named_loc(f"{name}_low", unnamed(here)):
        low = apply("sub", step(a, bf16), high)
    return [(high, b), (low, b)]


def numbers(value: Any, unsigned: bool) -> Any:
    """A block of small integers as bf16, which holds them."""
    return step(converted(value, ir.F32Type.get(), unsigned), ir.BF16Type.get())


def planes(value: Any) -> list[Any]:
    """Four blocks of f32, the bytes of a block of i32, the lowest first; the last one has the sign."""
    byte = splat(value, 255, i32())
    shifted = [value, *(apply("shift_right", value, splat(value, bits, i32())) for bits in (8, 16, 24))]
    return [step(p if n == 3 else apply("bitwise_and", p, byte), ir.F32Type.get()) for n, p in enumerate(shifted)]


def joined(parts: list[Any]) -> Any:
    """The block of i32 of four planes; what planes have beyond 8 bits is carried."""
    whole = [step(part, i32()) for part in parts]
    moved = [whole[0], *(apply("shift_left", p, splat(p, 8 * n, i32())) for n, p in enumerate(whole) if n)]
    return functools.reduce(lambda a, b: apply("add", a, b), moved)


def moved(value: Any, move: Callable[[Any], Any]) -> Any:
    """A block moved by the matrix unit, in planes where it is of 16 or 32-bit integers."""
    element = element_of(value.type)
    if not is_int32(element):
        return move(value)
    return step(joined([move(plane) for plane in planes(step(value, i32()))]), element)


def reduced(value: Any, kind: str, axis: int) -> Any:
    """The sum or maximum of a block of integers along an axis, as a block of i32."""
    if not is_int32(element_of(value.type)):
        return step(_along(step(value, ir.F32Type.get()), kind, axis), i32())
    whole = step(value, i32())
    if kind == "sum":
        return joined([_along(plane, kind, axis) for plane in planes(whole)])
    # The largest highest byte; among those that have it, the largest next one; and so on.
    found: list[Any] = []
    alive: Any = None
    for plane in reversed(planes(whole)):
        candidates = plane if alive is None else apply("where", alive, plane, splat(plane, -1.0, ir.F32Type.get()))
        best = _along(candidates, kind, axis)
        found.insert(0, best)
        spread = block.BcastOp(best, ir.StringAttr.get("col" if axis == 1 else "row"), candidates.type).result
        alive = apply("eqz", apply("sub", candidates, spread))
    return joined(found)


def _along(value: Any, kind: str, axis: int) -> Any:
    shape = block_shape(value.type)
    shape[axis] = 1
    type_ = block_type(shape, element_of(value.type))
    return block.BlockReduceOp(value, ir.StringAttr.get(kind), i64_attr(axis), type_).result
