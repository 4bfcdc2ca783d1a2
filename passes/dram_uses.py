"""Accesses to tensors in DRAM, in tile form: which region, where, by what operation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tilelang_tt.dialects import attributes, tile
from tilelang_tt.dialects.extent import Size, at_least
from tilelang_tt.mlir import ir, walk_collect
from tilelang_tt.passes.ranges import Given, Range, around, range_of
from tilelang_tt.passes.rebuild import constant_int, defining, parallel_around
from tilelang_tt.passes.tensor_uses import ACCESSES, VIEW
from tilelang_tt.passes.tile_index import Minus, depends_on, divisible, subscript


@dataclass(frozen=True)
class Access:
    """One access of `op` to `tensor`: `sizes` elements from `offsets`, which are sums of values, one list per
    dimension (`Minus` where they are subtracted).

    `regular` is false where an index inside of T.Parallel is more than a loop variable plus an offset; such an access
    counts as one element at an offset that varies.
    """

    op: Any
    tensor: Any
    offsets: tuple[tuple[Any, ...], ...]
    sizes: tuple[int, ...]
    reads: bool
    writes: bool
    regular: bool = True

    @cached_property
    def given(self) -> Given:
        """What conditions around the operation say of index values. T.Parallel accesses whole blocks, whatever its
        conditions.
        """
        loop = parallel_around(self.op)
        return around(self.op if loop is None else loop)

    def offset(self, dim: int) -> Range:
        """The bounds of the offset along a dimension."""
        low: Size | None = 0
        high: Size | None = 0
        for term in self.offsets[dim]:
            bounds = range_of(term.value, self.given) if isinstance(term, Minus) else range_of(term, self.given)
            if isinstance(term, Minus):
                bounds = Range(*(None if v is None else -v for v in reversed(bounds)))
            low = None if low is None or bounds.low is None else low + bounds.low
            high = None if high is None or bounds.high is None else high + bounds.high
        return Range(low, high)

    def inside(self, dim: int) -> bool:
        """Whether the access is known to stay inside of the tensor along a dimension."""
        low, high = self.offset(dim)
        extent = ir.MemRefType(self.tensor.type).shape[dim]
        if extent < 0 or low is None or high is None:
            return False
        return at_least(low, 0) and at_least(extent, high + self.sizes[dim])

    def aligned(self, dim: int, by: int) -> bool:
        """Whether the offset along a dimension is a multiple of `by`, for structural reasons."""
        return all(divisible(v, by) for v in self.offsets[dim])

    @property
    def spread(self) -> list[int]:
        """The dimensions with more than one element."""
        return [dim for dim, size in enumerate(self.sizes) if size != 1]


def is_dram(value: Any) -> bool:
    """Whether a value is a tensor in DRAM or a view of one."""
    return isinstance(value.type, ir.MemRefType) and attributes.space_of(value.type) == "dram"


def region_of(value: Any) -> tuple[Any, list[list[Any]], list[int]]:
    """The tensor behind an operand, the offsets (sums of values, per dimension) and the extents of the region in
    elements.
    """
    extents = tile.shape_of(value)
    offsets: list[list[Any]] = [[] for _ in extents]
    while (view := defining(value)) is not None and view.operation.name == VIEW:
        value, *starts = list(view.operation.operands)
        for parts, start in zip(offsets, starts, strict=True):
            parts.append(start)
    return value, offsets, extents


def accesses(function: Any) -> Iterator[Access]:
    """All accesses of a function in tile form to its tensors in DRAM, in program order."""
    for op in walk_collect(function, lambda o: o.name != VIEW):
        operands = list(op.operation.operands)
        name = op.operation.name
        if name in ("memref.load", "memref.store"):
            position = 0 if name == "memref.load" else 1
            if is_dram(operands[position]):
                yield _element(op, operands[position], operands[position + 1 :], writes=position == 1)
            continue
        everything = tuple(range(len(operands)))
        reads, writes = ACCESSES.get(name, (everything, everything))
        for i, operand in enumerate(operands):
            if is_dram(operand):
                tensor, offsets, sizes = region_of(operand)
                yield Access(op, tensor, tuple(map(tuple, offsets)), tuple(sizes), i in reads, i in writes)


def _element(op: Any, tensor: Any, indices: list[Any], writes: bool) -> Access:
    """An element access; the loop variables of the T.Parallel around it make it a region."""
    loop = parallel_around(op)
    if loop is None:
        return Access(op, tensor, tuple((v,) for v in indices), (1,) * len(indices), not writes, writes)
    variables = list(loop.operation.regions[0].blocks[0].arguments)
    extents = _extents(loop, len(variables))
    offsets: list[tuple[Any, ...]] = []
    sizes = []
    regular = True
    for value in indices:
        found = subscript(value, variables, lambda v: depends_on(v, variables, loop))
        if found is None or (found.variable is not None and extents[found.variable] is None):
            regular = False
            offsets.append((value,))
            sizes.append(1)
            continue
        offsets.append(found.base)
        sizes.append(1 if found.variable is None else int(extents[found.variable] or 1))
    return Access(op, tensor, tuple(offsets), tuple(sizes), not writes, writes, regular)


def _extents(loop: Any, rank: int) -> list[int | None]:
    """The trip counts of the variables of an scf.parallel that starts at 0 with step 1; None where one is not known."""
    operands = list(loop.operation.operands)
    found: list[int | None] = []
    for dim in range(rank):
        lower, upper, step = (constant_int(operands[dim + i * rank]) for i in range(3))
        found.append(upper if lower == 0 and step == 1 else None)
    return found
