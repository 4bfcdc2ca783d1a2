"""The grid of cores or of routers, darker where there is more of something, and the DRAM banks beside each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from html import escape
from typing import NamedTuple

from tilelang_tt.sim.profile.colours import COLOURS
from tilelang_tt.sim.profile.model import Core, Program
from tilelang_tt.sim.profile.resources import Link, Resources

_CELL = (62, 30)
_BAR, _BANKS = 46, 110


class _Cell(NamedTuple):
    text: str
    part: float  # of the largest value
    title: str


def core_map(program: Program, label: str, value: Callable[[Core], float], shown: Callable[[Core], str]) -> str:
    """Cells are shaded from none to the largest value; each shows it, and on hover what the core's threads do."""
    most = max((value(core) for core in program.cores), default=0) or 1
    cells = {(core.x, core.y): _Cell(shown(core), value(core) / most, _said(program, core)) for core in program.cores}
    return _grid(program.chip.grid, label, cells)


def link_map(resources: Resources, noc: int, clocks: int) -> str:
    """Routers of one NoC, shaded by the busier one of their two links; empty where none was used."""
    found: dict[tuple[int, int], list[Link]] = defaultdict(list)
    for link in resources.links:
        if link.noc == noc:
            found[link.x, link.y].append(link)
    if not found:
        return ""
    most = max(link.busy for links in found.values() for link in links)
    cells = {}
    for place, links in found.items():
        busy = max(link.busy for link in links)
        title = "\n".join(f"from {place} {link.direction}: {link.busy / clocks:.1%}" for link in links)
        cells[place] = _Cell(f"{busy / clocks:.0%}", busy / most, title)
    size = max(x for x, _ in cells) + 1, max(y for _, y in cells) + 1
    return _grid(size, f"links of NoC {noc}", cells)


def _grid(grid: tuple[int, int], label: str, cells: Mapping[tuple[int, int], _Cell]) -> str:
    columns, rows = grid
    width, height = _CELL
    size = columns * width + 24, rows * height + 20
    lines = [
        f'<svg width="{size[0]}" height="{size[1]}" viewBox="0 0 {size[0]} {size[1]}" role="img" aria-label="{escape(label)}">'
    ]
    for x in range(columns):
        lines.append(f'<text class="axis" x="{24 + x * width + width // 2}" y="12" text-anchor="middle">{x}</text>')
    for y in range(rows):
        top = 20 + y * height
        lines.append(f'<text class="axis" x="18" y="{top + 19}" text-anchor="end">{y}</text>')
        for x in range(columns):
            place = f'x="{24 + x * width + 1}" y="{top + 1}" width="{width - 2}" height="{height - 2}" rx="3"'
            cell = cells.get((x, y))
            if cell is None:
                lines.append(f'<rect class="idle" {place}><title>nothing at ({x}, {y})</title></rect>')
                continue
            shade = 58 - round(34 * cell.part)
            lines.append(
                f'<g class="busy"><title>{escape(cell.title)}</title><rect {place} fill="hsl(212 62% {shade}%)"/>'
                f'<text x="{24 + x * width + width // 2}" y="{top + 19}" text-anchor="middle">{escape(cell.text)}</text></g>'
            )
    return "\n".join([*lines, "</svg>"])


def _said(program: Program, core: Core) -> str:
    """A core in a few lines: when it ended, what its threads did, what it moved."""
    lines = [f"core {core.name}: ends at clock {core.clocks:,} of {program.clocks:,}"]
    for thread in core.threads:
        stall = thread.spent.stalls[0] if thread.spent.stalls else None
        waits = f", waits {stall.clocks / program.clocks:.0%} for {stall.what}" if stall else ""
        lines.append(f"{thread.thread}: busy {thread.spent.busy / program.clocks:.0%}{waits}")
    dram = core.traffic["dram_read_bytes"] + core.traffic["dram_write_bytes"]
    lines.append(f"NoC: {core.noc_bytes:,} B, DRAM: {dram:,} B; L1: {core.l1_bytes:,} B")
    return "\n".join(lines)


def banks(program: Program) -> str:
    """What each DRAM bank read and wrote, as a share of what it could."""
    most = program.clocks * program.chip.dram_bytes_per_clock
    size = len(program.banks) * _BAR + 60, _BANKS + 34
    lines = [
        f'<svg width="{size[0]}" height="{size[1]}" viewBox="0 0 {size[0]} {size[1]}" role="img" aria-label="DRAM banks">'
    ]
    for share in (0.0, 0.5, 1.0):
        y = 10 + _BANKS * (1 - share)
        lines.append(f'<line class="grid" x1="40" y1="{y:.1f}" x2="{size[0] - 10}" y2="{y:.1f}"/>')
        lines.append(f'<text class="axis" x="34" y="{y + 4:.1f}" text-anchor="end">{share:.0%}</text>')
    for i, (read, written) in enumerate(program.banks):
        x, y = 50 + i * _BAR, 10.0 + _BANKS
        title = f"bank {i}: {read:,} B read, {written:,} B written, {(read + written) / most:.1%} of what it could move"
        lines.append(f"<g><title>{title}</title>")
        for amount, kind in ((read, "noc_reads"), (written, "noc_writes")):
            height = _BANKS * min(amount / most, 1.0)
            y -= height
            lines.append(
                f'<rect x="{x}" y="{y:.1f}" width="{_BAR - 12}" height="{height:.1f}" fill="{COLOURS[kind].fill}"/>'
            )
        lines.append(
            f'<text class="axis" x="{x + (_BAR - 12) / 2:.0f}" y="{_BANKS + 26}" text-anchor="middle">{i}</text></g>'
        )
    return "\n".join([*lines, "</svg>"])
