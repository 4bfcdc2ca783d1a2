"""Affine forms of loop variables."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tilelang_tt.passes.rebuild import constant_int, defining


@dataclass
class Affine:
    """sum of factor * variable, plus a sum of signed values that are the same for all iterations."""

    factors: dict[int, int] = field(default_factory=dict)
    uniform: list[tuple[Any, int]] = field(default_factory=list)

    def plus(self, other: Affine, sign: int = 1) -> Affine:
        """self + sign * other."""
        factors = dict(self.factors)
        for variable, factor in other.factors.items():
            factors[variable] = factors.get(variable, 0) + sign * factor
        uniform = self.uniform + [(v, sign * s) for v, s in other.uniform]
        return Affine({v: f for v, f in factors.items() if f}, uniform)


def affine(value: Any, variables: list[Any], zero: list[Any], varies: Any) -> Affine | None:
    """An index as an affine form of loop variables; `zero` are variables that are always 0, `varies(v)` says what
    depends on the loop.
    """
    if value in variables:
        return Affine({variables.index(value): 1})
    if value in zero:
        return Affine()
    if not varies(value):
        return Affine({}, [(value, 1)])
    op = defining(value)
    if op is None:
        return None
    name, operands = op.operation.name, list(op.operation.operands)
    if name in ("arith.index_cast", "arith.index_castui", "arith.extsi", "arith.trunci"):
        return affine(operands[0], variables, zero, varies)
    if name in ("arith.addi", "arith.subi"):
        left, right = (affine(v, variables, zero, varies) for v in operands)
        return None if left is None or right is None else left.plus(right, 1 if name == "arith.addi" else -1)
    if name == "arith.muli":
        for a, b in (operands, operands[::-1]):
            factor = constant_int(b)
            inner = affine(a, variables, zero, varies) if factor is not None else None
            if inner is not None and factor is not None and not inner.uniform:
                return Affine({v: f * factor for v, f in inner.factors.items()})
    return None
