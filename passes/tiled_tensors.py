"""How a kernel's tensors lie in memory, as function attributes.

What the attributes do not mention has the default: pages are tiles of the last two dimensions, no blocks, rounded up
to whole tiles, numbered row by row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from tilelang_tt.dialects.attributes import PagesAttr
from tilelang_tt.mlir import ir
from tilelang_tt.passes import kernel_func
from tilelang_tt.passes.page_order import MATCH_SHARD, ORDERS, ROW_MAJOR
from tilelang_tt.passes.tile_layout import TILES, TileLayout, default_blocks, default_dims

DIMS = "tt.tile_dims"
BLOCKS = "tt.tile_blocks"
PADDED = "tt.padded_shape"
FORM = "tt.page_form"
LAYOUTS = "tt.layout_desc"
SHARD_SHAPES = "tt.shard_shape"
SHARD_BLOCKS = "tt.shard_block"
"""Rows and columns of tiles that follow each other inside of a shard, for order match_shard: {A = [2, 4]}."""
ATTRIBUTES = (
    *(DIMS, BLOCKS, PADDED, FORM),
    *(LAYOUTS, SHARD_SHAPES, SHARD_BLOCKS),
    *(kernel_func.SYMBOLS, kernel_func.SHAPE),
)
"""What a thread has to know to find the pages of its tensors."""
ZEROED = "tt.zero_padding"
"""The tensors whose padding is loaded and stored to: every store leaves zeros in it."""


def recorded(fn: Any) -> dict[str, TileLayout]:
    """The layouts of a function's tensors, in the order of the parameters; defaults where nothing is recorded."""
    dims, blocks, padded, forms = (kernel_func.read(fn, name) or {} for name in (DIMS, BLOCKS, PADDED, FORM))
    described, shards, inner = (kernel_func.read(fn, name) or {} for name in (LAYOUTS, SHARD_SHAPES, SHARD_BLOCKS))
    found = {}
    for name, shape in kernel_func.shapes(fn).items():
        form = forms.get(name, TILES)
        layout = TileLayout.of(
            shape, dims.get(name) or default_dims(len(shape)), blocks.get(name) or default_blocks(form), form=form
        )
        if name in padded or form != TILES:
            layout = replace(layout, padded=tuple(padded.get(name, shape)))
        found[name] = ordered(layout, described.get(name, {}), shards.get(name, ()), inner.get(name, ()))
    return found


def ordered(
    layout: TileLayout, described: Mapping[str, Any], shards: Sequence[int], block: Sequence[int] = ()
) -> TileLayout:
    """A layout with the order of pages and the shards that a descriptor gives it; what has no meaning, which
    tt-propagate-layout reports, is left away.
    """
    if described.get("interleave", True):
        shards = ()
    order = described.get("tile_id_order")
    if order not in ORDERS or (order == MATCH_SHARD and not shards):
        order = ROW_MAJOR
    return replace(
        layout, order=order, shards=tuple(shards), shard_block=tuple(block) if order == MATCH_SHARD and shards else ()
    )


def by_argument(fn: Any) -> dict[Any, TileLayout]:
    """The layouts by parameter value."""
    names = kernel_func.parameter_names(fn)
    layouts = recorded(fn)
    return {a: layouts[n] for a, n in zip(fn.arguments, names, strict=True) if n in layouts}


def layout_of(tensor: Any) -> TileLayout:
    """The layout of a parameter."""
    return by_argument(tensor.owner.owner.operation.opview)[tensor]


def is_zeroed(tensor: Any) -> bool:
    """Whether every store to a parameter leaves zeros in its padding."""
    fn = tensor.owner.owner.operation.opview
    names = kernel_func.parameter_names(fn)
    return names[ir.BlockArgument(tensor).arg_number] in (kernel_func.read(fn, ZEROED) or [])


def record(fn: Any, layouts: Mapping[str, TileLayout]) -> None:
    """Writes the layouts to the function; what is the default is left away."""
    kernel_func.write(
        fn,
        {
            DIMS: {n: list(v.dims) for n, v in layouts.items() if v.dims != default_dims(len(v.shape))} or None,
            BLOCKS: {n: list(v.blocks) for n, v in layouts.items() if v.blocks != default_blocks(v.form)} or None,
            PADDED: {n: list(v.padded) for n, v in layouts.items() if v.padded != v.shape} or None,
            FORM: {n: PagesAttr.of(v.form) for n, v in layouts.items() if v.form != TILES} or None,
        },
    )
