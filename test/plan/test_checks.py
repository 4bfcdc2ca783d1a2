"""Plans of two kernels, each with one thing changed that does not fit the rest."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import tilelang_tt as tt
from tilelang_tt.plan import read_plan

DATA = Path(__file__).resolve().parents[1] / "frontend" / "data"
Data = dict[str, Any]


@pytest.fixture(scope="module")
def plans() -> dict[str, Data]:
    return {name: tt.compile(str(DATA / f"{name}.json")).plan.to_data() for name in ("matmul", "matmul_dynamic")}


def put(*path: Any) -> Callable[[Data], None]:
    """Sets the last of `path`, a path of keys, at the rest of it."""

    def change(data: Data) -> None:
        *keys, last, value = path
        for key in keys:
            data = data[key]
        data[last] = value

    return change


def rows(page_bytes: int, **more: Any) -> Callable[[Data], None]:
    """Tensor A, 256 x 128 of bfloat16, in pages of rows."""
    fields = {"page_form": "rows", "tile_dims": [-1, 1], "page_bytes": page_bytes, "padded_shape": [256, 128], **more}
    return lambda data: data["buffers"][0].update(fields)


CHANGES: dict[str, tuple[str, Callable[[Data], None]]] = {
    "tile_dims: [0, 2] are not two dimensions of [256, 128]": ("matmul", put("buffers", 0, "tile_dims", [0, 2])),
    "tile_dims: [0, 1], but folded pages are vectors: the row is -1": (
        "matmul",
        put("buffers", 0, "page_form", "folded"),
    ),
    "tiles: 31, its padded shape has 32": ("matmul", put("buffers", 0, "tiles", 31)),
    "page_bytes: 100 is no row along dimension 1 of [256, 128], padded to 64 bytes": ("matmul", rows(100)),
    "tiles: 7, its padded shape has 256": ("matmul", rows(256, tiles=7)),
    "plan.buffers[0]: 'Q' is no implied scalar": ("matmul_dynamic", put("buffers", 0, "padded_shape", 0, "Q * 32")),
    "plan.core_ranges: are not the cores that may be used": (
        "matmul_dynamic",
        put("core_ranges", [{"start": [0, 0], "extent": [1, 1]}]),
    ),
    "plan.runtime_args.iteration_symbols: ['bx'] for 2 dimensions": (
        "matmul",
        put("runtime_args", "iteration_symbols", ["bx"]),
    ),
    "plan.runtime_args.param_order: has a name twice": ("matmul", put("runtime_args", "param_order", 0, "B")),
    "plan.runtime_args.param_order: must have every buffer, every scalar and the two runtime arguments": (
        "matmul",
        put("runtime_args", "param_order", ["A", "B", "C", "n", "tt_start_tile", "tt_tile_count"]),
    ),
    "plan.schedule.box: is for the orders ": ("matmul", put("schedule", "box", [1, 1, 1])),
}


@pytest.mark.parametrize("message", CHANGES)
def test_change(message: str, plans: dict[str, Data]) -> None:
    name, change = CHANGES[message]
    data = copy.deepcopy(plans[name])
    assert read_plan(json.dumps(data)).problems() == []
    change(data)
    problems = read_plan(json.dumps(data)).problems()
    assert any(message in problem for problem in problems), problems
