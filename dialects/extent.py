"""Sizes that are known when a program runs: integer expressions of symbolic dimensions.

A dimension of a tensor is an `int`, or an `Extent` such as `m` or `ceil_div(m, 128) * 128`; `Size` is either. Symbols
stand for integers of 1 or more. An Extent is a polynomial with integer coefficients whose variables are symbols and
floor divisions of Extents by positive integers, in a normal form: equal Extents are equal objects, and one that turns
out to be constant is an `int`. They are not ordered by `<`: `at_least` asks what can be proved. No MLIR here.
"""

import ast
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple


class Quotient(NamedTuple):
    """`dividend` divided by a positive integer, rounded down."""

    dividend: "Extent"
    divisor: int


Atom = str | Quotient
Monomial = tuple[Atom, ...]


def _key(atom: Atom) -> tuple[int, str]:
    return (0, atom) if isinstance(atom, str) else (1, f"{atom.dividend} / {atom.divisor}")


@dataclass(frozen=True)
class Extent:
    """`terms`: (product of atoms, coefficient) pairs, sorted, no coefficient zero; the empty product is the constant."""

    terms: tuple[tuple[Monomial, int], ...]

    def __add__(self, other: "Size") -> "Size":
        return _normal([*self.terms, *_terms(other)])

    __radd__ = __add__

    def __neg__(self) -> "Size":
        return self * -1

    def __sub__(self, other: "Size") -> "Size":
        return self + other * -1

    def __rsub__(self, other: int) -> "Size":
        return self * -1 + other

    def __mul__(self, other: "Size") -> "Size":
        return _normal([(tuple(sorted(a + b, key=_key)), m * n) for a, m in self.terms for b, n in _terms(other)])

    __rmul__ = __mul__

    def __floordiv__(self, other: "Size") -> "Size":
        """Rounded down. Raises ValueError for a divisor that is neither a positive integer nor a factor."""
        if isinstance(other, Extent):
            return _by_product(self, other)
        if other < 1:
            raise ValueError(f"division of {self} by {other}")
        whole = _normal([(atoms, n // other) for atoms, n in self.terms if atoms and n % other == 0])
        rest = _normal([(atoms, n) for atoms, n in self.terms if not atoms or n % other])
        if isinstance(rest, int):
            return whole + rest // other
        symbolic = [term for term in rest.terms if term[0]]
        if len(symbolic) == 1 and len(symbolic[0][0]) == 1 and symbolic[0][1] == 1:
            inner = symbolic[0][0][0]
            if isinstance(inner, Quotient):
                # Rounding twice is rounding once.
                return whole + (inner.dividend + rest.constant * inner.divisor) // (inner.divisor * other)
        constant = rest.constant
        whole += constant // other
        rest = rest - constant + constant % other
        assert isinstance(rest, Extent)
        return whole + (Extent((((Quotient(rest, other),), 1),)) if other > 1 else rest)

    @property
    def constant(self) -> int:
        """The term without symbols."""
        return sum(n for atoms, n in self.terms if not atoms)

    @property
    def symbols(self) -> set[str]:
        """The names of the symbols in it."""
        found: set[str] = set()
        for atoms, _ in self.terms:
            for atom in atoms:
                found |= {atom} if isinstance(atom, str) else atom.dividend.symbols
        return found

    def renamed(self, names: Mapping[str, str]) -> "Size":
        """The same expression of symbols with other names."""
        total: Size = 0
        for atoms, n in self.terms:
            term: Size = n
            for atom in atoms:
                factor = symbol(names.get(atom, atom)) if isinstance(atom, str) else None
                if factor is None:
                    assert isinstance(atom, Quotient)
                    factor = atom.dividend.renamed(names) // atom.divisor
                term = factor * term
            total = term + total
        return total

    def evaluate(self, values: Mapping[str, int]) -> int:
        """The integer for given symbols. Raises KeyError for a symbol that has no value."""
        total = 0
        for atoms, n in self.terms:
            for atom in atoms:
                n *= values[atom] if isinstance(atom, str) else atom.dividend.evaluate(values) // atom.divisor
            total += n
        return total

    def __str__(self) -> str:
        return text(self)


Size = int | Extent


def known(sizes: Iterable[Size]) -> list[int]:
    """Sizes that are integers, as such. Raises ValueError for one that is symbolic."""
    found = []
    for size in sizes:
        if isinstance(size, Extent):
            raise ValueError(f"the size {size} is not known before the program runs")
        found.append(size)
    return found


def symbol(name: str) -> Extent:
    """The symbolic dimension `name`."""
    return Extent((((name,), 1),))


def ceil_div(a: Size, b: int) -> Size:
    """a / b, rounded up; b is positive."""
    return (a + (b - 1)) // b


def evaluate(size: Size, values: Mapping[str, int]) -> int:
    """The integer that a size stands for. Raises KeyError for a symbol that has no value."""
    return size.evaluate(values) if isinstance(size, Extent) else size


def product(sizes: Iterable[Size]) -> Size:
    """The product of sizes; 1 for none."""
    total: Size = 1
    for size in sizes:
        total = size * total
    return total


def at_least(a: Size, b: Size) -> bool:
    """Whether a >= b is proved for all values of the symbols; False where it is not known."""
    difference = a - b
    if isinstance(difference, int):
        return difference >= 0
    # An integer above -1 is not negative.
    bounds = (_least(difference, rounded) for rounded in (False, True))
    return any(bound is not None and bound > -1 for bound in bounds) or _rounds_up_further(a, b)


def larger(a: Size, b: Size) -> Size:
    """The larger of two sizes of 0 or more; where that is not known, their sum, which is not smaller than either."""
    if at_least(a, b):
        return a
    return b if at_least(b, a) else a + b


def text(size: Size) -> str:
    """An expression of `+`, `-`, `*`, `/` (rounded down) and `ceil_div`; valid C++ for unsigned numbers. See `parse`."""
    if isinstance(size, int):
        return str(size)
    out = ""
    for atoms, n in size.terms:
        factors = [_atom_text(atom, len(atoms) > 1 or abs(n) != 1 or n < 0) for atom in atoms]
        factors += [str(abs(n))] if abs(n) != 1 or not atoms else []
        sign = (" - " if n < 0 else " + ") if out else ("-" if n < 0 else "")
        out += sign + " * ".join(factors)
    return out


def parse(source: str) -> Size:
    """The size that `text` printed. Raises ValueError for anything else."""
    try:
        return _value(ast.parse(source, mode="eval").body)
    except (SyntaxError, RecursionError):
        raise ValueError(f"'{source}' is not an expression of sizes") from None


def _value(node: ast.AST) -> Size:
    match node:
        case ast.Constant(value=int(value)) if not isinstance(value, bool):
            return value
        case ast.Name(id=name):
            return symbol(name)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return _value(operand) * -1
        case ast.BinOp(left=left, op=op, right=right):
            a, b = _value(left), _value(right)
            match op:
                case ast.Add():
                    return a + b
                case ast.Sub():
                    return a - b
                case ast.Mult():
                    return a * b
                case ast.Div() if isinstance(b, int) and b > 0:
                    return a // b
        case ast.Call(func=ast.Name(id="ceil_div"), args=[a_, b_], keywords=[]):
            divisor = _value(b_)
            if isinstance(divisor, int) and divisor > 0:
                return ceil_div(_value(a_), divisor)
    raise ValueError(f"'{ast.unparse(node)}' is not an expression of sizes")


def _atom_text(atom: Atom, is_factor: bool) -> str:
    if isinstance(atom, str):
        return atom
    dividend, divisor = atom
    if dividend.constant == divisor - 1:
        return f"ceil_div({text(dividend - dividend.constant)}, {divisor})"
    inner = text(dividend)
    inner = f"{inner} / {divisor}" if len(dividend.terms) == 1 else f"({inner}) / {divisor}"
    return f"({inner})" if is_factor else inner


def _terms(size: Size) -> tuple[tuple[Monomial, int], ...]:
    if isinstance(size, Extent):
        return size.terms
    return (((), size),) if size else ()


def _normal(terms: Iterable[tuple[Monomial, int]]) -> Size:
    found: dict[Monomial, int] = {}
    for atoms, n in terms:
        found[atoms] = found.get(atoms, 0) + n
    kept = [(atoms, n) for atoms, n in found.items() if n]
    if all(not atoms for atoms, _ in kept):
        return sum(n for _, n in kept)
    return Extent(tuple(sorted(kept, key=lambda term: (not term[0], [_key(a) for a in term[0]]))))


def _by_product(a: Extent, b: Extent) -> Size:
    """Division by a product of symbols: what it divides, and a rest of -1, which makes one less."""
    ((factors, n),) = b.terms if len(b.terms) == 1 else (((), 0),)
    quotient: list[tuple[Monomial, int]] = []
    rest = 0
    for atoms, m in a.terms:
        left = list(atoms)
        for factor in factors:
            if factor in left:
                left.remove(factor)
        if not atoms and n == 1:
            rest = m
        elif n < 1 or len(left) != len(atoms) - len(factors) or m % n:
            raise ValueError(f"division of {a} by {b}")
        else:
            quotient.append((tuple(left), m // n))
    if rest not in (0, -1):
        raise ValueError(f"division of {a} by {b}")
    return _normal([*quotient, ((), rest)])


def _least(size: Extent, rounded: bool = False) -> Fraction | None:
    """A lower bound, None where none is found: quotients by their linear bounds, symbols by 1.

    With `rounded`, each product that is added counts as its own smallest value, an integer.
    """
    bounds: dict[Monomial, Fraction] = {}
    for atoms, n in size.terms:
        found = _bound(atoms, n < 0)
        if rounded and n > 0 and atoms:
            alone = _least(Extent(((atoms, 1),)))
            found = None if alone is None else [((), Fraction(math.ceil(alone)))]
        if found is None:
            return None
        for symbols, factor in found:
            bounds[symbols] = bounds.get(symbols, Fraction(0)) + n * factor
    if any(n < 0 for symbols, n in bounds.items() if symbols):
        return None
    return sum(bounds.values(), Fraction(0))


def _bound(atoms: Monomial, upper: bool) -> list[tuple[Monomial, Fraction]] | None:
    """An upper or lower bound of a product of atoms as a polynomial of symbols; None where none is found."""
    quotients = [atom for atom in atoms if not isinstance(atom, str)]
    if len(atoms) > 1 and not all(at_least(q.dividend, 0) for q in quotients):
        return None
    if not upper and len(quotients) > 1:
        # Linear bounds may be negative, and their product is no bound then.
        positive = all(at_least(Extent((((q,), 1),)), 1) for q in quotients)
        return [(tuple(a for a in atoms if isinstance(a, str)), Fraction(1))] if positive else []
    total: list[tuple[Monomial, Fraction]] = [((), Fraction(1))]
    for atom in atoms:
        bound = [((atom,), Fraction(1))] if isinstance(atom, str) else _quotient_bound(atom, upper)
        if bound is None:
            return None
        total = [(tuple(sorted(a + b, key=_key)), m * n) for a, m in total for b, n in bound]
    return total


def _quotient_bound(quotient: Quotient, upper: bool) -> list[tuple[Monomial, Fraction]] | None:
    """x / c is at most that without rounding, and at least (x - (c - 1)) / c."""
    dividend, divisor = quotient
    bound = [] if upper else [((), Fraction(1 - divisor, divisor))]
    for atoms, n in dividend.terms:
        inner = _bound(atoms, upper == (n > 0))
        if inner is None:
            return None
        bound += [(symbols, n * factor / divisor) for symbols, factor in inner]
    return bound


def _rounds_up_further(a: Size, b: Size) -> bool:
    """Whether a and b are one size rounded up to multiples, those of a among those of b."""
    rounded = []
    for size in (a, b):
        if not isinstance(size, Extent) or len(size.terms) != 1:
            return False
        ((atoms, n),) = size.terms
        if len(atoms) != 1 or isinstance(atoms[0], str):
            return False
        dividend, divisor = atoms[0]
        if n != divisor or dividend.constant != divisor - 1:
            return False
        rounded.append((dividend - dividend.constant, divisor))
    (x, c), (y, d) = rounded
    return x == y and c % d == 0


def solve(tensors: Iterable[tuple[str, Sequence[Size], Sequence[int]]]) -> dict[str, int]:
    """The symbols that make shapes what arrays have: (name, shape, shape of the array) for each tensor.

    Raises ValueError that names the tensor and the dimension where they do not fit.
    """
    found: dict[str, int] = {}
    said: dict[str, str] = {}
    given = list(tensors)
    for name, shape, actual in given:
        if len(shape) != len(actual):
            raise ValueError(f"'{name}' has {len(actual)} dimensions, expected {len(shape)}: {shown(shape)}")
        for dim, (size, extent) in enumerate(zip(shape, actual, strict=True)):
            if isinstance(size, Extent) and size == symbol(text(size)):
                known = found.setdefault(text(size), extent)
                where = said.setdefault(text(size), f"dimension {dim} of '{name}'")
                if known != extent:
                    raise ValueError(
                        f"dimension {dim} of '{name}' has {extent} elements, but {text(size)} is {known} by {where}"
                    )
    for name, shape, actual in given:
        for dim, (size, extent) in enumerate(zip(shape, actual, strict=True)):
            if isinstance(size, Extent) and not size.symbols <= set(found):
                continue
            wanted = evaluate(size, found)
            if wanted != extent:
                formula = f" = {size}" if isinstance(size, Extent) else ""
                raise ValueError(f"dimension {dim} of '{name}' has {extent} elements, expected {wanted}{formula}")
    for name, value in found.items():
        if value < 1:
            raise ValueError(f"{said[name]} is empty")
    return found


def shown(shape: Sequence[Size]) -> str:
    """A shape as text: (m, 64)."""
    return f"({', '.join(map(text, shape))}{',' if len(shape) == 1 else ''})"
