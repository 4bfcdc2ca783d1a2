"""Annotations of a kernel for this target, beside TileLang's own; other targets do not see them.

    with T.Kernel(T.ceildiv(N, 64), T.ceildiv(M, 64)) as (bx, by):
        tilelang_tt.annotate_layout({A: "l1_block_sharded", B: {"shard": "L1", "tile_id_order": "z_order"}})
        tilelang_tt.annotate_schedule(order="block", cores="0,0-3,3")

They travel as annotations of the block, each with the line that made it; `hints` reads them at import.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

LAYOUTS = "tilelang_tt.layouts"
SCHEDULE = "tilelang_tt.schedule"
PLACE, VALUE = "at", "value"
"""Keys of one annotation: the line that made it, and what it says."""


def annotate_layout(layouts: Mapping[Any, str | Mapping[str, Any]]) -> Any:
    """Says where tensors lie: for each, what `tilelang_tt.compile` takes for it in `layouts`.

    Inside of T.Kernel. Raises TypeError for what is no tensor or no layout; names and values
    are checked when the kernel is compiled.
    """
    entries = {}
    for tensor, layout in layouts.items():
        if not hasattr(tensor, "data") or not hasattr(tensor, "scope"):
            raise TypeError(f"annotate_layout takes tensors of the kernel as keys, got {tensor!r}")
        if not isinstance(layout, (str, Mapping)):
            raise TypeError(f"the layout of '{tensor.name}' is a text or a dictionary, got {layout!r}")
        entries[tensor.data] = layout if isinstance(layout, str) else dict(layout)
    return _annotate(LAYOUTS, entries)


def annotate_schedule(
    *,
    order: str | None = None,
    policy: str | None = None,
    cores: str | Sequence[tuple[int, int]] | None = None,
    exclude_cores: str | Sequence[tuple[int, int]] | None = None,
    core_grid: Sequence[int] | None = None,
) -> Any:
    """Says how the blocks of the T.Kernel around it go to the cores: the options of `tilelang_tt.compile`.

    `order`: how blocks are enumerated; `policy`: how their ranges are cut; `cores`, `exclude_cores`: rectangles of cores,
    "0,0-3,3;6,0-7,1" (column,row), or a list of cores; `core_grid`: columns and rows to use. Raises TypeError if nothing
    is said.
    """
    grid = None if core_grid is None else [int(extent) for extent in core_grid]
    sets = {"cores": _text(cores), "exclude_cores": _text(exclude_cores)}
    said = {"order": order, "policy": policy, **sets, "core_grid": grid}
    entries = {key: value for key, value in said.items() if value is not None}
    if not entries:
        raise TypeError(f"annotate_schedule needs one of {', '.join(said)}")
    return _annotate(SCHEDULE, entries)


def _text(cores: str | Sequence[tuple[int, int]] | None) -> str | None:
    return cores if cores is None or isinstance(cores, str) else ";".join(f"{x},{y}" for x, y in cores)


def _annotate(name: str, entries: Mapping[Any, Any]) -> Any:
    """Adds to the annotation `name` of the block that is being traced. Raises ValueError outside of T.Kernel, and for what
    the block has been told already.
    """
    from tilelang.ir import make_span
    from tilelang.language.annotations import sblock_attr
    from tilelang.language.eager.builder import Builder

    builder = Builder.current()
    if builder is None:
        raise ValueError("annotations are for kernels: write them inside of T.Kernel")
    place = make_span(builder.current_file, builder.current_line)
    try:
        return sblock_attr({name: {key: {PLACE: place, VALUE: value} for key, value in entries.items()}})
    except ValueError as failure:
        if "outside of any" in str(failure):
            message = "annotations belong right inside of T.Kernel, not before it and not in an if or a loop"
        else:
            message = (
                f"a T.Kernel says twice the same of {', '.join(str(getattr(key, 'name', key)) for key in entries)}"
            )
        raise ValueError(message) from None
