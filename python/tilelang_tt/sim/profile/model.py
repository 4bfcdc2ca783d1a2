"""A profile as data. Clocks are those of the chip, summed over cores where a thing is not of one core; shares are of the clocks of
the program on all cores that ran the thread, so that the shares of a thread and of the time after its end add up to 1.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from tilelang_tt.diagnostics import Where
from tilelang_tt.sim.profile.resources import Resources

THREADS = ("NCRISC", "UNPACK", "MATH", "PACK", "BRISC")
"""The threads of a core, in the order in which data usually passes them."""
PASSES = {"LoFi": 1, "HiFi2": 2, "HiFi3": 3, "HiFi4": 4}
"""How often the matrix unit goes over its operands, by fidelity."""
TILE = 32 * 32


@dataclasses.dataclass(frozen=True)
class Stall:
    """Clocks that a thread waited for one thing. `kind` is a word such as cb_data or noc_reads, `id` the circular buffer or the L1
    address of the semaphore, else 0; `what` says it in words.
    """

    kind: str
    id: int
    what: str
    clocks: int


@dataclasses.dataclass(frozen=True)
class Spent:
    """Where clocks went: to work, and to stalls, the longest first."""

    busy: int = 0
    stalls: tuple[Stall, ...] = ()

    @cached_property
    def stalled(self) -> int:
        return sum(stall.clocks for stall in self.stalls)

    @property
    def clocks(self) -> int:
        return self.busy + self.stalled


def total(parts: Iterable[Spent]) -> Spent:
    """The sum of all parts, stalls for one thing added up."""
    busy = 0
    stalls: dict[tuple[str, int, str], int] = {}
    for part in parts:
        busy += part.busy
        for stall in part.stalls:
            key = stall.kind, stall.id, stall.what
            stalls[key] = stalls.get(key, 0) + stall.clocks
    ordered = sorted(stalls.items(), key=lambda item: (-item[1], item[0]))
    return Spent(busy, tuple(Stall(*key, clocks) for key, clocks in ordered))


@dataclasses.dataclass(frozen=True)
class Line:
    """A line of a kernel in one of its threads, on all its cores. `calls` has the functions called there and how often; `text` is
    empty where the file cannot be read; `source` is the line of the TileLang kernel that it is for.
    """

    kernel: str
    thread: str
    where: Where
    text: str
    calls: tuple[tuple[str, int], ...]
    spent: Spent
    share: float
    source: Where | None


@dataclasses.dataclass(frozen=True)
class SourceLine:
    """A line of the TileLang kernel: what each thread spends on it, and the share of the thread's time that this is. `where` is None
    for what is for no line alone.
    """

    where: Where | None
    text: str
    threads: Mapping[str, Spent]
    shares: Mapping[str, float]


@dataclasses.dataclass(frozen=True)
class Kernel:
    """A kernel in one thread, on all cores that run it. `share`: of the program's time, until its end, waiting included."""

    file: str
    thread: str
    cores: int
    spent: Spent
    share: float


@dataclasses.dataclass(frozen=True)
class Thread:
    """A thread of one core. `timeline`: for "busy" and each kind of stall, clocks in each of the program's buckets."""

    thread: str
    kernel: str
    spent: Spent
    timeline: Mapping[str, tuple[int, ...]]


@dataclasses.dataclass(frozen=True)
class CircularBuffer:
    """A circular buffer of one core. `high_water`: the most pages it held. `producer`, `consumer`: threads; None for none.
    `in_buffer`: its memory is that of an L1 buffer. `name`: the compiler's.
    """

    id: int
    name: str | None
    pages: int
    page_bytes: int
    high_water: int
    in_buffer: bool
    producer: str | None
    consumer: str | None


@dataclasses.dataclass(frozen=True)
class Core:
    """A core that ran. `tiles`: how many tiles each kind of operation took. `traffic`: bytes, by the names of the counters.
    `l1_bytes`: what circular buffers and buffers take of its L1. `fidelity`: of its compute kernel, if it has one.
    """

    x: int
    y: int
    threads: tuple[Thread, ...]
    buffers: tuple[CircularBuffer, ...]
    traffic: Mapping[str, int]
    tiles: Mapping[str, int]
    l1_bytes: int
    fidelity: str | None

    @property
    def name(self) -> str:
        return f"({self.x}, {self.y})"

    @cached_property
    def clocks(self) -> int:
        """When the last of its threads ended."""
        return max((thread.spent.clocks for thread in self.threads), default=0)

    @cached_property
    def busy(self) -> int:
        """Clocks that its compute thread worked, or the busiest one where there is none."""
        math = self.thread("MATH")
        return math.spent.busy if math else max((thread.spent.busy for thread in self.threads), default=0)

    @property
    def noc_bytes(self) -> int:
        return sum(n for name, n in self.traffic.items() if name != "l1_local_bytes")

    def thread(self, name: str | None) -> Thread | None:
        return next((thread for thread in self.threads if thread.thread == name), None)


@dataclasses.dataclass(frozen=True)
class Chip:
    """What the estimate takes the chip for. Bytes per clock are those of a DRAM bank and of a core's port to one NoC; clocks are
    those of a tile in one pass of the matrix unit, of an elementwise operation there, of a simple function of the vector unit.
    """

    name: str
    clock_ghz: float
    grid: tuple[int, int]
    banks: int
    dram_bytes_per_clock: float
    noc_bytes_per_clock: float
    l1_bytes: int
    matmul_pass: int
    eltwise: int
    sfpu: int

    @property
    def cores(self) -> int:
        return self.grid[0] * self.grid[1]

    @property
    def dram_peak(self) -> float:
        """GB/s of all banks."""
        return self.banks * self.dram_bytes_per_clock * self.clock_ghz

    def matrix_peak(self, fidelity: str, cores: int | None = None) -> float:
        """TFLOP/s of matrix products on so many cores, by default all."""
        per_clock = 2 * 32 * TILE / (self.matmul_pass * PASSES[fidelity])
        return (self.cores if cores is None else cores) * per_clock * self.clock_ghz / 1e3

    def vector_peak(self, cores: int | None = None) -> float:
        """TFLOP/s of simple functions of the vector unit."""
        return (self.cores if cores is None else cores) * TILE / self.sfpu * self.clock_ghz / 1e3


