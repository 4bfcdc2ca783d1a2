"""The schedule of a kernel: the device, its grid of cores, and the contiguous range of blocks each core computes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.dialects.attributes import CoreRangeAttr, RuntimeArgAttr, size_list
from tilelang_tt.dialects.base import int_list
from tilelang_tt.dialects.extent import Size, known, product
from tilelang_tt.mlir import walk_collect
from tilelang_tt.passes import kernel_func
from tilelang_tt.passes.core_sets import Core, CoreSet, Rectangle
from tilelang_tt.passes.partition import (
    BOXED,
    Block,
    Boxes,
    Share,
    box_owners,
    cut_in_boxes,
    deal,
    deal_boxes,
    enumerate_blocks,
    grid3,
    open_box,
)

Grid = tuple[Size, Size, Size]
"""Blocks along x, y, z; an extent may be known only when the program runs."""

LOOP = "tt.persistent_loop"
"""On the loop over the blocks of a core."""

CORES = "tt.cores"
BOX = "tt.schedule_box"
BOX_OWNERS = "tt.box_owners"

START_TILE = "tt_start_tile"
TILE_COUNT = "tt_tile_count"
RUNTIME_ARGS = (START_TILE, TILE_COUNT)
SYMBOLS = ("bx", "by", "bz")


@dataclass(frozen=True)
class Schedule:
    """`grid` counts blocks (gx, gy, gz), the first `ndims` of them are the kernel's; `core_grid` is columns, rows.

    `core_set`: the cores that may be used, None for all. `box`: blocks of a box, in orders that follow boxes; `owners`:
    the core of each box where the order is match_shard. Where the grid is not known before the program runs
    (`is_static` is false) there are no `blocks` and no `shares`: the host deals the blocks, in this order, to `cores`.
    """

    device: str
    core_grid: Core
    grid: Grid
    ndims: int
    order: str
    policy: str = "contiguous"
    core_set: CoreSet | None = None
    box: Grid | None = None
    owners: tuple[Core, ...] | None = None

    @property
    def is_static(self) -> bool:
        """Whether the number of blocks is known."""
        return all(isinstance(extent, int) for extent in self.grid)

    @property
    def num_blocks(self) -> Size:
        """Blocks of the whole grid."""
        return product(self.grid)

    @property
    def usable(self) -> CoreSet:
        """The cores that may be used."""
        return self.core_set or CoreSet.whole(self.core_grid)

    @property
    def cores(self) -> list[Core]:
        """The cores that may be used, as work is dealt to them: by column in order column_major, else by row."""
        return self.usable.cores(by_column=self.order == "column_major")

    @property
    def boxes(self) -> Boxes | None:
        """The cut of the grid in boxes, where the order follows some."""
        return None if self.box is None else Boxes(self.known_grid, known3(self.box))

    @property
    def shares(self) -> list[Share]:
        """The cores with work and their ranges of positions in the order, in ascending order of `start`."""
        boxes = self.boxes
        if boxes is not None:
            return deal_boxes(boxes, box_owners(boxes, self.usable) if self.owners is None else self.owners)
        gx, gy, gz = self.known_grid
        return deal(gx * gy * gz, self.cores, self.policy)

    @property
    def blocks(self) -> list[Block]:
        """All blocks, by position in the order."""
        return enumerate_blocks(self.known_grid, self.order, None if self.box is None else known3(self.box))

    @property
    def known_grid(self) -> Block:
        """The grid, which `is_static`."""
        return known3(self.grid)

    def in_boxes(self) -> Schedule:
        """With the size of the boxes of order block."""
        if self.order != "block":
            return self
        if not self.is_static:
            return replace(self, box=open_box(self.grid, self.usable))
        return replace(self, box=cut_in_boxes(self.known_grid, self.usable).size)

    def attributes(self) -> dict[str, Any]:
        """The schedule as function attributes, without the runtime arguments."""
        gx, gy, gz = self.grid
        shares = self.shares if self.is_static else None
        cores = None if self.core_set is None else range_attributes(self.core_set)
        return {
            "tt.target_device": self.device,
            "tt.core_grid": list(self.core_grid),
            CORES: cores,
            "tt.schedule_policy": self.policy,
            "tt.schedule_order": self.order,
            BOX: None if self.box is None else list(self.box),
            BOX_OWNERS: None if self.owners is None else [list(core) for core in self.owners],
            "tt.grid_x": gx,
            "tt.grid_y": gy,
            "tt.grid_z": gz,
            "tt.num_tiles": self.num_blocks,
            "tt.num_cores": len(self.usable) if shares is None else len(shares),
            "tt.tiles_per_core": None if shares is None else [[s.start, s.count] for s in shares],
        }


def known3(extents: Grid) -> Block:
    """Extents that are integers, as such. Raises ValueError for a symbolic one."""
    x, y, z = known(extents)
    return x, y, z


def range_attributes(cores: CoreSet) -> list[Any]:
    """A set of cores as `#tt.core_range` attributes, in the current context."""
    return [CoreRangeAttr.of(list(r.start), list(r.extent)) for r in cores.ranges]


def set_of_ranges(ranges: Sequence[Mapping[str, Sequence[int]]]) -> CoreSet:
    """The set of cores in the data of `#tt.core_range` attributes."""
    pairs = [((x, y), (w, h)) for (x, y), (w, h) in ((r["start"], r["extent"]) for r in ranges)]
    return CoreSet.of(core for start, extent in pairs for core in Rectangle(start, extent).cores())


def runtime_args(grid: Grid, ndims: int, params: Sequence[str]) -> dict[str, Any]:
    """The schema of the runtime arguments: attribute `tt.runtime_args`. `params` are all parameters in order."""
    return {
        "start_tile": RuntimeArgAttr.of(START_TILE, "int32", "start_tile"),
        "tile_count": RuntimeArgAttr.of(TILE_COUNT, "int32", "tile_count"),
        "grid_shape": list(grid),
        "iteration_ndims": ndims,
        "iteration_symbols": list(SYMBOLS[:ndims]),
        "param_order": list(params),
    }


def with_runtime_args(params: Sequence[str]) -> list[str]:
    """The parameters of the persistent kernel: those of the user, then the two runtime arguments."""
    return [*(p for p in params if p not in RUNTIME_ARGS), *RUNTIME_ARGS]


class LaunchGrid(NamedTuple):
    """Extents in blocks (gx, gy, gz) and how many of them are dimensions of the kernel."""

    extents: Grid
    ndims: int


def grid_in_ir(fn: Any) -> LaunchGrid:
    """The grid of a function that has exactly one tt.core.grid."""
    (grid,) = walk_collect(fn, kernel_func.GRID)
    extents = size_list(grid.extents)
    if all(isinstance(extent, int) for extent in extents):
        return LaunchGrid(grid3(int_list(grid.extents)), len(extents))
    gx, gy, gz = [*extents, 1, 1][:3]
    return LaunchGrid((gx, gy, gz), len(extents))


def record(fn: Any, schedule: Schedule) -> None:
    """Writes a schedule and the schema of its runtime arguments to the function."""
    params = with_runtime_args(kernel_func.parameter_names(fn))
    args = runtime_args(schedule.grid, schedule.ndims, params)
    with fn.context:
        kernel_func.write(fn, {**schedule.attributes(), "tt.runtime_args": args})


def recorded(fn: Any, made_by: str = "tt-infer-schedule") -> Schedule:
    """The schedule on a function. Raises CompileError that names what is missing and the pass that makes it."""

    def attribute(name: str) -> Any:
        return kernel_func.require(fn, name, made_by)

    gx, gy, gz = (attribute(f"tt.grid_{axis}") for axis in "xyz")
    columns, rows = attribute("tt.core_grid")
    args = attribute("tt.runtime_args")
    if not isinstance(args, dict) or "iteration_ndims" not in args:
        raise CompileError.at(fn, f"tt.runtime_args of '{fn.name.value}' is incomplete", help=f"run {made_by} again")
    order = attribute("tt.schedule_order")
    ranges, owners = kernel_func.read(fn, CORES), kernel_func.read(fn, BOX_OWNERS)
    return Schedule(
        device=attribute("tt.target_device"),
        core_grid=(columns, rows),
        grid=(gx, gy, gz),
        ndims=args["iteration_ndims"],
        order=order,
        policy=attribute("tt.schedule_policy"),
        core_set=None if ranges is None else set_of_ranges(ranges),
        box=_box(attribute(BOX)) if order in BOXED else None,
        owners=None if owners is None else tuple((x, y) for x, y in owners),
    )


def _box(extents: Sequence[Size]) -> Grid:
    width, height, depth = extents
    return width, height, depth
