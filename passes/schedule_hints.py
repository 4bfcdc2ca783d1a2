"""What a kernel says about its schedule, as dictionaries of hints: `tt.schedule` of a function, and of a launch or grid."""

from __future__ import annotations

from typing import Any

from tilelang_tt.diagnostics import CompileError, Where
from tilelang_tt.mlir import walk_collect
from tilelang_tt.passes import kernel_func
from tilelang_tt.passes.kernel_func import GRID

SCHEDULE = "tt.schedule"
PLACE = "tt.schedule_at"
"""The user's line that a launch's hints come from: {file, line, col}."""
KEYS = {
    "policy": "tt.schedule_policy",
    "order": "tt.schedule_order",
    "core_grid": "tt.core_grid",
    "cores": "tt.cores",
    "exclude_cores": "tt.exclude_cores",
    "device": "tt.target_device",
}
"""Key of a hint -> attribute of the function."""


def spread(fn: Any) -> None:
    """Replaces `tt.schedule` of a function, and that of its grid if it has only one, by the attributes of `KEYS`; those
    that the function has already stay. Raises CompileError for a key that does not exist.
    """
    _spread(fn, fn)
    grids = walk_collect(fn, GRID)
    if len(grids) == 1:
        place = kernel_func.read(grids[0], PLACE)
        if place is not None:
            kernel_func.write(fn, {PLACE: place})
        _spread(fn, grids[0])
        kernel_func.write(grids[0], {PLACE: None})


def place(fn: Any) -> Any:
    """Where to report on the schedule of a function: the line of its hints if there are any, else the function."""
    found = kernel_func.read(fn, PLACE)
    return fn if found is None else Where(found["file"], found["line"], found["col"])


def _spread(fn: Any, op: Any) -> None:
    for key, value in (kernel_func.read(op, SCHEDULE) or {}).items():
        if key not in KEYS:
            raise CompileError.at(fn, f"{SCHEDULE} has no key '{key}'", help=f"the keys are {', '.join(KEYS)}")
        if KEYS[key] not in fn.attributes:
            kernel_func.write(fn, {KEYS[key]: value})
    kernel_func.write(op, {SCHEDULE: None})
