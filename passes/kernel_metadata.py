"""What must be known of a kernel before code is printed: the attributes that earlier passes leave on its function."""

from __future__ import annotations

from typing import Any

from tilelang_tt.mlir import ir
from tilelang_tt.passes import kernel_func
from tilelang_tt.passes.finding import Finding

REQUIRED: tuple[tuple[str, str], ...] = (
    ("tt.layout_desc", "tt-infer-layout"),
    ("tt.target_device", "tt-infer-schedule"),
    ("tt.grid_x", "tt-infer-schedule"),
    ("tt.grid_y", "tt-infer-schedule"),
    ("tt.grid_z", "tt-infer-schedule"),
    ("tt.num_tiles", "tt-infer-schedule"),
    ("tt.num_cores", "tt-infer-schedule"),
    ("tt.tiles_per_core", "tt-infer-schedule"),
    ("tt.runtime_args", "tt-grid-to-persistent"),
    ("tt.persistent_loop", "tt-grid-to-persistent"),
    ("tt.core_ranges", "tt-tiles-to-core-map"),
    ("tt.work_partition", "tt-tiles-to-core-map"),
    ("tt.per_core_args", "tt-shard-to-core-map"),
)
"""Attribute -> the pass that makes it, in pipeline order."""

OF_KNOWN_GRIDS = ("tt.tiles_per_core", "tt.work_partition", "tt.per_core_args")
"""Those that are missing where the host splits the grid, because an extent of it is symbolic."""

RANGE_ARGS = ["tt_start_tile", "tt_tile_count"]
"""The two parameters that grid-to-persistent appends."""


def check_metadata(module: ir.Module) -> list[Finding]:
    """Missing and contradictory attributes of the kernels of a module."""
    kernels = kernel_func.kernels(module)
    if not kernels:
        return [
            Finding(
                module.operation,
                "the module has no kernel: no function has tt.runtime_args",
                "run tt-infer-schedule and tt-grid-to-persistent before tt-split-kernels",
            )
        ]
    findings = []
    for fn in kernels:
        expected = [(name, maker) for name, maker in REQUIRED if _is_expected(fn, name)]
        missing = [
            Finding(fn, f"'{fn.name.value}' has no {name}", f"run {maker} first: it records {name}")
            for name, maker in expected
            if name not in fn.attributes
        ]
        findings += missing or [Finding(fn, message) for message in _contradictions(fn)]
    return findings


def _is_expected(fn: Any, name: str) -> bool:
    return name not in OF_KNOWN_GRIDS or isinstance(kernel_func.read(fn, "tt.num_tiles"), int | None)


def _contradictions(fn: Any) -> list[str]:
    """One sentence for each pair of attributes that do not agree."""
    have = {name: kernel_func.read(fn, name) for name, _ in REQUIRED if _is_expected(fn, name)}
    return [*_parameters(fn, have), *_blocks(have), *(_cores(have) if "tt.per_core_args" in have else [])]


def _parameters(fn: Any, have: dict[str, Any]) -> list[str]:
    order = have["tt.runtime_args"].get("param_order", [])
    said = []
    if order[-2:] != RANGE_ARGS:
        said.append(f"tt.runtime_args.param_order ends in {order[-2:]}, not in {RANGE_ARGS}")
    if len(order) != len(fn.type.inputs):
        said.append(f"tt.runtime_args.param_order names {len(order)} of {len(fn.type.inputs)} parameters")
    elif not fn.is_external and order != kernel_func.parameter_names(fn):
        said.append(f"tt.runtime_args.param_order is {order}, the parameters are {kernel_func.parameter_names(fn)}")
    else:
        without = [name for name in kernel_func.tensors(fn) if name not in have["tt.layout_desc"]]
        said += [f"tt.layout_desc says nothing of the tensor '{name}'" for name in without]
    return said


def _blocks(have: dict[str, Any]) -> list[str]:
    extents = [have[f"tt.grid_{axis}"] for axis in "xyz"]
    total = extents[0] * extents[1] * extents[2]
    said = []
    if have["tt.num_tiles"] != total:
        said.append(f"tt.num_tiles is {have['tt.num_tiles']}, a grid of {' x '.join(map(str, extents))} has {total}")
    if have["tt.runtime_args"].get("grid_shape") != extents:
        said.append(f"tt.runtime_args.grid_shape is {have['tt.runtime_args'].get('grid_shape')}, the grid is {extents}")
    if "tt.tiles_per_core" not in have:
        return said
    blocks = sorted(b for start, count in have["tt.tiles_per_core"] for b in range(start, start + count))
    if blocks != list(range(total)):
        said.append(f"tt.tiles_per_core does not give every one of {total} blocks to exactly one core")
    return said


def _cores(have: dict[str, Any]) -> list[str]:
    ranges, work = have["tt.per_core_args"], have["tt.work_partition"]
    said = []
    if have["tt.num_cores"] != len(have["tt.tiles_per_core"]):
        said.append(f"tt.num_cores is {have['tt.num_cores']}, tt.tiles_per_core has {len(have['tt.tiles_per_core'])}")
    if sorted(ranges.values()) != sorted(have["tt.tiles_per_core"]):
        said.append("tt.per_core_args and tt.tiles_per_core give out different ranges of blocks")
    for core in sorted({*ranges, *work}):
        mine, listed = ranges.get(core, [0, 0])[1], len(work.get(core, []))
        if mine != listed:
            said.append(f"core {core} has {mine} blocks in tt.per_core_args, {listed} in tt.work_partition")
    covered = {
        f"({r['start'][0] + dx},{r['start'][1] + dy})"
        for r in have["tt.core_ranges"]
        for dx in range(r["extent"][0])
        for dy in range(r["extent"][1])
    }
    said += [f"core {core} has work but is not in tt.core_ranges" for core in sorted(ranges) if core not in covered]
    return said
