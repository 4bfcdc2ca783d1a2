"""The table of devices. Every row names where its numbers come from; sizes are bytes, times are clocks of the AI clock.

device = get_device("wormhole")
device.grid, device.l1_usable, device.dst.tiles(32, full=False)
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class Dst:
    """The DST register file, 1024 rows of 16 values of 16 bit; one half computes while the packer empties the other."""

    rows: int = 1024
    row_bytes: int = 32
    fp32: bool = True

    def tiles(self, bits: int, *, full: bool = False) -> int:
        """How many 32x32 tiles of `bits` (16 or 32) fit at once, in the whole file or in one half of it."""
        if bits not in (16, 32):
            raise ValueError(f"DST holds 16-bit or 32-bit values, not {bits}-bit ones")
        if bits == 32 and not self.fp32:
            raise ValueError("this device's DST has no 32-bit mode")
        tiles = self.rows * self.row_bytes // (32 * 32 * bits // 8)
        return tiles if full else tiles // 2


@dataclass(frozen=True)
class Costs:
    """Clocks and bytes per clock that a plan is judged by; estimates, which decide choices but never results."""

    matmul_tile: Mapping[str, int]  # one 32x32x32 tile product by math fidelity
    eltwise_tile: int  # matrix unit, one pass
    sfpu_tile: int  # vector unit: load, operate, store
    unpack_bytes: int  # per clock, one operand
    unpack_pair_bytes: int  # per clock, two operands
    pack_bytes: int  # per clock
    noc_bytes: float  # per clock and link
    dram_bytes: float  # per clock and bank
    dram_share: float  # of that, what pages interleaved over the banks get when all cores move them at once
    read_latency: int  # clocks, worker to another column and row
    write_latency: int


@dataclass(frozen=True)
class Device:
    """One chip. Grids are (columns, rows) of logical worker cores; `core_grid` may ask for `max_grid` at most."""

    name: str
    arch: str
    board: str
    grid: tuple[int, int]
    max_grid: tuple[int, int]
    l1_bytes: int
    l1_base: int  # below it: firmware, mailboxes, kernel code; circular buffers start here
    num_cbs: int
    num_semaphores: int
    dram_banks: int
    dram_bank_bytes: int
    dram_read_alignment: int
    dram_write_alignment: int
    dram_page_alignment: int
    l1_alignment: int
    noc_max_burst: int
    max_runtime_args: int  # 32-bit words per kernel, unique and common together
    dst: Dst
    clock_mhz: int
    costs: Costs
    source: str
    legacy: bool = False  # dropped by TT-Metalium: programs can be printed but not run

    def __post_init__(self) -> None:
        checks = {
            "the grid lies inside of max_grid": all(0 < g <= m for g, m in zip(self.grid, self.max_grid, strict=True)),
            "L1 is aligned": self.l1_bytes % self.l1_alignment == 0 and self.l1_base % self.l1_alignment == 0,
            "L1 is larger than its reserved part": self.l1_bytes > self.l1_base,
            "DRAM pages are aligned for reads": self.dram_page_alignment % self.dram_read_alignment == 0,
        }
        for what, holds in checks.items():
            if not holds:
                raise ValueError(f"device '{self.name}': it must hold that {what}: {self}")

    @property
    def l1_usable(self) -> int:
        """Bytes for circular buffers and L1 tensors of one core."""
        return self.l1_bytes - self.l1_base

    @property
    def num_cores(self) -> int:
        """Worker cores of the grid."""
        return self.grid[0] * self.grid[1]

    @property
    def config(self) -> dict[str, Any]:
        """The facts that passes read from `tt.device_config`."""
        return {
            "arch": self.arch,
            "grid": list(self.grid),
            "l1_base": self.l1_base,
            "l1_bytes": self.l1_bytes,
            "num_cbs": self.num_cbs,
            "num_semaphores": self.num_semaphores,
            "dram_banks": self.dram_banks,
            "dram_alignment": self.dram_read_alignment,
            "l1_alignment": self.l1_alignment,
            "dst_tiles": self.dst.tiles(16),
            "tile": [32, 32],
        }

    def with_config(self, config: Mapping[str, Any]) -> Device:
        """This device with the facts of a `tt.device_config`, which may leave some away.

        Raises ValueError for a fact that there is not, for another chip, and for more than the chip has.
        """
        mine = self.config
        for key, value in config.items():
            if key not in mine:
                raise ValueError(f"tt.device_config has no '{key}'; its facts are {', '.join(mine)}")
            if key in _LIMITS:
                if not isinstance(value, int) or not 0 < value <= mine[key]:
                    raise ValueError(f"tt.device_config: {key} is {value}; {self.name} has {mine[key]}")
            elif key == "grid":
                get_device(self.name, value)
            elif value != mine[key]:
                raise ValueError(f"tt.device_config: {key} is {value}; that of {self.name} is {mine[key]}")
        facts = {key: config[key] for key in ("l1_bytes", "num_cbs", "num_semaphores") if key in config}
        if "dst_tiles" in config:
            facts["dst"] = replace(self.dst, rows=self.dst.rows * config["dst_tiles"] // mine["dst_tiles"])
        if "grid" in config:
            facts["grid"] = tuple(config["grid"])
        return replace(self, **facts)


_LIMITS = ("l1_bytes", "num_cbs", "num_semaphores", "dst_tiles")
"""Facts of a device of which a program may be told to use less."""

_WORMHOLE_COSTS = Costs(
    matmul_tile={"LoFi": 16, "HiFi2": 32, "HiFi3": 48, "HiFi4": 64},
    eltwise_tile=8,
    sfpu_tile=100,
    unpack_bytes=64,
    unpack_pair_bytes=80,
    pack_bytes=64,
    noc_bytes=28.1,
    dram_bytes=23.2,
    # Banks share rows of the NoC: 190 of 278 bytes per clock for random readers (tt-isa-documentation, DRAMTile).
    dram_share=0.68,
    read_latency=270,
    write_latency=100,
)
# Unpack and pack rates of Blackhole are not published; Wormhole's are kept as the careful assumption.
_BLACKHOLE_COSTS = replace(_WORMHOLE_COSTS, noc_bytes=60.9, dram_bytes=40.0, dram_share=1.0, read_latency=329)

_WORMHOLE_SOURCE = (
    "grid: tt-metal core_descriptors (row dispatch); L1 and CBs: dev_mem_map.h; alignments: noc_parameters.h; "
    "DRAM and costs: tt-isa-documentation, tt-npe device_models; clock: tech_reports/GEMM_FLOPS"
)
_WORMHOLE = Device(
    name="wormhole",
    arch="wormhole",
    board="n150",
    grid=(8, 8),
    max_grid=(8, 8),
    l1_bytes=1_499_136,
    l1_base=103_744,
    num_cbs=32,
    num_semaphores=16,
    dram_banks=12,
    dram_bank_bytes=1 << 30,
    dram_read_alignment=32,
    dram_write_alignment=16,
    dram_page_alignment=32,
    l1_alignment=16,
    noc_max_burst=8192,
    max_runtime_args=341,
    dst=Dst(),
    clock_mhz=1000,
    costs=_WORMHOLE_COSTS,
    source=_WORMHOLE_SOURCE,
)
_BLACKHOLE = Device(
    name="blackhole",
    arch="blackhole",
    board="p150",
    grid=(13, 10),
    max_grid=(13, 10),
    l1_bytes=1_572_864,
    l1_base=111_104,
    num_cbs=64,
    num_semaphores=16,
    dram_banks=8,
    dram_bank_bytes=(4 << 30) - 64,
    dram_read_alignment=64,
    dram_write_alignment=16,
    dram_page_alignment=64,
    l1_alignment=16,
    noc_max_burst=16384,
    max_runtime_args=341,
    dst=Dst(),
    clock_mhz=1350,
    costs=_BLACKHOLE_COSTS,
    source="as wormhole; 14x10 Tensix less one dispatch column; 8 DRAM channels of about 4 GiB",
)
_GRAYSKULL = Device(
    name="grayskull",
    arch="grayskull",
    board="e150",
    grid=(12, 9),
    max_grid=(12, 9),
    l1_bytes=1_048_576,
    l1_base=111_104,
    num_cbs=32,
    num_semaphores=4,
    dram_banks=8,
    dram_bank_bytes=1 << 30,
    dram_read_alignment=32,
    dram_write_alignment=32,
    dram_page_alignment=32,
    l1_alignment=16,
    noc_max_burst=8192,
    max_runtime_args=255,
    dst=Dst(fp32=False),
    clock_mhz=1200,
    costs=_WORMHOLE_COSTS,
    source="last tt-metal releases that supported it: 12x10 Tensix less one dispatch row, 1 MiB L1, 8 LPDDR4 channels",
    legacy=True,
)

DEVICES: dict[str, Device] = {
    "wormhole": _WORMHOLE,
    # Dispatch on Tensix cores takes a row of each chip; with Ethernet dispatch core_grid may ask for the eighth.
    "n300": replace(_WORMHOLE, name="n300", board="n300 (one chip)", grid=(8, 7), max_grid=(8, 8)),
    "blackhole": _BLACKHOLE,
    "p100": replace(_BLACKHOLE, name="p100", board="p100", grid=(11, 10), max_grid=(11, 10), dram_banks=7),
    "grayskull": _GRAYSKULL,
}
"""Name -> device."""

DEVICE_NAMES = tuple(DEVICES)
_ALIASES = {
    "tenstorrent": "wormhole",
    "wormhole_b0": "wormhole",
    "n150": "wormhole",
    "p150": "blackhole",
    "e150": "grayskull",
}


def get_device(name: str, core_grid: Sequence[int] | None = None) -> Device:
    """The device `name` (wormhole, n300, blackhole, p100, grayskull, or a board), on `core_grid` (columns, rows).

    "tenstorrent" is wormhole, and "tenstorrent/blackhole" blackhole, as in TileLang's names of targets. Raises
    ValueError for a name that does not exist and for a grid that the chip does not have.
    """
    key = name.lower().removeprefix("tenstorrent/")
    key = _ALIASES.get(key, key)
    if key not in DEVICES:
        matches = difflib.get_close_matches(key, [*DEVICES, *_ALIASES], n=1, cutoff=0.5)
        hint = f"; did you mean '{matches[0]}'?" if matches else ""
        raise ValueError(f"unknown device '{name}'{hint} (devices: {', '.join(DEVICES)})")
    device = DEVICES[key]
    if core_grid is None:
        return device
    grid = tuple(core_grid)
    if len(grid) != 2 or any(not 0 < g <= m for g, m in zip(grid, device.max_grid, strict=True)):
        columns, rows = device.max_grid
        raise ValueError(
            f"core grid {list(core_grid)} does not fit {device.name}: "
            f"it takes [columns, rows] from [1, 1] to [{columns}, {rows}]"
        )
    return replace(device, grid=(grid[0], grid[1]))
