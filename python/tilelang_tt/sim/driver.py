"""Builds and runs TT-Metalium program directories on the simulator.

    from tilelang_tt.sim.driver import Simulator

    sim = Simulator(target="wormhole", numerics="fast")
    result = sim.build("out/").run(["A.bin", "B.bin", "C.bin"])
    result.returncode, result.findings, result.counters["counters"]["dram_read_bytes"], result.clocks

A program directory holds a host program against `tt-metalium/*.hpp`, in `main.cpp` or the one C++ file that defines
main(), and the kernel files it names in CreateKernel. Both are compiled as they are. The host program runs in the
directory `cwd`, by default the program directory; kernel files are looked for there and in the program directory.

The process ends with the host program's own exit code, or with 86 (FINDING_EXIT_CODE) when the simulator reports a
finding: a broken rule of the chip or of the API, with a stable code, core, thread, kernel file and line, cause and
remedy. Findings are on stderr and, as data, in RunResult.findings.
"""

from __future__ import annotations

import dataclasses
import json
import os
import re
import shlex
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from . import paths, toolchain

FINDING_EXIT_CODE = 86
TARGETS = ("wormhole", "blackhole")
NUMERICS = ("fast", "hardware")
FINDINGS_MODES = ("stop", "continue", "ignore")


@dataclasses.dataclass(frozen=True)
class Finding:
    """One broken rule. `core` is the logical core as "(x, y)", `thread` BRISC, NCRISC, UNPACK, MATH, PACK or HOST; `watcher` the
    name that the watcher of a chip has for it, without its prefix, or the waypoint of a stuck thread; empty without one.
    """

    code: str
    core: str
    thread: str
    file: str
    line: int
    call: str
    cause: str
    remedy: str
    watcher: str
    clock: int

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.file else "host"
        return f"{place}: [{self.code}] {self.cause} (in {self.call}, core {self.core or '-'} {self.thread})"


@dataclasses.dataclass(frozen=True)
class RunResult:
    """What one run gave. `warnings` break no rule but are hardly meant.

    `counters` is the whole report: `counters`, `clocks`, `programs`, `target`; `trace` (how much of the run it holds) if there is one;
    `profile` (for `tilelang_tt.sim.profile`) and `fingerprint` if they were asked for.
    """

    returncode: int
    stdout: str
    stderr: str
    findings: list[Finding]
    counters: dict[str, Any]
    warnings: list[Finding] = dataclasses.field(default_factory=list)

    @property
    def clocks(self) -> int:
        """Clocks from launch to the end of the last thread, summed over the programs launched."""
        return int(self.counters.get("clocks", 0))

    @property
    def ok(self) -> bool:
        """The host program ended with 0 and nothing was found."""
        return self.returncode == 0 and not self.findings


