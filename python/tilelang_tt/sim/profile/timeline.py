"""The timeline of some cores: a row for each thread, in it columns of work and stalls by their share of a short time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from html import escape

from tilelang_tt.sim.profile.colours import colour, ordered
from tilelang_tt.sim.profile.model import THREADS, Core, Program, Thread
from tilelang_tt.sim.profile.terminal import duration

_MOST = 4
_LEFT, _WIDTH, _ROW, _GAP = 130, 900, 18, 4


def chosen_cores(program: Program) -> dict[str, str]:
    """Names of the cores to show, and why each: all of a few, else the extremes."""
    if len(program.cores) <= _MOST:
        return {core.name: "" for core in program.cores}
    measures: Sequence[tuple[Callable[[Core], int], str, str]] = (
        (lambda core: core.clocks, "ends last", "ends first"),
        (lambda core: core.busy, "works most", "works least"),
    )
    why: dict[str, list[str]] = {}
    for measure, most, least in measures:
        high, low = (pick(program.cores, key=measure) for pick in (max, min))
        if measure(high) > measure(low) or not why:
            why.setdefault(high.name, []).append(most)
            why.setdefault(low.name, []).append(least)
    return {core.name: ", ".join(why[core.name]) for core in program.cores if core.name in why}


def timeline(program: Program) -> str:
    """The picture; empty for a program without timelines."""
    chosen = chosen_cores(program)
    cores = [core for core in program.cores if core.name in chosen]
    if not any(thread.timeline for core in cores for thread in core.threads):
        return ""
    lines: list[str] = []
    y = 0
    for core in cores:
        why = f": {chosen[core.name]}" if chosen[core.name] else ""
        lines.append(f'<text class="axis" x="0" y="{y + 12}">core {core.name}{why}</text>')
        y += 18
        for name in THREADS:
            thread = core.thread(name)
            if thread is not None:
                lines += _row(program, core, thread, y)
                y += _ROW + _GAP
        y += 8
    lines += _axis(program, y)
    size = _LEFT + _WIDTH + 40, y + 22
    head = (
        f'<svg width="{size[0]}" height="{size[1]}" viewBox="0 0 {size[0]} {size[1]}" role="img" aria-label="timeline">'
    )
    return "\n".join([head, *lines, "</svg>"])


def _row(program: Program, core: Core, thread: Thread, y: int) -> Iterator[str]:
    clocks = program.clocks
    parts = [f"busy {thread.spent.busy / clocks:.1%}"]
    parts += [
        f"{stall.what} {stall.clocks / clocks:.1%}" for stall in thread.spent.stalls if stall.clocks * 200 >= clocks
    ]
    title = f"core {core.name} {thread.thread}, {thread.kernel}: {', '.join(parts)}"
    yield f'<g><title>{escape(title)}</title><text x="12" y="{y + 13}">{thread.thread}</text>'
    yield f'<rect class="idle" x="{_LEFT}" y="{y}" width="{_WIDTH}" height="{_ROW}"/>'
    column = _WIDTH * program.bucket / clocks
    below = [0] * max((len(row) for row in thread.timeline.values()), default=0)
    for kind in ordered(thread.timeline):
        row = thread.timeline[kind]
        shape = "".join(_runs(row, below, program.bucket, column, y))
        yield f'<path fill="{colour(kind).fill}" d="{shape}"/>'
        below = [lower + clocks for lower, clocks in zip(below, row, strict=True)]
    yield "</g>"


def _runs(row: tuple[int, ...], below: list[int], bucket: int, column: float, y: int) -> Iterator[str]:
    """Rectangles on top of what lies below, one for buckets that follow each other and are equal."""
    start = 0
    for i in range(1, len(row) + 1):
        if i < len(row) and (row[i], below[i]) == (row[start], below[start]):
            continue
        if row[start]:
            x, right = (_LEFT + min(n * column, _WIDTH) for n in (start, i))
            height = row[start] / bucket * _ROW
            top = y + _ROW - (below[start] + row[start]) / bucket * _ROW
            yield f"M{x:.1f} {top:.1f}H{right:.1f}v{height:.1f}H{x:.1f}z"
        start = i


def _axis(program: Program, y: int) -> Iterator[str]:
    step = nice(program.clocks / 6)
    for i in range(int(program.clocks / step) + 1):
        x = _LEFT + _WIDTH * i * step / program.clocks
        time = duration(i * step / program.chip.clock_ghz / 1e9) if i else "0"
        yield f'<line class="grid" x1="{x:.1f}" y1="0" x2="{x:.1f}" y2="{y - 4}"/>'
        yield f'<text class="axis" x="{x:.1f}" y="{y + 10}" text-anchor="middle">{time}</text>'


def nice(number: float) -> float:
    """The least of 1, 2, 5 times a power of ten that is not less than this; at least 1."""
    step = 1.0
    while step < number:
        for factor in (2.0, 5.0, 10.0):
            if step * factor >= number:
                return step * factor
        step *= 10
    return step
