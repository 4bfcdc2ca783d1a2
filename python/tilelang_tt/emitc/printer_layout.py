"""Line breaking: long lines broken where clang-format would break them with the project's style.

Works on text whose indentation is right already, one statement per line. The rules, tried in order, for a line that is
too long:

    // text                      at words
    for (a; b; c) {              after `;`, aligned with the bracket
    x = f(a, b);                 after `=`, if the right side then fits in one line
    f(a, b);                     after `(`: all arguments on the next line, or else one per line
    x = a + b;  if (a && b) {    after the loosest operators

What none of them can shorten stays as it is: preprocessor lines, strings, single long names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from .printer_base import Line

_OPEN, _CLOSE = "([{", ")]}"
_TOKEN = re.compile(r"""//.*|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|.""")
_OPERATORS = (
    ("||",), ("&&",), ("|",), ("^",), ("&",), ("==", "!="), ("<", ">", "<=", ">="), ("<<", ">>"),
    ("+", "-"), ("*", "/", "%"),
)  # fmt: skip
_CONTROL = re.compile(r"(if|while|switch|\} while) \(")
_ELSE_IF = "} else if ("


def format_cpp(text: str, columns: int = 120) -> str:
    """The text with long lines broken, no trailing spaces, and at most one blank line in a row, none inside a brace."""
    return "".join(f"{line}\n" for line in format_lines(text.splitlines(), columns))


def format_lines(raw_lines: Iterable[str], columns: int = 120) -> list[str]:
    """The same for lines; what a `Line` is broken into has its place."""
    lines: list[str] = []
    for raw in raw_lines:
        place = getattr(raw, "place", None)
        line = raw.rstrip()
        if not line and (not lines or not lines[-1] or lines[-1].endswith(("{", "{ "))):
            continue
        if re.match(r"\s*\}", line):
            while lines and not lines[-1]:
                lines.pop()
        lines += [Line.at(piece, place) for piece in break_line(line, columns)]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def break_line(line: str, columns: int) -> list[str]:
    """One line as the lines it breaks into; itself if it fits or has no place to break."""
    text = line.lstrip()
    indent = len(line) - len(text)
    if len(line) <= columns or text.startswith("#"):
        return [line]
    if text.startswith("//"):
        return _comment(text, indent, columns)
    if any(token.startswith("//") for token in _TOKEN.findall(text)):
        return [line]
    if text.startswith("for ("):
        cuts = _top(text, (";",), 1)
        # Two parts may share the first line; else each has its own.
        if indent + cuts[-1] <= columns:
            cuts = cuts[-1:]
        return _pieces(text, cuts, indent, indent + len("for ("))
    if text.startswith(_ELSE_IF):
        rest = " " * (indent + 4) + text[len(_ELSE_IF) :]
        broken = _operators(rest, 0, indent + 4, columns, 0) if len(rest) > columns else None
        return [line[: indent + len(_ELSE_IF)], *(broken or [rest])]
    if match := _CONTROL.match(text):
        return _operators(text, indent, indent + match.end(), columns, 0 if text[0] == "}" else 1) or [line]
    return _statement(text, indent, columns) or [line]


def _comment(text: str, indent: int, columns: int) -> list[str]:
    lines, pad = [""], " " * indent + "// "
    for word in text.removeprefix("//").split():
        if lines[-1] and len(pad) + len(lines[-1]) + 1 + len(word) > columns:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return [pad + line for line in lines]


def _statement(text: str, indent: int, columns: int) -> list[str] | None:
    pad, step = " " * indent, " " * (indent + 4)
    equal = next(iter(_top(text, ("=",), 0)), None)
    if equal:
        right = text[equal:].lstrip()
        if right.startswith("{"):
            return _braces(text, equal + 1, indent, columns)
        if indent + 4 + len(right) <= columns:
            return [pad + text[:equal], step + right]
    if question := _top(text, ("?",), 0):
        cut, column = _top(text, (":",), 0)[-1] - 1, indent + question[0] - 1
        return [(pad + text[:cut]).rstrip(), " " * column + text[cut:]]
    group = _last_group(text)
    outside = text[: group[0]] if group else text
    if group and not any(_top(outside[equal or 0 :], ops, 0) for ops in _OPERATORS):
        return _call(text, group, indent, columns)
    return _operators(text, indent, indent + 4, columns, 0, equal or 0)


