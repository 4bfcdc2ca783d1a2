"""Which cores read the same blocks in the same order, so that one of them can read for all.

Two cores are in one class of a read if their readers do the same, operation by operation, from the first to the last:
they have as many blocks, their loops and conditions inside of the blocks agree, and so do the places that this read
takes its blocks from. A class is cut into rectangles, which are what a multicast reaches.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tilelang_tt.dialects.base import int_list
from tilelang_tt.mlir import name_of, walk_collect
from tilelang_tt.passes import tensor_layouts
from tilelang_tt.passes.block_values import BlockValues, NotOfTheBlock, Numbers
from tilelang_tt.passes.core_sets import Core, Rectangle, rectangles, row_by_row
from tilelang_tt.passes.rebuild import enclosing, scf_for
from tilelang_tt.passes.shard_places import in_place
from tilelang_tt.passes.split_kernels import thread_of
from tilelang_tt.passes.storage import cb_format

READS = ("tt.core.read", "tt.core.read_region")
"""The operations that groups can share: blocks of at least one tile."""


@dataclass(frozen=True)
class Group:
    """Cores that read the same blocks; `sender` reads for all."""

    cores: Rectangle
    sender: Core


@dataclass(frozen=True)
class Candidate:
    """A read and the rectangles of two cores and more that share it; `block_bytes` are moved at a time, `times` says how
    often by each core.
    """

    op: Any
    rectangles: list[Rectangle]
    block_bytes: int
    times: Mapping[Core, int]

    @property
    def saved(self) -> int:
        """Bytes that need not be read: each group reads once instead of once per core."""
        return sum(self.block_bytes * self.times[r.start] * (len(r) - 1) for r in self.rectangles)


class Sharing:
    """What the cores of a kernel in buffer form read together. `ranges` gives (start, count) of each core."""

    def __init__(self, fn: Any, ranges: Mapping[Core, tuple[int, int]]) -> None:
        self.fn = fn
        self.ranges = ranges
        self.values = BlockValues(fn, ranges)

    def candidates(self) -> list[Candidate]:
        """The reads that some cores share, in program order. Raises NotOfTheBlock where the course of the reader depends
        on something else than the block.
        """
        movers = walk_collect(self.fn, lambda o: thread_of(o) == "reader")
        written = {op.operation.operands[0] for op in walk_collect(self.fn, _is_write)}
        control: list[Numbers] = []
        for outer in dict.fromkeys(outer for op in movers for outer in enclosing(op)):
            if outer != self.values.loop.operation:
                operands = list(outer.operands)[: 3 if outer.name == "scf.for" else 1]
                control += [part for operand in operands for part in self.values.parts(operand)]
        courses = self._keys(control)
        found = []
        for op in movers:
            if op.operation.name not in READS or op.tensor in written or in_place(op):
                continue
            try:
                places = self._keys([part for offset in op.offsets for part in self.values.parts(offset)])
            except NotOfTheBlock:
                continue
            classes: dict[Any, list[Core]] = {}
            for core, course, place in zip(self.values.cores, courses, places, strict=True):
                classes.setdefault((self.ranges[core][1], course, place), []).append(core)
            shared = [r for cores in classes.values() for r in rectangles(cores) if r.extent != (1, 1)]
            if shared:
                found.append(Candidate(op, shared, block_bytes(op), self.times(op)))
        return found

    def _keys(self, parts: Sequence[Numbers]) -> list[bytes]:
        """One key per core, equal where all numbers are equal for all blocks."""
        return [
            b"|".join(self.values.of_core(part, i).tobytes() for part in parts) for i in range(len(self.values.cores))
        ]

    def times(self, op: Any) -> dict[Core, int]:
        """How often each core executes an operation of its movers; loops whose length is not known count once."""
        inside, repeated = False, 1
        for outer in enclosing(op):
            if outer == self.values.loop.operation:
                inside = True
            elif outer.name == "scf.for":
                repeated *= scf_for(outer).trip_count or 1
        return {core: repeated * (count if inside else 1) for core, (_, count) in self.ranges.items()}

    def in_dram(self, op: Any) -> bool:
        """Whether a mover goes to device memory: its tensor does not lie in L1, where shards may be used in place."""
        return tensor_layouts.memory(self.fn, name_of(op.tensor) or "") == "DRAM"

    def moved(self) -> dict[Core, int]:
        """Bytes that each core moves from and to device memory, if each reads for itself."""
        total = dict.fromkeys(self.ranges, 0)
        for op in filter(self.in_dram, walk_collect(self.fn, lambda o: o.name in READS or _is_write(o))):
            for core, times in self.times(op).items():
                total[core] += times * block_bytes(op)
        return total


def block_bytes(op: Any) -> int:
    """The bytes of the tiles that a mover of blocks or elements moves at a time."""
    shape = int_list(op.shape) if "shape" in op.operation.attributes else [1, 1]
    return shape[0] * shape[1] * cb_format(op.cb).tile_bytes


def with_senders(candidates: Sequence[Candidate]) -> list[list[Group]]:
    """The groups of each candidate. Senders are chosen so that no core sends much more than others: of those that send
    least, the first, counted from the first core of the first group, the second of the second group, and so on.
    """
    load: dict[Core, int] = {}
    found = []
    for candidate in candidates:
        groups = []
        for i, rectangle in enumerate(sorted(candidate.rectangles, key=lambda r: row_by_row(r.start))):
            cores = rectangle.cores()
            first = i % len(cores)
            sender = min(cores[first:] + cores[:first], key=lambda core: load.get(core, 0))
            load[sender] = load.get(sender, 0) + candidate.block_bytes * candidate.times[sender]
            groups.append(Group(rectangle, sender))
        found.append(groups)
    return found


def _is_write(op: Any) -> bool:
    return bool(op.name.startswith("tt.core.write"))
