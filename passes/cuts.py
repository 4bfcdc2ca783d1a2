"""Where on-chip buffers, and the operations on them, have to be cut so that every access is to whole buffers.

A *line* is one dimension of a buffer, or one direction in which an operation or a T.Parallel loop works. An access ties
a stretch of a buffer's line to a line of the operation: cuts of one are cuts of the other, and the ends of the
stretch are cuts of the buffer. What has more than two long lines is cut to single elements along the shortest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

MOST_PIECES = 16
"""Along one line; more would repeat the code too often."""


class Line(NamedTuple):
    """Dimension `dim` of `owner`, a buffer or an operation."""

    owner: Any
    dim: int


class Stretch(NamedTuple):
    """`length` elements from `start`."""

    start: int
    length: int


class _Tie(NamedTuple):
    """Element `start + t` of `one` is element t of `other`, for t below the extent of `other`."""

    one: Line
    start: int
    other: Line


@dataclass
class Cuts:
    """Extents of lines, how they are tied, and the places strictly inside of them where they are cut."""

    extents: dict[Line, int] = field(default_factory=dict)
    places: dict[Line, set[int]] = field(default_factory=dict)
    ties: list[_Tie] = field(default_factory=list)

    def add(self, owner: Any, extents: Sequence[int]) -> None:
        """Makes the lines of an owner known."""
        for dim, extent in enumerate(extents):
            self.extents[Line(owner, dim)] = extent
            self.places.setdefault(Line(owner, dim), set())

    def tie(self, buffer: Line, start: int, operation: Line) -> None:
        """An operation's line runs over a stretch of a buffer's line."""
        self.ties.append(_Tie(buffer, start, operation))
        self._end(buffer, start)
        self._end(buffer, start + self.extents[operation])

    def single(self, buffer: Line, start: int, length: int = 1) -> None:
        """Elements of a buffer's line that are accessed apart from the others."""
        self._end(buffer, start)
        self._end(buffer, start + length)

    def _end(self, line: Line, place: int) -> None:
        if 0 < place < self.extents[line]:
            self.places[line].add(place)

    def settle(self) -> None:
        """Carries cuts over all ties."""
        changed = True
        while changed:
            changed = False
            for one, start, other in self.ties:
                extent = self.extents[other]
                there = {p - start for p in self.places[one] if 0 < p - start < extent}
                back = {p + start for p in self.places[other]}
                if not there <= self.places[other] or not back <= self.places[one]:
                    self.places[other] |= there
                    self.places[one] |= back
                    changed = True

    def flatten(self, owner: Any, dims: Sequence[int]) -> bool:
        """Cuts an owner with more than two long lines along the shortest; whether there was one to cut."""
        long = [Line(owner, d) for d in dims if any(piece.length > 1 for piece in self.pieces(Line(owner, d)))]
        if len(long) <= 2:
            return False
        shortest = min(long, key=lambda line: self.extents[line])
        if self.extents[shortest] > MOST_PIECES:
            return False
        self.places[shortest] = set(range(1, self.extents[shortest]))
        return True

    def pieces(self, line: Line) -> list[Stretch]:
        """The stretches a line is cut into, in order."""
        ends = [0, *sorted(self.places[line]), self.extents[line]]
        return [Stretch(a, b - a) for a, b in zip(ends, ends[1:], strict=False)]

    def is_cut(self, owner: Any, rank: int) -> bool:
        """Whether any line of an owner is cut."""
        return any(self.places.get(Line(owner, d)) for d in range(rank))
