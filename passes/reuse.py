"""Which order of the blocks lets cores share what they read, where nobody chose one.

An estimate in tile form: what a block reads depends on some of its indices only, so cores whose blocks agree in those
read the same (passes/reader_groups.py proves it later, in buffer form). The time of a schedule is the longest of three:
device memory, the link of the busiest core, its products of tiles.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import prod
from typing import Any

from tilelang_tt.device import Device
from tilelang_tt.dialects.tile import shape_of
from tilelang_tt.dialects.types import TILE, element_of
from tilelang_tt.mlir import ir, name_of, walk_collect
from tilelang_tt.passes import kernel_func, tensor_layouts
from tilelang_tt.passes.core_sets import Core, rectangles
from tilelang_tt.passes.dram_uses import accesses
from tilelang_tt.passes.rebuild import defining, enclosing, scf_for
from tilelang_tt.passes.schedule import Schedule

ORDER = "block"
_LEAST_GAIN = 0.9


@dataclass(frozen=True)
class Read:
    """`size` bytes that every block reads; they are the same for blocks that agree in the indices `axes`."""

    size: int
    axes: frozenset[int]


@dataclass(frozen=True)
class Traffic:
    """What one block moves from and to device memory, and its 32 x 32 x 32 products of tiles; `written` are bytes."""

    reads: tuple[Read, ...]
    written: int
    products: int


@dataclass(frozen=True)
class Estimate:
    """Bytes that all cores read from device memory, and clocks."""

    read: int
    clocks: float


def in_boxes(fn: Any, plan: Schedule, device: Device) -> tuple[Schedule, Estimate, Estimate] | None:
    """The schedule with order block, if that is quicker by a tenth, and the estimates of the given order and of block.

    None where it is not, or where the grid is not known or has one dimension.
    """
    if not plan.is_static or plan.ndims < 2 or plan.policy != "contiguous":
        return None
    traffic = traffic_of(fn)
    other = replace(plan, order=ORDER).in_boxes()
    before, after = (estimate(traffic, schedule, device) for schedule in (plan, other))
    return (other, before, after) if after.clocks < _LEAST_GAIN * before.clocks else None


def traffic_of(fn: Any) -> Traffic:
    """What one block of a kernel in tile form moves and computes; loops of unknown length count once."""
    (grid,) = walk_collect(fn, kernel_func.GRID)
    indices = list(grid.body.blocks[0].arguments)
    found = [a for a in accesses(fn) if tensor_layouts.memory(fn, name_of(a.tensor) or "") == "DRAM"]
    written = {access.tensor for access in found if access.writes}
    reads, stored = [], 0
    loops = [scf_for(op) for op in walk_collect(fn, "scf.for")]
    course = frozenset(axis for loop in loops for bound in (loop.lower, loop.upper) for axis in _axes(bound, indices))
    for access in found:
        size = prod(access.sizes) * max(1, element_of(access.tensor.type).width // 8) * prod(_trips(access.op))
        if access.writes:
            stored += size
        if access.reads:
            own = access.tensor in written
            axes = {axis for terms in access.offsets for term in terms for axis in _axes(_value(term), indices)}
            reads.append(Read(size, frozenset(range(len(indices))) if own else course | axes))
    products = sum(_products(op) * prod(_trips(op)) for op in walk_collect(fn, "tt.tile.gemm"))
    return Traffic(tuple(reads), stored, products)


def estimate(traffic: Traffic, plan: Schedule, device: Device) -> Estimate:
    """What cores read together with this schedule, and how long it takes."""
    blocks = plan.blocks
    work = {share.core: blocks[share.start : share.start + share.count] for share in plan.shares}
    read = sum(r.size * _executions(work, r.axes) for r in traffic.reads)
    most = max(map(len, work.values()))
    costs = device.costs
    moved = read + traffic.written * len(blocks)
    own = sum(r.size for r in traffic.reads) + traffic.written
    clocks = max(
        moved / (device.dram_banks * costs.dram_bytes * costs.dram_share),
        most * own / costs.noc_bytes,
        most * traffic.products * costs.matmul_tile["HiFi4"],
    )
    return Estimate(read, clocks)


def _executions(work: dict[Core, list[tuple[int, int, int]]], axes: frozenset[int]) -> int:
    """How often a read is done if one core of each rectangle that reads the same does it."""
    classes: dict[Any, list[Core]] = {}
    for core, blocks in work.items():
        classes.setdefault(tuple(tuple(block[axis] for axis in sorted(axes)) for block in blocks), []).append(core)
    return sum(len(key) * len(rectangles(cores)) for key, cores in classes.items())


def _axes(value: Any, indices: list[Any]) -> Iterator[int]:
    """The block indices that a value is computed from."""
    if value in indices:
        yield indices.index(value)
        return
    op = defining(value)
    if op is not None:
        for operand in op.operation.operands:
            yield from _axes(operand, indices)


def _value(term: Any) -> Any:
    return getattr(term, "value", term)


def _trips(op: Any) -> Iterator[int]:
    """The lengths of the loops around an operation."""
    return (scf_for(outer).trip_count or 1 for outer in enclosing(op) if outer.name == "scf.for")


def _products(op: Any) -> int:
    """The products of tiles of a T.gemm."""
    a = shape_of(op.a)[-2:]
    k = a[0] if ir.BoolAttr(op.transpose_a).value else a[1]
    return prod(-(-extent // TILE) for extent in (*shape_of(op.c)[-2:], k))
