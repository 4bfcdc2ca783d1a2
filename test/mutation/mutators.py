"""Single edits of a kernel's text: each mutator gives all edits of its kind; one table has them all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cpp import Statement, Token, calls, statements, tokens

Edit = tuple[int, int, str]
"""text[start:end] becomes the string."""

SIBLINGS = [
    ("noc_async_read_barrier", "noc_async_write_barrier"),
    ("noc_async_write_barrier", "noc_async_writes_flushed"),
    ("noc_async_atomic_barrier", "noc_async_read_barrier"),
    ("noc_async_writes_flushed", "noc_async_read_barrier"),
    ("cb_reserve_back", "cb_wait_front"),
    ("cb_push_back", "cb_pop_front"),
    ("cb_wait_front", "cb_reserve_back"),
    ("cb_pop_front", "cb_push_back"),
    ("get_write_ptr", "get_read_ptr"),
    ("get_read_ptr", "get_write_ptr"),
    ("noc_async_read_page", "noc_async_write_page"),
    ("noc_async_write_multicast", "noc_async_write_multicast_loopback_src"),
    ("tile_regs_commit", "tile_regs_release"),
    ("tile_regs_acquire", "tile_regs_wait"),
    ("tile_regs_wait", "tile_regs_acquire"),
    ("add_tiles", "sub_tiles"),
    ("mul_tiles", "add_tiles"),
    ("reconfig_data_format_srca", "reconfig_data_format_srcb"),
    ("reconfig_data_format_srcb", "reconfig_data_format_srca"),
    ("exp_tile", "recip_tile"),
    ("exp2_tile", "exp_tile"),
    ("sub_binary_tile", "rsub_binary_tile"),
    ("mul_unary_tile", "add_unary_tile"),
    ("fill_tile_init", "exp_tile_init"),
    ("copy_tile_to_dst_init_short", "transpose_wh_init_short"),
]
OPERATORS = {
    "+": "-", "-": "+", "*": "+", "/": "*", "%": "/", "<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==",
    "&&": "||", "||": "&&", "++": "--", "+=": "-=",
}  # fmt: skip
ENUMERATORS = [
    ["ReduceDim::REDUCE_ROW", "ReduceDim::REDUCE_COL", "ReduceDim::REDUCE_SCALAR"],
    ["PoolType::SUM", "PoolType::MAX"],
    ["BroadcastType::ROW", "BroadcastType::COL", "BroadcastType::SCALAR"],
    ["DataFormat::Float32", "DataFormat::Float16_b", "DataFormat::Int32"],
    ["true", "false"],
]
_SIBLING = dict(SIBLINGS)
_ENUMERATOR = {name: group[(i + 1) % len(group)] for group in ENUMERATORS for i, name in enumerate(group)}


@dataclass(frozen=True)
class Mutant:
    """One edit of one kernel file: `before` and `after` are the text around it, for the reader."""

    kind: str
    file: str
    line: int
    before: str
    after: str
    text: str

    def __str__(self) -> str:
        return f"{self.kind} {self.file}:{self.line}: {self.before!r} -> {self.after!r}"


@dataclass(frozen=True)
class Kernel:
    """A kernel's text, with what all mutators look at: the statements of its functions."""

    file: str
    text: str

    @property
    def statements(self) -> list[Statement]:
        return [s for s in statements(self.text) if len(s.path) > 1 or s.is_header]

    def expressions(self) -> Iterator[Statement]:
        return (s for s in self.statements if s.is_expression)

    def tokens(self) -> Iterator[tuple[Statement, Token]]:
        for statement in self.statements:
            if statement.tokens[0].text not in ("namespace", "struct", "inline", "void"):
                for token in statement.tokens:
                    yield statement, token

    def lines_of(self, statement: Statement) -> str:
        """The line breaks of a statement, so that what follows keeps its line."""
        return "\n" * self.text.count("\n", statement.start, statement.end)


def drop(kernel: Kernel) -> Iterator[list[Edit]]:
    """A call or an assignment is left out."""
    for s in kernel.expressions():
        yield [(s.start, s.end, ";" + kernel.lines_of(s))]


def twice(kernel: Kernel) -> Iterator[list[Edit]]:
    """A call or an assignment is there twice."""
    for s in kernel.expressions():
        again = " ".join(kernel.text[s.start : s.end].split())
        yield [(s.start, s.end, kernel.text[s.start : s.end] + " " + again)]


def swap(kernel: Kernel) -> Iterator[list[Edit]]:
    """Two statements that follow each other change places."""
    found = kernel.statements
    for a, b in zip(found, found[1:], strict=False):
        if a.is_expression and b.is_expression and a.path == b.path:
            first, second = kernel.text[a.start : a.end], kernel.text[b.start : b.end]
            if first != second:
                yield [(a.start, a.end, second), (b.start, b.end, first)]


def number(kernel: Kernel) -> Iterator[list[Edit]]:
    """A number is one more or less; a float, or the bits of one, is twice as much."""
    for _, token in kernel.tokens():
        if token.kind == "number":
            for new in _near(token.text):
                yield [(token.start, token.end, new)]


