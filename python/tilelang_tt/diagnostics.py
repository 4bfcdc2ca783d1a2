"""Diagnostics: what went wrong, where in the user's source, why, and what to do instead.

    kernel.py:41:9: error: circular buffers need 1,703,936 B of L1, wormhole has 1,499,136 B
            T.gemm(A_shared, B_shared, C_local)
            ^
    kernel.py:38:5: note: 'A_shared': 24 pages x 2,048 B
    help: reduce block_K

A pass reports to the `Diagnostics` it is given, or raises `CompileError.at(op, ...)` where it cannot go on.
"""

from __future__ import annotations

import linecache
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from tilelang_tt.mlir import ir


class Severity(Enum):
    ERROR = "error"
    WARNING = "warning"
    REMARK = "remark"
    NOTE = "note"

    def __str__(self) -> str:
        return self.value


class Where(NamedTuple):
    """A place in a source file; line and column count from 1, 0 means unknown."""

    file: str
    line: int
    col: int

    def __str__(self) -> str:
        return ":".join([self.file, *(str(n) for n in (self.line, self.col) if n)])


@dataclass(frozen=True)
class Note:
    message: str
    where: Where | None = None


@dataclass(frozen=True)
class Diag:
    """One finding. `help` says what to do instead; `notes` point at other places that explain it."""

    severity: Severity
    message: str
    where: Where | None = None
    notes: tuple[Note, ...] = ()
    help: str | None = None

    def __str__(self) -> str:
        return render(self)


# What `where` arguments accept: an operation, a value, a Location, a Where, or None for "nowhere in particular".
Place = Any
Notes = Iterable["str | Note | tuple[Place, str]"]


@dataclass(frozen=True)
class Decision:
    """What a pass chose, and why, for `tt-compile --explain`: in the function `function`, of `topic`, `about` a thing of
    that name.
    """

    function: str
    topic: str
    about: str
    text: str


class CompileError(Exception):
    """The kernel cannot be compiled as it is. `diagnostics` has at least one error; `str()` is the rendered text."""

    def __init__(self, diagnostics: Iterable[Diag], sources: Mapping[str, str] | None = None) -> None:
        self.diagnostics = tuple(diagnostics)
        self.sources = dict(sources or {})
        super().__init__(self.diagnostics)

    @classmethod
    def at(cls, place: Place, message: str, notes: Notes = (), help: str | None = None) -> CompileError:
        """For `raise CompileError.at(op, "...")`."""
        return cls([make_diag(Severity.ERROR, place, message, notes, help)])

    def __str__(self) -> str:
        return "\n".join(render(diag, self.sources) for diag in self.diagnostics)


class InternalError(CompileError):
    """A defect of the compiler, not of the kernel."""


class CompileWarning(UserWarning):
    """Category of the Python warnings that carry a diagnostic when nothing else collects it."""


def where(place: Place, renames: Mapping[str, str] | None = None) -> Where | None:
    """The source position of an operation, value or Location; None if it has none."""
    from tilelang_tt.mlir import file_loc

    if place is None or isinstance(place, Where):
        return place
    if hasattr(place, "operation"):
        place = place.operation
    found = file_loc(getattr(place, "location", place))
    if found is None:
        return None
    return Where((renames or {}).get(found[0], found[0]), found[1], found[2])


def make_diag(
    severity: Severity,
    place: Place,
    message: str,
    notes: Notes = (),
    help: str | None = None,
    renames: Mapping[str, str] | None = None,
) -> Diag:
    def note(item: str | Note | tuple[Place, str]) -> Note:
        if isinstance(item, Note):
            return item
        return Note(item) if isinstance(item, str) else Note(item[1], where(item[0], renames))

    return Diag(severity, message, where(place, renames), tuple(note(item) for item in notes), help)


def render(diag: Diag, sources: Mapping[str, str] | None = None) -> str:
    """The text of one diagnostic, without a final newline. `sources` gives the text of files that are not on disk."""
    sources = sources or {}
    lines = [_headline(str(diag.severity), diag.message, diag.where), *_excerpt(diag.where, sources)]
    for note in diag.notes:
        lines.append(_headline("note", note.message, note.where))
        if note.where != diag.where:
            lines += _excerpt(note.where, sources)
    if diag.help:
        lines.append(f"help: {diag.help}")
    return "\n".join(lines)


def _headline(kind: str, message: str, place: Where | None) -> str:
    return f"{place}: {kind}: {message}" if place else f"{kind}: {message}"


def _excerpt(place: Where | None, sources: Mapping[str, str]) -> list[str]:
    """The source line and a caret under its column; nothing if the line cannot be read."""
    if place is None or place.line < 1:
        return []
    if place.file in sources:
        text = sources[place.file].split("\n")
        line = text[place.line - 1] if place.line <= len(text) else ""
    else:
        linecache.checkcache(place.file)  # the user may have edited the file since
        line = linecache.getline(place.file, place.line).rstrip("\n")
    if not line.strip():
        return []
    if not 1 <= place.col <= len(line) + 1:
        return [line]
    # Tabs are kept so that the caret lines up however wide they are shown.
    return [line, "".join("\t" if char == "\t" else " " for char in line[: place.col - 1]) + "^"]


@dataclass
class Diagnostics:
    """Collects the diagnostics of one compilation, in order, from passes and from MLIR itself.

    As a context manager it also receives what the parser, verifiers and C++ passes of `context` report:

        with Diagnostics(ctx) as diag:
            module = parse_module(text, "a.mlir")
            pass_.run(module, diag)
    """

    context: ir.Context | None = None
    sources: Mapping[str, str] = field(default_factory=dict)
    renames: Mapping[str, str] = field(default_factory=dict)
    sink: Callable[[Diag], None] | None = None
    collected: list[Diag] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._handler: Any = None

    def error(self, place: Place, message: str, notes: Notes = (), help: str | None = None) -> None:
        """Reports an error; the compilation fails after the current pass, so a pass can report several."""
        self.add(make_diag(Severity.ERROR, place, message, notes, help, self.renames))

    def warning(self, place: Place, message: str, notes: Notes = (), help: str | None = None) -> None:
        self.add(make_diag(Severity.WARNING, place, message, notes, help, self.renames))

    def remark(self, place: Place, message: str, notes: Notes = (), help: str | None = None) -> None:
        self.add(make_diag(Severity.REMARK, place, message, notes, help, self.renames))

    def decide(self, function: Any, topic: str, about: str, text: str) -> None:
        """Records a decision for those who ask why; it is not shown otherwise."""
        self.decisions.append(Decision(function.name.value, topic, about, text))

    def add(self, diag: Diag) -> None:
        self.collected.append(diag)
        if self.sink:
            self.sink(diag)

    @property
    def errors(self) -> list[Diag]:
        return [diag for diag in self.collected if diag.severity is Severity.ERROR]

    @property
    def attached(self) -> bool:
        return self._handler is not None

    def check(self) -> None:
        """Raises CompileError if there are errors."""
        if self.errors:
            raise CompileError(self.errors, self.sources)

    def __enter__(self) -> Diagnostics:
        if self.context is not None:
            self._handler = self.context.attach_diagnostic_handler(self._receive)
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._handler is not None:
            self._handler.detach()
            self._handler = None

    def _receive(self, diagnostic: Any) -> bool:
        # MLIR's object is only alive during the call.
        severity = Severity[diagnostic.severity.name]
        notes = [Note(str(n.message), where(n.location, self.renames)) for n in diagnostic.notes]
        self.add(make_diag(severity, diagnostic.location, str(diagnostic.message), notes, None, self.renames))
        return True
