"""What time goes to, as colours: one for work, one for each kind of stall."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import NamedTuple


class Colour(NamedTuple):
    """A colour that is seen on white and on black, and what it stands for."""

    fill: str
    label: str


COLOURS = {
    "busy": Colour("#2f9e6e", "busy"),
    "noc_reads": Colour("#d9534f", "NoC reads"),
    "noc_writes": Colour("#b0559b", "NoC writes"),
    "noc_writes_to_leave": Colour("#8e4a9e", "NoC writes to leave"),
    "noc_atomics": Colour("#7a5cc2", "NoC atomics"),
    "all_noc_transfers": Colour("#a03c64", "all NoC transfers"),
    "semaphore": Colour("#4f81d6", "a semaphore"),
    "cb_data": Colour("#e39a2d", "data in a circular buffer"),
    "cb_space": Colour("#c9b03c", "space in a circular buffer"),
    "operands": Colour("#9a86c9", "operands (MATH for UNPACK)"),
    "source_registers": Colour("#7f9cc9", "source registers (UNPACK for MATH)"),
    "dst_full": Colour("#8c99a6", "a committed DST section (PACK for MATH)"),
    "dst_free": Colour("#66737f", "a free DST section (MATH for PACK)"),
    "mailbox": Colour("#4fa8a8", "a word from UNPACK"),
}
"""By `Stall.kind`; in this order they lie on one another."""


def colour(kind: str) -> Colour:
    """That of a kind; kinds of no colour of their own share one."""
    return COLOURS.get(kind) or Colour("#777777", kind.replace("_", " "))


def ordered(kinds: Iterable[str]) -> list[str]:
    """Kinds in the order of the table, others after them by name."""
    known = list(COLOURS)
    return sorted(set(kinds), key=lambda kind: (known.index(kind) if kind in COLOURS else len(known), kind))


def legend(kinds: Iterable[str]) -> str:
    """A line that explains the colours."""
    items = []
    for kind in ordered(kinds):
        fill, label = colour(kind)
        words = label if kind == "busy" else f"waits for {label}"
        items.append(f'<span class="key"><span style="color: {fill}">&#9632;</span> {escape(words)}</span>')
    return f'<p class="why">{" ".join(items)}</p>'
