"""Counting pages symbolically: how many pages a thread pushes or pops, as a polynomial of trip counts and conditions.

    scf.for %i = %c0 to %count step %c1 { scf.for %k = %c0 to %c8 step %c1 { "tt.cb.push"(%cb) {pages = 4} } }

pushes 32 * count pages. Threads are clones of one function, so equal counts have equal polynomials; function arguments
are named by position, and induction variables by the bounds of their loops.
"""

from __future__ import annotations

from typing import Any

from tilelang_tt.mlir import ir, name_of
from tilelang_tt.passes.op_tree import Node
from tilelang_tt.passes.rebuild import constant_int, defining

Poly = dict[tuple[str, ...], int]
"""Sorted symbols -> coefficient; () is the constant term. Zero is {}."""


def constant(value: int) -> Poly:
    """A number."""
    return {(): value} if value else {}


def add(a: Poly, b: Poly, factor: int = 1) -> Poly:
    """a + factor * b."""
    total = dict(a)
    for term, coefficient in b.items():
        total[term] = total.get(term, 0) + factor * coefficient
    return {term: c for term, c in total.items() if c}


def multiply(a: Poly, b: Poly) -> Poly:
    """a * b; conditions, which start with "if ", are 0 or 1, so their squares are themselves."""
    total: Poly = {}
    for left, x in a.items():
        for right, y in b.items():
            symbols = sorted([*left, *(s for s in right if not (s.startswith("if ") and s in left))])
            total = add(total, {tuple(symbols): x * y})
    return total


def as_int(poly: Poly) -> int | None:
    """The value of a polynomial without symbols, else None."""
    return poly.get((), 0) if all(term == () for term in poly) else None


def text(poly: Poly) -> str:
    """A polynomial for a message: `32*tt_tile_count + 1`."""
    terms = []
    for term in sorted(poly, key=lambda t: (-len(t), t)):
        coefficient = poly[term]
        symbols = [f"({s})" if s.startswith("if ") else s for s in term]
        terms.append("*".join([*([str(coefficient)] if coefficient != 1 or not symbols else []), *symbols]))
    return " + ".join(terms) or "0"


_INVERSE = {1: 0, 5: 2, 4: 3, 9: 6, 8: 7}
"""arith.cmpi predicates that are the negation of another: ne of eq, sge of slt, sgt of sle, uge of ult, ugt of ule."""
_PREDICATES = {0: "==", 2: "<", 3: "<=", 6: "<", 7: "<="}
_SIGNS = {"arith.addi": "+", "arith.subi": "-", "arith.muli": "*", "arith.divui": "/", "arith.remui": "%"}


class Namer:
    """Names values so that the same computation has the same name in every clone of a function."""

    def __init__(self) -> None:
        self.names: dict[Any, str] = {}

    def name(self, value: Any) -> str:
        """The name of a value."""
        known = self.names.get(value)
        if known is None:
            known = self.names[value] = self._name(value)
        return known

    def _name(self, value: Any) -> str:
        number = constant_int(value)
        if number is not None:
            return str(number)
        op = defining(value)
        if op is None:
            parent = value.owner.owner.operation
            if parent.name == "func.func":
                return name_of(value) or f"arg{value.arg_number}"
            bounds = [self.name(v) for v in list(parent.operands)[:3]]
            return f"{parent.name.removeprefix('scf.')}({', '.join(bounds)})#{value.arg_number}"
        operation = op.operation
        if operation.name in ("arith.index_cast", "arith.index_castui"):
            return self.name(operation.operands[0])
        operands = [self.name(v) for v in operation.operands]
        if operation.name in _SIGNS:
            return f"({operands[0]} {_SIGNS[operation.name]} {operands[1]})"
        names = sorted(getattr(a, "name", a) for a in operation.attributes)
        attributes = [str(operation.attributes[n]) for n in names if n != "overflowFlags"]
        position = list(operation.results).index(value)
        return f"{operation.name}#{position}({', '.join([*operands, *attributes])})"

    def trips(self, node: Node) -> Poly:
        """How often the body of an scf.for or of a grid runs."""
        if node.name != "scf.for":
            return constant(1)
        lower, upper, step = node.operands[:3]
        numbers = [constant_int(v) for v in (lower, upper, step)]
        if None not in numbers:
            low, high, by = (n for n in numbers if n is not None)
            return constant(max(0, -(-(high - low) // by)))
        if numbers[0] == 0 and numbers[2] == 1:
            return {(self.name(upper),): 1}
        return {(f"trips({self.name(lower)}, {self.name(upper)}, {self.name(step)})",): 1}

    def condition(self, value: Any) -> Poly:
        """1 where an i1 is true, 0 where it is false; a negated comparison is 1 minus the plain one."""
        op = defining(value)
        number = constant_int(value)
        if number is not None:
            return constant(1 if number else 0)
        if op is not None and op.operation.name == "arith.xori":
            left, right = op.operation.operands
            if constant_int(right) is not None:
                inner = self.condition(left)
                return add(constant(1), inner, -1) if constant_int(right) else inner
        if op is not None and op.operation.name == "arith.cmpi":
            predicate = ir.IntegerAttr(op.operation.attributes["predicate"]).value
            plain = _INVERSE.get(predicate, predicate)
            left, right = (self.name(v) for v in op.operation.operands)
            symbol: Poly = {(f"if {left} {_PREDICATES[plain]} {right}",): 1}
            return symbol if plain == predicate else add(constant(1), symbol, -1)
        return {(f"if {self.name(value)}",): 1}
