"""Sets of cores. A *core* is (cx, cy): column, row. A set is disjoint rectangles of the grid of worker cores.

As text, "0,0-3,3;6,0-7,1" is two rectangles by their first and last cores, "3,2" a single core.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Core = tuple[int, int]

_KEY = re.compile(r"\((\d+),(\d+)\)")
_RANGE = re.compile(r"\s*(\d+)\s*,\s*(\d+)\s*(?:-\s*(\d+)\s*,\s*(\d+)\s*)?")


def core_key(core: Core) -> str:
    """How a core is written: "(cx,cy)"."""
    return f"({core[0]},{core[1]})"


def core_of(key: str) -> Core:
    """The core (column, row) of a key. Raises ValueError for text that is not "(cx,cy)"."""
    match = _KEY.fullmatch(key)
    if match is None:
        raise ValueError(f"'{key}' is not a core: write (cx,cy)")
    return int(match[1]), int(match[2])


def row_by_row(core: Core) -> Core:
    """Sort key: cores row by row, left to right."""
    return core[1], core[0]


@dataclass(frozen=True)
class Rectangle:
    """Cores from `start` (column, row), `extent` columns and rows."""

    start: Core
    extent: Core

    def cores(self) -> list[Core]:
        """Its cores, row by row."""
        (x, y), (columns, rows) = self.start, self.extent
        return [(x + i, y + j) for j in range(rows) for i in range(columns)]

    def __len__(self) -> int:
        return self.extent[0] * self.extent[1]


@dataclass(frozen=True)
class CoreSet:
    """Cores as disjoint rectangles, in the normal form of `rectangles`: equal sets are equal values."""

    ranges: tuple[Rectangle, ...]

    @classmethod
    def of(cls, cores: Iterable[Core]) -> CoreSet:
        """The set of some cores; one that is named twice counts once."""
        return cls(tuple(rectangles(cores)))

    @classmethod
    def whole(cls, core_grid: Core) -> CoreSet:
        """All cores of a grid of (columns, rows)."""
        return cls((Rectangle((0, 0), core_grid),))

    @classmethod
    def parse(cls, text: str) -> CoreSet:
        """The set that a text names. Raises ValueError for other text, and for a rectangle that ends before it starts."""
        cores: list[Core] = []
        for part in text.split(";"):
            match = _RANGE.fullmatch(part)
            if match is None:
                raise ValueError(
                    f"'{part.strip()}' is no rectangle of cores: write 'column,row-column,row' or 'column,row'"
                )
            x, y = int(match[1]), int(match[2])
            last_x, last_y = (x, y) if match[3] is None else (int(match[3]), int(match[4]))
            if last_x < x or last_y < y:
                raise ValueError(f"'{part.strip()}' ends before it starts: write its first, then its last core")
            cores += Rectangle((x, y), (last_x - x + 1, last_y - y + 1)).cores()
        return cls.of(cores)

    @property
    def text(self) -> str:
        """The set as `parse` reads it."""
        return ";".join(_range_text(r) for r in self.ranges)

    @property
    def rectangle(self) -> Rectangle | None:
        """The set, if it is one rectangle."""
        return self.ranges[0] if len(self.ranges) == 1 else None

    def cores(self, by_column: bool = False) -> list[Core]:
        """Its cores, row by row or column by column of the whole grid."""
        found = [core for rectangle in self.ranges for core in rectangle.cores()]
        return sorted(found, key=None if by_column else row_by_row)

    def __len__(self) -> int:
        return sum(map(len, self.ranges))


def usable(core_grid: Core, chosen: CoreSet | None, excluded: CoreSet | None) -> CoreSet:
    """The cores of a grid that work may go to: those chosen (None: all), without those excluded.

    Raises ValueError for cores that the grid does not have, for an excluded core that was not chosen, and if none is
    left.
    """
    columns, rows = core_grid
    for cores in (chosen, excluded):
        outside = [core for core in cores.cores() if core[0] >= columns or core[1] >= rows] if cores else []
        if outside:
            raise ValueError(f"core {core_key(outside[0])} is outside of the core grid {list(core_grid)}")
    whole = (chosen or CoreSet.whole(core_grid)).cores()
    without = excluded.cores() if excluded else []
    idle = [core for core in without if core not in whole]
    if idle:
        raise ValueError(f"core {core_key(idle[0])} is excluded, but is not among the cores that are chosen")
    left = set(whole) - set(without)
    if not left:
        raise ValueError("no core is left to work on")
    return CoreSet.of(left)


def rectangles(cores: Iterable[Core]) -> list[Rectangle]:
    """Disjoint rectangles that cover exactly `cores`: each as wide, then as high as possible, from the top left."""
    left = set(cores)
    found = []
    while left:
        x, y = min(left, key=row_by_row)
        columns = 1
        while (x + columns, y) in left:
            columns += 1
        rows = 1
        while all((x + i, y + rows) in left for i in range(columns)):
            rows += 1
        rectangle = Rectangle((x, y), (columns, rows))
        left.difference_update(rectangle.cores())
        found.append(rectangle)
    return found


def core_set(given: str | Sequence[Core]) -> CoreSet:
    """The set that a text or a list of cores (column, row) names. Raises ValueError."""
    return CoreSet.parse(given) if isinstance(given, str) else CoreSet.of((int(x), int(y)) for x, y in given)


def _range_text(rectangle: Rectangle) -> str:
    (x, y), (columns, rows) = rectangle.start, rectangle.extent
    return f"{x},{y}" if (columns, rows) == (1, 1) else f"{x},{y}-{x + columns - 1},{y + rows - 1}"
