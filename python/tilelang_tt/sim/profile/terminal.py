"""A profile as text: totals, the lines of the TileLang kernel, then every kernel with its lines."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from tilelang_tt.sim.profile.model import THREADS, Line, Profile, Program, SourceLine, Spent
from tilelang_tt.sim.profile.resources import busiest

_WORTH = 0.01
"""Lines below this share of the time are summed up in one."""
NO_LINE = "(code for several lines)"
ASSUMPTIONS = (
    "clocks are an estimate: a cost for each call, queues at NoC interfaces ({noc} B a clock), links and DRAM banks "
    "({dram} B a clock), latencies by distance; not in them: conflicts in L1, instructions between calls, the launch of programs"
)


def text(profile: Profile) -> str:
    """The whole profile; ends in a newline."""
    lines: list[str] = []
    for program in profile.programs:
        lines += [*program_lines(program), ""]
    if profile.resources is not None:
        rows = [(f"{use.share:.1%}", use.kind, use.which) for use in busiest(profile.resources, profile.clocks)]
        if rows:
            lines += [f"The busiest part of each kind, of {profile.clocks:,} clocks"]
            lines += [*_table(("works", "part", "which"), rows), ""]
    return "\n".join(line.rstrip() for line in [*lines, assumptions(profile)]) + "\n"


def assumptions(profile: Profile) -> str:
    """What the clocks rest on."""
    chip = profile.chip
    return ASSUMPTIONS.format(dram=f"{chip.dram_bytes_per_clock:g}", noc=f"{chip.noc_bytes_per_clock:g}")


def program_lines(program: Program) -> Iterator[str]:
    """One program."""
    chip = program.chip
    yield (
        f"{program.name} on {chip.name}: {program.clocks:,} clocks, {duration(program.seconds)} at {chip.clock_ghz:g} GHz"
        + ("" if program.finished else ", up to the finding")
    )
    yield from textwrap.wrap(program.bottleneck, 116, initial_indent="  ", subsequent_indent="    ")
    yield ""
    yield from (f"  {what:<12} {value}" for what, value in totals(program))
    if program.source_lines:
        yield from ("", *_source_lines(program))
    for kernel in program.kernels:
        lines = [line for line in program.lines if (line.kernel, line.thread) == (kernel.file, kernel.thread)]
        whole = program.clocks * kernel.cores
        yield ""
        yield f"{kernel.file} on {kernel.thread}, {_count(kernel.cores, 'core')}: {_split(kernel.spent, whole)}"
        yield from _kernel_lines(lines, program, kernel.cores)


def totals(program: Program) -> Iterator[tuple[str, str]]:
    """Figures of the whole program: what, and how much of what there is."""
    chip, fidelity = program.chip, program.fidelity
    yield "cores", f"{len(program.cores)} of {chip.cores}, on average {program.balance:.0%} as busy as the busiest"
    if program.matrix_flops and fidelity:
        ran = program.utilisation * chip.cores / len(program.cores)
        part = f", {ran:.1%} of that of {_count(len(program.cores), 'core')}" if len(program.cores) < chip.cores else ""
        yield (
            "matrix unit",
            f"{flops(program.matrix_flops)}, {flops(program.rate(program.matrix_flops) * 1e9)}/s; products: "
            f"{program.utilisation:.1%} of the {fidelity} peak of {chip.matrix_peak(fidelity):.3g} TFLOP/s{part}",
        )
    if program.vector_flops:
        yield (
            "vector unit",
            f"{flops(program.vector_flops)}, {flops(program.rate(program.vector_flops) * 1e9)}/s",
        )
    read, written = program.traffic("dram_read_bytes"), program.traffic("dram_write_bytes")
    yield (
        "DRAM",
        f"{read:,} B read, {written:,} B written: {program.rate(read + written):.4g} GB/s, {program.dram_use:.1%} of "
        f"{chip.dram_peak:.4g}; busiest bank {program.busiest_bank:.1%}",
    )
    most = max((core.noc_bytes for core in program.cores), default=0)
    each = most / program.clocks if program.clocks else 0.0
    yield (
        "NoC",
        f"{program.noc_bytes:,} B, {program.traffic('multicast_bytes'):,} B of them by multicast: "
        f"{program.rate(program.noc_bytes):.4g} GB/s; busiest core {each:.3g} B a clock",
    )
    yield "L1", f"{program.l1_peak:,} of {chip.l1_bytes:,} B on the fullest core, {program.l1_peak / chip.l1_bytes:.1%}"
    unused = _rooms(program)
    if unused:
        yield "CB pages", unused


def _rooms(program: Program) -> str:
    """The most pages that circular buffers held, of those they have; those of the first core that has them."""
    found: dict[int, str] = {}
    for core in program.cores:
        for buffer in core.buffers:
            if not buffer.in_buffer:
                most = max(b.high_water for c in program.cores for b in c.buffers if b.id == buffer.id)
                name = f"{buffer.id} {buffer.name}" if buffer.name else f"CB {buffer.id}"
                found.setdefault(buffer.id, f"{name} {most}/{buffer.pages}")
    return "at most " + ", ".join(text for _, text in sorted(found.items())) if found else ""


def _split(spent: Spent, whole: int) -> str:
    """How a thread's time is split: work, waiting and for what, nothing after its end."""
    parts = [f"busy {_percent(spent.busy, whole)}"]
    if spent.stalled:
        stalls = _stalls(spent, whole)
        parts.append(f"waits {_percent(spent.stalled, whole)}" + (f" ({stalls})" if stalls else ""))
    if whole - spent.clocks >= 0.001 * whole:
        parts.append(f"ends {_percent(whole - spent.clocks, whole)} early")
    return ", ".join(parts)


