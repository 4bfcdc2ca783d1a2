"""`T.view` and `T.reshape`: regions of a buffer under another shape as regions of the buffer itself.

A view has the elements of its buffer in the same order. Dimensions are matched in groups of equal size: one dimension
of the buffer that the view splits, dimensions that the view joins, dimensions of one element that it adds or drops.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any, NamedTuple

from tilelang_tt.dialects.extent import Size, known, product
from tilelang_tt.frontend import tir


class Line(NamedTuple):
    """A region along one dimension: its start, an expression, and its size; `extent` is that of the dimension."""

    start: Any
    size: int
    extent: Size


_ZERO = tir.IntImm("int32", 0)


def on_buffer(lines: Sequence[Line], shape: Sequence[Size]) -> list[Line] | None:
    """A region of a view, one line per dimension, as one of the buffer of `shape`; None where it is no region of it."""
    found: list[Line] = []
    left = list(lines)
    rest = list(shape)
    while left or rest:
        group, dims = _group(left, rest)
        placed = _placed([line for line in group if line.extent != 1], [dim for dim in dims if dim != 1])
        if placed is None:
            return None
        # Dimensions of one element take part at their start.
        wide = iter(placed)
        found += [Line(_ZERO, 1, 1) if dim == 1 else next(wide) for dim in dims]
    return found


def _group(left: list[Line], rest: list[Size]) -> tuple[list[Line], list[Size]]:
    """Takes the shortest front parts of both that have as many elements."""
    group, dims = left[:1], rest[:1]
    del left[:1], rest[:1]
    while True:
        have, want = product(line.extent for line in group), product(dims)
        if have == want:
            return group, dims
        if isinstance(have, int) and isinstance(want, int):
            grow_view = have < want
        else:
            # A symbolic dimension matches itself only; what is left on either side are dimensions of one element.
            grow_view = have == 1
        if grow_view and left:
            group.append(left.pop(0))
        elif rest:
            dims.append(rest.pop(0))
        elif left:
            group.append(left.pop(0))
        else:
            return group, dims


def _placed(lines: list[Line], dims: list[Size]) -> list[Line] | None:
    """The lines of a group of the view as lines along the dimensions of the buffer, without those of one element."""
    if [line.extent for line in lines] == dims:
        return lines
    if not all(isinstance(size, int) for size in [*dims, *(line.extent for line in lines)]):
        return None
    if len(dims) == 1:
        return _joined(lines, dims[0])
    return _split(lines[0], known(dims)) if len(lines) == 1 else None


def _joined(lines: list[Line], extent: Size) -> list[Line] | None:
    """Dimensions of a view that are one dimension of the buffer: a contiguous part of it."""
    first = next((i for i, line in enumerate(lines) if line.size != 1), len(lines) - 1)
    if not all(_is_whole(line) for line in lines[first + 1 :]):
        return None
    start: Any = None
    for i, line in enumerate(lines):
        stride = prod(known(other.extent for other in lines[i + 1 :]))
        term = line.start if stride == 1 else _times(line.start, stride)
        start = term if start is None else _plus(start, term)
    return [Line(start, prod(line.size for line in lines), extent)]


def _split(line: Line, dims: list[int]) -> list[Line] | None:
    """A dimension of a view that is several of the buffer: all of it, one element, or whole rows of the inner ones."""
    inner = prod(dims[1:])
    if _is_whole(line):
        return [Line(_ZERO, dim, dim) for dim in dims]
    if line.size % inner == 0 and (factor := _divided(line.start, inner)) is not None:
        return [Line(factor, line.size // inner, dims[0]), *(Line(_ZERO, dim, dim) for dim in dims[1:])]
    if line.size != 1:
        return None
    outer = Line(tir.Binary("FloorDiv", "int32", line.start, tir.IntImm("int32", inner)), 1, dims[0])
    within = Line(tir.Binary("FloorMod", "int32", line.start, tir.IntImm("int32", inner)), 1, inner)
    return [outer, *(_split(within, dims[1:]) or [] if len(dims) > 2 else [within])]


def _is_whole(line: Line) -> bool:
    return line.size == line.extent and isinstance(line.start, tir.IntImm) and line.start.value == 0


def _divided(start: Any, by: int) -> Any | None:
    """start / by for a multiple that shows; None for others."""
    match start:
        case tir.IntImm(value=value) if value % by == 0:
            return tir.IntImm("int32", value // by)
        case tir.Binary(kind="Mul", a=a, b=tir.IntImm(value=value)) if value % by == 0:
            return _times(a, value // by)
    return None


def _times(value: Any, by: int) -> Any:
    if by == 1 or (isinstance(value, tir.IntImm) and value.value == 0):
        return value
    return tir.Binary("Mul", "int32", value, tir.IntImm("int32", by))


def _plus(a: Any, b: Any) -> Any:
    if isinstance(b, tir.IntImm) and b.value == 0:
        return a
    return b if isinstance(a, tir.IntImm) and a.value == 0 else tir.Binary("Add", "int32", a, b)
