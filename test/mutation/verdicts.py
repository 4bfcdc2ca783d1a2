"""Runs mutants of a program on the simulator and says what became of each."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from equivalent import reason
from mutators import Mutant, mutants
from programs import Source

from tilelang_tt.dialects.extent import evaluate
from tilelang_tt.runner import dtype_of, stored_dtype
from tilelang_tt.sim.driver import Executable, RunResult, Simulator
from tilelang_tt.sim.paths import cache_dir

SECONDS = 30.0
"""After this time a run counts as endless; the unchanged programs take a fiftieth of it."""
LATENCIES = (None, 0, 50_000)
"""Clocks of every NoC transfer, in turn: those of the chip, then, for mutants that gave the same results, others."""

INVALID, FINDING, DEADLOCK, ENDLESS, CRASH, WRONG = "invalid", "finding", "deadlock", "endless", "crash", "wrong result"
EQUIVALENT, SURVIVED = "equivalent", "survived"
CAUGHT = (FINDING, DEADLOCK, ENDLESS, CRASH, WRONG)

Outputs = dict[str, bytes]


@dataclass(frozen=True)
class Outcome:
    """`verdict` is one of the words above; `detail` is the finding's code, the outputs that differ, or why it is equivalent."""

    verdict: str
    detail: str = ""

    @property
    def caught(self) -> bool:
        return self.verdict in CAUGHT


class Bench:
    """A compiled program with random inputs."""

    def __init__(self, source: Source, folder: Path, seed: int = 0) -> None:
        self.folder = folder
        shutil.rmtree(folder, ignore_errors=True)
        kernel = source.compile()
        kernel.save(folder / "program")
        self.texts = {p.name: p.read_text("utf-8") for p in sorted((folder / "program").glob("*.cpp"))}
        del self.texts["main.cpp"]
        self.simulators = [
            Simulator(kernel.target, noc_latency=n, cache_dir=cache_dir(), fingerprint=True) for n in LATENCIES
        ]
        self.executable = self.simulators[0].build(folder / "program")
        (folder / "data").mkdir()
        self._write_inputs(kernel.plan, source.sizes, np.random.default_rng(seed))

    def _write_inputs(self, plan: Any, sizes: Mapping[str, int], rng: np.random.Generator) -> None:
        for buffer in plan.buffers:
            shape = [evaluate(extent, sizes) for extent in buffer.shape]
            values = rng.uniform(-1, 1, shape) if buffer.role != "out" else np.full(shape, np.nan)
            stored = values.astype(dtype_of(buffer)).astype(stored_dtype(buffer))
            (self.folder / "data" / f"{buffer.name}.bin").write_bytes(stored.tobytes())
        for scalar in plan.scalars:
            value = np.dtype(scalar.dtype).type(sizes[scalar.name] if scalar.implied else 0.125)
            (self.folder / "data" / f"{scalar.name}.bin").write_bytes(value.tobytes())

    def mutants(self) -> list[Mutant]:
        return [mutant for name, text in self.texts.items() for mutant in mutants(name, text)]


class Worker:
    """Runs a program with other kernels, one after the other, in a directory of its own.

    Kernels are compiled to that directory, so that mutants do not fill the user's cache. Raises AssertionError where the
    unchanged program fails, or its results depend on latencies.
    """

    def __init__(self, bench: Bench, number: int = 0) -> None:
        self.bench = bench
        self.folder = bench.folder / f"worker{number}"
        shutil.copytree(bench.folder / "program", self.folder / "program")
        shutil.copytree(bench.folder / "data", self.folder / "data")
        self.fingerprint = ""
        self.unchanged: dict[Path, str] = {}
        found = [self._run({}, run) for run in range(len(LATENCIES))]
        assert isinstance(found[0], dict) and all(each == found[0] for each in found), found
        self.expected: Outputs = found[0]
        self.work = self.fingerprint
        self.unchanged = self._objects()

    def outcome(self, mutant: Mutant) -> Outcome:
        """Runs it at the usual latencies, and if that gives the same results at others."""
        for run in range(len(LATENCIES)):
            found = self._run({mutant.file: mutant.text}, run)
            if isinstance(found, Outcome):
                return found
            if found != self.expected:
                names = [name for name, values in self.expected.items() if found.get(name) != values]
                return Outcome(WRONG, " ".join(names))
            if run == 0 and set(self._objects().values()) == set(self.unchanged.values()):
                return Outcome(EQUIVALENT, "the same machine code")
            if run == 0 and self.fingerprint == self.work:
                return Outcome(EQUIVALENT, "the same work in the same set-up")
        why = reason(mutant)
        return Outcome(SURVIVED) if why is None else Outcome(EQUIVALENT, why)

    def _objects(self) -> dict[Path, str]:
        """The kernels compiled so far, with their content."""
        paths = (self.folder / "cache" / "kernels").glob("*.so")
        return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}

    def _run(self, texts: Mapping[str, str], run: int) -> Outputs | Outcome:
        """What the program wrote, by file, with these texts for some of its kernels; or how it failed."""
        for name, text in self.bench.texts.items():
            (self.folder / "program" / name).write_text(texts.get(name, text), "utf-8")
        for path in (self.folder / "data").glob("*.out.bin"):
            path.unlink()
        if texts and run == 0:
            for path in self._objects().keys() - self.unchanged.keys():
                path.unlink()
        executable = Executable(self.bench.simulators[run], self.folder / "program", self.bench.executable.path)
        environment = {"TILELANG_TT_CACHE": str(self.folder / "cache"), "TTSIM_ENDLESS_SECONDS": "3"}
        try:
            result = executable.run([str(self.folder / "data")], timeout=SECONDS, env=environment)
        except subprocess.TimeoutExpired:
            return Outcome(ENDLESS)
        if (failed := _failure(result)) is not None:
            return failed
        self.fingerprint = result.counters["fingerprint"]
        written = {path.name: path.read_bytes() for path in sorted((self.folder / "data").glob("*.out.bin"))}
        buffers = [b["address"] for b in result.counters["counters"]["buffers"] if b["write_bytes"]]
        return {**written, "(buffers written)": repr(buffers).encode()}


def _failure(result: RunResult) -> Outcome | None:
    if result.findings:
        code = result.findings[0].code
        if code in ("KERNEL_COMPILE", "KERNEL_LOAD"):
            return Outcome(INVALID)
        return Outcome({"DEADLOCK": DEADLOCK, "KERNEL_ENDLESS_LOOP": ENDLESS}.get(code, FINDING), code)
    if result.returncode:
        return Outcome(CRASH, str(result.returncode))
    return None
