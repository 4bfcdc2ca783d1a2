"""Other names under which metadata of a kernel comes in, and the attributes there are.

Kernels from TileLang need none of this. MLIR from other tools may name the two runtime arguments `tt_start_id` and `tt_count`,
list `tt.runtime_args` instead of describing them, or say of a tensor only what `tt.buffer_<N>_layout` says.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.mlir import ir, name_of
from tilelang_tt.passes import kernel_func, layout, schedule, tensor_layouts
from tilelang_tt.passes.options import closest, nearest

if TYPE_CHECKING:
    from tilelang_tt.diagnostics import Diagnostics

RANGE_NAMES = (("tt_start_id", "tt_count"), ("start_id", "count"), ("out_tile_start_id", "num_output_tiles"))
"""Pairs of names that stand for `tt_start_tile` and `tt_tile_count`; one alone does not."""

RUNTIME_ARGS = "tt.runtime_args"
KNOWN = frozenset(
    f"tt.{name}"
    for name in (
        "box_owners cb_choices cbs core_grid core_map core_ranges cores device_config dst_full_sync_en exclude_cores format "
        "fp32_dest_acc_en grid_x grid_y grid_z kernel kernel_name kernels layout_desc layout_hints "
        "layout_hints_at layout_type math_fidelity multicast num_cores num_tiles out_idx padded_shape page_form "
        "per_core_args per_launch persistent_iteration_ndims persistent_loop prefetch remarks runtime_args schedule schedule_at "
        "schedule_box schedule_order schedule_policy scratch sequence shape shard_block shard_shape shared_reads symbols "
        "target_device thread tile_blocks tile_dims tile_intrinsics_lowered tiles_per_core unpack_to_dest_fp32 "
        "wide_half work_partition zero_padding"
    ).split()
)
"""The attributes of functions, besides `tt.buffer_<N>_*`."""

_BUFFER = re.compile(r"tt\.buffer_(\w+)_layout")


def adopt(fn: Any) -> None:
    """Gives the metadata of a function its own names, in place."""
    _runtime_arguments(fn)
    _buffer_layouts(fn)


def report_unknown(fn: Any, diag: Diagnostics) -> None:
    """Warns of attributes that are a letter or two away from one that the compiler reads."""
    for named in fn.attributes:
        name = getattr(named, "name", named)
        near = closest(name, KNOWN, cutoff=0.85) if name.startswith("tt.") and name not in KNOWN else None
        if near is not None and not name.startswith("tt.buffer_"):
            diag.warning(fn, f"no pass reads the attribute '{name}'; did you mean '{near}'?", help="correct its name")


def canonical_names(names: list[str]) -> list[str]:
    """Names of parameters with the last two called `tt_start_tile` and `tt_tile_count`, if they are a pair of RANGE_NAMES."""
    return [*names[:-2], *schedule.RUNTIME_ARGS] if tuple(names[-2:]) in RANGE_NAMES else names


def _runtime_arguments(fn: Any) -> None:
    given = kernel_func.read(fn, RUNTIME_ARGS)
    if given is None:
        return
    names = kernel_func.parameter_names(fn)
    wanted = canonical_names(names)
    for argument, old, new in zip(fn.arguments, names, wanted, strict=True):
        if old != new and name_of(argument):
            child = argument.location.child_loc
            argument.set_location(ir.Location.name(new, childLoc=child))
    if isinstance(given, list):
        grid = [kernel_func.read(fn, f"tt.grid_{axis}") or 1 for axis in "xyz"]
        rank = max((i + 1 for i, extent in enumerate(grid) if extent != 1), default=1)
        x, y, z = grid
        kernel_func.write(
            fn, {RUNTIME_ARGS: schedule.runtime_args((x, y, z), rank, schedule.with_runtime_args(wanted))}
        )
        return
    start, count = (given.get(key, {}).get("name") for key in ("start_tile", "tile_count"))
    if (start, count) in RANGE_NAMES:
        order = canonical_names(list(given.get("param_order", wanted)))
        described = schedule.runtime_args((1, 1, 1), 1, order)
        kept = {key: value for key, value in given.items() if key not in ("start_tile", "tile_count")}
        ranges = {key: described[key] for key in ("start_tile", "tile_count")}
        kernel_func.write(fn, {RUNTIME_ARGS: {**kept, **ranges, "param_order": order}})


def _buffer_layouts(fn: Any) -> None:
    """`tt.buffer_<N>_layout` of a tensor that has no layout yet is a hint for it."""
    hints = dict(kernel_func.read(fn, tensor_layouts.HINTS) or {})
    have = {*hints, *(kernel_func.read(fn, tensor_layouts.LAYOUTS) or {})}
    found = {}
    for named in fn.attributes:
        match = _BUFFER.fullmatch(getattr(named, "name", named))
        if match and match[1] not in have:
            name = kernel_func.read(fn, match[0])
            if name not in layout.TYPES:
                raise CompileError.at(
                    fn,
                    f"{match[0]} is '{name}', which is no layout{nearest(str(name), layout.TYPES)}",
                    help=f"known are {', '.join(layout.TYPES)}",
                )
            found[match[1]] = dict(layout.TYPES[name])
    if found:
        kernel_func.write(fn, {tensor_layouts.HINTS: {**hints, **found}})
