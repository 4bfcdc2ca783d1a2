"""Bounds of index values, from constants, symbolic dimensions, loop bounds and block indices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from tilelang_tt.dialects.attributes import size_list
from tilelang_tt.dialects.extent import Extent, Size, at_least, symbol
from tilelang_tt.mlir import ir, name_of
from tilelang_tt.passes import kernel_func
from tilelang_tt.passes.rebuild import Loop, constant_int, defining, scf_for


class Range(NamedTuple):
    """Smallest and largest value, both included; None where there is no known bound."""

    low: Size | None
    high: Size | None


UNKNOWN = Range(None, None)

Given = Mapping[Any, Range]
"""Bounds that hold for some values where a question is asked, from conditions around it."""


def range_of(value: Any, given: Given | None = None) -> Range:
    """The bounds of an index value, where `given` holds."""
    given = given or {}
    found = _range(value, given)
    return _both(found, given[value]) if value in given else found


def _range(value: Any, given: Given) -> Range:
    constant = constant_int(value)
    if constant is not None:
        return Range(constant, constant)
    op = defining(value)
    if op is None:
        return _argument(value, given)
    name, operands = op.operation.name, list(op.operation.operands)
    if name in ("arith.index_cast", "arith.index_castui"):
        return range_of(operands[0], given)
    if name == "arith.addi" and (block_id := _block_id(operands)) is not None:
        return block_id
    if name in _BINARY:
        return _BINARY[name](*(range_of(v, given) for v in operands))
    if name == "tt.core.z_order":
        plane = _mul(range_of(operands[1], given), range_of(operands[2], given))
        return Range(0, _plus(plane.high, -1))
    if name == "arith.select":
        first = range_of(operands[1], refined(operands[0], True, given))
        second = range_of(operands[2], refined(operands[0], False, given))
        return Range(_least(first.low, second.low), _most(first.high, second.high))
    return UNKNOWN


def runs(loop: Loop) -> bool:
    """Whether a loop is known to run at least once."""
    lower, upper = range_of(loop.lower), range_of(loop.upper)
    return lower.high is not None and upper.low is not None and at_least(upper.low, lower.high + 1)


def around(op: Any) -> Given:
    """The bounds that the conditionals around an operation give."""
    given: Given = {}
    operation = op.operation
    while operation.parent is not None and operation.name != "func.func":
        parent = operation.parent.operation
        if parent.name == "scf.if":
            taken = any(block == operation.block for block in parent.regions[0].blocks)
            given = refined(parent.operands[0], taken, given)
        operation = parent
    return given


def refined(condition: Any, holds: bool, given: Given) -> Given:
    """`given` and what follows from a condition, a comparison or a conjunction of them, being true or false."""
    op = defining(condition)
    if op is None:
        return given
    name, operands = op.operation.name, list(op.operation.operands)
    if name == "arith.andi" and holds or name == "arith.ori" and not holds:
        return refined(operands[1], holds, refined(operands[0], holds, given))
    if name != "arith.cmpi":
        return given
    relation = _RELATIONS.get(ir.IntegerAttr(op.operation.attributes["predicate"]).value)
    if relation is None:
        return given
    if not holds:
        relation = _OPPOSITE[relation]
    left, right = operands
    a, b = range_of(left, given), range_of(right, given)
    known = dict(given)
    for value, bounds in ((left, _TO_LEFT[relation](b)), (right, _TO_LEFT[_MIRRORED[relation]](a))):
        known[value] = _both(known[value], bounds) if value in known else bounds
    return known


# arith.cmpi predicate -> relation; unsigned comparisons say the same only of numbers that are not negative.
_RELATIONS = {0: "==", 1: "!=", 2: "<", 3: "<=", 4: ">", 5: ">="}
_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_MIRRORED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_TO_LEFT: dict[str, Callable[[Range], Range]] = {
    "==": lambda r: r,
    "!=": lambda r: UNKNOWN,
    "<": lambda r: Range(None, _plus(r.high, -1)),
    "<=": lambda r: Range(None, r.high),
    ">": lambda r: Range(_plus(r.low, 1), None),
    ">=": lambda r: Range(r.low, None),
}


def _both(a: Range, b: Range) -> Range:
    """What lies in both ranges."""
    return Range(_greatest_low(a.low, b.low), _smallest_high(a.high, b.high))


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
                return Range(0, kernel_func.read(function.opview, "tt.num_tiles") - 1)
    return None


def _argument(value: Any, given: Given) -> Range:
    """Induction variables and block indices."""
    block = value.owner
    parent = block.owner.operation
    if parent.name == "scf.for" and value == scf_for(parent).induction:
        loop = scf_for(parent)
        lower, upper, step = range_of(loop.lower, given), range_of(loop.upper, given), constant_int(loop.step)
        if upper.high is None or step is None:
            return Range(lower.low, None)
        if lower.low is not None and lower.low == lower.high:
            last = upper.high - lower.low - 1
            return Range(lower.low, lower.low + ((max(last, 0) if isinstance(last, int) else last) // step) * step)
        return Range(lower.low, upper.high - 1)
    if parent.name in ("tt.core.grid", "tt.core.launch"):
        position = list(block.arguments).index(value)
        return Range(0, size_list(parent.attributes["extents"])[position] - 1)
    if parent.name == "scf.parallel":
        rank = len(list(block.arguments))
        operands = list(parent.operands)
        position = list(block.arguments).index(value)
        upper = range_of(operands[rank + position], given)
        return Range(range_of(operands[position], given).low, None if upper.high is None else upper.high - 1)
    if parent.name == "func.func" and (name := name_of(value)) in kernel_func.symbols(parent.opview):
        return Range(symbol(name), symbol(name))
    return UNKNOWN


def _not_negative(low: Size | None) -> bool:
    return low is not None and at_least(low, 0)


def _least(a: Size | None, b: Size | None) -> Size | None:
    """The smaller of two lower bounds; None where it is not known which that is."""
    if a is None or b is None:
        return None
    return a if at_least(b, a) else b if at_least(a, b) else None


def _most(a: Size | None, b: Size | None) -> Size | None:
    """The larger of two upper bounds; None where it is not known which that is."""
    if a is None or b is None:
        return None
    return a if at_least(a, b) else b if at_least(b, a) else None


def _greatest_low(a: Size | None, b: Size | None) -> Size | None:
    """The better of two lower bounds of one value."""
    return b if a is None or (b is not None and at_least(b, a)) else a


def _smallest_high(a: Size | None, b: Size | None) -> Size | None:
    """The better of two upper bounds of one value; a symbolic one where that is not known."""
    if a is None or b is None:
        return b if a is None else a
    if at_least(b, a):
        return a
    return b if at_least(a, b) or isinstance(b, Extent) else a


def _plus(a: Size | None, b: Size | None) -> Size | None:
    return None if a is None or b is None else a + b


def _add(a: Range, b: Range) -> Range:
    return Range(_plus(a.low, b.low), _plus(a.high, b.high))


def _sub(a: Range, b: Range) -> Range:
    return _add(a, Range(None if b.high is None else -b.high, None if b.low is None else -b.low))


def _mul(a: Range, b: Range) -> Range:
    if a.low is not None and b.low is not None and _not_negative(a.low) and _not_negative(b.low):
        return Range(a.low * b.low, None if a.high is None or b.high is None else a.high * b.high)
    products = []
    for x in (a.low, a.high):
        for y in (b.low, b.high):
            if not isinstance(x, int) or not isinstance(y, int):
                return UNKNOWN
            products.append(x * y)
    return Range(min(products), max(products))


def _div(a: Range, b: Range) -> Range:
    """Rounded toward zero; of an unsigned division only where the dividend is known not to be negative."""
    return _floor_div(a, b) if _not_negative(a.low) else UNKNOWN


def _floor_div(a: Range, b: Range) -> Range:
    if b.low != b.high or b.low is None or not at_least(b.low, 1):
        return UNKNOWN
    return Range(_quotient(a.low, b.low), _quotient(a.high, b.low))


def _quotient(a: Size | None, b: Size) -> Size | None:
    if a is None:
        return None
    if isinstance(a, int):
        return a // b if isinstance(b, int) else 0 if a == 0 else None
    try:
        return a // b
    except ValueError:
        return None


def _rem(a: Range, b: Range) -> Range:
    if b.high is None or b.low is None or not at_least(b.low, 1):
        return UNKNOWN
    last = b.high - 1
    below = a.high is not None and at_least(last, a.high) and (a.low is None or at_least(a.low, 0))
    return Range(0, a.high if below else last)


def _unsigned_rem(a: Range, b: Range) -> Range:
    return _rem(Range(0, a.high), b)


def _min(a: Range, b: Range) -> Range:
    return Range(_least(a.low, b.low), _smallest_high(a.high, b.high))


def _unsigned_min(a: Range, b: Range) -> Range:
    """Negative numbers count as very large ones, so that the other is the smaller."""
    counted = [r for r in (a, b) if _not_negative(r.low)]
    if len(counted) == 2:
        return _min(a, b)
    return Range(0, counted[0].high) if counted else UNKNOWN


def _max(a: Range, b: Range) -> Range:
    return Range(_greatest_low(a.low, b.low), _most(a.high, b.high))


_BINARY = {
    "arith.addi": _add,
    "arith.subi": _sub,
    "arith.muli": _mul,
    "arith.divui": _div,
    "arith.divsi": _div,
    "arith.floordivsi": _floor_div,
    "arith.remui": _unsigned_rem,
    "arith.remsi": _rem,
    "arith.minsi": _min,
    "arith.minui": _unsigned_min,
    "arith.maxsi": _max,
    "arith.maxui": _max,
}
