"""What a program takes at least: bytes from and to memory, products of tiles, and the clocks each takes by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tilelang_tt.device import Device
from tilelang_tt.passes.core_sets import Core
from tilelang_tt.passes.page_counts import Poly
from tilelang_tt.passes.page_counts import text as poly_text
from tilelang_tt.passes.schedule import TILE_COUNT
from tilelang_tt.passes.tile_layout import ROWS
from tilelang_tt.passes.traffic import Traffic, for_blocks
from tilelang_tt.plan import Plan

Blocks = dict[Core, tuple[int, int]]
"""Core -> (first, number of blocks)."""


@dataclass(frozen=True)
class Bound:
    """`text` says of what, `clocks` how long that alone takes; None where that is not known."""

    text: str
    clocks: int | None


def bounds(plan: Plan, device: Device, blocks: Blocks, counts: Traffic) -> Iterator[Bound]:
    """The bounds of a program, of which a core's share is counted."""
    for memory, per_clock in (("DRAM", device.costs.dram_bytes * device.dram_banks), ("L1", None)):
        for what, table in (("read from", counts.read), ("written to", counts.written)):
            here = {
                name: poly
                for name, poly in table.items()
                if name in plan.layouts and plan.layouts[name].shard == memory
            }
            if here:
                shared = counts.shared if table is counts.read else {}
                yield _moved(plan, blocks, f"{what} {memory}", here, shared, per_clock)
    if counts.products:
        yield _products(plan, device, blocks, counts.products)


def _moved(
    plan: Plan,
    blocks: Blocks,
    what: str,
    table: dict[str, Poly],
    shared: dict[tuple[str, int], Poly],
    per_clock: float | None,
) -> Bound:
    buffers = {b.name: b for b in plan.buffers}
    formats = {cb.format: cb.page_bytes for cb in plan.cbs}
    total: int | None = 0
    shown = []
    for name, poly in table.items():
        buffer = buffers[name]
        tiles = _total(poly, blocks)
        if tiles is None or buffer.page_form == ROWS:
            # Of a tile in pages of rows only what is inside of the tensor is moved.
            rows = f"{name} {_shown(poly, 'tiles')}" if tiles is None else f"{name} {tiles:,} tiles row by row"
            shown.append(rows)
            total = None
            continue
        size = (tiles - _spared(plan, blocks, shared, name)) * formats.get(buffer.format, buffer.page_bytes)
        shown.append(f"{name} {size:,} B")
        total = None if total is None else total + size
    amount = "" if total is None else f"{total:,} B "
    clocks = None if total is None or per_clock is None else round(total / per_clock)
    return Bound(f"{amount}{what} ({', '.join(shown)})", clocks)


def _products(plan: Plan, device: Device, blocks: Blocks, products: Poly) -> Bound:
    fidelity = next((k.math_fidelity for k in plan.kernels if k.math_fidelity), "HiFi4")
    total = _total(products, blocks)
    if total is None:
        return Bound(f"{_shown(products, 'products of tiles')} ({fidelity})", None)
    most = max(for_blocks(products, count) or 0 for _, count in blocks.values())
    text = f"{total:,} products of tiles, {most:,} on the busiest core ({fidelity})"
    return Bound(text, most * device.costs.matmul_tile[fidelity])


def _spared(plan: Plan, blocks: Blocks, shared: dict[tuple[str, int], Poly], tensor: str) -> int:
    """The tiles of a tensor that cores get from others of their group."""
    spared = 0
    for (name, number), poly in shared.items():
        if name == tensor and plan.shared_reads:
            for group in plan.shared_reads[number].groups:
                receivers = [blocks[core][1] for core in group.rectangle.cores() if list(core) != group.sender]
                spared += sum(for_blocks(poly, count) or 0 for count in receivers)
    return spared


def _shown(poly: Poly, what: str) -> str:
    """A count that depends on more than the number of blocks, for each block if it is the same for all."""
    if all(term.count(TILE_COUNT) == 1 for term in poly):
        each = {tuple(symbol for symbol in term if symbol != TILE_COUNT): value for term, value in poly.items()}
        return f"{poly_text(each)} {what} per block"
    return f"{poly_text(poly)} {what} per core"


def _total(poly: Poly, blocks: Blocks) -> int | None:
    """The sum over all cores."""
    values = [for_blocks(poly, count) for _, count in blocks.values()]
    return None if not values or None in values else sum(v for v in values if v is not None)
