"""What movers touch, core by core: the offsets of every execution of a read or write, in order, by enumerating the
blocks of each core and the iterations of the loops around it.

Nothing is assumed: every index is computed, for all cores at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from tilelang_tt.dialects.base import int_list
from tilelang_tt.mlir import name_of
from tilelang_tt.passes import kernel_func, work_partition
from tilelang_tt.passes.core_sets import Core, core_of, row_by_row
from tilelang_tt.passes.index_arrays import Array, Points, Unknown

LIMIT = 1 << 21
"""The most pages that are followed, of one operation on all cores."""


@dataclass(frozen=True)
class Trace:
    """The executions of one read or write. `cores` are all cores with work; `core` says, by position there, where each
    execution runs: all of the first core come first, in order. `offsets`: one array per dimension of the tensor.
    """

    op: Any
    cores: list[Core]
    core: Array
    offsets: list[Array]

    @property
    def shape(self) -> list[int]:
        """Rows and columns of a block, in tiles."""
        return int_list(self.op.shape)

    def tiles(self, dims: tuple[int, int]) -> dict[int, Array]:
        """Per dimension of the tensor, the index of every page that is moved: [executions, pages of a block], in the order
        of the circular buffer. `dims` are the dimensions that are cut in tiles.
        """
        rows, cols = self.shape
        row, col = (part.ravel() for part in np.meshgrid(np.arange(rows), np.arange(cols), indexing="ij"))
        if "transposed" in self.op.operation.attributes:
            order = np.lexsort((row, col))
            row, col = row[order], col[order]
        inside = dict(zip(dims, (row, col), strict=True))
        return {dim: start[:, None] + inside.get(dim, 0 * row) for dim, start in enumerate(self.offsets)}


def work_of(fn: Any) -> dict[Core, tuple[int, int]]:
    """(start, count) of every core with work, cores row by row. Raises Unknown where it is not known."""
    recorded: Mapping[str, list[int]] | None = kernel_func.read(fn, work_partition.PER_CORE_ARGS)
    if recorded is None:
        raise Unknown("a grid that is known only when the program runs")
    shares = {core_of(key): (start, count) for key, (start, count) in recorded.items()}
    return dict(sorted(shares.items(), key=lambda item: row_by_row(item[0])))


def trace(fn: Any, op: Any) -> Trace:
    """The executions of `op`, a read or write in buffer form, on all cores. Raises Unknown with what its place comes from
    where that is more than blocks, loops and constants.
    """
    work = work_of(fn)
    rows, cols = int_list(op.shape)
    start, count = (list(fn.arguments)[kernel_func.parameter_names(fn).index(name)] for name in _RANGE)
    cores = list(work)
    known = {
        start: np.array([work[core][0] for core in cores], dtype=np.int64),
        count: np.array([work[core][1] for core in cores], dtype=np.int64),
        _CORE: np.arange(len(cores)),
    }
    points = _executions(op.operation, Points(known, len(cores), LIMIT // (rows * cols)))
    try:
        offsets = [points.value(offset) for offset in op.offsets]
    except Unknown as failure:
        raise Unknown(f"the place of a block, which comes from {failure}") from None
    return Trace(op, cores, points.value(_CORE), offsets)


_RANGE = ("tt_start_tile", "tt_tile_count")
_CORE = "core"
"""Stands for a value: the number of the core."""


def _executions(operation: Any, start: Points) -> Points:
    """The points at which an operation is executed."""
    around = []
    inner = operation
    while inner.parent.name != "func.func":
        around.append((inner.parent.operation, inner))
        inner = inner.parent.operation
    points = start
    for owner, child in reversed(around):
        try:
            if owner.name == "scf.for":
                points = points.enter(owner)
            elif owner.name == "scf.if":
                first = child.block == owner.regions[0].blocks[0]
                points = points.where(owner.operands[0], first)
            else:
                raise Unknown(f"'{owner.name}'")
        except Unknown as failure:
            what = name_of(owner.regions[0].blocks[0].arguments[0]) if owner.name == "scf.for" else None
            shown = f"the loop over '{what}'" if what else "the control flow around it"
            raise Unknown(f"{shown}, which comes from {failure}") from None
    return points
