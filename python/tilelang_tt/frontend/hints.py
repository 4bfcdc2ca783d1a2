"""Annotations for this target (see `annotate`) to attributes:

    annotate_layout({A: "l1_interleaved"})   ->  the function: tt.layout_hints = {A = "l1_interleaved"}
    annotate_schedule(order="block")         ->  the launch: tt.schedule = {order = "block"}
    annotate_schedule(core_grid=(4, 4))      ->  the function: tt.core_grid = [4, 4]

and, for messages about them, the lines that say so: `tt.layout_hints_at`, `tt.schedule_at`.
"""

from __future__ import annotations

from typing import Any

from tilelang_tt.diagnostics import CompileError, Where
from tilelang_tt.frontend import tir
from tilelang_tt.frontend.annotate import PLACE, VALUE
from tilelang_tt.frontend.state import State
from tilelang_tt.mlir import set_attr, to_attr


def layouts(state: State, entries: dict[Any, Any]) -> None:
    """Notes what `annotate_layout` says: data variable -> layout. Raises CompileError for what is no parameter."""
    for var, entry in entries.items():
        place, value = entry[PLACE], _plain(entry[VALUE])
        name = state.tensors.get(var)
        if name is None:
            raise state.error(
                f"annotate_layout is for '{var.name}', which is no tensor of '{state.kernel}'",
                _listed(list(state.tensors.values())),
                place,
            )
        if name in state.layout_hints and state.layout_hints[name][1] != value:
            first, other = state.layout_hints[name]
            raise CompileError.at(
                _where(place),
                f"layout of '{name}': {value!r} here, {other!r} before",
                notes=[(_where(first), f"layout of '{name}': {other!r}")],
                help="a tensor has one layout in all launches: leave one of the two away",
            )
        state.layout_hints.setdefault(name, (place, value))


def schedule(state: State, entries: dict[str, Any]) -> None:
    """Puts what `annotate_schedule` says on the launch around it. Raises CompileError for launches that disagree about the
    core grid, of which a kernel has one.
    """
    said = {key: _plain(entry[VALUE]) for key, entry in sorted(entries.items())}
    place = next(iter(entries.values()))[PLACE]
    grid = said.pop("core_grid", None)
    if grid is not None:
        first, other = state.core_grid or (place, grid)
        if grid != other:
            raise CompileError.at(
                _where(place),
                f"core grid {grid} here, {other} in another launch: the launches of a function run on one device",
                notes=[(_where(first), f"core grid {other}")],
                help="give cores=, a part of the core grid, to a launch that is to use fewer cores",
            )
        state.core_grid = (first, grid)
    if said:
        state.launch.attributes["tt.schedule"] = to_attr(said)
        state.launch.attributes["tt.schedule_at"] = to_attr(_place_data(place))


def write(state: State, function: Any) -> None:
    """Puts what `layouts` and `schedule` noted on the function."""
    if state.core_grid:
        place, grid = state.core_grid
        set_attr(function, "tt.core_grid", grid)
        set_attr(function, "tt.schedule_at", _place_data(place))
    if state.layout_hints:
        set_attr(function, "tt.layout_hints", {name: value for name, (_, value) in state.layout_hints.items()})
        places = {name: _place_data(place) for name, (place, _) in state.layout_hints.items()}
        set_attr(function, "tt.layout_hints_at", places)


def _plain(value: Any) -> Any:
    """An annotation's value as Python data."""
    match value:
        case tir.IntImm():
            return bool(value.value) if value.dtype == "bool" else value.value
        case tuple():
            return [_plain(item) for item in value]
        case dict():
            return {key: _plain(item) for key, item in sorted(value.items())}
    return value


def _where(span: tir.Span) -> Where:
    return Where(span.file, span.line, span.column)


def _place_data(span: tir.Span) -> dict[str, Any]:
    return {"file": span.file, "line": span.line, "col": span.column}


def _listed(names: list[str]) -> str:
    return f"the tensors are {', '.join(names)}" if names else "the kernel has no tensors"