@dataclasses.dataclass(frozen=True)
class Program:
    """One launch. `finished` is False where a finding ended it. `bucket`: clocks of a bucket of the timelines. `banks`: bytes read
    and written of each DRAM bank. `bottleneck`: a sentence that says what the time depends on.
    """

    name: str
    chip: Chip
    clocks: int
    finished: bool
    bucket: int
    kernels: tuple[Kernel, ...]
    lines: tuple[Line, ...]
    source_lines: tuple[SourceLine, ...]
    cores: tuple[Core, ...]
    banks: tuple[tuple[int, int], ...]
    bottleneck: str = ""

    @property
    def seconds(self) -> float:
        return self.clocks / (self.chip.clock_ghz * 1e9)

    def traffic(self, name: str) -> int:
        """Traffic of all cores, by the name of the counter."""
        return sum(core.traffic[name] for core in self.cores)

    def tiles(self, *kinds: str) -> int:
        """Tiles of all cores that operations of these kinds took."""
        return sum(core.tiles.get(kind, 0) for core in self.cores for kind in kinds)

    @property
    def matmul_flops(self) -> int:
        """Multiplications and additions of matrix products."""
        return 2 * 32 * TILE * self.tiles("matmul")

    @property
    def matrix_flops(self) -> int:
        """Those of the matrix unit: products, and one for each element of elementwise operations and reductions."""
        return self.matmul_flops + TILE * self.tiles("eltwise", "bcast", "reduce")

    @property
    def vector_flops(self) -> int:
        """One for each element that a function of the vector unit took."""
        return TILE * self.tiles("sfpu")

    @property
    def flops(self) -> int:
        return self.matrix_flops + self.vector_flops

    @property
    def dram_bytes(self) -> int:
        return self.traffic("dram_read_bytes") + self.traffic("dram_write_bytes")

    @property
    def noc_bytes(self) -> int:
        """All transfers; a multicast counts once, however many receive it."""
        return sum(core.noc_bytes for core in self.cores)

    def rate(self, amount: float) -> float:
        """So much of anything, in units of 10^9 for each second."""
        return amount / self.seconds / 1e9 if self.clocks else 0.0

    @property
    def fidelity(self) -> str | None:
        """The highest fidelity of the compute kernels that multiplied, or else of any."""
        found = [core for core in self.cores if core.fidelity]
        ran = [core for core in found if core.tiles.get("matmul")] or found
        return max((core.fidelity for core in ran if core.fidelity), key=lambda name: PASSES[name], default=None)

    @property
    def utilisation(self) -> float:
        """What matrix products are of the peak of all cores of the chip, at the fidelity each core has."""
        if not self.clocks:
            return 0.0
        passes = sum(core.tiles.get("matmul", 0) * PASSES[core.fidelity] for core in self.cores if core.fidelity)
        return passes * self.chip.matmul_pass / (self.clocks * self.chip.cores)

    @property
    def dram_use(self) -> float:
        """Bytes of DRAM as a share of what all banks could move."""
        return self.rate(self.dram_bytes) / self.chip.dram_peak

    @property
    def busiest_bank(self) -> float:
        """The same for the bank with most."""
        most = max((read + written for read, written in self.banks), default=0)
        return most / (self.clocks * self.chip.dram_bytes_per_clock) if self.clocks else 0.0

    @property
    def l1_peak(self) -> int:
        """Bytes on the fullest core."""
        return max((core.l1_bytes for core in self.cores), default=0)

    @property
    def balance(self) -> float:
        """Clocks of work on the average core that ran, as a share of those of the busiest."""
        busy = [core.busy for core in self.cores]
        most = max(busy, default=0)
        return sum(busy) / (len(busy) * most) if most else 1.0


@dataclasses.dataclass(frozen=True, repr=False)
class Profile:
    """What the time of a run goes to. `programs` are its launches in order, `report` the rest of what the simulator counted,
    `resources` how much the parts of the chip worked, over all programs. `str()` is the table of `tt-run --profile`.
    """

    chip: Chip
    programs: tuple[Program, ...]
    report: Mapping[str, Any]
    resources: Resources | None = None

    @property
    def clocks(self) -> int:
        """Clocks of all programs."""
        return sum(program.clocks for program in self.programs)

    @property
    def counters(self) -> Mapping[str, Any]:
        """The counters of the run: bytes by kind, cores, banks, buffers."""
        counters: Mapping[str, Any] = self.report["counters"]
        return counters

    def __repr__(self) -> str:
        names = ", ".join(program.name for program in self.programs)
        return f"<profile of {names} on {self.chip.name}: {self.clocks:,} clocks>"

    def __str__(self) -> str:
        from tilelang_tt.sim.profile.terminal import text

        return text(self)

    def html(self) -> str:
        """The same with pictures, as one page that loads nothing from elsewhere."""
        from tilelang_tt.sim.profile.page import page

        return page(self)

    def data(self) -> dict[str, Any]:
        """The same as plain data, as `tt-run --profile=json` writes it."""
        from tilelang_tt.sim.profile.plain import plain

        return plain(self)
