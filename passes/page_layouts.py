"""Whether the order of pages and the shards that a descriptor asks for fit the pages that tile-pad has chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tilelang_tt.dialects.extent import Extent
from tilelang_tt.passes import kernel_func, shards, tensor_layouts, tiled_tensors
from tilelang_tt.passes.layout import LayoutError
from tilelang_tt.passes.page_order import COLUMN_MAJOR, ROW_MAJOR, Z_ORDER
from tilelang_tt.passes.tile_dims import Choice
from tilelang_tt.passes.tile_layout import ROWS, TileLayout

if TYPE_CHECKING:
    from tilelang_tt.diagnostics import Diagnostics


def check_pages(fn: Any, name: str, choice: Choice, diag: Diagnostics) -> None:
    """Raises CompileError, at the parameter, where they do not fit; a remark where an order has no effect."""
    described = (kernel_func.read(fn, tiled_tensors.LAYOUTS) or {}).get(name, {})
    shape = (kernel_func.read(fn, tiled_tensors.SHARD_SHAPES) or {}).get(name, ())
    layout = tiled_tensors.ordered(choice.layout, described, shape)
    with tensor_layouts.located(fn, name):
        _check(layout)
        shards.of(fn, layout, tensor_layouts.memory(fn, name))
    where = tensor_layouts.parameter(fn, name)
    if layout.order in (COLUMN_MAJOR, Z_ORDER) and layout.dims[0] < 0:
        diag.remark(
            where,
            f"tile_id_order {layout.order} of '{name}' does not change the order of its pages: they are of vectors",
        )
    if tensor_layouts.memory(fn, name) == "L1" and isinstance(layout.pages, Extent):
        diag.remark(
            where,
            f"'{name}' lies in L1, and its size is known when the program runs only: whether it fits, the host finds out",
        )


def _check(layout: TileLayout) -> None:
    if layout.form == ROWS and layout.order in (COLUMN_MAJOR, Z_ORDER):
        raise LayoutError(
            f"tile_id_order {layout.order} is for tensors in pages of tiles, and this one lies row by row",
            "leave tile_id_order away, or let blocks start at multiples of 32, so that tiles serve",
        )
    if layout.order == Z_ORDER and any(isinstance(a.pages, Extent) for axes in layout.axes for a in axes):
        raise LayoutError(
            "tile_id_order z_order needs extents that are known, and one is symbolic",
            f"use {ROW_MAJOR} or {COLUMN_MAJOR}",
        )
    try:
        assert layout.pages is not None
    except ValueError as failure:
        raise LayoutError(str(failure), "let shards be whole blocks of what the kernel reads and writes") from None
