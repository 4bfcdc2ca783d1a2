"""Layout descriptors in plain Python: keys, defaults, spellings, consistency. No MLIR.

A descriptor is a dictionary {shard, interleave, stride, tile_id_order} and, for tensors cut in shards, `shard_shape` in
elements, one extent per axis of the tensor.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import Any

from tilelang_tt.dialects.extent import Size

Descriptor = dict[str, Any]

SHARDS = ("DRAM", "L1")
ORDERS = ("row_major", "column_major", "match_shard", "z_order")
DEFAULTS: Descriptor = {"shard": "DRAM", "interleave": True, "stride": [1, 1], "tile_id_order": "row_major"}
KEYS = (*DEFAULTS, "shard_shape")
_SPELLINGS = {"DDR": "DRAM", "SRAM": "L1"}
TILE = 32


class LayoutError(ValueError):
    """A descriptor that cannot be honoured; `help` says what to write instead."""

    def __init__(self, message: str, help: str | None = None) -> None:
        super().__init__(message)
        self.help = help


def check_keys(given: Mapping[str, Any]) -> None:
    """Raises LayoutError for a key that descriptors do not have."""
    for key in given:
        if key == "halo":
            raise LayoutError(
                "halos are not supported yet", "remove 'halo': blocks that overlap read what they need from DRAM"
            )
        if key not in KEYS:
            near = difflib.get_close_matches(key, KEYS, n=1)
            hint = f"did you mean '{near[0]}'? " if near else ""
            raise LayoutError(f"a layout has no key '{key}'", f"{hint}the keys are {', '.join(KEYS)}")


def completed(given: Mapping[str, Any], defaults: Mapping[str, Any]) -> tuple[Descriptor, list[str]]:
    """`given` with the keys it lacks taken from `defaults`; a value of the wrong type is reported and replaced.

    A tensor that is cut in shards, or whose tile ids follow its shards, is not interleaved unless the hint says so.
    """
    full = {**DEFAULTS, **defaults}
    if "shard_shape" in given or given.get("tile_id_order") == "match_shard":
        full["interleave"] = False
    warnings = []
    result: Descriptor = {}
    for key in (*DEFAULTS, *(k for k in ("shard_shape",) if k in {**full, **given})):
        value = given.get(key, full.get(key))
        if not _has_type(key, value):
            warnings.append(f"{key} = {value!r} is not {_WANTED[key]}; {full.get(key)!r} is used")
            value = full.get(key)
        if value is not None:
            result[key] = list(value) if key in ("stride", "shard_shape") else value
    return result, warnings


_WANTED = {
    "shard": "a string",
    "interleave": "true or false",
    "stride": "two integers",
    "tile_id_order": "a string",
    "shard_shape": "a list of integers",
}


def _has_type(key: str, value: Any) -> bool:
    if key in ("shard", "tile_id_order"):
        return isinstance(value, str)
    if key == "interleave":
        return isinstance(value, bool)
    ints = isinstance(value, list | tuple) and all(isinstance(v, int) and not isinstance(v, bool) for v in value)
    return ints and (key != "stride" or len(value) == 2)


def normalised(given: Descriptor) -> tuple[Descriptor, list[str]]:
    """The descriptor with canonical spellings; values that do not exist are reported and replaced by the default."""
    result, warnings = dict(given), []

    def default(key: str, why: str) -> None:
        warnings.append(f"{why}; {DEFAULTS[key]!r} is used")
        result[key] = DEFAULTS[key]

    shard = str(given["shard"]).upper()
    result["shard"] = _SPELLINGS.get(shard, shard)
    if result["shard"] not in SHARDS:
        default("shard", f"shard '{given['shard']}' is none of {', '.join(SHARDS)}")
    result["tile_id_order"] = given["tile_id_order"] or DEFAULTS["tile_id_order"]
    if result["tile_id_order"] not in ORDERS:
        default("tile_id_order", f"tile_id_order '{given['tile_id_order']}' is none of {', '.join(ORDERS)}")
    if any(s < 1 for s in given["stride"]):
        default("stride", f"stride {given['stride']} is not positive")
    if result["tile_id_order"] == "match_shard" and result["interleave"]:
        default("tile_id_order", "tile_id_order 'match_shard' needs a tensor that is not interleaved")
    return result, warnings


def check_shards(descriptor: Descriptor, shape: Sequence[Size]) -> None:
    """Raises LayoutError where the shards do not fit a tensor of `shape` (elements)."""
    shards = descriptor.get("shard_shape")
    if shards is None:
        return
    if descriptor["interleave"]:
        raise LayoutError("the tensor is cut in shards and interleaved", "give either shard_shape or interleave = true")
    if len(shards) != len(shape) or any(s < 1 for s in shards):
        raise LayoutError(
            f"shard_shape {shards} does not fit a tensor of {list(shape)}", "give one positive extent per axis"
        )
    symbolic = [str(extent) for extent in shape if not isinstance(extent, int)]
    if symbolic:
        raise LayoutError(
            f"the tensor is cut in shards, and its extent {symbolic[0]} is not known", "leave shard_shape away"
        )
    for axis in range(max(0, len(shape) - 2), len(shape)):
        if shards[axis] % TILE and shards[axis] < shape[axis]:
            raise LayoutError(
                f"shard_shape {shards} cuts tiles: axis {axis} has {shape[axis]} elements in shards of {shards[axis]}",
                f"make it a multiple of {TILE}",
            )


TYPES: dict[str, Descriptor] = {
    f"{shard.lower()}_{'interleaved' if interleave else 'sharded'}": {"shard": shard, "interleave": interleave}
    for shard in SHARDS
    for interleave in (True, False)
}
"""Short names of layouts: dram_interleaved, dram_sharded, l1_interleaved, l1_sharded."""


def layout_name(descriptor: Mapping[str, Any]) -> str:
    """The short name, a key of `TYPES`."""
    return f"{descriptor['shard'].lower()}_{'interleaved' if descriptor['interleave'] else 'sharded'}"


def tile_counts(shape: Sequence[int]) -> tuple[int, int, int]:
    """(matrices, tile rows, tile columns) of a tensor: its last two axes are cut in tiles, a vector is one row."""
    *leading, height, width = [1, *shape][-max(2, len(shape)) :]
    matrices = 1
    for extent in leading:
        matrices *= extent
    return matrices, -(-height // TILE), -(-width // TILE)


def needs_padding(shape: Sequence[int]) -> bool:
    """Whether the last two axes are not whole tiles."""
    return any(extent % TILE for extent in [1, *shape][-2:])
