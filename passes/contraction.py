"""The length a kernel contracts over: elements of K that one block of the result adds up.

Where the bounds of a loop depend on the block, as with a causal mask, every block has a length of its own; where they
depend on a symbolic dimension, the length is an expression of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from tilelang_tt.dialects.extent import Size, at_least, ceil_div
from tilelang_tt.dialects.tile import shape_of
from tilelang_tt.dialects.types import TILE, block_shape
from tilelang_tt.mlir import ir, walk_collect
from tilelang_tt.passes.block_regions import UnknownRegion, block_values, index_value
from tilelang_tt.passes.partition import Block
from tilelang_tt.passes.ranges import range_of
from tilelang_tt.passes.rebuild import constant_int, defining, scf_for

_GEMM = "tt.tile.gemm"
_MATMUL = "tt.tile.matmul"


class _Product(NamedTuple):
    """K of one matrix product, and the loops around it that accumulate."""

    k: int
    loops: list[Any]


class Contraction:
    """The matrix products of a kernel in a grid or in a persistent loop."""

    def __init__(self, fn: Any) -> None:
        self.fn = fn
        self.products = [_product(op) for op in walk_collect(fn, (_GEMM, _MATMUL))]
        self.same = all(_is_constant(loop) for product in self.products for loop in product.loops)
        self._first: Size | None = None

    def length(self, block: Block, position: int) -> Size:
        """K of the longest product of a block, the loops that accumulate into it included; 0 if there is none.

        `position` is the block's in the order of the schedule. A product under a loop whose number of iterations is not
        known does not count.
        """
        if self.same and self._first is not None:
            return self._first
        known = {} if self.same else block_values(self.fn, block, position)
        longest: Size = 0
        for product in self.products:
            length = _length(product, known)
            if length is not None and not at_least(longest, length):
                longest = length
        self._first = longest
        return longest


def _product(op: Any) -> _Product:
    if op.operation.name == _GEMM:
        a = ([1, 1] + shape_of(op.a))[-2:]
        return _Product(a[0] if ir.BoolAttr(op.transpose_a).value else a[1], _loops_into_buffer(op))
    return _Product(block_shape(op.a.type)[1] * TILE, _loops_into_value(op))


def _is_constant(loop: Any) -> bool:
    return loop.trip_count is not None


def _length(product: _Product, known: Mapping[Any, int]) -> Size | None:
    length: Size = product.k
    for loop in product.loops:
        trips = _trips(loop, known)
        if trips is None:
            return None
        length = trips * length
    return length


def _trips(loop: Any, known: Mapping[Any, int]) -> Size | None:
    """The iterations of a loop, with the values in `known`; None where they are not known."""
    if loop.trip_count is not None:
        count: int = loop.trip_count
        return count
    step = constant_int(loop.step)
    bounds = [_bound(v, known) for v in (loop.lower, loop.upper)]
    if step is None or step < 1 or bounds[0] is None or bounds[1] is None:
        return None
    trips = ceil_div(bounds[1] - bounds[0], step)
    return max(0, trips) if isinstance(trips, int) else trips


def _bound(value: Any, known: Mapping[Any, int]) -> Size | None:
    """A bound of a loop; None where it changes between iterations of loops around it."""
    try:
        first, last = (index_value(value, known, end) for end in (False, True))
        return first if first == last else None
    except UnknownRegion:
        low, high = range_of(value)
        return low if low is not None and low == high else None


def _loops_into_buffer(op: Any) -> list[Any]:
    """The loops around a gemm that do not start its accumulator afresh: it is made and filled outside of them."""
    if constant_int(op.clear) == 1:
        return []
    loops = []
    parent = op.operation.parent
    while parent is not None and parent.name in ("scf.for", "scf.if"):
        if "tt.persistent_loop" in parent.attributes:
            break
        if parent.name == "scf.for":
            if _is_restarted(parent, op.c):
                break
            loops.append(scf_for(parent))
        parent = parent.parent
    return loops


def _is_restarted(loop: Any, accumulator: Any) -> bool:
    """Whether an iteration of `loop` makes or fills the accumulator itself."""
    made = defining(accumulator)
    if made is not None and made.operation.parent == loop:
        return True
    fills = walk_collect(loop, "tt.tile.fill")
    return any(fill.dest == accumulator for fill in fills)


def _loops_into_value(op: Any) -> list[Any]:
    """The loops whose iteration arguments carry the accumulator of a matmul."""
    loops = []
    value = op.c
    while isinstance(value.owner, ir.Block):
        parent = value.owner.owner
        if parent is None or parent.operation.name != "scf.for":
            break
        loop = scf_for(parent)
        if value not in loop.args:
            break
        loops.append(loop)
        value = loop.inits[loop.args.index(value)]
    return loops
