"""The table of forms: which operations each form may hold, and which pass leads out of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tilelang_tt.dialects import block, cb, core, groups, tile
from tilelang_tt.dialects.dst import ROWS


def _names(ops: Iterable[Any]) -> frozenset[str]:
    return frozenset(cls.OPERATION_NAME for cls in ops)


FUNCTIONS = _names(tile.FUNCTION_OPS.values())
"""The elementwise functions, of scalars in every form, of blocks in value form, of tiles inside of maps."""

_BASE = frozenset({"builtin.module", "func.func", "func.return", "scf.for", "scf.if", "scf.yield", "tt.core.z_order"})
_GRID = frozenset({"tt.core.grid"})
_MEMORY = frozenset({"memref.alloc", "memref.load", "memref.store", "scf.parallel", "scf.reduce"})
_TILE = _MEMORY | (_names(tile.OPS) - FUNCTIONS)
_BLOCK = frozenset(
    {
        "tt.tile.block_reduce",
        "tt.tile.block_transpose",
        "tt.tile.load",
        "tt.tile.load_element",
        "tt.tile.map",
        "tt.tile.matmul",
        "tt.tile.store",
        "tt.tile.store_element",
    }
)
_IN_MAP = _names(block.OPS) - _BLOCK
_SYNC = frozenset({"tt.cb.alloc", "tt.cb.pop", "tt.cb.push", "tt.cb.reserve", "tt.cb.wait"})
_CB_COMPUTE = _names(cb.OPS) - _SYNC
_PAGES = _names(groups.OPS) | frozenset(
    {
        "tt.core.read_barrier",
        "tt.core.read_rows",
        "tt.core.read_tile",
        "tt.core.read_tile_element",
        "tt.core.spread_element",
        "tt.core.write_barrier",
        "tt.core.write_rows",
        "tt.core.write_tile",
        "tt.core.write_tile_element",
        "tt.core.writes_flushed",
    }
)
_MOVERS = _names(core.OPS) - _PAGES - _GRID - _BASE - {"tt.core.launch"}
# A declaration without effect: plans place circular buffers of kernels that do not use them yet.
_DECLARED = frozenset({"tt.cb.alloc"})
DST = frozenset(ROWS)
"""The calls of a compute kernel."""


@dataclass(frozen=True)
class Form:
    """One form: its name, its operations besides `arith`, `math` and the elementwise functions, the pass that leaves
    it."""

    name: str
    ops: frozenset[str]
    left_by: str

    def allows(self, op: str) -> bool:
        """Whether an operation of that name may occur."""
        if self.name == "emitc":
            return op.startswith("emitc.") or op == "builtin.module"
        return op in self.ops or op in FUNCTIONS or op.startswith(("arith.", "math."))


FORMS: dict[str, Form] = {
    form.name: form
    for form in (
        Form("tile", _BASE | _TILE | _GRID | _DECLARED | {"tt.core.launch"}, "tt-tensorize"),
        Form("value", _BASE | _BLOCK | _IN_MAP | _GRID | _DECLARED, "tt-memory-space-lower"),
        Form("cb", _BASE | _SYNC | _CB_COMPUTE | _MOVERS | _IN_MAP | _GRID, "tt-split-kernels"),
        Form("kernel", _BASE | _SYNC | _CB_COMPUTE | _MOVERS | _IN_MAP | _PAGES | DST, "convert-tt-to-emitc"),
        Form("emitc", frozenset(), ""),
    )
}
"""In the order in which a program passes through them."""

LOWERED_BY: dict[str, str] = {
    "tt.core.launch": "tt-canonicalize-grid",
    "tt.core.grid": "tt-grid-to-persistent",
    **dict.fromkeys(_TILE, "tt-tensorize"),
    **dict.fromkeys(_BLOCK, "tt-memory-space-lower"),
    **dict.fromkeys(_CB_COMPUTE | _IN_MAP, "tt-lower-dst"),
    **dict.fromkeys(_MOVERS - {"tt.core.iota"}, "tt-lower-movers"),
    "tt.core.iota": "convert-tt-to-emitc",
    **dict.fromkeys(_SYNC | _PAGES | DST | _BASE - {"builtin.module"}, "convert-tt-to-emitc"),
}
"""Operation -> the pass after which it is gone."""

THREAD_OPS: dict[str, frozenset[str]] = {
    "reader": (_MOVERS - {"tt.core.write", "tt.core.write_element", "tt.core.write_region"})
    | {"tt.core.read_rows", "tt.core.read_tile", "tt.core.read_tile_element", "tt.core.spread_element"}
    | {"tt.core.read_barrier", "tt.core.write_barrier", "tt.cb.reserve", "tt.cb.push"}
    | _names(groups.OPS),
    "compute": (_SYNC - {"tt.cb.alloc"}) | _CB_COMPUTE | DST,
    "writer": frozenset(
        {
            "tt.core.write",
            "tt.core.write_element",
            "tt.core.write_region",
            "tt.core.write_rows",
            "tt.core.write_tile",
            "tt.core.write_tile_element",
            "tt.core.writes_flushed",
            "tt.core.write_barrier",
            "tt.cb.wait",
            "tt.cb.pop",
        }
    ),
}
"""Thread -> the operations only some threads may have that this one may have."""

THREAD_BOUND = frozenset[str]().union(*THREAD_OPS.values())


def belongs_to(op: str) -> str | None:
    """The first form that allows an operation, or None."""
    return next((form.name for form in FORMS.values() if form.allows(op)), None)