def _stalls(spent: Spent, whole: int, least: float = _WORTH) -> str:
    shown = [stall for stall in spent.stalls if stall.clocks >= least * whole]
    return ", ".join(f"{stall.what} {_percent(stall.clocks, whole)}" for stall in shown)


def _kernel_lines(lines: Sequence[Line], program: Program, cores: int) -> Iterator[str]:
    whole = program.clocks * cores
    shown = [line for line in lines if line.share >= _WORTH]
    rows = []
    for line in shown:
        number = str(line.where.line or "") if line.where.file == line.kernel else str(line.where)
        spent = line.spent
        waits = _percent(spent.stalled, whole) if spent.stalled else ""
        reasons = ", ".join(stall.what for stall in spent.stalls if stall.clocks >= _WORTH * whole)
        what = line.text or ", ".join(name for name, _ in line.calls)
        rows.append((number, f"{spent.clocks / cores:,.0f}", _percent(spent.clocks, whole), waits, reasons, what))
    rest = [line.spent.clocks for line in lines if line.share < _WORTH]
    if rest and sum(rest) >= 0.001 * whole:
        clocks = sum(rest)
        rows.append(("", f"{clocks / cores:,.0f}", _percent(clocks, whole), "", "", _count(len(rest), "other line")))
    yield from _table(("line", "clocks", "share", "waits", "for", "code"), rows)


def _source_lines(program: Program) -> Iterator[str]:
    threads = [name for name in THREADS if any(kernel.thread == name for kernel in program.kernels)]
    shown = [line for line in program.source_lines if max(line.shares.values()) >= _WORTH]
    files = list(dict.fromkeys(line.where.file for line in shown if line.where))
    for file in files:
        yield f"{file}, share of each thread"
        rows = []
        for line in shown:
            if line.where is None and file == files[-1]:
                rows.append(("", *_shares(line, threads), NO_LINE))
            elif line.where is not None and line.where.file == file:
                rows.append((str(line.where.line), *_shares(line, threads), line.text))
        yield from _table(("line", *threads, "waits mostly for", "code"), rows)


def _shares(line: SourceLine, threads: Sequence[str]) -> Iterator[str]:
    for thread in threads:
        share = line.shares.get(thread, 0.0)
        yield f"{share:.1%}" if share >= 0.0005 else ""
    yield waits_of(line)


def waits_of(line: SourceLine) -> str:
    """What MATH waits for most, or else the thread that waits longest."""
    found = []
    for thread, spent in line.threads.items():
        for stall in spent.stalls[:1]:
            part = line.shares[thread] * stall.clocks / spent.clocks
            if part >= _WORTH:
                found.append((thread == "MATH", part, f"{stall.what} ({thread} {part:.1%})"))
    return max(found)[2] if found else ""


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Numbers to the right, the last two columns to the left; nothing for no rows."""
    if not rows:
        return
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    for row in [head, *rows]:
        cells = [f"{cell:>{w}}" for cell, w in zip(row[:-2], widths, strict=False)]
        yield "  " + "  ".join([*cells, f"{row[-2]:<{widths[-2]}}", row[-1]])


def _percent(part: float, whole: float) -> str:
    return f"{part / whole:.1%}" if whole else "0.0%"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' if number != 1 else ''}"


def flops(number: float) -> str:
    """With a prefix that leaves one to three digits before the point."""
    for factor, unit in ((1e12, "TFLOP"), (1e9, "GFLOP"), (1e6, "MFLOP"), (1e3, "kFLOP")):
        if number >= 0.9995 * factor:
            return f"{number / factor:.3g} {unit}"
    return f"{number:.3g} FLOP"


def duration(seconds: float) -> str:
    """With a unit that leaves one to three digits before the point."""
    for factor, unit in ((1e9, "ns"), (1e6, "us"), (1e3, "ms")):
        if seconds * factor < 999.5:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds:.3g} s"
