"""C++ text of printed kernels as tokens and statements; no parser, as printed kernels have one statement a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""(?P<skip>\s+|//[^\n]*|/\*.*?\*/|^\#[^\n]*)
    |(?P<string>"(?:\\.|[^"\\])*")
    |(?P<number>0x[0-9a-fA-F]+u?|\d+(?:\.\d*)?(?:e[+-]?\d+)?[fu]?)
    |(?P<name>[A-Za-z_]\w*(?:::\w+)*)
    |(?P<mark>\+\+|--|<<|[-+*/%&|^<>=!]=|&&|\|\||->|::|.)""",
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
_NO_EXPRESSION = frozenset(
    "const constexpr auto volatile static inline using return if for while do else struct namespace template case".split()
)


@dataclass(frozen=True)
class Token:
    """`kind` is name, number, string or mark; text[start:end] is the token."""

    kind: str
    text: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """Tokens without comments and lines of the preprocessor."""
    return [
        Token(str(found.lastgroup), found.group(), found.start(), found.end())
        for found in _TOKEN.finditer(text)
        if found.lastgroup != "skip"
    ]


@dataclass(frozen=True)
class Statement:
    """Tokens up to and with the semicolon, or up to the brace that opens a block. `block` tells blocks apart, `path` are
    those around it, itself last.
    """

    tokens: tuple[Token, ...]
    path: tuple[int, ...]

    @property
    def start(self) -> int:
        return self.tokens[0].start

    @property
    def end(self) -> int:
        return self.tokens[-1].end

    @property
    def block(self) -> int:
        return self.path[-1]

    @property
    def is_header(self) -> bool:
        """Whether a block follows: a loop, a condition, a function."""
        return self.tokens[-1].text != ";"

    @property
    def is_expression(self) -> bool:
        """A call or an assignment, which can be left out."""
        first, second = self.tokens[0], self.tokens[min(1, len(self.tokens) - 1)]
        return (
            not self.is_header
            and len(self.path) > 1
            and first.kind == "name"
            and first.text not in _NO_EXPRESSION
            and second.kind != "name"
        )

    def declared(self) -> str | None:
        """The variable that a declaration with initialiser, or the header of a loop, declares."""
        names = [t.text for t in self.tokens]
        if names[0] == "for" and "=" in names:
            return names[names.index("=") - 1]
        if names[0] in ("const", "constexpr", "uint32_t", "int32_t") and "=" in names:
            return names[names.index("=") - 1]
        return None


def statements(text: str) -> list[Statement]:
    """All statements in order. A brace opens a block after `)`, `else`, another brace, a semicolon, or a namespace's or
    struct's head; any other is part of an expression.
    """
    found: list[Statement] = []
    path = [0]
    blocks = 0
    open_marks = 0
    now: list[Token] = []
    for token in tokens(text):
        if token.text in ("(", "["):
            open_marks += 1
        elif token.text in (")", "]"):
            open_marks -= 1
        elif token.text == "{":
            if open_marks == 0 and _opens_block(now):
                if now:
                    found.append(Statement(tuple(now), tuple(path)))
                blocks += 1
                path.append(blocks)
                now = []
                continue
            open_marks += 1
        elif token.text == "}":
            if open_marks == 0:
                path.pop()
                now = []
                continue
            open_marks -= 1
        now.append(token)
        if token.text == ";" and open_marks == 0:
            if len(now) > 1:
                found.append(Statement(tuple(now), tuple(path)))
            now = []
    return found


def _opens_block(now: Sequence[Token]) -> bool:
    return not now or now[-1].text in (")", "else") or now[0].text in ("namespace", "struct", "enum")


@dataclass(frozen=True)
class Call:
    """A call with the ranges of its arguments in the text."""

    name: str
    arguments: tuple[tuple[int, int], ...]


def calls(run: Sequence[Token]) -> Iterator[Call]:
    """Every call in a run of tokens, outer ones first. Control flow is none."""
    for at, token in enumerate(run[:-1]):
        if token.kind != "name" or token.text in _NO_EXPRESSION:
            continue
        open_at = at + 1
        if run[open_at].text == "<":
            close = _closing(run, open_at, "<", ">")
            if close is None or close + 1 >= len(run):
                continue
            open_at = close + 1
        if run[open_at].text == "(" and (close := _closing(run, open_at, "(", ")")) is not None:
            yield Call(token.text, tuple(_split(run[open_at + 1 : close])))


def _closing(run: Sequence[Token], at: int, opens: str, closes: str) -> int | None:
    depth = 0
    for i in range(at, len(run)):
        depth += (run[i].text == opens) - (run[i].text == closes)
        if depth == 0:
            return i
        if opens == "<" and run[i].text in (";", "&&", "||"):
            return None
    return None


def _split(run: Sequence[Token]) -> Iterator[tuple[int, int]]:
    depth, first = 0, 0
    for i, token in enumerate(run):
        depth += (token.text in "([{") - (token.text in ")]}")
        if token.text == "," and depth == 0:
            yield run[first].start, run[i - 1].end
            first = i + 1
    if run:
        yield run[first].start, run[-1].end
