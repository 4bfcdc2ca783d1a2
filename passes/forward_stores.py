"""tt-forward-stores: what a block stores and then loads again is not loaded.

    "tt.tile.store"(%x, %C, %m, %n)
    %y = "tt.tile.load"(%C, %m, %n)
    %z = "tt.tile.exp"(%y)
  ->
    "tt.tile.store"(%x, %C, %m, %n)
    %z = "tt.tile.exp"(%x)

Takes and gives value form. Reader and writer meet only in circular buffers, so the load would not wait for the store; and
the block is on the chip. A load is replaced where the store has surely run, is of the very region, and nothing is stored
to the tensor between. Not handled: tensors with padding, which loads as zero whatever a store left there, unless they are
in `tt.zero_padding`; stores in loops and branches that end before the load. Those are refused when circular buffers are
made (tensor_hazards.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from tilelang_tt.dialects.types import TILE
from tilelang_tt.mlir import ir, walk_collect
from tilelang_tt.passes.base import Pass
from tilelang_tt.passes.consumers import ancestor_in
from tilelang_tt.passes.tile_layout import TILES
from tilelang_tt.passes.tiled_tensors import is_zeroed, layout_of

if TYPE_CHECKING:
    from tilelang_tt.diagnostics import Diagnostics


@dataclass(frozen=True)
class ForwardStores(Pass):
    """use what was stored instead of loading it again"""

    name: ClassVar[str] = "tt-forward-stores"
    takes: ClassVar[str | None] = "value"
    gives: ClassVar[str | None] = "value"

    def run(self, module: ir.Module, diag: Diagnostics) -> None:
        """Replaces loads in program order; a load that stays is left to later passes."""
        stores: dict[Any, list[Any]] = {}
        for store in walk_collect(module, ("tt.tile.store", "tt.tile.store_element")):
            stores.setdefault(store.tensor, []).append(store)
        for load in walk_collect(module, "tt.tile.load"):
            store = _last_store(load, stores.get(load.tensor, []))
            if store is not None and _is_same_region(load, store):
                load.result.replace_all_uses_with(store.value)
                load.operation.erase()


def _last_store(load: Any, stores: list[Any]) -> Any | None:
    """The store after which a load surely runs, without another one to the tensor between; None if there is none."""
    for store in reversed(stores):
        block = store.operation.block
        reader = ancestor_in(load, block)
        if reader is None:
            continue
        order = [op.operation for op in block.operations]
        start, end = order.index(store.operation), order.index(reader)
        if start < end:
            between = order[start + 1 : end + (reader != load.operation)]
            others = [ancestor_in(other, block) for other in stores if other.operation != store.operation]
            return None if any(other in between for other in others if other is not None) else store
    return None


def _is_same_region(load: Any, store: Any) -> bool:
    """Whether a load gives exactly what a store put there: equal regions of a tensor of whole tiles, or of one whose stores
    put zeros in its padding.
    """
    if store.operation.name != "tt.tile.store":
        return False
    layout = layout_of(load.tensor)
    if layout.form != TILES or list(load.offsets) != list(store.offsets) or load.result.type != store.value.type:
        return False
    whole = not layout.is_padded and all(block % TILE == 0 for block in layout.blocks)
    return whole or is_zeroed(load.tensor)
