"""Shapes of shards that the user does not give: as many shards as there are owners, each whole blocks. No MLIR.

    a tensor of 512 x 256, read in blocks of 64 x 32, on 8 x 8 cores
      height   64 x 256    8 row blocks on 8 of the cores
      width    512 x 32    8 column blocks
      block    64 x 32     8 x 8 of both, one on every core, where the cut keeps its shape

Matrices in front of rows count as rows: height cuts them first, outermost first, then the rows of each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tilelang_tt.passes.partition import ceil_div


@dataclass(frozen=True)
class Owners:
    """What shards can lie on: `columns` x `rows` cores, `total` in all; or the banks of DRAM, in one row."""

    columns: int
    rows: int
    total: int


def derived(shape: Sequence[int], units: Sequence[int], cut: str | None, owners: Owners) -> list[int]:
    """The shape of a shard, in elements, of a tensor of `shape`; shards are multiples of `units` along each axis."""
    counts = [ceil_div(extent, unit) for extent, unit in zip(shape, units, strict=True)]
    kind = cut or _best(counts, owners)
    if len(shape) == 1:
        return _shard(shape, units, [_pieces(counts[0], owners.total)])
    if kind == "width":
        return _shard(shape, units, [1] * (len(shape) - 1) + [_pieces(counts[-1], owners.total)])
    if kind == "height":
        return _shard(shape, units, [*_rows(counts[:-1], owners.total), 1])
    return _shard(shape, units, [*_rows(counts[:-1], owners.rows), _pieces(counts[-1], owners.columns)])


def _best(counts: Sequence[int], owners: Owners) -> str:
    """What to cut where nothing is said: both rows and columns if there are several of both and a grid to take them."""
    rows = max(counts[:-1], default=1)
    if rows > 1 and counts[-1] > 1 and owners.rows > 1 and owners.columns > 1:
        return "block"
    return "height" if rows > 1 else "width"


def _pieces(count: int, owners: int) -> int:
    """Into how many pieces `count` units go, of equal size but for the last, at most `owners`."""
    return ceil_div(count, ceil_div(count, owners))


def _rows(counts: Sequence[int], owners: int) -> list[int]:
    """Pieces along each of the axes that count rows, at most `owners` in all."""
    found = []
    for count in counts:
        found.append(_pieces(count, owners))
        owners //= found[-1]
    return found


def _shard(shape: Sequence[int], units: Sequence[int], pieces: Sequence[int]) -> list[int]:
    return [
        extent if n == 1 else ceil_div(ceil_div(extent, unit), n) * unit
        for extent, unit, n in zip(shape, units, pieces, strict=True)
    ]
