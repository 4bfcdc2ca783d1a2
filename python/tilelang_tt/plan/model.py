"""The data of a plan. Sizes are bytes, shapes are elements, cores are [column, row], keys of cores are "(cx,cy)"."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tilelang_tt.dialects.extent import Size
from tilelang_tt.passes.core_sets import Rectangle
from tilelang_tt.plan import checks, json_data, json_text
from tilelang_tt.plan.errors import PlanError

SCHEMA_VERSION = 1


@dataclass(frozen=True)
class PlanDevice:
    """The chip the program is for."""

    name: str
    arch: str
    core_grid: list[int]


@dataclass(frozen=True)
class CoreRange:
    """A rectangle of cores."""

    start: list[int]
    extent: list[int]

    @property
    def rectangle(self) -> Rectangle:
        """The same, to compute with."""
        (x, y), (columns, rows) = self.start, self.extent
        return Rectangle((x, y), (columns, rows))


@dataclass(frozen=True)
class WorkItem:
    """One block: row, column (and batch, in three dimensions); K is `len_k` elements or `k_tiles` tiles long, which
    may be expressions of symbolic dimensions.
    """

    io: int
    jo: int
    len_k: Size
    k_tiles: Size
    tile_order: str
    zo: int | None = None


@dataclass(frozen=True)
class Layout:
    """Where a tensor lies; `shard_shape` in elements where it is cut."""

    shard: str
    interleave: bool
    stride: list[int]
    tile_id_order: str
    shard_shape: list[int] | None = None


@dataclass(frozen=True)
class PageDigit:
    """`index // divisor % extent` of the index along dimension `dim`: tiles where it is cut in tiles, else elements."""

    dim: int
    divisor: int
    extent: Size


@dataclass(frozen=True)
class Sharding:
    """How pages are cut in shards: extents of the tensor and of a shard in pages, and the cores (of DRAM: the banks, as
    row 0) that the shards go to in turn.
    """

    pages: list[int]
    shard: list[int]
    cores: list[CoreRange]

    @property
    def counts(self) -> list[int]:
        """Shards along each dimension."""
        return [-(-pages // shard) for pages, shard in zip(self.pages, self.shard, strict=True)]


@dataclass(frozen=True)
class Buffer:
    """A tensor of the host; `tiles` pages of `page_bytes`; `index` is its place in `param_order`.

    `page_form` "tiles": a page is a tile. `tile_dims` are the two dimensions cut in tiles, [row, column]; row -1: every
    vector along the column dimension starts a row of tiles. Along them, each block of `tile_blocks` elements starts a
    tile. `padded_shape` is what is allocated, in elements; padding is zero. Page (matrix * tile rows + row) * tile
    columns + column; matrices are the other dimensions, row-major. `page_form` "rows": a page is a row along the second
    of `tile_dims`; the other dimensions count rows, row-major. `page_form` "folded": a page is a tile of 1024
    elements that follow each other along the second of `tile_dims`, in the order of memory; each vector along it starts
    a page. Sizes may be expressions of the symbolic dimensions: "ceil_div(m, 128) * 128".

    `memory` is "L1" or nothing, DRAM. `page_order`: the digits of a page number, the highest first, where it is not the
    row-major one. `sharding`: nothing where pages are interleaved.
    """

    name: str
    shape: list[Size]
    dtype: str
    format: str
    page_bytes: int
    tiles: Size
    role: str
    index: int
    padded_shape: list[Size]
    tile_dims: list[int]
    tile_blocks: list[int]
    page_form: str
    memory: str | None = None
    page_order: list[PageDigit] | None = None
    sharding: Sharding | None = None

    @property
    def is_output(self) -> bool:
        """Whether the user gets what the program leaves in it."""
        return self.role in ("out", "inout")


@dataclass(frozen=True)
class Scalar:
    """A scalar parameter; `index` is its place in `param_order`. One that is `implied` is a symbolic dimension: the user
    does not pass it, the shapes of the tensors say it.
    """

    name: str
    dtype: str
    index: int
    implied: bool | None = None


@dataclass(frozen=True)
class CB:
    """A circular buffer: `pages` in all, room for `depth` blocks; `bytes` of L1 on every core, its own, or those of the
    shard of the tensor `alias`.
    """

    id: int
    name: str
    role: str
    format: str
    pages: int
    depth: int
    page_bytes: int
    bytes: int
    alias: str | None = None


@dataclass(frozen=True)
class RuntimeArg:
    """A scalar that differs from core to core."""

    name: str
    dtype: str
    semantic: str


@dataclass(frozen=True)
class RuntimeArgs:
    """The runtime arguments; `param_order` is the one truth for the order of arguments."""

    start_tile: RuntimeArg
    tile_count: RuntimeArg
    grid_shape: list[Size]
    iteration_ndims: int
    iteration_symbols: list[str]
    param_order: list[str]


@dataclass(frozen=True)
class CompileArg:
    """A compile-time argument; its place in the list is its index."""

    name: str
    value: int


@dataclass(frozen=True)
class Kernel:
    """One printed kernel: which thread, which file, on which processor and NoC, with which compile-time arguments.

    `accessors` are the tensors whose TensorAccessorArgs come first among the compile-time arguments, in order.
    """

    thread: str
    file: str
    processor: str
    noc: str | None = None
    accessors: list[str] = field(default_factory=list)
    compile_args: list[CompileArg] = field(default_factory=list)
    math_fidelity: str | None = None
    fp32_dest_acc_en: bool = False
    unpack_to_dest_fp32: list[int] = field(default_factory=list)
    prefetch: bool | None = None


@dataclass(frozen=True)
class ReaderGroup(CoreRange):
    """A rectangle of cores that read the same blocks; core `sender` of it reads for all."""

    sender: list[int]


@dataclass(frozen=True)
class SharedRead:
    """A read of the reader that groups of cores share, with the ids of its semaphores: `ready` counts, on the sender, the
    receivers that have room for the next block; `valid` says, on each receiver, that the block is there.
    """

    name: str
    ready: int
    valid: int
    groups: list[ReaderGroup]


@dataclass(frozen=True)
class ScheduleChoice:
    """How the blocks are split over the cores, and the order in which they are counted.

    `cores` are those that may be used, None for all of the core grid. `box`: blocks of a box, in orders of boxes.
    `multicast`: whether one core may read for several, None for where it saves much.
    """

    policy: str = "contiguous"
    order: str = "row_major"
    cores: list[CoreRange] | None = None
    box: list[Size] | None = None
    multicast: str | None = None


@dataclass(frozen=True)
class Plan:
    """The plan of one kernel. `per_core_args` are [start, count] in the order of the schedule.

    Where an extent of the grid is symbolic, `work_partition` and `per_core_args` are empty: the host splits the blocks
    over all cores of `core_ranges`, contiguous and as evenly as possible, when it knows the extents.

    The arguments of the reader are those of all kernels, then eight for each of `shared_reads`.
    """

    kernel: str
    device: PlanDevice
    grid_shape: list[Size]
    core_grid: list[int]
    core_ranges: list[CoreRange]
    work_partition: dict[str, list[WorkItem]]
    layouts: dict[str, Layout]
    buffers: list[Buffer]
    runtime_args: RuntimeArgs
    per_core_args: dict[str, list[int]]
    scalars: list[Scalar] = field(default_factory=list)
    cbs: list[CB] = field(default_factory=list)
    kernels: list[Kernel] = field(default_factory=list)
    shared_reads: list[SharedRead] | None = None
    schedule: ScheduleChoice = ScheduleChoice()
    schema_version: int = SCHEMA_VERSION

    @property
    def programs(self) -> list[Plan]:
        """The device programs: this one. See `SequencePlan`."""
        return [self]

    def to_data(self) -> dict[str, Any]:
        """The plan as JSON data, keys in a fixed order."""
        data: dict[str, Any] = json_data.write(self)
        return {"schema_version": data.pop("schema_version"), **data}

    def to_json(self) -> str:
        """The plan as text, the same for the same plan; ends in a newline."""
        return json_text.dumps(self.to_data()) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Plan:
        """Reads a plan. Raises PlanError with the path of what is wrong: "plan.cbs[2].pagez: unknown key"."""
        return json_data.read(cls, checked_version(json_text.loads(text)), "plan")

    @property
    def is_static(self) -> bool:
        """Whether the number of blocks is known before the program runs."""
        return all(isinstance(extent, int) for extent in self.grid_shape)

    @property
    def aliases(self) -> list[str]:
        """The tensors whose shards are circular buffers, in the order of those."""
        return list(dict.fromkeys(cb.alias for cb in self.cbs if cb.alias))

    @property
    def symbols(self) -> list[str]:
        """The symbolic dimensions."""
        return [scalar.name for scalar in self.scalars if scalar.implied]

    def problems(self) -> list[str]:
        """One sentence for each thing that does not hold together; empty when the plan is fine."""
        return checks.problems(self)

    def validate(self) -> Plan:
        """The plan itself. Raises PlanError with all `problems`."""
        found = self.problems()
        if found:
            raise PlanError(found)
        return self


def checked_version(data: Any) -> Any:
    """The JSON data of a plan. Raises PlanError for a version that this compiler does not read."""
    version = data.get("schema_version") if isinstance(data, dict) else None
    if isinstance(version, int) and version != SCHEMA_VERSION:
        raise PlanError([f"plan.schema_version: {version} is not supported, this compiler reads {SCHEMA_VERSION}"])
    return data
