"""What passes have recorded on the kernels of a module, as Python data under the names that people know.

    found = tt.attrs(module)["gemm"]
    found["tt_runtime_args"]["iteration_symbols"]    # ["bx", "by"]
    found["tt.layout_desc"]["A"]                     # {"shard": "DRAM", "interleave": True, ...}
    found["tt_start_tile"]                           # {"name": "tt_start_tile", "dtype": "int32", ...}

In MLIR attributes have a dialect's prefix, `tt.grid_x`; here `tt_grid_x` and `tt.grid_x` are the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tilelang_tt.mlir import func, ir, walk_collect
from tilelang_tt.passes import kernel_func
from tilelang_tt.passes.options import nearest

_DOTTED = (
    "layout_desc",
    "layout_hints",
    "core_grid",
    "core_ranges",
    "work_partition",
    "schedule",
    "cb",
    "device_config",
)
"""Names that are written with a dot in Python, too."""


def attrs(module: ir.Module) -> dict[str, Attributes]:
    """The attributes of every function of a module, by the function's name."""
    return {fn.name.value: Attributes(fn) for fn in walk_collect(module, func.FuncOp)}


class Attributes(Mapping[str, Any]):
    """A read-only view of one function's `tt` attributes; it follows the function. An unknown name is a KeyError that suggests
    the nearest.
    """

    def __init__(self, fn: Any) -> None:
        self._fn = fn

    def __getitem__(self, name: str) -> Any:
        key = name.removeprefix("tt.").removeprefix("tt_")
        for shown in ("start_tile", "tile_count"):
            if key == shown and "tt.runtime_args" in self._fn.attributes:
                return self["tt_runtime_args"][shown]
        if f"tt.{key}" not in self._fn.attributes:
            raise KeyError(f"'{self._fn.name.value}' has no attribute '{name}'{nearest(name, self)}")
        return _plain(f"tt.{key}", kernel_func.read(self._fn, f"tt.{key}"))

    def __iter__(self) -> Iterator[str]:
        for named in self._fn.attributes:
            name = getattr(named, "name", named)
            if name.startswith("tt."):
                key = name.removeprefix("tt.")
                yield name if key in _DOTTED else f"tt_{key}"

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        return f"Attributes({dict(self)!r})"


def _plain(name: str, value: Any) -> Any:
    """The work items of cores under the keys of the plan; all else as it is."""
    if name != "tt.work_partition":
        return value
    return {core: [_work_item(*item) for item in items] for core, items in value.items()}


def _work_item(block: list[int], len_k: int, order: str) -> dict[str, Any]:
    io, jo, *batch = block
    return {"io": io, "jo": jo, **({"zo": batch[0]} if batch else {}), "len_k": len_k, "tile_order": order}
