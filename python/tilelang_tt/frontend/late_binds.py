"""Bindings that stand before the loop whose variable they use, as T.Persistent makes them, moved into that loop."""

from __future__ import annotations

from typing import Any

from tilelang_tt.frontend import tir


def in_their_loops(stmt: tir.Seq) -> tuple[Any, ...]:
    """The statements of a sequence; every binding that uses the variable of a later loop of it comes first in that
    loop's body.
    """
    loops = {part.var: part for part in stmt.body if isinstance(part, tir.For)}
    moved: dict[tir.Var, list[tir.Bind]] = {}
    kept: list[Any] = []
    seen: set[tir.Var] = set()
    for part in stmt.body:
        if isinstance(part, tir.Bind):
            used = [e for e in tir.subexpressions(part.value) if isinstance(e, tir.Var) and e in loops]
            late = [var for var in used if var not in seen]
            if late:
                moved.setdefault(late[0], []).append(part)
                continue
        elif isinstance(part, tir.For):
            seen.add(part.var)
        kept.append(part)
    return tuple(
        _with(part, moved[part.var]) if isinstance(part, tir.For) and part.var in moved else part for part in kept
    )


def _with(loop: tir.For, binds: list[tir.Bind]) -> tir.For:
    body = loop.body.body if isinstance(loop.body, tir.Seq) else (loop.body,)
    inner = tir.Seq(loop.span, (*binds, *body))
    return tir.For(
        loop.span, loop.var, loop.min, loop.extent, loop.kind, inner, loop.thread_tag, loop.annotations, loop.step
    )
