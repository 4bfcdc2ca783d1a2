"""Which line of the user's kernel a line of printed C++ is for: the artifact `lines.json`.

    {"files": ["gemm.py"],
     "compute.cpp": [[12, 0, 22, 17], [30, 0, 23, 13]]}

An entry says that from line 12 of compute.cpp on, to the next entry, the code is for line 22, column 17 of file 0.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tilelang_tt.diagnostics import Where

FILE = "lines.json"
"""Name of the artifact."""


@dataclass(frozen=True)
class SourceLines:
    """Places by printed file: for each, pairs of the first line, counted from 1, and the place, None for code of no line."""

    places: Mapping[str, list[tuple[int, Where | None]]] = field(default_factory=dict)

    @classmethod
    def of(cls, printed: Mapping[str, Iterable[str]]) -> SourceLines:
        """From the lines of each file, as `emitc.printer.print_lines` gives them."""
        places = {}
        for name, lines in printed.items():
            runs: list[tuple[int, Where | None]] = []
            for number, line in enumerate(lines, 1):
                found = getattr(line, "place", None)
                here = Where(*found) if found else None
                if line and here != (runs[-1][1] if runs else None):
                    runs.append((number, here))
            places[name] = runs
        return cls(places)

    def place(self, name: str, line: int) -> Where | None:
        """The place in the user's source of a line of a printed file; None if it is for none."""
        runs = self.places.get(name, [])
        index = bisect_right([first for first, _ in runs], line) - 1
        return runs[index][1] if index >= 0 else None

    def to_json(self) -> str:
        """The text of `lines.json`: one line for each printed file."""
        files = list(dict.fromkeys(where.file for runs in self.places.values() for _, where in runs if where))
        data: dict[str, object] = {"files": files}
        for name, runs in self.places.items():
            data[name] = [[n, files.index(w.file), w.line, w.col] if w else [n] for n, w in runs]
        return "{\n" + ",\n".join(f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in data.items()) + "\n}\n"

    @classmethod
    def read(cls, directory: Path) -> SourceLines:
        """Those of a saved program; nothing for a program that has none. Raises OSError and ValueError."""
        path = directory / FILE
        return cls.from_json(path.read_text("utf-8")) if path.exists() else cls()

    @classmethod
    def from_json(cls, text: str) -> SourceLines:
        """Reads what `to_json` wrote. Raises ValueError."""
        data = json.loads(text)
        files = data.pop("files")
        return cls(
            {
                name: [(first, Where(files[where[0]], *where[1:]) if where else None) for first, *where in runs]
                for name, runs in data.items()
            }
        )
