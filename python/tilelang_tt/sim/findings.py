"""Findings of the simulator as diagnostics: the line of the printed C++, and the line of the user's kernel it is for."""

from __future__ import annotations

import linecache
import os
from collections.abc import Callable
from pathlib import Path

from tilelang_tt.diagnostics import Diag, Note, Severity, Where
from tilelang_tt.sim.driver import Finding


def diagnostic(
    finding: Finding,
    directory: Path,
    origin: Callable[[str, int], Where | None] | None = None,
    bare: bool = False,
) -> Diag:
    """A finding with cause, remedy, and where it was met.

    `directory` is the one the program ran in, `origin(file name, line)` gives the place in the user's kernel. `bare`: files are
    called by their names alone, for programs whose directory the user does not know.
    """
    where = None
    notes = [_met(finding)]
    if finding.file:
        path = directory / finding.file
        name = os.path.relpath(path, directory)
        where = Where(name if bare else str(path), finding.line, _column(finding, path))
        source = origin(name, finding.line) if origin is not None else None
        if source is not None:
            notes.append(Note("for this line of the kernel", source))
    cause, *waiting = finding.cause.splitlines()
    notes[:0] = [Note(line.strip().removeprefix("note: ")) for line in waiting]
    return Diag(Severity.ERROR, f"[{finding.code}] {cause}", where, tuple(notes), finding.remedy or None)


def _met(finding: Finding) -> Note:
    thread = f"core {finding.core} {finding.thread}, clock {finding.clock:,}" if finding.core else "the host program"
    return Note(f"in {finding.call} of {thread}" if finding.call else f"in {thread}")


def _column(finding: Finding, path: Path) -> int:
    """The column of the call in its line, from 1; 0 if it is not there."""
    name = finding.call.partition("(")[0].partition("<")[0].strip()
    linecache.checkcache(str(path))
    return linecache.getline(str(path), finding.line).find(name) + 1 if name else 0
