"""Bounds of index values, from constants, loop bounds and block indices."""

from __future__ import annotations

from typing import Any, NamedTuple

from tilelang_tt.dialects.base import int_list
from tilelang_tt.mlir import ir
from tilelang_tt.passes.rebuild import constant_int, defining, scf_for


class Range(NamedTuple):
    """Smallest and largest value, both included; None where there is no known bound."""

    low: int | None
    high: int | None


UNKNOWN = Range(None, None)


def range_of(value: Any) -> Range:
    """The bounds of an index value."""
    constant = constant_int(value)
    if constant is not None:
        return Range(constant, constant)
    op = defining(value)
    if op is None:
        return _argument(value)
    name, operands = op.operation.name, list(op.operation.operands)
    if name in ("arith.index_cast", "arith.index_castui"):
        return range_of(operands[0])
    if name == "arith.addi" and (block_id := _block_id(operands)) is not None:
        return block_id
    if name in _BINARY:
        return _BINARY[name](*(range_of(v) for v in operands))
    if name == "arith.select":
        first, second = (range_of(v) for v in operands[1:])
        return Range(_least(first.low, second.low), _most(first.high, second.high))
    return UNKNOWN


def _block_id(operands: list[Any]) -> Range | None:
    """The bounds of tt_start_tile + tt_tile_iter in a persistent loop: the host gives every core a range of existing
    blocks.
    """
    for value in operands:
        if not isinstance(value.owner, ir.Block):
            continue
        loop = value.owner.owner.operation
        if loop.name == "scf.for" and "tt.persistent_loop" in loop.attributes:
            function = loop.parent.operation
            if "tt.num_tiles" in function.attributes:
                return Range(0, ir.IntegerAttr(function.attributes["tt.num_tiles"]).value - 1)
    return None


def _argument(value: Any) -> Range:
    """Induction variables and block indices."""
    block = value.owner
    parent = block.owner.operation
    if parent.name == "scf.for" and value == scf_for(parent).induction:
        loop = scf_for(parent)
        lower, upper, step = range_of(loop.lower), range_of(loop.upper), constant_int(loop.step)
        if upper.high is None or step is None:
            return Range(lower.low, None)
        if lower.low is not None and lower.low == lower.high:
            return Range(lower.low, lower.low + (max(upper.high - lower.low - 1, 0) // step) * step)
        return Range(lower.low, upper.high - 1)
    if parent.name in ("tt.core.grid", "tt.core.launch"):
        position = list(block.arguments).index(value)
        return Range(0, int_list(ir.ArrayAttr(parent.attributes["extents"]))[position] - 1)
    if parent.name == "scf.parallel":
        rank = len(list(block.arguments))
        operands = list(parent.operands)
        position = list(block.arguments).index(value)
        upper = range_of(operands[rank + position])
        return Range(range_of(operands[position]).low, None if upper.high is None else upper.high - 1)
    return UNKNOWN


def _least(a: int | None, b: int | None) -> int | None:
    return None if a is None or b is None else min(a, b)


def _most(a: int | None, b: int | None) -> int | None:
    return None if a is None or b is None else max(a, b)


def _plus(a: int | None, b: int | None) -> int | None:
    return None if a is None or b is None else a + b


def _add(a: Range, b: Range) -> Range:
    return Range(_plus(a.low, b.low), _plus(a.high, b.high))


def _sub(a: Range, b: Range) -> Range:
    return _add(a, Range(None if b.high is None else -b.high, None if b.low is None else -b.low))


def _mul(a: Range, b: Range) -> Range:
    if a.low is not None and b.low is not None and a.low >= 0 and b.low >= 0:
        return Range(a.low * b.low, None if a.high is None or b.high is None else a.high * b.high)
    corners = [a.low, a.high, b.low, b.high]
    if None in corners:
        return UNKNOWN
    products = [x * y for x in (a.low, a.high) for y in (b.low, b.high) if x is not None and y is not None]
    return Range(min(products), max(products))


def _div(a: Range, b: Range) -> Range:
    if b.low != b.high or b.low is None or b.low <= 0:
        return UNKNOWN
    return Range(
        a.low // b.low if a.low is not None and a.low >= 0 else None,
        a.high // b.low if a.high is not None and a.low is not None and a.low >= 0 else None,
    )


def _rem(a: Range, b: Range) -> Range:
    if b.high is None or b.low is None or b.low <= 0:
        return UNKNOWN
    high = b.high - 1 if a.high is None else min(a.high, b.high - 1)
    return Range(0, high if a.low is None or a.low >= 0 else b.high - 1)


def _unsigned_rem(a: Range, b: Range) -> Range:
    return _rem(Range(0, a.high), b)


def _min(a: Range, b: Range) -> Range:
    highs = [h for h in (a.high, b.high) if h is not None]
    return Range(_least(a.low, b.low), min(highs) if highs else None)


def _max(a: Range, b: Range) -> Range:
    lows = [v for v in (a.low, b.low) if v is not None]
    return Range(max(lows) if lows else None, _most(a.high, b.high))


_BINARY = {
    "arith.addi": _add,
    "arith.subi": _sub,
    "arith.muli": _mul,
    "arith.divui": _div,
    "arith.divsi": _div,
    "arith.floordivsi": _div,
    "arith.remui": _unsigned_rem,
    "arith.remsi": _rem,
    "arith.minsi": _min,
    "arith.minui": _min,
    "arith.maxsi": _max,
    "arith.maxui": _max,
}
