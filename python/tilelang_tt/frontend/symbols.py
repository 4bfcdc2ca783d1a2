"""Symbolic dimensions (`T.dynamic`): sizes of tensors that are known when the kernel runs.

Every symbol becomes an i32 parameter after those of the user, listed in `tt.symbols` of the function; shapes and grids
that depend on it are `Extent`s. Inside of the kernel a symbol is an index like any other.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping
from typing import Any

from tilelang_tt.dialects.extent import Size, symbol
from tilelang_tt.frontend import tir


def find(kernel: tir.PrimFunc) -> dict[tir.Var, str]:
    """The variables in the shapes of the parameters, in order of appearance, with the names they get."""
    found: dict[tir.Var, str] = {}
    taken = {kernel.buffers[p].name if p in kernel.buffers else p.name for p in kernel.params}
    for param in kernel.params:
        for extent in kernel.buffers[param].shape if param in kernel.buffers else ():
            for part in tir.subexpressions(extent):
                if isinstance(part, tir.Var) and part not in found:
                    name = re.sub(r"\W", "_", part.name)
                    while name in taken or keyword.iskeyword(name) or not name.isidentifier():
                        name += "_"
                    taken.add(name)
                    found[part] = name
    return found


def plain(kernel: tir.PrimFunc) -> set[tir.Var]:
    """The symbols that are all of an extent of some tensor, so that its shape says what they are."""
    buffers = [kernel.buffers[p] for p in kernel.params if p in kernel.buffers]
    return {extent for buffer in buffers for extent in buffer.shape if isinstance(extent, tir.Var)}


def size_of(expr: Any, symbols: Mapping[tir.Var, str]) -> Size | None:
    """An expression of symbols and constants as a size; None if it is not one."""
    match expr:
        case tir.IntImm():
            return expr.value
        case tir.Var():
            return symbol(symbols[expr]) if expr in symbols else None
        case tir.Cast():
            return size_of(expr.value, symbols)
        case tir.Binary():
            a, b = size_of(expr.a, symbols), size_of(expr.b, symbols)
            if a is None or b is None:
                return None
            match expr.kind:
                case "Add":
                    return a + b
                case "Sub":
                    return a - b
                case "Mul":
                    return a * b
                case "FloorDiv" | "Div" if isinstance(b, int) and b > 0:
                    return a // b
    return None


def names_in(expr: Any) -> list[str]:
    """The names of the variables of an expression, sorted."""
    return sorted({part.name for part in tir.subexpressions(expr) if isinstance(part, tir.Var)})
