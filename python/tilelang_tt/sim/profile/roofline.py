"""The roofline: operations for each second against operations for each byte of DRAM, under what the chip can do."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from html import escape
from typing import NamedTuple

from tilelang_tt.sim.profile.model import PASSES, TILE, Program
from tilelang_tt.sim.profile.terminal import flops

_LEFT, _TOP, _WIDTH, _HEIGHT = 64, 22, 640, 420
_NAMES = 320  # for the names of ceilings, to the right
_LINE = 13


class _Ceiling(NamedTuple):
    label: str
    peak: float  # TFLOP/s
    used: bool


def roofline(programs: Sequence[Program]) -> str:
    """A point for each program that reads or writes DRAM and computes; empty if there is none."""
    points = [(i, p) for i, p in enumerate(programs, 1) if p.dram_bytes and p.flops and p.clocks]
    if not points:
        return ""
    chip = points[0][1].chip
    ceilings = _ceilings([program for _, program in points])
    intensities = [program.flops / program.dram_bytes for _, program in points]
    speeds = [program.rate(program.flops) / 1e3 for _, program in points]
    highest = max(ceiling.peak for ceiling in ceilings)
    ridge = highest * 1e3 / chip.dram_peak
    across = _Scale(
        min(0.25, *(i / 4 for i in intensities)), max(4 * ridge, *(i * 4 for i in intensities)), _LEFT, _WIDTH
    )
    # Upwards is less of y.
    up = _Scale(min(chip.dram_peak / 1e3, *speeds) / 4, highest * 2.5, _TOP + _HEIGHT, -_HEIGHT)
    size = _LEFT + _WIDTH + _NAMES, _TOP + _HEIGHT + 44
    lines = [
        f'<svg width="{size[0]}" height="{size[1]}" viewBox="0 0 {size[0]} {size[1]}" role="img" aria-label="roofline">',
        *_grid(across, up),
        *_bounds(chip.dram_peak, ceilings, across, up),
    ]
    for (number, program), intensity, speed in zip(points, intensities, speeds, strict=True):
        x, y = across(intensity), up(speed)
        said = f"{program.name}: {flops(speed * 1e12)}/s at {intensity:.3g} FLOP/B"
        anchor, move = ("end", -9) if x > _LEFT + 0.9 * _WIDTH else ("start", 9)
        label = said if len(points) == 1 else str(number)
        lines.append(
            f'<g><title>{escape(said)}</title><circle class="point" cx="{x:.1f}" cy="{y:.1f}" r="5"/>'
            f'<text class="halo" x="{x + move:.1f}" y="{y + 16:.1f}" text-anchor="{anchor}">{escape(label)}</text></g>'
        )
    return "\n".join([*lines, "</svg>"])


class _Scale:
    """Powers of ten at equal distances."""

    def __init__(self, low: float, high: float, start: float, length: float) -> None:
        self.low, self.high = math.log10(low), math.log10(high)
        self.start, self.length = start, length

    def __call__(self, value: float) -> float:
        return self.start + self.length * (math.log10(value) - self.low) / (self.high - self.low)

    def decades(self) -> Iterator[float]:
        for power in range(math.ceil(self.low), math.floor(self.high) + 1):
            yield 10.0**power


def _ceilings(programs: Sequence[Program]) -> list[_Ceiling]:
    """The highest first."""
    chip = programs[0].chip
    used = {program.fidelity for program in programs if program.matmul_flops}
    found = [_Ceiling(name, chip.matrix_peak(name), name in used) for name in PASSES]
    if len(programs) == 1 and programs[0].matmul_flops and len(programs[0].cores) < chip.cores:
        name, cores = programs[0].fidelity or "HiFi4", len(programs[0].cores)
        found.append(
            _Ceiling(f"{name} on {cores} core{'s' if cores > 1 else ''}", chip.matrix_peak(name, cores), False)
        )
    if any(program.tiles("eltwise", "bcast") and not program.matmul_flops for program in programs):
        peak = chip.cores * TILE / chip.eltwise * chip.clock_ghz / 1e3
        found.append(_Ceiling("matrix unit, element by element", peak, True))
    if any(program.vector_flops for program in programs):
        found.append(_Ceiling("vector unit, simple functions", chip.vector_peak(), True))
    return sorted(found, key=lambda ceiling: -ceiling.peak)


def _grid(across: _Scale, up: _Scale) -> Iterator[str]:
    for value in across.decades():
        x = across(value)
        yield f'<line class="grid" x1="{x:.1f}" y1="{_TOP}" x2="{x:.1f}" y2="{_TOP + _HEIGHT}"/>'
        yield f'<text class="axis" x="{x:.1f}" y="{_TOP + _HEIGHT + 16}" text-anchor="middle">{value:g}</text>'
    for value in up.decades():
        y = up(value)
        yield f'<line class="grid" x1="{_LEFT}" y1="{y:.1f}" x2="{_LEFT + _WIDTH}" y2="{y:.1f}"/>'
        yield f'<text class="axis" x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{value:g}</text>'
    yield f'<text class="axis" x="{_LEFT + _WIDTH}" y="{_TOP + _HEIGHT + 34}" text-anchor="end">FLOP for each byte of DRAM</text>'
    yield f'<text class="axis" x="{_LEFT - 6}" y="10" text-anchor="end">TFLOP/s</text>'


def _bounds(dram_peak: float, ceilings: Sequence[_Ceiling], across: _Scale, up: _Scale) -> Iterator[str]:
    """The roof: DRAM up to the highest ceiling, and every ceiling from where it meets DRAM."""
    end = 10**across.high
    highest = max(ceiling.peak for ceiling in ceilings)
    # DRAM allows dram_peak / 1000 TFLOP/s for each FLOP/B.
    low = max(10**across.low, 10**up.low * 1e3 / dram_peak)
    left, right = low, highest * 1e3 / dram_peak
    start, stop = (across(left), up(left * dram_peak / 1e3)), (across(right), up(highest))
    yield f'<line class="roof used" x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{stop[0]:.1f}" y2="{stop[1]:.1f}"/>'
    middle = left**0.75 * right**0.25
    x, y = across(middle), up(middle * dram_peak / 1e3)
    yield f'<text class="halo" x="{x - 8:.1f}" y="{y - 8:.1f}" text-anchor="end">DRAM {dram_peak:.4g} GB/s</text>'
    lowest = 0.0
    for label, peak, used in ceilings:
        x, y = across(peak * 1e3 / dram_peak), up(peak)
        kind = "roof used" if used else "roof"
        yield f'<line class="{kind}" x1="{x:.1f}" y1="{y:.1f}" x2="{across(end):.1f}" y2="{y:.1f}"/>'
        # Names of ceilings that are near to each other stay apart.
        lowest = max(y + 4, lowest + _LINE)
        said = escape(f"{label}: {peak:.3g} TFLOP/s")
        yield f'<text class="axis" x="{across(end) + 8:.1f}" y="{lowest:.1f}">{said}</text>'
