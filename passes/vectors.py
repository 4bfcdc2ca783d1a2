"""How one-dimensional on-chip buffers lie in tiles: along a row or down a column.

A vector of a block is one row of tiles with its elements in row 0, or one column of tiles with its elements in column
0. What a reduction over columns gives is a column; what spreads over columns must be one. Vectors that are used
together in one-dimensional parallel loops or copied to each other lie alike; a group is a column if more of its uses
want that, and is transposed at other uses.
"""

from __future__ import annotations

from typing import Any

from tilelang_tt.dialects import tile
from tilelang_tt.mlir import ir, walk_collect
from tilelang_tt.passes.buffer_uses import is_on_chip, root
from tilelang_tt.passes.rebuild import constant_int


def is_vector(buffer: Any) -> bool:
    """Whether a buffer has at most one dimension of more than one element."""
    return len(tile.squeezed(tile.shape_of(buffer))) <= 1


def reduced_axis(shape: list[int], dim: int) -> int | None:
    """Which of the block's axes (0 rows, 1 columns) a reduction over `dim` of a buffer removes; None if it has one
    element.

    Unit dimensions do not count; a vector has one axis, 0.
    """
    if shape[dim] == 1:
        return None
    return sum(1 for e in shape[:dim] if e != 1)


class _Groups:
    def __init__(self) -> None:
        self.parent: dict[Any, Any] = {}
        self.votes: dict[Any, int] = {}

    def find(self, buffer: Any) -> Any:
        self.parent.setdefault(buffer, buffer)
        while self.parent[buffer] != buffer:
            buffer = self.parent[buffer]
        return buffer

    def join(self, buffers: list[Any]) -> None:
        for a, b in zip(buffers, buffers[1:], strict=False):
            self.parent[self.find(a)] = self.find(b)

    def vote(self, buffer: Any, column: bool) -> None:
        self.find(buffer)
        self.votes[buffer] = self.votes.get(buffer, 0) + (1 if column else -1)


def columns(function: Any) -> set[Any]:
    """The vectors of a function that lie down a column; the others lie along a row."""
    groups = _Groups()
    for op in walk_collect(function, ("tt.tile.reduce", "tt.tile.copy", "tt.tile.transpose", "scf.parallel")):
        name = op.operation.name
        if name == "tt.tile.reduce":
            _reduction(op, groups)
        elif name != "scf.parallel":
            _copy(op, groups)
        else:
            _parallel(op, groups)
    totals: dict[Any, int] = {}
    for buffer, votes in groups.votes.items():
        totals[groups.find(buffer)] = totals.get(groups.find(buffer), 0) + votes
    return {b for b in groups.parent if totals.get(groups.find(b), 0) > 0}


def _reduction(op: Any, groups: _Groups) -> None:
    source, dest = root(op.source), root(op.dest)
    shape = tile.shape_of(op.source)
    axis = reduced_axis(shape, ir.IntegerAttr(op.dim).value)
    if is_vector(dest) and len(tile.squeezed(shape)) == 2 and axis is not None:
        groups.vote(dest, axis == 1)
    elif is_vector(dest) and is_vector(source) and axis is None:
        groups.join([source, dest])


def _copy(op: Any, groups: _Groups) -> None:
    ends = [root(op.source), root(op.dest)]
    if all(is_on_chip(e) and is_vector(e) for e in ends):
        groups.join(ends)


def _parallel(op: Any, groups: _Groups) -> None:
    body = op.operation.regions[0].blocks[0]
    variables = [v for v, e in zip(body.arguments, _extents(op), strict=True) if e != 1]
    alike: list[Any] = []
    parts: list[bool] = []
    for access in walk_collect(op, ("memref.load", "memref.store")):
        operands = list(access.operation.operands)
        position = 0 if access.operation.name == "memref.load" else 1
        buffer, indices = operands[position], operands[position + 1 :]
        if not is_on_chip(buffer):
            continue
        if not is_vector(buffer):
            dims = [v for v, extent in zip(indices, tile.shape_of(buffer), strict=True) if extent != 1]
            if len(variables) == 1 and any(v in variables for v in dims):
                parts.append(dims[0] in variables)
            continue
        used = [variables.index(v) for v in indices if v in variables]
        if len(variables) == 1 and used:
            alike.append(buffer)
        elif len(variables) == 2 and len(used) == 1:
            groups.vote(buffer, used[0] == 0)
    groups.join(alike)
    for column in parts if alike else ():
        groups.vote(alike[0], column)


def _extents(op: Any) -> list[int | None]:
    operands = list(op.operation.operands)
    rank = len(operands) // 3
    return [constant_int(v) for v in operands[rank : 2 * rank]]
