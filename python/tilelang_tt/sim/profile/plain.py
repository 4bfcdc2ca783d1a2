"""A profile as plain data, for other programs."""

from __future__ import annotations

import dataclasses
from typing import Any

from tilelang_tt.diagnostics import Where
from tilelang_tt.sim.profile.model import Profile, Program, Spent
from tilelang_tt.sim.profile.resources import busiest

_FIGURES = (
    *("seconds", "matmul_flops", "matrix_flops", "vector_flops", "fidelity", "utilisation", "dram_bytes", "dram_use"),
    *("busiest_bank", "noc_bytes", "l1_peak", "balance"),
)
"""Properties of a program that are figures of the whole."""


def plain(profile: Profile) -> dict[str, Any]:
    """Fields as in the dataclasses, figures of each program under `totals`; nothing but what JSON has."""
    return {
        "chip": {**dataclasses.asdict(profile.chip), "dram_peak": profile.chip.dram_peak},
        "clocks": profile.clocks,
        "programs": [_program(program) for program in profile.programs],
        "busiest": [_value(use) for use in busiest(profile.resources, profile.clocks)] if profile.resources else [],
    }


def _program(program: Program) -> dict[str, Any]:
    fields = {f.name: getattr(program, f.name) for f in dataclasses.fields(program) if f.name != "chip"}
    totals = {name: getattr(program, name) for name in _FIGURES}
    return {**{name: _value(value) for name, value in fields.items()}, "totals": totals}


def _value(value: Any) -> Any:
    if isinstance(value, Spent):
        return {"clocks": value.clocks, "busy": value.busy, "stalls": _value(value.stalls)}
    if isinstance(value, Where):
        return {"file": value.file, "line": value.line or None, "column": value.col or None}
    if dataclasses.is_dataclass(value):
        return {f.name: _value(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {key: _value(part) for key, part in value.items()}
    return [_value(part) for part in value] if isinstance(value, tuple) else value