def _near(text: str) -> Iterator[str]:
    if text.startswith("0x") and len(text) > 6:
        yield f"0x{(int(text.rstrip('u'), 16) + 0x800000) & 0xFFFFFFFF:08x}"
    elif "." in text or text.endswith("f"):
        yield f"{float(text.rstrip('f')) * 2 + (float(text.rstrip('f')) == 0)}f"
    else:
        value = int(text.rstrip("u"), 0)
        yield str(value + 1)
        if value > 0:
            yield str(value - 1)


def argument(kernel: Kernel) -> Iterator[list[Edit]]:
    """Two arguments of a call that follow each other change places."""
    for s in kernel.statements:
        for call in calls(s.tokens):
            for (a, b), (c, d) in zip(call.arguments, call.arguments[1:], strict=False):
                if kernel.text[a:b] != kernel.text[c:d]:
                    yield [(a, b, kernel.text[c:d]), (c, d, kernel.text[a:b])]


def buffer(kernel: Kernel) -> Iterator[list[Edit]]:
    """Another circular buffer of this kernel."""
    names = sorted({t.text for _, t in kernel.tokens() if t.text.startswith("cb_") and _is_variable(kernel, t.text)})
    ids = sorted({t.text for _, t in kernel.tokens() if re.search(r"\bc_\d+$", t.text)})
    for statement, token in kernel.tokens():
        for group in (names, ids):
            if token.text in group and len(group) > 1 and statement.declared() != token.text:
                yield [(token.start, token.end, group[(group.index(token.text) + 1) % len(group)])]


def _is_variable(kernel: Kernel, name: str) -> bool:
    return re.search(rf"\b{name} = ", kernel.text) is not None


def index(kernel: Kernel) -> Iterator[list[Edit]]:
    """Another variable that is declared before and in scope, the last one that differs."""
    declared: list[tuple[str, tuple[int, ...]]] = []
    for s in kernel.statements:
        own = s.declared()
        names = [name for name, path in declared if s.path[: len(path)] == path and name != own]
        for token in s.tokens:
            others = [name for name in names if name != token.text]
            if token.text in names and others and not token.text.startswith("cb_"):
                yield [(token.start, token.end, others[-1])]
        if own is not None and not own.startswith("cb_"):
            # The variable of a loop is known in the block that follows.
            declared.append((own, s.path))


def operator(kernel: Kernel) -> Iterator[list[Edit]]:
    """Another operator."""
    for s in kernel.statements:
        if s.tokens[0].text in ("namespace", "struct", "inline", "template", "void"):
            continue
        for before, token, after in zip(s.tokens, s.tokens[1:], s.tokens[2:], strict=False):
            if token.text not in OPERATORS:
                continue
            if token.text in "<>*" and f" {token.text} " not in kernel.text[before.end : after.start]:
                continue  # a template or a pointer
            yield [(token.start, token.end, OPERATORS[token.text])]


def sibling(kernel: Kernel) -> Iterator[list[Edit]]:
    """Another function of the same form: another barrier, the other end of a circular buffer, another operation."""
    for _, token in kernel.tokens():
        if token.text in _SIBLING:
            yield [(token.start, token.end, _SIBLING[token.text])]


def enumerator(kernel: Kernel) -> Iterator[list[Edit]]:
    """Another kind of reduction or broadcast, another format, the opposite."""
    for _, token in kernel.tokens():
        if token.text in _ENUMERATOR:
            yield [(token.start, token.end, _ENUMERATOR[token.text])]


def condition(kernel: Kernel) -> Iterator[list[Edit]]:
    """A condition always holds, or never."""
    for s in kernel.statements:
        if s.tokens[0].text == "if" and s.tokens[1].text == "(" and s.tokens[-1].text == ")":
            for value in ("true", "false"):
                yield [(s.tokens[1].end, s.tokens[-1].start, value)]


MUTATORS: dict[str, Callable[[Kernel], Iterator[list[Edit]]]] = {
    m.__name__: m
    for m in (drop, twice, swap, number, argument, buffer, index, operator, sibling, enumerator, condition)
}


def mutants(file: str, text: str) -> Iterator[Mutant]:
    """All mutants of a kernel."""
    kernel = Kernel(file, text)
    for kind, mutator in MUTATORS.items():
        for edits in mutator(kernel):
            yield _apply(kind, kernel, edits)


def _apply(kind: str, kernel: Kernel, edits: list[Edit]) -> Mutant:
    text, new = kernel.text, kernel.text
    for start, end, replacement in sorted(edits, reverse=True):
        new = new[:start] + replacement + new[end:]
    first, last = min(e[0] for e in edits), max(e[1] for e in edits)
    begin, stop = text.rfind("\n", 0, first) + 1, text.find("\n", last)
    grown = len(new) - len(text)
    before, after = text[begin:stop], new[begin : stop + grown]
    line = text.count("\n", 0, first) + 1
    return Mutant(kind, kernel.file, line, " ".join(before.split()), " ".join(after.split()), new)


__all__ = ["MUTATORS", "Mutant", "mutants", "tokens"]
