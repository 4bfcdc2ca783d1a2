"""A profile as one page of HTML: timeline, maps of cores and banks, roofline, hottest lines. Pictures are part of the page, and every
number in them is in a table or a title as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from tilelang_tt.html_page import document, table
from tilelang_tt.sim.profile.colours import colour, legend
from tilelang_tt.sim.profile.core_map import banks, core_map, link_map
from tilelang_tt.sim.profile.model import THREADS, Core, Line, Profile, Program, SourceLine, Spent
from tilelang_tt.sim.profile.resources import Resources, busiest
from tilelang_tt.sim.profile.roofline import roofline
from tilelang_tt.sim.profile.terminal import NO_LINE, assumptions, duration, totals, waits_of
from tilelang_tt.sim.profile.timeline import chosen_cores, timeline

_STYLE = """\
svg .grid { stroke: var(--line); stroke-width: .6 } svg .roof { stroke: var(--faint); stroke-width: 1; stroke-dasharray: 4 3 }
svg .roof.used { stroke: var(--ink); stroke-width: 1.6; stroke-dasharray: none } svg .point { fill: #d9534f }
svg .halo { paint-order: stroke; stroke: var(--paper); stroke-width: 3px }
.key { margin-right: 1.1rem; white-space: nowrap } .scroll { overflow-x: auto } .limit { font-size: 1.05rem }
td code { white-space: pre } td svg { max-width: none } .wide { display: inline-block; min-width: 15rem }
"""
_HOTTEST = 25
_BAR = 110


def page(profile: Profile) -> str:
    """The whole page; ends in a newline."""
    names = ", ".join(dict.fromkeys(program.name for program in profile.programs))
    body: list[str] = []
    if len(profile.programs) > 1:
        body += _contents(profile)
    for number, program in enumerate(profile.programs, 1):
        body += _program(program, number)
    picture = roofline(profile.programs)
    if picture:
        body += ["<h2>Roofline</h2>", f'<div class="scroll">{picture}</div>']
        if len(profile.programs) > 1:
            body.append('<p class="why">Points have the numbers of the programs.</p>')
    if profile.resources is not None and profile.clocks:
        body += _resources(profile.resources, profile.clocks)
    body.append(f'<p class="why">{escape(assumptions(profile))}.</p>')
    return document(f"Profile of {names or 'a run'}", body, _STYLE)


def _contents(profile: Profile) -> Iterator[str]:
    yield f"<h1>{len(profile.programs)} programs, {profile.clocks:,} clocks</h1>"
    rows = (
        (
            str(number),
            f'<a href="#program-{number}">{escape(program.name)}</a>',
            f"{program.clocks:,}",
            f"{program.clocks / (profile.clocks or 1):.1%}",
            escape(program.bottleneck),
        )
        for number, program in enumerate(profile.programs, 1)
    )
    yield table(("number", "program", "clocks", "share", "limit"), rows, numbers=("number", "clocks", "share"))


def _program(program: Program, number: int) -> Iterator[str]:
    chip = program.chip
    yield (
        f'<h1 id="program-{number}">{escape(program.name)} on {escape(chip.name)}: {program.clocks:,} clocks, '
        f"{duration(program.seconds)} at {chip.clock_ghz:g} GHz</h1>"
    )
    if not program.finished:
        yield "<p>The run ended in a finding; this is up to there.</p>"
    yield f'<p class="limit">{escape(program.bottleneck)}.</p>'
    yield table(("what", "how much"), ((escape(what), escape(value)) for what, value in totals(program)))
    picture = timeline(program)
    if picture:
        shown = chosen_cores(program)
        which = "all cores" if len(shown) == len(program.cores) else f"{len(shown)} of {len(program.cores)} cores"
        yield f"<h2>Timeline of {which}</h2>"
        yield f'<div class="scroll">{picture}</div>'
        cores = [core for core in program.cores if core.name in shown]
        yield legend(kind for core in cores for thread in core.threads for kind in thread.timeline)
        yield (
            f'<p class="why">A column is {program.bucket:,} clocks; the parts of its height are the parts of that time. Empty: the '
            "thread has ended.</p>"
        )
    yield from _maps(program)
    yield "<h2>Hottest lines of the program</h2>"
    yield '<p class="why">By work and waiting for transfers; clocks and shares are those of the average core that runs the kernel.</p>'
    yield f'<div class="scroll">{_lines(program)}</div>'
    if program.source_lines:
        yield "<h2>Lines of the TileLang kernel</h2>"
        yield f'<div class="scroll">{_source_lines(program)}</div>'
    yield "<h2>Threads and cores</h2>"
    yield f'<div class="scroll">{_kernels(program)}</div>'
    yield f"<details><summary>Each core</summary>{_cores(program)}</details>"
    yield f"<details><summary>Circular buffers</summary>{_buffers(program)}</details>"


def _maps(program: Program) -> Iterator[str]:
    clocks = program.clocks or 1
    compute = any(core.thread("MATH") for core in program.cores)
    what = "MATH is busy" if compute else "the busiest thread is busy"
    yield f"<h2>Cores: share of the time that {what}</h2>"
    yield f'<div class="scroll">{core_map(program, what, lambda core: core.busy, lambda core: f"{core.busy / clocks:.0%}")}</div>'
    yield "<h2>Cores: what they move over the NoC</h2>"
    picture = core_map(program, "bytes over the NoC", lambda core: core.noc_bytes, lambda core: _amount(core.noc_bytes))
    yield f'<div class="scroll">{picture}</div>'
    if program.dram_bytes:
        yield "<h2>DRAM banks: share of what each could move</h2>"
        yield f'<div class="scroll">{banks(program)}</div>'
        keys = (("noc_reads", "read"), ("noc_writes", "written"))
        spans = (
            f'<span class="key"><span style="color: {colour(k).fill}">&#9632;</span> {word}</span>' for k, word in keys
        )
        yield f'<p class="why">{" ".join(spans)}</p>'


def _resources(resources: Resources, clocks: int) -> Iterator[str]:
    yield f"<h2>The busiest part of each kind, of {clocks:,} clocks</h2>"
    rows = ((escape(use.kind), escape(use.which), f"{use.share:.1%}") for use in busiest(resources, clocks))
    yield table(("part", "which", "works"), rows, numbers=("works",))
    for noc in (0, 1):
        picture = link_map(resources, noc, clocks)
        if picture:
            yield f"<h2>Links of NoC {noc}: the share of the time that the busier one of each router is in use</h2>"
            yield f'<div class="scroll">{picture}</div>'
            yield '<p class="why">By places on the die, which has rows and columns that are no cores.</p>'


def _amount(number: int) -> str:
    for factor, unit in ((2**30, "G"), (2**20, "M"), (2**10, "K")):
        if number >= factor:
            return f"{number / factor:.3g} {unit}"
    return str(number)


def _bar(spent: Spent, share: float) -> str:
    """The share of the time as a bar, its parts in the colours of work and stalls."""
    x, parts = 0.0, []
    for kind, clocks in (("busy", spent.busy), *((stall.kind, stall.clocks) for stall in spent.stalls)):
        width = _BAR * share * clocks / (spent.clocks or 1)
        if width >= 0.1:
            parts.append(f'<rect x="{x:.1f}" y="2" width="{width:.1f}" height="10" fill="{colour(kind).fill}"/>')
        x += width
    return f'<svg width="{_BAR}" height="14" viewBox="0 0 {_BAR} 14" aria-hidden="true">{"".join(parts)}</svg>'


def _code(text: str) -> str:
    return f"<code>{escape(text)}</code>"


def _lines(program: Program) -> str:
    cores = {(kernel.file, kernel.thread): kernel.cores for kernel in program.kernels}
    hottest = sorted(
        program.lines, key=lambda line: (-_own(line.spent) / cores[line.kernel, line.thread], -line.share)
    )[:_HOTTEST]

    def row(line: Line) -> Sequence[str]:
        calls = ", ".join(dict.fromkeys(name for name, _ in line.calls))
        where = str(line.where) if line.where.line else line.where.file
        return (
            _code(where),
            line.thread,
            f"{line.spent.clocks / cores[line.kernel, line.thread]:,.0f}",
            f"{line.share:.1%}",
            _bar(line.spent, line.share),
            escape(_reasons(line.spent)),
            _code(line.text or calls),
        )

    head = ("line", "thread", "clocks", "share", "", '<span class="wide">waits for</span>', "code")
    return table(head, map(row, hottest), numbers=("clocks", "share"))


def _own(spent: Spent) -> int:
    """Clocks of work and of waiting for transfers: what a line does itself, not what it waits for in other threads."""
    return spent.busy + sum(stall.clocks for stall in spent.stalls if "noc" in stall.kind)


def _reasons(spent: Spent) -> str:
    """What most of the waiting is for."""
    shown = [stall for stall in spent.stalls if stall.clocks >= 0.05 * spent.clocks]
    return ", ".join(f"{stall.what} ({stall.clocks / spent.clocks:.0%})" for stall in shown[:3])


def _source_lines(program: Program) -> str:
    threads = [name for name in THREADS if any(kernel.thread == name for kernel in program.kernels)]

    def row(line: SourceLine) -> Sequence[str]:
        shares = (f"{line.shares[name]:.1%}" if name in line.shares else "" for name in threads)
        if line.where is None:
            return ("", *shares, escape(waits_of(line)), NO_LINE)
        return (_code(str(line.where)), *shares, escape(waits_of(line)), _code(line.text))

    return table(("line", *threads, "waits mostly for", "code"), map(row, program.source_lines), numbers=threads)


def _kernels(program: Program) -> str:
    rows = []
    for kernel in program.kernels:
        whole = program.clocks * kernel.cores or 1
        stalls = ", ".join(
            f"{stall.what} {stall.clocks / whole:.1%}" for stall in kernel.spent.stalls if stall.clocks >= 0.01 * whole
        )
        shares = (f"{clocks / whole:.1%}" for clocks in (kernel.spent.busy, kernel.spent.stalled))
        bar = _bar(kernel.spent, kernel.share)
        rows.append((_code(kernel.file), kernel.thread, str(kernel.cores), *shares, bar, escape(stalls)))
    head = ("kernel", "thread", "cores", "busy", "waits", "", "for")
    return table(head, rows, numbers=("cores", "busy", "waits"))


def _cores(program: Program) -> str:
    clocks = program.clocks or 1

    def row(core: Core) -> Sequence[str]:
        threads = (core.thread(name) for name in THREADS)
        busy = (f"{thread.spent.busy / clocks:.0%}" if thread else "" for thread in threads)
        moved = (core.traffic["dram_read_bytes"], core.traffic["dram_write_bytes"], core.noc_bytes, core.l1_bytes)
        return (core.name, f"{core.clocks:,}", *busy, *(f"{n:,}" for n in moved))

    numbers = (
        "ends at",
        *(f"{name} busy" for name in THREADS),
        "B from DRAM",
        "B to DRAM",
        "B over the NoC",
        "B of L1",
    )
    return table(("core", *numbers), map(row, program.cores), numbers=numbers)


def _buffers(program: Program) -> str:
    seen: dict[int, tuple[int, Sequence[str]]] = {}
    for core in program.cores:
        for cb in core.buffers:
            most = max(cb.high_water, seen[cb.id][0] if cb.id in seen else 0)
            ends = f"{cb.producer or '-'} to {cb.consumer or '-'}"
            size = f"{cb.pages * cb.page_bytes:,}"
            seen[cb.id] = (
                most,
                (str(cb.id), escape(cb.name or ""), ends, f"{cb.page_bytes:,}", str(cb.pages), size, str(most)),
            )
    head = ("id", "name", "from and to", "B of a page", "pages", "B", "most pages held")
    return table(head, (row for _, (_, row) in sorted(seen.items())), numbers=("id", *head[3:]))
