"""Value ranges of integer expressions: decides which division is meant and which accesses stay inside their buffer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from tilelang_tt.frontend import tir


class Range(NamedTuple):
    """`lo <= x <= hi`; None is unbounded."""

    lo: int | None = None
    hi: int | None = None

    @property
    def non_negative(self) -> bool:
        return self.lo is not None and self.lo >= 0

    @property
    def negative(self) -> bool:
        return self.hi is not None and self.hi < 0

    def within(self, lo: int, hi: int) -> bool:
        """Whether every value is in [lo, hi]."""
        return self.lo is not None and self.hi is not None and lo <= self.lo and self.hi <= hi

    def union(self, other: Range) -> Range:
        lo = None if self.lo is None or other.lo is None else min(self.lo, other.lo)
        hi = None if self.hi is None or other.hi is None else max(self.hi, other.hi)
        return Range(lo, hi)


def _plus(a: int | None, b: int | None) -> int | None:
    return None if a is None or b is None else a + b


def _minus(a: int | None, b: int | None) -> int | None:
    return None if a is None or b is None else a - b


def _mul(a: Range, b: Range) -> Range:
    if None not in (*a, *b):
        corners = [x * y for x in a for y in b if x is not None and y is not None]
        return Range(min(corners), max(corners))
    return Range(0, None) if a.non_negative and b.non_negative else Range()


def _div(a: Range, b: Range) -> Range:
    """Rounded down. Also right for truncation where both sides are non-negative, the only use made of it."""
    if b.lo is None or b.lo != b.hi or b.lo <= 0:
        return Range(0, None) if a.non_negative and b.lo is not None and b.lo > 0 else Range()
    return Range(*(None if x is None else x // b.lo for x in a))


def _mod(a: Range, b: Range) -> Range:
    if b.lo is None or b.lo <= 0 or b.hi is None:
        return Range()
    return a if a.within(0, b.lo - 1) else Range(0, b.hi - 1)


def _min(a: Range, b: Range) -> Range:
    his = [x for x in (a.hi, b.hi) if x is not None]
    return Range(None if a.lo is None or b.lo is None else min(a.lo, b.lo), min(his) if his else None)


def _max(a: Range, b: Range) -> Range:
    los = [x for x in (a.lo, b.lo) if x is not None]
    return Range(max(los) if los else None, None if a.hi is None or b.hi is None else max(a.hi, b.hi))


def of(expr: Any, known: Mapping[tir.Var, Range]) -> Range:
    """The range of an integer expression, given those of its variables."""
    match expr:
        case tir.IntImm():
            return Range(expr.value, expr.value)
        case tir.Var():
            return known.get(expr, Range())
        case tir.Cast() if expr.dtype in ("int32", "int64") and getattr(expr.value, "dtype", "") in (
            "int32",
            expr.dtype,
        ):
            return of(expr.value, known)
        case tir.Select():
            return of(expr.then_value, known).union(of(expr.else_value, known))
        case tir.Call(op="tirx.if_then_else"):
            return of(expr.args[1], known).union(of(expr.args[2], known))
        case tir.Binary():
            a, b = of(expr.a, known), of(expr.b, known)
            match expr.kind:
                case "Add":
                    return Range(_plus(a.lo, b.lo), _plus(a.hi, b.hi))
                case "Sub":
                    return Range(_minus(a.lo, b.hi), _minus(a.hi, b.lo))
                case "Mul":
                    return _mul(a, b)
                case "Min":
                    return _min(a, b)
                case "Max":
                    return _max(a, b)
                case "FloorDiv":
                    return _div(a, b)
                case "FloorMod":
                    return _mod(a, b)
                case "Div":
                    return _div(a, b) if a.non_negative else Range()
                case "Mod":
                    return _mod(a, b) if a.non_negative else Range()
    return Range()


def inside(
    dims: Iterable[tuple[Any, int, Any]], variables: Sequence[tir.Var], known: Mapping[tir.Var, Range]
) -> Any | None:
    """The condition under which an element is inside of a tensor, or None if it always is.

    `dims` are (start, size, extent), starts and extents TIR expressions; along those of more than one element,
    `variables` in turn are added to the start.
    """
    left = list(variables)
    found: Any | None = None
    for start, size, extent in dims:
        at = start if size == 1 else tir.Binary("Add", "int32", start, left.pop(0))
        bounds, least = of(start, known), of(extent, known).lo
        checks = []
        if bounds.hi is None or least is None or bounds.hi + size > least:
            checks.append(tir.Binary("LT", "bool", at, extent))
        if not bounds.non_negative:
            checks.append(tir.Binary("GE", "bool", at, tir.IntImm("int32", 0)))
        for check in checks:
            found = check if found is None else tir.Binary("And", "bool", found, check)
    return found
