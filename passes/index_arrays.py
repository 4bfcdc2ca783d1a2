"""Index arithmetic evaluated for many executions of an operation at once, as numpy arrays.

A `Points` is the list of executions of a block of operations: a value has one number for each. Loops multiply points,
conditions drop some; the order is that of execution.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tilelang_tt.mlir import ir
from tilelang_tt.passes.rebuild import constant_int, defining, scf_for

Array = np.ndarray[Any, np.dtype[Any]]

_CASTS = frozenset(f"arith.{name}" for name in ("index_cast", "index_castui", "extsi", "extui", "trunci"))


def _quotient(a: Array, b: Array) -> Array:
    return np.asarray(np.sign(a) * np.sign(b) * (np.abs(a) // np.abs(b)))


BINARY: dict[str, Callable[..., Array]] = {
    "arith.addi": np.add,
    "arith.subi": np.subtract,
    "arith.muli": np.multiply,
    "arith.divui": np.floor_divide,
    "arith.divsi": _quotient,
    "arith.floordivsi": np.floor_divide,
    "arith.ceildivsi": lambda a, b: -(-a // b),
    "arith.ceildivui": lambda a, b: -(-a // b),
    "arith.remui": np.remainder,
    "arith.remsi": lambda a, b: a - b * _quotient(a, b),
    "arith.minui": np.minimum,
    "arith.minsi": np.minimum,
    "arith.maxui": np.maximum,
    "arith.maxsi": np.maximum,
    "arith.andi": np.bitwise_and,
    "arith.ori": np.bitwise_or,
    "arith.xori": np.bitwise_xor,
    "arith.shli": np.left_shift,
    "arith.shrui": np.right_shift,
    "arith.shrsi": np.right_shift,
}
"""Integer operations on numbers or arrays."""
_COMPARE: tuple[Callable[..., Array], ...] = (
    *(np.equal, np.not_equal),
    *(np.less, np.less_equal, np.greater, np.greater_equal) * 2,
)
"""By number of the predicate of arith.cmpi; numbers are not negative where they are compared without sign."""


class Unknown(Exception):
    """A number that is not known before the kernel runs; the text says what it comes from."""


class Points:
    """Executions of a block of operations; `known` are arrays of values that are not operations: arguments, loop
    variables. Raises Unknown for what depends on anything else, and where there would be more than `limit` points.
    """

    def __init__(self, known: dict[Any, Array], count: int, limit: int) -> None:
        self.count, self.limit = count, limit
        self._leaves = known
        self._values: dict[Any, Array] = {}

    def value(self, value: Any) -> Array:
        """The numbers of an integer value, one for each point."""
        found = self._leaves.get(value)
        if found is None:
            found = self._values.get(value)
        if found is None:
            found = self._values[value] = np.broadcast_to(self._evaluate(value), (self.count,))
        return found

    def enter(self, loop: Any) -> Points:
        """The executions of the body of an `scf.for`, iterations of the first point first."""
        parts = scf_for(loop)
        lower, upper, step = (self.value(v) for v in (parts.lower, parts.upper, parts.step))
        trips = np.maximum(0, -(-(upper - lower) // step))
        inside = self.choose(np.repeat(np.arange(self.count), self._within_limit(trips)))
        first = np.repeat(np.cumsum(trips) - trips, trips)
        iteration = np.arange(inside.count) - first
        inside._leaves[parts.induction] = np.repeat(lower, trips) + iteration * np.repeat(step, trips)
        return inside

    def where(self, condition: Any, holds: bool) -> Points:
        """The points at which a condition holds, or does not."""
        return self.choose(np.flatnonzero(self.value(condition).astype(bool) == holds))

    def choose(self, picked: Array) -> Points:
        """The points with the given numbers."""
        return Points({value: numbers[picked] for value, numbers in self._leaves.items()}, len(picked), self.limit)

    def _within_limit(self, trips: Array) -> Array:
        if int(trips.sum()) > self.limit:
            raise Unknown(f"more than {self.limit:,} iterations")
        return trips

    def _evaluate(self, value: Any) -> Array:
        constant = constant_int(value)
        if constant is not None:
            return np.asarray(constant, dtype=np.int64)
        op = defining(value)
        if op is None:
            raise Unknown("an argument of the kernel" if _is_parameter(value) else "what a loop carries")
        operation = op.operation
        name = operation.name
        if name in _CASTS:
            return self.value(operation.operands[0])
        if name == "scf.for":
            return self._carried(operation, _place(operation, value))
        if name == "scf.if":
            return self._either(operation, _place(operation, value))
        if name not in BINARY and name not in ("arith.cmpi", "arith.select"):
            raise Unknown(f"'{name}'")
        operands = [self.value(operand) for operand in operation.operands]
        if name == "arith.select":
            return np.where(operands[0].astype(bool), operands[1], operands[2])
        if name == "arith.cmpi":
            predicate = ir.IntegerAttr(operation.attributes["predicate"]).value
            return _COMPARE[predicate](*operands)
        return BINARY[name](*operands)

    def _carried(self, loop: Any, place: int) -> Array:
        """A result of a loop over integers, iteration by iteration at all points at once."""
        parts = scf_for(loop)
        lower, upper, step = (self.value(v) for v in (parts.lower, parts.upper, parts.step))
        trips = np.maximum(0, -(-(upper - lower) // step))
        carried = [self.value(v) for v in parts.inits]
        for iteration in range(int(trips.max(initial=0))):
            inside = Points(dict(self._leaves), self.count, self.limit)
            inside._leaves[parts.induction] = lower + iteration * step
            inside._leaves.update(zip(parts.args, carried, strict=True))
            after = [inside.value(v) for v in parts.yielded]
            carried = [np.where(iteration < trips, new, old) for new, old in zip(after, carried, strict=True)]
        return carried[place]

    def _either(self, branch: Any, place: int) -> Array:
        """A result of a conditional."""
        results = []
        for region in branch.regions:
            yielded = list(region.blocks[0].operations)[-1].operation
            results.append(self.value(yielded.operands[place]))
        return np.where(self.value(branch.operands[0]).astype(bool), *results)


def _place(operation: Any, value: Any) -> int:
    return list(operation.results).index(value)


def _is_parameter(value: Any) -> bool:
    return bool(value.owner.owner.operation.name == "func.func")