class Simulator:
    """A chip to run programs on.

    target: "wormhole" or "blackhole".
    numerics: "fast" (fp32 sums) or "hardware" (bit-exact matrix unit, slower).
    noc_latency: clocks of every NoC transfer; None for the target's own latencies and bandwidths.
    cache_dir: where compiled code is kept; None for $TILELANG_TT_CACHE or the XDG cache directory.
    findings: "stop" at the first finding, "continue" and collect up to 100, or "ignore" them.
    trace: a file for the timeline of every run, in Chrome's JSON format, which Perfetto opens; None for none.
    trace_cores, trace_events: the trace has the first so many cores that run, and ends when it holds so many events.
    profile: whether to add up what the clocks of every thread go to.
    fingerprint: whether `counters["fingerprint"]` says in one number what the kernels did: it is equal for runs in which
    every engine works on the same data with the same set-up, with the same transfers and the same waits between them.
    endless_seconds: processor time without a call after which a kernel's loop is endless; None for $TTSIM_ENDLESS_SECONDS or 20.
    """

    def __init__(
        self,
        target: str = "wormhole",
        numerics: str = "fast",
        noc_latency: int | None = None,
        cache_dir: str | os.PathLike[str] | None = None,
        findings: str = "stop",
        trace: str | os.PathLike[str] | None = None,
        trace_cores: int = 16,
        trace_events: int = 500_000,
        profile: bool = False,
        fingerprint: bool = False,
        endless_seconds: int | None = None,
    ) -> None:
        for name, value, allowed in (
            ("target", target, TARGETS),
            ("numerics", numerics, NUMERICS),
            ("findings", findings, FINDINGS_MODES),
        ):
            if value not in allowed:
                raise ValueError(f"{name} must be one of {', '.join(allowed)}, not {value!r}")
        if noc_latency is not None and noc_latency < 0:
            raise ValueError(f"noc_latency must not be negative, not {noc_latency}")
        positive = {"trace_cores": trace_cores, "trace_events": trace_events, "endless_seconds": endless_seconds}
        for name, number in positive.items():
            if number is not None and number < 1:
                raise ValueError(f"{name} must be at least 1, not {number}")
        self.target = target
        self.numerics = numerics
        self.noc_latency = noc_latency
        self.cache_dir = paths.cache_dir(cache_dir)
        self.findings = findings
        self.trace = None if trace is None else Path(trace).absolute()
        self.trace_cores = trace_cores
        self.trace_events = trace_events
        self.profile = profile
        self.fingerprint = fingerprint
        self.endless_seconds = endless_seconds

    def build(
        self, program_dir: str | os.PathLike[str], main: str | None = None, options: Sequence[str] = ()
    ) -> Executable:
        """Compiles the host program of a directory. Kernels are compiled when the program is launched.

        main: the file of the host program; None for main.cpp or else the one C++ file that defines main().
        options: for the compiler of the host program, such as -DNAME=VALUE and -I with an absolute directory.
        Raises FileNotFoundError without such a file, toolchain.ToolchainError when it does not compile.
        """
        directory = Path(program_dir).resolve()
        source = _host_source(directory) if main is None else directory / main
        if not source.is_file():
            raise FileNotFoundError(f"{directory} has no {source.name}")
        return Executable(self, directory, toolchain.host_program(source, self.cache_dir, options))

    def environment(self, program_dir: Path, report: Path) -> dict[str, str]:
        """Environment variables of a run."""
        library = toolchain.library(self.cache_dir)
        libraries = [str(library.parent), *filter(None, [os.environ.get("LD_LIBRARY_PATH")])]
        variables = {
            "TTSIM_ARCH": self.target,
            "TTSIM_NUMERICS": self.numerics,
            "TTSIM_NOC_LATENCY": str(-1 if self.noc_latency is None else self.noc_latency),
            "TTSIM_FINDINGS": self.findings,
            "TTSIM_REPORT": str(report),
            "LD_LIBRARY_PATH": ":".join(libraries),
            "TTSIM_CXX": shlex.join(toolchain.compiler()),
            "TTSIM_INCLUDE": str(paths.include_dir()),
            "TILELANG_TT_CACHE": str(self.cache_dir),
            "TT_METAL_KERNEL_PATH": str(program_dir),
            "TTSIM_TRACE": str(self.trace or ""),
            "TTSIM_TRACE_CORES": str(self.trace_cores),
            "TTSIM_TRACE_EVENTS": str(self.trace_events),
            "TTSIM_PROFILE": str(int(self.profile)),
            "TTSIM_FINGERPRINT": str(int(self.fingerprint)),
        }
        if self.endless_seconds is not None:
            variables["TTSIM_ENDLESS_SECONDS"] = str(self.endless_seconds)
        return {**os.environ, **variables}


_DEFINES_MAIN = re.compile(r"^\s*int\s+main\s*\(", re.MULTILINE)


def _host_source(directory: Path) -> Path:
    """main.cpp, or else the one C++ file of the directory that defines main(). Raises FileNotFoundError."""
    given = directory / "main.cpp"
    if given.is_file():
        return given
    found = [path for path in sorted(directory.glob("*.cpp")) if _DEFINES_MAIN.search(path.read_text("utf-8"))]
    if len(found) != 1:
        several = ", ".join(path.name for path in found)
        raise FileNotFoundError(
            f"{directory} has no main.cpp and " + (f"several host programs: {several}" if found else "no host program")
        )
    return found[0]


@dataclasses.dataclass(frozen=True)
class Executable:
    """A built host program."""

    simulator: Simulator
    program_dir: Path
    path: Path

    def run(
        self,
        args: Sequence[str] = (),
        cwd: str | os.PathLike[str] | None = None,
        timeout: float | None = 600.0,
        env: Mapping[str, str] | None = None,
    ) -> RunResult:
        """Runs the program with these arguments.

        timeout: seconds; the process is killed then and subprocess.TimeoutExpired raised. env: further variables.
        Raises OSError where the simulator's trace cannot be written.
        """
        if self.simulator.trace is not None:
            self.simulator.trace.write_bytes(b"")  # fails before the run, and leaves no trace of another run
        with tempfile.TemporaryDirectory(prefix="ttsim-") as directory:
            report = Path(directory) / "report.json"
            variables = {**self.simulator.environment(self.program_dir, report), **(env or {})}
            process = subprocess.run(
                [str(self.path), *args],
                cwd=cwd or self.program_dir,
                env=variables,
                capture_output=True,
                text=True,
                timeout=timeout,
                check=False,
            )
            if self.simulator.trace is not None and self.simulator.trace.stat().st_size == 0:
                self.simulator.trace.unlink()  # the program did not come as far as the device
            counters: dict[str, Any] = json.loads(report.read_text()) if report.exists() else {}
        found = [Finding(**entry) for entry in counters.pop("findings", [])]
        warned = [Finding(**entry) for entry in counters.pop("warnings", [])]
        return RunResult(process.returncode, process.stdout, process.stderr, found, counters, warned)
