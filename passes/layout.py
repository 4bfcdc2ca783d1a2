"""Layout descriptors in plain Python: keys, defaults, spellings, short names, consistency. No MLIR.

A descriptor is a dictionary {shard, interleave, stride, tile_id_order} and, for tensors cut in shards, `shard_shape` in
elements, one extent per axis of the tensor, or `cut`, which says along what the compiler cuts. As text it is a short
name with, where wanted, the shape of a shard and the order of tile ids: "l1_block_sharded", "l1_sharded:128x64",
"dram_interleaved:z_order", "l1_height_sharded:64x256:match_shard".
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from typing import Any

from tilelang_tt.dialects.extent import Size

Descriptor = dict[str, Any]

SHARDS = ("DRAM", "L1")
ORDERS = ("row_major", "column_major", "match_shard", "z_order")
DEFAULTS: Descriptor = {"shard": "DRAM", "interleave": True, "stride": [1, 1], "tile_id_order": "row_major"}
CUTS = ("height", "width", "block")
"""What is cut in shards: rows (and matrices), columns, or both. None: what gives the most shards."""
KEYS = (*DEFAULTS, "shard_shape", "cut")
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

    A tensor that is cut in shards, or whose tile ids follow its shards, is not interleaved unless the hint says so; one
    whose hint says that it is interleaved has no shards, whatever the defaults say.
    """
    full = {**DEFAULTS, **defaults}
    if any(key in given for key in ("shard_shape", "cut")) or given.get("tile_id_order") == "match_shard":
        full["interleave"] = False
    if given.get("interleave") is True:
        full = {key: value for key, value in full.items() if key not in ("shard_shape", "cut")}
        if full["tile_id_order"] == "match_shard":
            full["tile_id_order"] = DEFAULTS["tile_id_order"]
    warnings = []
    result: Descriptor = {}
    for key in (*DEFAULTS, *(k for k in ("shard_shape", "cut") if k in {**full, **given})):
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
    "cut": f"one of {', '.join(CUTS)}",
}


def _has_type(key: str, value: Any) -> bool:
    if key in ("shard", "tile_id_order"):
        return isinstance(value, str)
    if key == "interleave":
        return isinstance(value, bool)
    if key == "cut":
        return value in CUTS
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


def same(key: str, a: Any, b: Any) -> bool:
    """Whether two values of a key mean the same."""
    if key == "shard" and isinstance(a, str) and isinstance(b, str):
        a, b = (_SPELLINGS.get(v.upper(), v.upper()) for v in (a, b))
    return list(a) == list(b) if isinstance(a, list | tuple) and isinstance(b, list | tuple) else bool(a == b)


def check(descriptor: Descriptor, shape: Sequence[Size]) -> None:
    """Raises LayoutError where a layout does not fit a tensor of `shape` (elements).

    Which dimensions are cut in tiles is decided later where there are more than two; tile-pad checks those.
    """
    stride = list(descriptor.get("stride") or DEFAULTS["stride"])
    if stride != DEFAULTS["stride"] and all(s > 0 for s in stride):
        raise LayoutError(
            f"stride {stride}: tiles that are apart from each other are not supported",
            "leave stride away, or write [1, 1]; tile_id_order says how tiles follow each other",
        )
    shards, cut = descriptor.get("shard_shape"), descriptor.get("cut")
    if shards is None and cut is None:
        return
    if descriptor["interleave"]:
        raise LayoutError("the tensor is cut in shards and interleaved", "give either shard_shape or interleave = true")
    symbolic = [str(extent) for extent in shape if not isinstance(extent, int)]
    if symbolic:
        raise LayoutError(
            f"the tensor is cut in shards, and its extent {symbolic[0]} is not known",
            f"interleave it: {descriptor['shard'].lower()}_interleaved",
        )
    if shards is None:
        return
    if len(shards) != len(shape) or any(s < 1 for s in shards):
        raise LayoutError(
            f"shard_shape {shards} does not fit a tensor of {list(shape)}", "give one positive extent per axis"
        )
    for axis in range(len(shape) if len(shape) <= 2 else 0):
        if shards[axis] % TILE and shards[axis] < shape[axis]:
            raise LayoutError(
                f"shard_shape {shards} cuts tiles: axis {axis} has {shape[axis]} elements in shards of {shards[axis]}",
                f"make it a multiple of {TILE}",
            )
    whole = {"height": [len(shape) - 1], "width": range(len(shape) - 1)}.get(cut or "", [])
    for axis in whole:
        if len(shape) > 1 and shards[axis] < shape[axis]:
            raise LayoutError(
                f"shard_shape {shards} cuts axis {axis} of a tensor that is {cut}-sharded",
                f"give it the whole extent, {shape[axis]}",
            )


TYPES: dict[str, Descriptor] = {
    f"{shard.lower()}_{kind}": {"shard": shard, "interleave": kind == "interleaved", **cut}
    for shard in SHARDS
    for kind, cut in (
        ("interleaved", {}),
        ("sharded", {}),
        *((f"{cut}_sharded", {"cut": cut}) for cut in CUTS),
    )
}
"""Short names of layouts: dram_interleaved, dram_sharded, l1_interleaved, l1_sharded, l1_height_sharded, ..."""

_SHAPE = re.compile(r"\d+(x\d+)*")


def from_text(text: str) -> Descriptor:
    """The descriptor that a text says; see above. Raises LayoutError for text that is none."""
    name, *parts = text.split(":")
    if name not in TYPES:
        near = difflib.get_close_matches(name, TYPES, n=1)
        hint = f"did you mean '{near[0]}'? " if near else ""
        raise LayoutError(f"there is no layout called '{name}'", f"{hint}known are {', '.join(TYPES)}")
    found = dict(TYPES[name])
    for part in parts:
        key = "shard_shape" if _SHAPE.fullmatch(part) else "tile_id_order"
        if key in found or (key == "tile_id_order" and part not in ORDERS):
            raise LayoutError(
                f"'{part}' in '{text}' is no shape of a shard and no order of tile ids",
                f"write name:128x64:order; orders are {', '.join(ORDERS)}",
            )
        found[key] = [int(extent) for extent in part.split("x")] if key == "shard_shape" else part
    return found


def described(given: Any) -> Descriptor:
    """A hint, text or dictionary, as a dictionary of keys that descriptors have. Raises LayoutError."""
    if isinstance(given, str):
        return from_text(given)
    if not isinstance(given, Mapping):
        raise LayoutError(
            f"a layout is a text or a dictionary, not {given!r}",
            "write a short name like l1_interleaved, or a dictionary of keys",
        )
    check_keys(given)
    return dict(given)


def layout_name(descriptor: Mapping[str, Any]) -> str:
    """The short name, a key of `TYPES`, without what is cut."""
    return f"{descriptor['shard'].lower()}_{'interleaved' if descriptor['interleave'] else 'sharded'}"
