"""Builds and runs a recorded program on the simulator and hands back its outputs."""

import json
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


def prepare(recorded: Recorded, work: Path) -> None:
    """Writes the program to be built (main.cpp and the kernels, unmodified) and its inputs into `work`."""
    for kernel in recorded.program["kernels"].values():
        (work / kernel["file"]).write_bytes((recorded.path / kernel["file"]).read_bytes())
    (work / "main.cpp").write_text(host_program(recorded.program))
    for name, data in recorded.inputs().items():
        (work / f"{name}.in").write_bytes(data)


def execute(recorded: Recorded, work: Path, simulator: Simulator, timeout: float = 120) -> RunResult:
    """Builds in `work`, runs there; the outputs are then read by `results`."""
    prepare(recorded, work)
    return simulator.build(work).run([str(work)], cwd=work, timeout=timeout)


def results(recorded: Recorded, work: Path) -> dict[str, np.ndarray]:
    """Buffer name -> matrix that the run left."""
    buffers = recorded.program["buffers"]
    return {b["name"]: from_bytes((work / f"{b['name']}.out").read_bytes(), b) for b in buffers if "out" in b}
