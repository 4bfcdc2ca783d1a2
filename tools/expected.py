"""`--verify-diagnostics`: compares diagnostics with the `expected-*` comments in the source, as mlir-opt does.

    // expected-error @below {{'tt.cb.push' op pushes 3 pages}}
    // expected-warning-re @+2 {{stride {{[0-9]+}} is ignored}}

Designators: none or `@here` (the same line), `@above`, `@below`, `@+N`, `@-N`, `@unknown`. Every error, warning and
remark must be expected; notes need not be, but those expected must appear.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tilelang_tt.diagnostics import Diag, Severity, Where

_EXPECTED = re.compile(
    r"expected-(?P<kind>error|warning|remark|note)(?P<re>-re)?"
    r"\s*(?P<at>@(?:[+-]\d+|above|below|here|unknown))?\s*\{\{(?P<text>.*?)\}\}\s*$"
)
_LIKE_EXPECTED = re.compile(r"//.*\bexpected-(error|warning|remark|note)")


@dataclass
class Expectation:
    severity: Severity
    line: int | None  # None: a diagnostic without a location
    text: str
    is_regex: bool
    written_at: int
    met: bool = False

    def accepts(self, severity: Severity, place: Where | None, message: str) -> bool:
        if severity is not self.severity or self.line != (place.line if place else None):
            return False
        return bool(_regex(self.text).search(message)) if self.is_regex else self.text in message


def _regex(text: str) -> re.Pattern[str]:
    """Literal text with `{{regex}}` parts."""
    parts = re.split(r"\{\{(.*?)\}\}", text)
    return re.compile("".join(f"(?:{part})" if i % 2 else re.escape(part) for i, part in enumerate(parts)))


def parse_expectations(source: str, first_line: int = 1) -> tuple[list[Expectation], list[tuple[int, str]]]:
    """The expectations in a text whose first line has number `first_line`, and (line, message) for malformed ones."""
    found: list[Expectation] = []
    problems: list[tuple[int, str]] = []
    plain = 0  # last line without expectations: what @above means for a run of comments
    below: list[Expectation] = []
    for number, line in enumerate(source.split("\n"), first_line):
        match = _match(line)
        if match is None:
            if _LIKE_EXPECTED.search(line):
                problems.append((number, "malformed expected-* comment; write expected-error @below {{text}}"))
            plain = number
            for waiting in below:
                waiting.line = number
            below = []
            continue
        at = match["at"] or "@here"
        target: int | None = number
        if at == "@above":
            target = plain
        elif at == "@unknown":
            target = None
        elif at[1] in "+-":
            target = number + int(at[1:])
        severity = Severity(match["kind"])
        item = Expectation(severity, target, match["text"], match["re"] is not None, number)
        if at == "@below":
            below.append(item)
        elif not line.lstrip().startswith("//"):
            plain = number
            for waiting in below:
                waiting.line = number
            below = []
        found.append(item)
    return found, problems


def _match(line: str) -> re.Match[str] | None:
    # Regex expectations nest braces: take everything up to the last '}}'.
    match = _EXPECTED.search(line)
    return match if match and "//" in line[: match.start()] else None


def check(source: str, filename: str, diagnostics: Iterable[Diag], first_line: int = 1) -> list[str]:
    """What does not agree, as rendered one-line errors; empty if everything does."""
    expectations, malformed = parse_expectations(source, first_line)
    problems = [f"{filename}:{line}: error: {message}" for line, message in malformed]
    for diag in diagnostics:
        if not _take(expectations, diag.severity, diag.where, diag.message, filename):
            place = f"{diag.where}: " if diag.where else ""
            problems.append(f"{place}error: unexpected {diag.severity}: {diag.message}")
        for note in diag.notes:
            _take(expectations, Severity.NOTE, note.where or diag.where, note.message, filename)
        if diag.help:
            _take(expectations, Severity.NOTE, diag.where, f"help: {diag.help}", filename)
    for item in expectations:
        if not item.met:
            where = "without a location" if item.line is None else f"at line {item.line}"
            problems.append(
                f'{filename}:{item.written_at}: error: expected {item.severity} {where} was not produced: "{item.text}"'
            )
    return problems


def _take(
    expectations: list[Expectation], severity: Severity, place: Where | None, message: str, filename: str
) -> bool:
    if place is not None and place.file != filename:
        return False
    for item in expectations:
        if not item.met and item.accepts(severity, place, message):
            item.met = True
            return True
    return False
