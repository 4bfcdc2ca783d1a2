"""Findings of the simulator as diagnostics and as data: the line of the C++, and the line of the user's kernel it is for."""

from __future__ import annotations

import linecache
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tilelang_tt.diagnostics import Diag, Note, Severity, Where
from tilelang_tt.sim.driver import Finding

Origin = Callable[[str, int], Where | None]
"""The place in the user's kernel that a line of a printed file is for."""


def diagnostic(
    finding: Finding,
    directory: Path,
    origin: Origin | None = None,
    bare: bool = False,
) -> Diag:
    """A finding with cause, remedy, and where it was met.

    `directory` is the one the program ran in, `origin(file name, line)` gives the place in the user's kernel. `bare`: files are
    called by their names alone, for programs whose directory the user does not know.
    """
    where, source = _places(finding, directory, origin)
    notes = [_met(finding)]
    if finding.watcher:
        notes.append(Note(f"the watcher of a chip calls it {finding.watcher}"))
    if where is not None and not bare:
        where = where._replace(file=str(directory / finding.file))
    if source is not None:
        notes.append(Note("for this line of the kernel", source))
    cause, *details = _parts(finding)
    notes[:0] = [Note(line) for line in details]
    return Diag(Severity.ERROR, f"[{finding.code}] {cause}", where, tuple(notes), finding.remedy or None)


def record(
    finding: Finding, directory: Path, origin: Origin | None = None, severity: Severity = Severity.ERROR
) -> dict[str, Any]:
    """A finding or a warning as plain data, as `tt-run --findings` writes it; arguments as of `diagnostic`.

    `id` is its code; `file` is relative to `directory`, lines and columns count from 1; `source` is the place in the user's kernel;
    `core` is logical, [x, y]; `details` are further lines, such as which thread waits for what;
    `watcher` is the name that the watcher of a chip has for it. What is not known is None.
    """
    where, source = _places(finding, directory, origin)
    message, *details = _parts(finding)
    return {
        "id": finding.code,
        "severity": severity.value,
        "message": message,
        "details": details,
        "remedy": finding.remedy or None,
        "watcher": finding.watcher or None,
        **_place(where),
        "source": _place(source) if source else None,
        "core": [int(n) for n in finding.core.strip("()").split(",")] if finding.core else None,
        "thread": finding.thread or None,
        "call": finding.call or None,
        "clock": finding.clock if finding.core else None,
    }


def _place(where: Where | None) -> dict[str, Any]:
    file, line, column = where or (None, None, None)
    return {"file": file, "line": line or None, "column": column or None}


def _places(finding: Finding, directory: Path, origin: Origin | None) -> tuple[Where | None, Where | None]:
    """Where in a file of the directory, and for which place of the user's kernel."""
    if not finding.file:
        return None, None
    path = directory / finding.file
    name = os.path.relpath(path, directory)
    where = Where(name, finding.line, _column(finding, path))
    return where, origin(name, finding.line) if origin is not None else None


def _parts(finding: Finding) -> list[str]:
    """The cause, and the lines that follow it."""
    cause, *details = finding.cause.splitlines()
    return [cause, *(line.strip().removeprefix("note: ") for line in details)]


def _met(finding: Finding) -> Note:
    thread = f"core {finding.core} {finding.thread}, clock {finding.clock:,}" if finding.core else "the host program"
    return Note(f"in {finding.call} of {thread}" if finding.call else f"in {thread}")


def _column(finding: Finding, path: Path) -> int:
    """The column of the call in its line, from 1; 0 if it is not there."""
    name = finding.call.partition("(")[0].partition("<")[0].strip()
    linecache.checkcache(str(path))
    return linecache.getline(str(path), finding.line).find(name) + 1 if name else 0
