"""Where passes are found: a table of names, imported on use so that tools start fast.

`find("grid-to-persistent")`, `find("tt-grid-to-persistent")`, `find("GridToPersistentTT")` and
`find("GridToPersistent")` give the same class.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tilelang_tt.passes.options import nearest

if TYPE_CHECKING:
    from tilelang_tt.passes.base import Pass


@dataclass(frozen=True)
class Entry:
    """`target` is "module:Class"; `aliases` are further names, besides the class's own and the one without "tt-"."""

    name: str
    target: str
    aliases: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        cls = self.target.partition(":")[2]
        return tuple(dict.fromkeys((self.name, self.name.removeprefix("tt-"), cls, *self.aliases)))

    def load(self) -> type[Pass]:
        module, _, cls = self.target.partition(":")
        found: type[Pass] = getattr(importlib.import_module(module), cls)
        return found


_P = "tilelang_tt.passes"

# In the order of the default pipeline.
PASSES: tuple[Entry, ...] = (
    Entry("tt-canonicalize-grid", f"{_P}.canonicalize_grid:CanonicalizeGrid"),
    Entry("tt-split-launches", f"{_P}.split_launches:SplitLaunches"),
    Entry("tt-infer-layout", f"{_P}.infer_layout:InferLayout", ("InferTTLayout", "InferDefaultTTShard")),
    Entry("tt-propagate-layout", f"{_P}.propagate_layout:PropagateLayout", ("PropagateTTLayout",)),
    Entry("tt-infer-schedule", f"{_P}.infer_schedule:InferSchedule", ("InferDefaultTTSchedule",)),
    Entry("tt-grid-to-persistent", f"{_P}.grid_to_persistent:GridToPersistent", ("GridToPersistentTT",)),
    Entry("tt-tiles-to-core-map", f"{_P}.tiles_to_core_map:TilesToCoreMap", ("TTTilesToCoreMap",)),
    Entry("tt-shard-to-core-map", f"{_P}.shard_to_core_map:ShardToCoreMap", ("TTShardToCoreMap",)),
    Entry("tt-unroll-parts", f"{_P}.unroll_parts:UnrollParts"),
    Entry("tt-split-buffers", f"{_P}.split_buffers:SplitBuffers"),
    Entry("tt-choose-formats", f"{_P}.choose_formats:ChooseFormats"),
    Entry("tt-tile-pad", f"{_P}.tile_pad:TilePad", ("TilePadTT",)),
    Entry("tt-tensorize", f"{_P}.tensorize:Tensorize", ("TensorizeTT",)),
    Entry("tt-lower-tile-intrinsics", f"{_P}.lower_tile_intrinsics:LowerTileIntrinsics", ("LowerTTTileIntrinsics",)),
    Entry("tt-forward-stores", f"{_P}.forward_stores:ForwardStores"),
    Entry("tt-block-k", f"{_P}.block_k:BlockK"),
    Entry("tt-split-accumulate", f"{_P}.split_accumulate:SplitAccumulate"),
    Entry("tt-fuse", f"{_P}.fuse:Fuse"),
    Entry("tt-memory-space-lower", f"{_P}.memory_space_lower:MemorySpaceLower", ("MemorySpaceLowerTT",)),
    Entry("tt-alias-shards", f"{_P}.alias_shards:AliasShards"),
    Entry("tt-place-buffers", f"{_P}.place_buffers:PlaceBuffers"),
    Entry("tt-multicast", f"{_P}.multicast:Multicast"),
    Entry("verify-tt", f"{_P}.verify_tt:VerifyTT", ("VerifyTTIR", "tt-verify")),
    Entry("tt-split-kernels", f"{_P}.split_kernels:SplitKernels"),
    Entry("tt-lower-movers", f"{_P}.lower_movers:LowerMovers"),
    Entry("tt-lower-dst", f"{_P}.lower_dst:LowerDst"),
    Entry("tt-insert-inits", f"{_P}.insert_inits:InsertInits"),
    Entry("convert-tt-to-emitc", f"{_P}.convert_tt_to_emitc:ConvertTTToEmitC", ("tt-convert-to-emitc",)),
)

# Form name -> "module:function"; the function takes (module, diag) and reports whatever the form does not allow.
# `Pass.takes` is checked before the pass and `Pass.gives` after it.
FORMS: dict[str, str] = {form: f"{_P}.forms:verify_{form}" for form in ("tile", "value", "cb", "kernel", "emitc")}

# MLIR cannot list its passes through the bindings; these are offered in suggestions and in --list-passes.
UPSTREAM = (
    "canonicalize",
    "convert-to-emitc",
    "cse",
    "form-expressions",
    "inline",
    "int-range-optimizations",
    "loop-invariant-code-motion",
    "mem2reg",
    "reconcile-unrealized-casts",
    "remove-dead-values",
    "sccp",
    "symbol-dce",
)


class UnknownName(LookupError):
    """No pass, pipeline or form of that name; the text suggests the nearest."""


def _index() -> dict[str, Entry]:
    return {name: entry for entry in PASSES for name in entry.names}


def entry(name: str) -> Entry | None:
    """The table row of a pass by any of its names, or None."""
    return _index().get(name)


def find(name: str) -> type[Pass]:
    """The class of a pass by any of its names. Raises UnknownName."""
    found = entry(name)
    if found is None:
        raise UnknownName(unknown_pass(name))
    return found.load()


def names() -> list[str]:
    """All names of passes: ours, and the upstream ones in UPSTREAM."""
    return [*_index(), *UPSTREAM]


def unknown_pass(name: str) -> str:
    return f"unknown pass '{name}'{nearest(name, names())}"


def all_passes() -> Iterator[tuple[Entry, type[Pass]]]:
    for row in PASSES:
        yield row, row.load()


def pipelines() -> Mapping[str, str]:
    """Named pipelines: name -> text."""
    from tilelang_tt.passes.pipelines import PIPELINES

    return PIPELINES


def pipeline(name: str) -> str:
    """The text of a named pipeline. Raises UnknownName."""
    known = pipelines()
    if name not in known:
        raise UnknownName(f"unknown pipeline '{name}'{nearest(name, known)} (pipelines: {', '.join(known)})")
    return known[name]


def form_check(name: str) -> Callable[[Any, Any], None] | None:
    """The verifier of a form, or None if that form has none."""
    target = FORMS.get(name)
    if target is None:
        return None
    module, _, function = target.partition(":")
    check: Callable[[Any, Any], None] = getattr(importlib.import_module(module), function)
    return check
