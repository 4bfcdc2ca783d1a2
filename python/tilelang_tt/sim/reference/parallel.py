"""`scf.parallel`: all iterations at once on numpy arrays where that gives what the iterations one by one give.

The iterations become lanes: induction variable d is an array along axis d of the iteration space, every value computed
from it broadcasts, a condition becomes a mask. Lanes run in lockstep, so a loop whose iterations pass values to each
other through a buffer is executed one iteration after the other instead, as is one with an operation that has no form
for lanes.
"""

import itertools
from typing import Any

import numpy as np

from tilelang_tt.mlir import ir
from tilelang_tt.sim.reference.decode import Decoder, Frame, Step, attr, handler
from tilelang_tt.sim.reference.errors import Fault

_LANE_OPS = frozenset(
    "memref.load memref.store memref.dim scf.if scf.for scf.yield scf.reduce tt.tile.view tt.tile.yield".split()
)
_TILE_OPS = frozenset("tt.tile." + name for name in "copy fill gemm reduce transpose load store map".split())
_ADDITIONS = frozenset(("arith.addi", "arith.subi"))


def _operations(block: ir.Block) -> list[Any]:
    found = []
    for op in block.operations:
        found.append(op.operation)
        for region in op.operation.regions:
            for inner in region.blocks:
                found += _operations(inner)
    return found


def _has_lane_form(op: Any) -> bool:
    name = op.name
    if name in _LANE_OPS or name.startswith(("arith.", "math.")):
        return True
    return name.startswith("tt.tile.") and name not in _TILE_OPS


class _Keys:
    """Structural keys of the index expressions in a loop body: equal keys, equal values in one iteration."""

    def __init__(self, loop: Any, operations: list[Any]) -> None:
        self.induction = {value: n for n, value in enumerate(loop.regions[0].blocks[0].arguments)}
        self._inner = {loop, *operations}

    def of(self, value: Any) -> Any:
        """("iv", n), ("outer", value), ("inner", value), or (operation, attributes, keys of its operands ...)."""
        if value in self.induction:
            return ("iv", self.induction[value])
        owner = value.owner
        op = owner.owner.operation if isinstance(owner, ir.Block) else owner.operation
        if op not in self._inner:
            return ("outer", value)
        if isinstance(owner, ir.Block) or not op.name.startswith("arith."):
            return ("inner", value)
        named = tuple((n, str(op.attributes[n])) for n in op.attributes)
        return (op.name, named, *(self.of(v) for v in op.operands))

    def varies(self, key: Any) -> bool:
        """Whether the value may differ between iterations."""
        if key[0] in ("iv", "inner"):
            return True
        return key[0] != "outer" and any(self.varies(k) for k in key[2:])

    def shifted(self, key: Any) -> int | None:
        """n if the value is induction variable n plus something that is the same in every iteration."""
        if key[0] == "iv":
            return int(key[1])
        if key[0] in _ADDITIONS:
            left, right = key[2:]
            if not self.varies(right):
                return self.shifted(left)
            if key[0] == "arith.addi" and not self.varies(left):
                return self.shifted(right)
        return None


def _root(value: Any) -> Any:
    """(the buffer behind a value, the views on the way)."""
    views = []
    while not isinstance(value.owner, ir.Block) and value.owner.operation.name == "tt.tile.view":
        views.append(value)
        value = value.owner.operation.operands[0]
    return value, tuple(views)


def _shared(loop: Any, operations: list[Any]) -> set[int]:
    """The induction variables along which iterations may see each other's stores.

    A buffer that is both read and written is private along a variable if one index of all its accesses is that
    variable, but for a constant shift.
    """
    keys = _Keys(loop, operations)
    reads: dict[Any, list[Any]] = {}
    writes: dict[Any, list[Any]] = {}
    for op in operations:
        if op.name not in ("memref.load", "memref.store"):
            continue
        first = 0 if op.name == "memref.load" else 1
        root, views = _root(op.operands[first])
        access = (views, [keys.of(v) for v in list(op.operands)[first + 1 :]])
        (reads if first == 0 else writes).setdefault(root, []).append(access)
    shared: set[int] = set()
    for root in reads.keys() & writes.keys():
        accesses = reads[root] + writes[root]
        private: set[int | None] = set()
        views = accesses[0][0]
        # A view that the loop makes may differ between iterations.
        if all(other == views for other, _ in accesses) and not any(keys.of(v)[0] == "inner" for v in views):
            for column in zip(*(indices for _, indices in accesses), strict=True):
                if all(key == column[0] for key in column):
                    private.add(keys.shifted(column[0]))
        shared |= set(keys.induction.values()) - private
    return shared


@handler("scf.parallel")
def _parallel(decoder: Decoder, op: Any) -> Step:
    loop = op.operation
    if len(list(loop.results)):
        raise Fault("reductions of scf.parallel are not part of any form; use tt.tile.reduce")
    rank = attr(op, "operandSegmentSizes")[0]
    slots = decoder.operands(op)
    block = loop.regions[0].blocks[0]
    body = decoder.block(block)
    operations = _operations(block)
    has_lanes = all(map(_has_lane_form, operations))
    shared = _shared(loop, operations)

    def run(frame: Frame) -> None:
        values = frame.values
        bounds = [values[s] for s in slots[: 3 * rank]]
        if any(np.ndim(b) for b in bounds):
            raise Fault("has bounds that differ between iterations of an enclosing scf.parallel")
        spaces = [range(int(bounds[d]), int(bounds[rank + d]), int(bounds[2 * rank + d])) for d in range(rank)]
        if any(len(space) == 0 for space in spaces):
            return
        if has_lanes and all(len(spaces[d]) == 1 for d in shared):
            for d, (slot, space) in enumerate(zip(body.arguments, spaces, strict=True)):
                lanes = np.arange(space.start, space.stop, space.step, dtype=np.int64)
                values[slot] = lanes.reshape([-1 if d == axis else 1 for axis in range(rank)])
            body.run(frame)
            return
        for point in itertools.product(*spaces):
            for slot, index in zip(body.arguments, point, strict=True):
                values[slot] = np.int64(index)
            body.run(frame)

    return run
