"""Which vectors of a kernel are folded: 1024 consecutive elements in each tile, in place of 32 in its first row.

    x: 1 x 8192 or 8192 elements                   8 full tiles; element i in tile i // 1024

Nobody asks where an element of a folded vector lies, so all uses must be of a kind that works element by element, or
takes all elements: copies of whole vectors, T.Parallel loops over them, fills, and reductions to one element. Buffers
and tensors that such uses connect are folded together or, where one of them has another use (a broadcast against a
matrix, an operand of a gemm, a part of it), not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any

from tilelang_tt.dialects import tile
from tilelang_tt.dialects.types import TILE
from tilelang_tt.mlir import ir, walk_collect
from tilelang_tt.passes import dram_uses
from tilelang_tt.passes.buffer_uses import accesses, is_on_chip, is_whole, root
from tilelang_tt.passes.rebuild import constant_int, parallel_around


@dataclass
class FoldSet:
    """Vectors that are folded together: buffers on the chip, and at least one tensor in DRAM, each as the parameters
    that it is of all programs. `extent` is the longest vector, in elements.
    """

    buffers: list[Any] = field(default_factory=list)
    tensors: list[list[Any]] = field(default_factory=list)
    extent: int = 0

    @property
    def is_worthwhile(self) -> bool:
        """Whether folding takes fewer tiles: vectors that fit in the first row of one gain nothing."""
        return self.extent > TILE


def fold_sets(programs: Sequence[Any]) -> list[FoldSet]:
    """The sets of vectors whose uses allow that they are folded, in program order. `programs` are functions in tile form
    with the same parameters, which lie alike in all of them.
    """
    same = {argument: list(all_) for all_ in zip(*(f.arguments for f in programs), strict=True) for argument in all_}
    groups = _Groups({argument: all_[0] for argument, all_ in same.items()})
    for function in programs:
        _collect(function, groups)
    found: dict[Any, FoldSet] = {}
    for value in groups.parent:
        first = groups.find(value)
        if first in groups.refused:
            continue
        into = found.setdefault(first, FoldSet())
        if is_on_chip(value):
            into.buffers.append(value)
        else:
            into.tensors.append(same[value])
        into.extent = max(into.extent, groups.extents.get(value, 0))
    return [s for s in found.values() if s.tensors]


def _collect(function: Any, groups: _Groups) -> None:
    """All uses of vectors in a function."""
    uses: dict[Any, list[dram_uses.Access]] = {}
    for use in dram_uses.accesses(function):
        uses.setdefault(use.op.operation, []).append(use)
    for op in walk_collect(function, lambda o: True):
        name = op.operation.name
        if name in ("memref.load", "memref.store") and parallel_around(op) is not None:
            continue
        if name == "scf.parallel":
            _parallel(op, uses, groups)
        else:
            _plain(op, uses.get(op.operation, []), groups)


class _Groups:
    """Connected buffers and tensors; a group in `refused` has a use that folding does not allow. `first` says which
    parameters are one tensor.
    """

    def __init__(self, first: dict[Any, Any]) -> None:
        self.first = first
        self.parent: dict[Any, Any] = {}
        self.refused: set[Any] = set()
        self.extents: dict[Any, int] = {}

    def member(self, value: Any, extent: int) -> Any:
        """A vector of `extent` elements."""
        value = self.first.get(value, value)
        self.extents[value] = max(self.extents.get(value, 0), extent)
        return value

    def find(self, value: Any) -> Any:
        value = self.first.get(value, value)
        self.parent.setdefault(value, value)
        while self.parent[value] != value:
            value = self.parent[value]
        return value

    def join(self, values: list[Any]) -> None:
        for a, b in zip(values, values[1:], strict=False):
            a, b = self.find(a), self.find(b)
            if a != b:
                self.parent[a] = b
                if a in self.refused:
                    self.refused.add(b)

    def refuse(self, values: list[Any]) -> None:
        self.refused.update(self.find(v) for v in values)


def _length(buffer: Any) -> int | None:
    """The elements of a vector of more than one, None for other buffers."""
    shape = tile.squeezed(tile.shape_of(buffer))
    return shape[0] if len(shape) == 1 else None


def _plain(op: Any, tensors: list[dram_uses.Access], groups: _Groups) -> None:
    """An operation outside of T.Parallel."""
    name = op.operation.name
    buffers = [root(v) for v in op.operation.operands if isinstance(v.type, ir.MemRefType) and is_on_chip(v)]
    vectors = [groups.member(b, n) for b in dict.fromkeys(buffers) if (n := _length(b)) is not None]
    ends = [*vectors, *(groups.member(use.tensor, prod(use.sizes)) for use in tensors)]
    whole = all(is_whole(v) for v in op.operation.operands if isinstance(v.type, ir.MemRefType) and is_on_chip(v))
    along = all(use.regular and len(use.spread) == 1 for use in tensors)
    if name == "tt.tile.view":
        groups.refuse(vectors)
    elif not ends:
        return
    elif name in ("tt.tile.copy", "tt.tile.fill") and whole and along and len(vectors) == len(set(buffers)):
        groups.join(ends)
    elif name == "tt.tile.reduce" and whole and not tensors and _reduces_all(op):
        groups.join(vectors)
    else:
        groups.join(ends)
        groups.refuse(ends)


def _reduces_all(op: Any) -> bool:
    """Whether a reduction is of a vector of floats to one element."""
    shape, dim = tile.shape_of(op.source), ir.IntegerAttr(op.dim).value
    floats = isinstance(ir.MemRefType(op.source.type).element_type, ir.FloatType)
    return floats and len(tile.squeezed(shape)) == 1 and shape[dim] != 1 and not tile.squeezed(tile.shape_of(op.dest))


def _parallel(op: Any, uses: dict[Any, list[dram_uses.Access]], groups: _Groups) -> None:
    """A T.Parallel loop: over one dimension, each of its vectors is accessed at the loop's variable."""
    variables = _variables(op)
    ends: list[Any] = []
    fits = variables is not None and len(variables) == 1
    for access in walk_collect(op, ("memref.load", "memref.store")):
        for use in uses.get(access.operation, []):
            if use.regular and not use.spread:
                groups.refuse([use.tensor])  # one element for all iterations
                continue
            ends.append(groups.member(use.tensor, prod(use.sizes)))
            fits = fits and use.regular and len(use.spread) == 1
        for buffer, indices in _elements(access):
            length = _length(buffer)
            if length is None and not tile.squeezed(tile.shape_of(buffer)):
                continue
            ends.append(groups.member(buffer, length or 0))
            fits = fits and length is not None and _is_elementwise(indices, tile.shape_of(buffer), variables or [])
    groups.join(ends)
    if not fits:
        groups.refuse(ends)


def _variables(op: Any) -> list[tuple[Any, int]] | None:
    """The variables of a parallel loop with more than one iteration, and how many; None where an extent is not known."""
    operands = list(op.operation.operands)
    arguments = list(op.operation.regions[0].blocks[0].arguments)
    rank = len(arguments)
    found = []
    for i, argument in enumerate(arguments):
        low, high, step = (constant_int(operands[i + n * rank]) for n in range(3))
        if low != 0 or step != 1 or high is None:
            return None
        if high != 1:
            found.append((argument, high))
    return found


def _elements(access: Any) -> Iterator[tuple[Any, list[Any]]]:
    """The on-chip buffer of an element access and its indices."""
    for use in accesses(access):
        operands = list(access.operation.operands)
        yield use.buffer, operands[1:] if access.operation.name == "memref.load" else operands[2:]


def _is_elementwise(indices: list[Any], shape: list[int], variables: list[tuple[Any, int]]) -> bool:
    """Whether the one index of a vector that is not fixed is the loop's variable, which runs over all of it."""
    position = next(i for i, extent in enumerate(shape) if extent != 1)
    return (indices[position], shape[position]) in variables
