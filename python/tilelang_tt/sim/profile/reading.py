"""From the report of a run to its profile: names and texts of lines, sums over cores, shares."""

from __future__ import annotations

import dataclasses
import linecache
import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tilelang_tt.diagnostics import Where
from tilelang_tt.sim.findings import Origin
from tilelang_tt.sim.profile.bottleneck import bottleneck
from tilelang_tt.sim.profile.model import (
    THREADS,
    Chip,
    CircularBuffer,
    Core,
    Kernel,
    Line,
    Profile,
    Program,
    SourceLine,
    Spent,
    Stall,
    Thread,
    total,
)
from tilelang_tt.sim.profile.resources import Resources, busiest, read_resources


class Names(NamedTuple):
    """What the compiler calls a program, and its circular buffers by number."""

    program: str
    buffers: Mapping[int, str]


def read_profile(
    report: Mapping[str, Any], directory: Path, origin: Origin | None = None, names: Sequence[Names] = ()
) -> Profile:
    """The profile in the report of a run (`RunResult.counters`) with `Simulator(profile=True)`.

    `directory` is the one the program ran in, `origin(file name, line)` gives the place in the user's kernel, `names` those of the
    programs. Raises ValueError for the report of a run that was not profiled.
    """
    if "profile" not in report:
        raise ValueError("the run was not profiled: give the simulator profile=True")
    found = report["profile"]
    facts = {name: found[name] for name in ("clock_ghz", "l1_bytes", "matmul_pass", "eltwise", "sfpu")}
    rates = {name: found[name] for name in ("dram_bytes_per_clock", "noc_bytes_per_clock")}
    banks = len(report["counters"]["banks"])
    chip = Chip(name=report["target"], grid=tuple(found["grid"]), banks=banks, **facts, **rates)
    resources = read_resources(report)
    alone = resources if len(found["programs"]) == 1 else None
    programs = []
    for number, data in enumerate(found["programs"]):
        known = names[number] if number < len(names) else Names(f"program {number + 1}", {})
        programs.append(_Reader(chip, directory, origin, known).program(data, alone))
    rest = {key: value for key, value in report.items() if key != "profile"}
    return Profile(chip, tuple(programs), rest, resources)


@dataclasses.dataclass(frozen=True)
class _Reader:
    chip: Chip
    directory: Path
    origin: Origin | None
    names: Names

    def program(self, data: Mapping[str, Any], resources: Resources | None) -> Program:
        clocks = data["clocks"]
        cores = tuple(self._core(core) for core in data["cores"])
        ran: dict[tuple[str, str], list[Spent]] = defaultdict(list)
        for core in cores:
            for thread in core.threads:
                ran[thread.kernel, thread.thread].append(thread.spent)
        kernels = []
        for (file, role), spents in sorted(ran.items(), key=lambda item: (THREADS.index(item[0][1]), item[0])):
            spent = total(spents)
            kernels.append(Kernel(file, role, len(spents), spent, _share(spent.clocks, clocks * len(spents))))
        counts = {key: len(spents) for key, spents in ran.items()}
        lines = self._lines(data["lines"], clocks, counts)
        program = Program(
            name=self.names.program,
            chip=self.chip,
            clocks=clocks,
            finished=data["finished"],
            bucket=data["bucket"],
            kernels=tuple(kernels),
            lines=lines,
            source_lines=_source_lines(lines, clocks, counts),
            cores=cores,
            banks=tuple((bank["read_bytes"], bank["write_bytes"]) for bank in data["banks"]),
        )
        parts = tuple(busiest(resources, clocks)) if resources is not None else ()
        return dataclasses.replace(program, bottleneck=bottleneck(program, parts))

    def _core(self, data: Mapping[str, Any]) -> Core:
        buffers = (CircularBuffer(name=self.names.buffers.get(cb["id"]), **cb) for cb in data["cbs"])
        return Core(
            x=data["core"][0],
            y=data["core"][1],
            threads=tuple(self._thread(thread) for thread in data["threads"]),
            buffers=tuple(buffers),
            traffic={name: value for name, value in data.items() if name.endswith("_bytes") and name != "l1_bytes"},
            tiles=data["tiles"],
            l1_bytes=data["l1_bytes"],
            fidelity=data["fidelity"],
        )

    def _thread(self, data: Mapping[str, Any]) -> Thread:
        timeline = {kind: tuple(clocks) for kind, clocks in data["timeline"].items()}
        return Thread(data["thread"], self._file(data["kernel"]), self._spent(data), timeline)

    def _spent(self, data: Mapping[str, Any]) -> Spent:
        return Spent(data["busy"], tuple(self._stall(stall) for stall in data["stalls"]))

    def _stall(self, data: Mapping[str, Any]) -> Stall:
        name = self.names.buffers.get(data["id"]) if data["kind"].startswith("cb_") else None
        return Stall(data["kind"], data["id"], data["what"] + (f" ({name})" if name else ""), data["clocks"])

    def _file(self, file: str) -> str:
        """As seen from the directory of the program; for one elsewhere, such as that of a kernel from a string, its name."""
        path = os.path.relpath(self.directory / file, self.directory)
        return Path(path).name if path.startswith(os.pardir) else path

    def _lines(
        self, entries: Sequence[Mapping[str, Any]], clocks: int, counts: Mapping[tuple[str, str], int]
    ) -> tuple[Line, ...]:
        grouped: dict[tuple[str, str, str, int], list[Mapping[str, Any]]] = defaultdict(list)
        for entry in entries:
            # What is before the first call, and between calls of no line, belongs to the kernel.
            file = entry["file"] or entry["kernel"]
            grouped[self._file(entry["kernel"]), entry["thread"], file, entry["line"]].append(entry)
        lines = []
        for (kernel, thread, path, line), parts in grouped.items():
            file = self._file(path)
            spent = total(self._spent(part) for part in parts)
            if spent.clocks:
                lines.append(
                    Line(
                        kernel=kernel,
                        thread=thread,
                        where=Where(file, line, 0),
                        text=_text_of(str(self.directory / path), line),
                        calls=tuple((part["call"], part["calls"]) for part in parts),
                        spent=spent,
                        share=_share(spent.clocks, clocks * counts[kernel, thread]),
                        source=self.origin(file, line) if self.origin is not None and line else None,
                    )
                )
        return tuple(lines)


def _source_lines(lines: Sequence[Line], clocks: int, counts: Mapping[tuple[str, str], int]) -> tuple[SourceLine, ...]:
    threads: dict[str, int] = defaultdict(int)
    for (_, thread), count in counts.items():
        threads[thread] += count
    grouped: dict[tuple[str, int] | None, dict[str, list[Spent]]] = defaultdict(lambda: defaultdict(list))
    for line in lines:
        place = None if line.source is None else (line.source.file, line.source.line)
        grouped[place][line.thread].append(line.spent)
    found = []
    for place in [*sorted(key for key in grouped if key), None]:
        spent = {thread: total(spents) for thread, spents in grouped[place].items()}
        shares = {thread: _share(part.clocks, clocks * threads[thread]) for thread, part in spent.items()}
        if place is not None:
            found.append(SourceLine(Where(*place, 0), _text_of(*place), spent, shares))
        elif found and spent:
            found.append(SourceLine(None, "", spent, shares))
    return tuple(found)


def _text_of(file: str, line: int) -> str:
    linecache.checkcache(file)
    return linecache.getline(file, line).strip()


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