def _call(text: str, group: tuple[int, int], indent: int, columns: int) -> list[str]:
    """`prefix(` / arguments / the rest; the arguments on one line, else one per line."""
    start, end = group
    head, inner, tail = text[: start + 1], text[start + 1 : end], text[end:]
    step = " " * (indent + 4)
    if indent + len(head) > columns and (angle := head.find("<")) > 0 and head.endswith(">("):
        # The template arguments break first; what follows them stays behind the last.
        head, inner, tail = text[: angle + 1], text[angle + 1 : start - 1], text[start - 1 :]
    lines = [" " * indent + head]
    if len(step) + len(inner) + len(tail) <= columns:
        return [*lines, step + inner + tail]
    commas = _top(inner, (",",), 0)
    only = None if commas else _last_group(inner)
    if only and only[1] == len(inner) - 1 and ("<" not in inner[: only[0]] or head.endswith(">(")):
        # A call that is the only argument of another breaks in its own brackets.
        return _call(text, (start + 1 + only[0], start + 1 + only[1]), indent, columns)
    if len(head) <= 4:
        return _pieces(text, [len(head) + c for c in commas], indent, indent + len(head))
    bounds = [0, *commas, len(inner)]
    arguments = [inner[a:b].strip() for a, b in zip(bounds, bounds[1:], strict=False)]
    for n, argument in enumerate(arguments):
        whole = argument + (tail if n == len(arguments) - 1 else "")
        broken = _statement(whole, indent + 4, columns) if len(step) + len(whole) > columns else None
        lines += broken or [step + whole]
    return lines


def _braces(text: str, start: int, indent: int, columns: int) -> list[str]:
    """A table, in rows; clang-format would rather align its columns, so rows are shielded from it."""
    end = text.rindex("}")
    inner = text[start + 1 : end].rstrip(",") + ","
    pad = " " * indent
    head, tail = pad + text[: start + 1], pad + text[end:]
    rows = _fill(inner, _top(inner, (",",), 0), indent + 4, indent + 4, columns)
    if len(rows) == 1 and "{" not in inner:
        return [head, *rows, tail]
    return [pad + "// clang-format off", head, *rows, tail, pad + "// clang-format on"]


def _operators(text: str, indent: int, align: int, columns: int, depth: int, start: int = 0) -> list[str] | None:
    """Breaks after the operators that bind loosest, as many operands per line as fit."""
    for group in _OPERATORS:
        if cuts := [c for c in _top(text, group, depth) if c > start]:
            return _fill(text, cuts, indent, align, columns)
    return None


def _pieces(text: str, cuts: list[int], indent: int, align: int) -> list[str]:
    """Breaks at every cut."""
    bounds = [0, *cuts, len(text)]
    parts = [text[a:b].strip() for a, b in zip(bounds, bounds[1:], strict=False)]
    return [" " * (align if n else indent) + part for n, part in enumerate(parts)]


def _fill(text: str, cuts: list[int], indent: int, align: int, columns: int) -> list[str]:
    bounds = [0, *cuts, len(text)]
    lines: list[str] = []
    current = " " * indent
    for a, b in zip(bounds, bounds[1:], strict=False):
        piece = text[a:b]
        if current.strip() and len(current) + len(piece.rstrip()) > columns:
            lines.append(current.rstrip())
            current = " " * align + piece.lstrip()
        else:
            current += piece
    return [*lines, current.rstrip()]


def _top(text: str, symbols: tuple[str, ...], depth: int) -> list[int]:
    """Positions just after each of the symbols, where exactly `depth` brackets are open; template brackets count."""
    found, level, n = [], 0, 0
    angles = 0
    tokens = _TOKEN.findall(text)
    for index, token in enumerate(tokens):
        if token in _OPEN:
            level += 1
        elif token in _CLOSE:
            level -= 1
        elif token == "<" and index and tokens[index - 1] not in (" ", "<"):
            angles += 1
        elif token == ">" and angles and tokens[index - 1] not in (" ", "-"):
            angles -= 1
        n += len(token)
        if level != depth or angles:
            continue
        if symbols in ((",",), (";",)):
            if token == symbols[0]:
                found.append(n)
        elif any(text[: n + 1].endswith(f" {s} ") for s in symbols):
            found.append(n)
    return found


def _last_group(text: str) -> tuple[int, int] | None:
    """The last bracket pair `(...)` that nothing encloses, as the positions of its two brackets."""
    group, level, n, start = None, 0, 0, 0
    for token in _TOKEN.findall(text):
        if token in _OPEN:
            if level == 0:
                start = n
            level += 1
        elif token in _CLOSE:
            level -= 1
            if level == 0 and token == ")" and n > start + 1:
                group = (start, n)
        n += len(token)
    return group
