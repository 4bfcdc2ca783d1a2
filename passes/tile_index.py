"""Index arithmetic: dividing element offsets by the tile size, and splitting off loop variables."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.mlir import arith, ir, name_of, named_loc
from tilelang_tt.passes.rebuild import constant_int, defining, enclosing, index, unnamed


def divisible(value: Any, by: int) -> bool:
    """Whether an index is a multiple of `by` for structural reasons (constants and products with them)."""
    if by == 1:
        return True
    if isinstance(value, Minus):
        return divisible(value.value, by)
    constant = constant_int(value)
    if constant is not None:
        return constant % by == 0
    op = defining(value)
    if op is None:
        return False
    name, operands = op.operation.name, list(op.operation.operands)
    if name == "arith.muli":
        for a, b in (operands, operands[::-1]):
            factor = constant_int(b)
            if factor is not None and (
                factor % by == 0 or (by % factor == 0 and factor > 0 and divisible(a, by // factor))
            ):
                return True
        return any(divisible(v, by) for v in operands)
    if name in ("arith.addi", "arith.subi"):
        return all(divisible(v, by) for v in operands)
    if name in ("arith.index_cast", "arith.index_castui"):
        return divisible(operands[0], by)
    return False


def _first_tile(index_value: Any) -> ir.Location:
    """`bx` blocks on, the first tile is `bx_tile`."""
    here, name = unnamed(ir.Location.current), name_of(index_value)
    return named_loc(f"{name}_tile", here) if name else here


class IndexBuilder:
    """Builds simplified index arithmetic at the current insertion point from values of an old function.

    `values` maps old values to new ones (see Rebuilder).
    """

    def __init__(self, values: dict[Any, Any]) -> None:
        self.values = values

    def new(self, value: Any) -> Any:
        """The new value of an old one. Raises CompileError for a number that is read from a variable of the kernel."""
        if value not in self.values:
            raise CompileError.at(
                value,
                "an index is read from a variable of the kernel (T.alloc_var, T.alloc_local)",
                help="give the index a name of its own: name = expression, without T.alloc_var",
            )
        return self.values[value]

    def quotient(self, value: Any, by: int) -> Any:
        """value / by, exactly; `divisible(value, by)` holds."""
        if by == 1:
            return self.new(value)
        constant = constant_int(value)
        if constant is not None:
            return index(constant // by)
        op = defining(value)
        assert op is not None, "divisible() found a factor in a block argument"
        name, operands = op.operation.name, list(op.operation.operands)
        if name in ("arith.index_cast", "arith.index_castui"):
            return self.quotient(operands[0], by)
        with op.operation.location:
            if name in ("arith.addi", "arith.subi"):
                left, right = (self.quotient(v, by) for v in operands)
                return self.add(left, right) if name == "arith.addi" else self.sub(left, right)
            for a, b in (operands, operands[::-1]):
                factor = constant_int(b)
                if factor is None:
                    continue
                if factor % by == 0:
                    with _first_tile(a):
                        return self.mul(self.new(a), index(factor // by))
                if factor > 0 and by % factor == 0 and divisible(a, by // factor):
                    return self.quotient(a, by // factor)
            a, b = operands if divisible(operands[0], by) else operands[::-1]
            return self.mul(self.quotient(a, by), self.new(b))

    def total(self, terms: Iterable[Any], by: int = 1) -> Any:
        """The sum of old values, `Minus` where they are subtracted, divided by `by`; each is divisible."""
        result = index(0)
        for term in sorted(terms, key=lambda t: isinstance(t, Minus)):
            if isinstance(term, Minus):
                result = self.sub(result, self.quotient(term.value, by))
            else:
                result = self.add(result, self.quotient(term, by))
        return result

    @staticmethod
    def add(a: Any, b: Any) -> Any:
        """a + b, without adding zero."""
        if constant_int(a) == 0:
            return b
        return a if constant_int(b) == 0 else arith.AddIOp(a, b).result

    @staticmethod
    def sub(a: Any, b: Any) -> Any:
        """a - b, without subtracting zero."""
        return a if constant_int(b) == 0 else arith.SubIOp(a, b).result

    @staticmethod
    def mul(a: Any, b: Any) -> Any:
        """a * b, without multiplying by zero or one."""
        if constant_int(a) == 1 or constant_int(b) == 0:
            return b
        return a if constant_int(b) == 1 or constant_int(a) == 0 else arith.MulIOp(a, b).result


@dataclass(frozen=True)
class Minus:
    """An index value that is subtracted."""

    value: Any


def negated(term: Any) -> Any:
    """A term of a sum, subtracted instead of added."""
    return term.value if isinstance(term, Minus) else Minus(term)


@dataclass(frozen=True)
class Subscript:
    """An index as `base + variable`: `variable` is the position of one loop variable, or None; `base` the old values,
    `Minus` where they are subtracted, whose sum the rest is.
    """

    variable: int | None
    base: tuple[Any, ...]


def subscript(value: Any, variables: list[Any], varies: Callable[[Any], bool]) -> Subscript | None:
    """Splits an index into at most one of `variables` plus values that do not vary with them; None if it is not such."""
    if value in variables:
        return Subscript(variables.index(value), ())
    if not varies(value):
        return Subscript(None, (value,))
    op = defining(value)
    if op is None:
        return None
    name, operands = op.operation.name, list(op.operation.operands)
    if name in ("arith.index_cast", "arith.index_castui"):
        return subscript(operands[0], variables, varies)
    if name not in ("arith.addi", "arith.subi"):
        return None
    left, right = (subscript(v, variables, varies) for v in operands)
    if name == "arith.subi" and right is not None:
        right = None if right.variable is not None else Subscript(None, tuple(map(negated, right.base)))
    if left is None or right is None or (left.variable is not None and right.variable is not None):
        return None
    variable = left.variable if left.variable is not None else right.variable
    return Subscript(variable, left.base + right.base)


def depends_on(value: Any, variables: list[Any], loop: Any) -> bool:
    """Whether a value is computed, inside of a parallel loop, from one of its variables or from memory."""
    if value in variables:
        return True
    op = defining(value)
    if op is None or loop.operation not in enclosing(op):
        return False
    return op.operation.name == "memref.load" or any(depends_on(v, variables, loop) for v in op.operation.operands)


def is_index(value: Any) -> bool:
    """Whether a value has type index."""
    return isinstance(value.type, ir.IndexType)
