"""The index arithmetic of a persistent kernel, evaluated for every block of every core at once.

    values = BlockValues(fn, {(0, 0): (0, 2), (1, 0): (2, 2)})
    values.parts(offset)          # arrays with one number for each block of each core

What an operation does in a block follows from a few numbers of that block: `parts` finds, below an index, the largest
expressions that depend on the block alone. Where they agree for two blocks, so does the index, in every iteration of
the loops inside.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tilelang_tt.mlir import ir, walk_collect
from tilelang_tt.passes import kernel_func
from tilelang_tt.passes.core_sets import Core
from tilelang_tt.passes.index_arrays import BINARY
from tilelang_tt.passes.partition import z_order_block
from tilelang_tt.passes.rebuild import constant_int, defining, scf_for
from tilelang_tt.passes.schedule import RUNTIME_ARGS, START_TILE

Numbers = NDArray[np.int64]

_EXACT = frozenset(
    f"arith.{name}"
    for name in "addi subi muli divui divsi floordivsi ceildivsi remui remsi minui minsi maxui maxsi".split()
)
"""On numbers that are not negative, whatever the signedness; only subi may give one that is."""
_Z_ORDER = "tt.core.z_order"
_CASTS = ("arith.index_cast", "arith.index_castui")
_DIVISIONS = ("arith.divui", "arith.divsi", "arith.floordivsi", "arith.ceildivsi", "arith.remui", "arith.remsi")


class NotOfTheBlock(Exception):
    """An index that depends on what the arithmetic of the kernel does not show; the text names it."""


class BlockValues:
    """`ranges` gives (start, count) of each core, in its persistent loop."""

    def __init__(self, fn: Any, ranges: Mapping[Core, tuple[int, int]]) -> None:
        self.cores = list(ranges)
        counts = [count for _, count in ranges.values()]
        self.ends = np.cumsum(counts)
        (loop,) = walk_collect(fn, lambda o: o.name == "scf.for" and "tt.persistent_loop" in o.attributes)
        self.loop = loop
        names = dict(zip(kernel_func.parameter_names(fn), fn.arguments, strict=True))
        starts = np.repeat(np.array([start for start, _ in ranges.values()], np.int64), counts)
        steps = np.concatenate([np.arange(count, dtype=np.int64) for count in counts])
        self.known: dict[Any, Numbers | int | None] = {names[START_TILE]: starts, scf_for(loop).induction: steps}
        self.common = {value for name, value in names.items() if name not in RUNTIME_ARGS}

    def of_core(self, numbers: Numbers, i: int) -> Numbers:
        """The numbers of the blocks of core number `i`."""
        end = int(self.ends[i])
        return numbers[int(self.ends[i - 1]) if i else 0 : end]

    def parts(self, value: Any) -> list[Numbers]:
        """What an index depends on in a block, besides the loops inside of it and what is the same for all cores.

        Raises NotOfTheBlock where it depends on anything else.
        """
        numbers = self.evaluate(value)
        if numbers is not None:
            return [] if isinstance(numbers, int) else [numbers]
        if value in self.common:
            return []
        op = defining(value)
        if op is None:
            return self._loop(value)
        name = op.operation.name
        if not (name == _Z_ORDER or name.startswith(("arith.", "math."))) or list(op.operation.regions):
            raise NotOfTheBlock(name)
        return [part for operand in op.operation.operands for part in self.parts(operand)]

    def _loop(self, value: Any) -> list[Numbers]:
        """The variable of a loop inside of a block: what its bounds depend on."""
        parent = value.owner.owner
        if parent is None or parent.operation.name != "scf.for" or parent.operation == self.loop.operation:
            raise NotOfTheBlock("a parameter of each core")
        loop = scf_for(parent)
        if loop.induction != value:
            raise NotOfTheBlock("a value that a loop carries")
        return [part for bound in (loop.lower, loop.upper, loop.step) for part in self.parts(bound)]

    def evaluate(self, value: Any) -> Numbers | int | None:
        """The number in every block, one number if it is always the same, None if the block does not say."""
        if value not in self.known:
            self.known[value] = self._evaluate(value)
        return self.known[value]

    def _evaluate(self, value: Any) -> Numbers | int | None:
        constant = constant_int(value)
        if constant is not None:
            return constant
        op = defining(value)
        if op is None:
            return None
        name, operands = op.operation.name, list(op.operation.operands)
        if name in _CASTS:
            return self.evaluate(operands[0])
        if name == _Z_ORDER:
            return self._z_order(*(self.evaluate(operand) for operand in operands))
        if name not in _EXACT or isinstance(value.type, ir.VectorType):
            return None
        left, right = (self.evaluate(operand) for operand in operands)
        if left is None or right is None or np.any(np.less(left, 0)) or np.any(np.less(right, 0)):
            return None
        if name in _DIVISIONS and np.any(np.equal(right, 0)):
            return None
        result = BINARY[name](left, right)
        return result if np.ndim(result) else int(result)

    @staticmethod
    def _z_order(position: Numbers | int | None, gx: Numbers | int | None, gy: Numbers | int | None) -> Numbers | None:
        if not isinstance(position, np.ndarray) or not isinstance(gx, int) or not isinstance(gy, int):
            return None
        return np.array([z_order_block(int(p), gx, gy) for p in position], np.int64)
