"""docs/errors.md: every message, what to do about it, and the test that shows it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from tilelang_tt.tools.messages import Message, messages, shown
from tilelang_tt.tools.provoked import provoked

_INTRO = """# Messages

<!-- Written by `make docs` from the sources that give the messages; changes belong there. -->

What stands in `<brackets>` is filled in when the message is given. Messages are errors unless marked (warning) or (remark). An error
stops the compilation after the pass that found it; a warning says that a default stands in for something; a remark says what the
compiler decided that its user may want to know. The last column is a test that provokes the message. Besides these there are *internal
errors*: defects of the compiler, which say so."""

_GROUPS = (
    (
        "Kernels: what the front end cannot import",
        "At the line of the kernel. What to do is printed as `help:` below the message.",
        ("python/tilelang_tt/frontend/",),
    ),
    (
        "Passes",
        "At the line of the kernel, or at the operation of an MLIR file.",
        ("passes/",),
    ),
    (
        "Dialect: what the verifiers of operations check",
        "At the operation, behind its name: `'tt.tile.copy' op ...`. Kernels from TileLang never get here.",
        ("dialects/",),
    ),
    (
        "Devices and formats",
        "",
        ("python/tilelang_tt/device/",),
    ),
    (
        "Plans",
        "`tt.plan.json` is checked against its schema first (messages of `jsonschema`, with the path of the field), then for these.",
        ("python/tilelang_tt/plan/",),
    ),
    (
        "Printing C++",
        "At the operation, behind its name.",
        ("python/tilelang_tt/emitc/",),
    ),
    (
        "Python interface and running",
        "As Python exceptions of the type that fits: `ValueError`, `TypeError`, `SimulationError`.",
        ("python/tilelang_tt/api.py", "python/tilelang_tt/runner.py", "python/tilelang_tt/"),
    ),
    (
        "Commands",
        "Behind the name of the command, with exit code 2.",
        ("tools/",),
    ),
)
_FINDINGS = (
    "Simulator",
    "A *finding* is a broken rule of the chip or of its API. It has a stable code and is reported at the line of the printed C++, "
    "with core, thread and clock; the program ends with exit code 86.",
)


@cache
def errors_page() -> str:
    """docs/errors.md."""
    found = messages()
    tests = provoked(found)
    parts = [_INTRO]
    left = [m for m in found if m.severity != "finding"]
    for title, text, prefixes in _GROUPS:
        group = [m for m in left if m.source.startswith(prefixes)]
        left = [m for m in left if m not in group]
        if group:
            parts += [f"## {title}", text, *_tables(group, tests)]
    findings = [m for m in found if m.severity == "finding"]
    rows = [
        (f"`{m.code}`", _text(m.shape), _text(m.help), _test(tests.get(m)))
        for m in sorted(findings, key=lambda m: m.code)
    ]
    parts += [f"## {_FINDINGS[0]}", _FINDINGS[1], _table(("code", "cause", "remedy", "shown by"), rows)]
    if left:
        raise ValueError(f"no group for messages of {left[0].source}")
    return "\n\n".join(p for p in parts if p) + "\n"


def _tables(group: list[Message], tests: dict[Message, str]) -> list[str]:
    """One table for each file that gives messages."""
    parts: list[str] = []
    for source in dict.fromkeys(m.source for m in group):
        rows = []
        for message in (m for m in group if m.source == source):
            mark = "" if message.severity == "error" else f"({message.severity}) "
            rows.append((mark + _text(message.shape), _text(message.help), _test(tests.get(message))))
        parts += [
            f"### `{source.removeprefix('python/tilelang_tt/')}`",
            _table(("message", "what to do", "shown by"), rows),
        ]
    return parts


def _test(test: str | None) -> str:
    if test is None:
        return "-"
    return "`" + test.removeprefix("test/").replace(":", "::") + "`"


def _text(shape: str) -> str:
    """A shape within a cell of a table: `<`, `|`, `*` and `_` are not taken for markup."""
    text = shown(shape)
    for char in "\\<|*_":
        text = text.replace(char, "\\" + char)
    return text


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])
