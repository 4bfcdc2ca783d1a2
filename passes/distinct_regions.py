"""Whether all iterations of some loops touch regions of a tensor that are apart.

Along each dimension, a region's offset is a sum of numbers that the loops count, times factors, like the digits of a
number: `i * 4 + j` with j below 4 is another one for every (i, j), `i * 4 + j * 4` is not. Where loops are counted by
digits along some dimensions, whatever those are, two iterations differ in a digit, so their regions are apart along its
dimension.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tilelang_tt.mlir import ir
from tilelang_tt.passes.ranges import range_of
from tilelang_tt.passes.rebuild import constant_int, defining, enclosing, scf_for

Counter = tuple[str, int, int]
"""What counts: ("all", loop, 1) is the loop variable, ("div", loop, n) and ("rem", loop, n) its quotient and remainder by n."""

_CASTS = frozenset({"arith.index_cast", "arith.index_castui"})
_QUOTIENTS = frozenset({"arith.divui", "arith.divsi", "arith.floordivsi"})
_REMAINDERS = frozenset({"arith.remui", "arith.remsi"})


class DistinctRegions:
    """The iterations of `loops`, scf.for operations inside of each other, innermost first."""

    def __init__(self, loops: Sequence[Any]) -> None:
        self.loops = [scf_for(loop) for loop in loops]
        self.variables = [loop.induction for loop in self.loops]

    def hold(self, offsets: Sequence[Any], extents: Sequence[int]) -> bool:
        """Whether regions of `extents` from `offsets`, one per dimension in the same units, are apart for any two
        iterations. False where that is not known.
        """
        digits: set[Counter] = set()
        for offset, extent in zip(offsets, extents, strict=True):
            form = self._form(offset)
            if form is not None and self._are_digits(form, extent):
                digits |= form.keys()
        return all(self._counted(position, digits) for position in range(len(self.loops)))

    @staticmethod
    def _counted(loop: int, digits: set[Counter]) -> bool:
        """Whether two values of a loop variable differ in some digit."""
        return ("all", loop, 1) in digits or any(
            kind == "div" and which == loop and ("rem", loop, by) in digits for kind, which, by in digits
        )

    def _are_digits(self, form: dict[Counter, int], extent: int) -> bool:
        """Whether sums that differ in a counter differ by `extent` at least: each step is more than all smaller ones
        together.
        """
        steps = []
        for counter, factor in form.items():
            step, span = self._steps(counter)
            if step is None:
                return False
            steps.append((abs(factor) * step, None if span is None else abs(factor) * span))
        reach: int | None = extent
        for step, span in sorted(steps, key=lambda s: s[0]):
            if reach is None or step < reach:
                return False
            reach = None if span is None else reach + span
        return True

    def _steps(self, counter: Counter) -> tuple[int | None, int | None]:
        """The least difference between two values of a counter, and the largest; None where it is not known."""
        kind, which, by = counter
        loop = self.loops[which]
        low, high = (v if isinstance(v, int) else None for v in range_of(loop.induction))
        if kind == "all":
            return constant_int(loop.step), None if low is None or high is None else high - low
        if kind == "rem":
            return 1, by - 1
        return 1, None if high is None else high // by

    def _form(self, value: Any) -> dict[Counter, int] | None:
        """A value as a sum of counters times factors, without what is the same in all iterations; None if it is no such
        sum.
        """
        if value in self.variables:
            return {("all", self.variables.index(value), 1): 1}
        if not self._varies(value):
            return {}
        op = defining(value)
        if op is None:
            return None
        name, operands = op.operation.name, list(op.operation.operands)
        if name in _CASTS:
            return self._form(operands[0])
        if name in ("arith.addi", "arith.subi"):
            left, right = self._form(operands[0]), self._form(operands[1])
            return None if left is None or right is None else _sum(left, right, -1 if name == "arith.subi" else 1)
        if name == "arith.muli":
            for a, b in (operands, operands[::-1]):
                factor = constant_int(b)
                if factor is not None:
                    form = self._form(a)
                    return None if form is None else _sum({}, form, factor)
        if name in _QUOTIENTS | _REMAINDERS:
            by, low = constant_int(operands[1]), range_of(operands[0]).low
            if operands[0] in self.variables and by is not None and by > 0 and isinstance(low, int) and low >= 0:
                return {("div" if name in _QUOTIENTS else "rem", self.variables.index(operands[0]), by): 1}
        return None

    def _varies(self, value: Any) -> bool:
        """Whether a value may differ between iterations; what no loop variable goes into does not, unless memory or
        control flow does.
        """
        if not self._is_inside(value):
            return False
        op = defining(value)
        if op is None or list(op.operation.regions) or not op.operation.name.startswith("arith."):
            return True
        return any(self._varies(v) for v in op.operation.operands)

    def _is_inside(self, value: Any) -> bool:
        """Whether a value is defined inside of the outermost loop."""
        outermost = self.loops[-1].op if self.loops else None
        owner = value.owner
        if isinstance(owner, ir.Block):
            return outermost in (owner.owner.operation, *enclosing(owner.owner))
        return outermost in enclosing(owner)


def _sum(a: dict[Counter, int], b: dict[Counter, int], sign: int) -> dict[Counter, int]:
    """a + sign * b."""
    total = dict(a)
    for counter, factor in b.items():
        total[counter] = total.get(counter, 0) + sign * factor
    return {counter: factor for counter, factor in total.items() if factor}
