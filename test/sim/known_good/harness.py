"""Builds and runs a recorded program on the simulator and hands back its outputs."""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from host_program import host_program
from layout import from_bytes, to_bytes

from tilelang_tt.sim.driver import RunResult, Simulator

HERE = Path(__file__).resolve().parent
TARGETS = ("wormhole", "blackhole")


@dataclass(frozen=True)
class Recorded:
    """A program directory: kernels, program.json, arrays."""

    path: Path

    @property
    def program(self) -> dict:
        return json.loads((self.path / "program.json").read_text())

    def inputs(self) -> dict[str, bytes]:
        """Buffer name -> initial bytes."""
        buffers = self.program["buffers"]
        return {b["name"]: to_bytes(np.load(self.path / b["in"]), b) for b in buffers if "in" in b}

    def outputs(self, target: str) -> dict[str, np.ndarray]:
        """Buffer name -> recorded matrix of that chip."""
        arrays = {}
        for buffer in self.program["buffers"]:
            if "out" in buffer:
                stem = buffer["out"].removesuffix(".npy")
                own = self.path / f"{stem}.{target}.npy"
                arrays[buffer["name"]] = np.load(own if own.exists() else self.path / f"{stem}.npy")
        return arrays


def programs() -> list[str]:
    return sorted(p.parent.name for p in (HERE / "programs").glob("*/program.json"))


def faulty_programs() -> list[str]:
    return sorted(p.parent.name for p in (HERE / "bad").glob("*/program.json"))


def execute(recorded: Recorded, simulator: Simulator, work: Path, timeout: float = 120) -> RunResult:
    """Runs the program's kernels, where they are, under a generated host program; `work` gets inputs and outputs.

    The host program stays in the simulator's cache: it is not compiled again for the other chip or the next session.
    """
    for name, data in recorded.inputs().items():
        (work / f"{name}.in").write_bytes(data)
    text = host_program(recorded.program)
    directory = simulator.cache_dir / "recorded" / hashlib.sha256(text.encode()).hexdigest()[:16]
    directory.mkdir(parents=True, exist_ok=True)
    source = directory / "main.cpp"
    if not source.exists():
        own = directory / f"main.{os.getpid()}"
        own.write_text(text)
        own.replace(source)
    return simulator.build(directory).run([str(work)], cwd=recorded.path, timeout=timeout)


def results(recorded: Recorded, work: Path) -> dict[str, np.ndarray]:
    """Buffer name -> matrix that the run left."""
    buffers = recorded.program["buffers"]
    return {b["name"]: from_bytes((work / f"{b['name']}.out").read_bytes(), b) for b in buffers if "out" in b}
