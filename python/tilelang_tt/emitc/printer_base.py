"""What every part of the C++ printer shares: the style of the text, the error, and locations of ops."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Style:
    """How the C++ text looks.

    size_t: C++ name of `index` and `!emitc.size_t` (`uint32_t` on a device core, `size_t` on the host).
    columns: the longest line. indent: spaces per block. max_inline: the longest expression, in characters, that is
    written inside another one before it gets a name of its own.
    compat: print as upstream's `mlir-translate --mlir-to-cpp` does (one variable per SSA value, `v1`, `v2`, ...).
    """

    size_t: str = "uint32_t"
    columns: int = 120
    indent: int = 4
    max_inline: int = 72
    compat: bool = False


KERNEL = Style()
HOST = Style(size_t="size_t")
COMPAT = Style(size_t="size_t", indent=2, compat=True)


class Line(str):
    """A line of text that knows what it is printed for: `place` is (file, line, column) in the user's source, or None."""

    place: tuple[str, int, int] | None = None

    @classmethod
    def at(cls, text: str, place: tuple[str, int, int] | None) -> Line:
        line = cls(text)
        line.place = place
        return line


class PrinterError(Exception):
    """An op, type or attribute that has no C++ text. Attributes: op (its name), location (text), remedy."""

    def __init__(self, op: str, location: str, what: str, remedy: str):
        super().__init__(f"{location}: error: '{op}' {what}; {remedy}")
        self.op, self.location, self.remedy = op, location, remedy


class Unprintable(Exception):
    """Raised where the op is not known (types, attributes); the printer turns it into a `PrinterError`."""

    def __init__(self, what: str, remedy: str):
        super().__init__(what)
        self.what, self.remedy = what, remedy


def describe_location(location: Any) -> str:
    """`file:line:column` of a location, looking through names, call sites and fused locations."""
    place = place_of(location)
    return ":".join(map(str, place)) if place else str(location)


def place_of(location: Any) -> tuple[str, int, int] | None:
    """(file, line, column) of a location, or None."""
    for loc in walk_location(location):
        if hasattr(loc, "start_line"):
            return loc.filename, loc.start_line, loc.start_col
    return None


def walk_location(location: Any) -> list[Any]:
    """The location and all it is made of, outermost first; of a call site the callee comes before the caller."""
    out: list[Any] = []
    todo = [location]
    while todo:
        loc = todo.pop(0)
        out.append(loc)
        if hasattr(loc, "child_loc"):
            todo.insert(0, loc.child_loc)
        elif hasattr(loc, "locations"):
            todo[:0] = list(loc.locations)
        elif hasattr(loc, "callee"):
            todo[:0] = [loc.callee, loc.caller]
    return out
