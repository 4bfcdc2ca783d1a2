"""Which scalars depend on the contents of tensors.

Indices, loop bounds and conditions of statements must not: the addresses a core touches follow from its block indices.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tilelang_tt.frontend import tir


def loaded_from(expr: Any, loaded: Mapping[tir.Var, str]) -> str | None:
    """The name of a tensor whose contents `expr` depends on, or None."""
    for part in tir.subexpressions(expr):
        if isinstance(part, tir.BufferLoad):
            if not part.buffer.scope.startswith("local") or part.buffer.scope == "local.fragment":
                return part.buffer.name
            if part.buffer.data in loaded:
                return loaded[part.buffer.data]
        elif isinstance(part, tir.Var) and part in loaded:
            return loaded[part]
    return None


def analyse(body: Any) -> dict[tir.Var, str]:
    """Scalars (bindings, data variables of thread-local buffers) that hold contents of a tensor, and its name."""
    loaded: dict[tir.Var, str] = {}
    writes = []
    for stmt in tir.statements(body):
        if isinstance(stmt, tir.Bind):
            writes.append((stmt.var, stmt.value))
        elif isinstance(stmt, tir.BufferStore) and stmt.buffer.scope in ("local", "local.var"):
            writes.append((stmt.buffer.data, stmt.value))
    grown = True
    while grown:
        grown = False
        for var, value in writes:
            source = None if var in loaded else loaded_from(value, loaded)
            if source is not None:
                loaded[var] = source
                grown = True
    return loaded
