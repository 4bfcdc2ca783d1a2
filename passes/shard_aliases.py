"""Which circular buffers can be the shards of tensors that their blocks come from or go to.

A circular buffer that lies where the core's shard lies hands out the pages of the shard in the order of memory, again
and again. So it stands for a read (a write) exactly if on every core the pages that are read (written) one after the
other are those of this core's own shard, in that order. That is computed for every page (`mover_traces.py`), never
assumed.

What a kernel reads and writes is in one place then, so an update in place needs more: that each tile is read for the
last time where the tile in its place is made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any

import numpy as np

from tilelang_tt.dialects.types import CBType, element_of
from tilelang_tt.mlir import ir, walk_collect
from tilelang_tt.passes import kernel_func, storage
from tilelang_tt.passes.cb_events import PRODUCER, cb_name, events_of
from tilelang_tt.passes.core_sets import Core, core_key
from tilelang_tt.passes.finding import Finding
from tilelang_tt.passes.index_arrays import Unknown
from tilelang_tt.passes.mover_traces import Trace, trace
from tilelang_tt.passes.op_tree import read_op
from tilelang_tt.passes.rebuild import defining
from tilelang_tt.passes.shard_places import Places, Sharded, pages_per_shard, places, sharded_tensors

READ, WRITE = "tt.core.read", "tt.core.write"
ALL_READS = (READ, "tt.core.read_element", "tt.core.read_region")
ALL_WRITES = (WRITE, "tt.core.write_element", "tt.core.write_region")


@dataclass
class Findings:
    """The buffers that are shards: `aliased` maps operations (reads, writes) to the tensor. `refused`: operations that
    move the blocks of a sharded tensor, and why they have to.
    """

    aliased: dict[Any, Sharded] = field(default_factory=dict)
    refused: list[tuple[Any, Sharded, str]] = field(default_factory=list)


class Aliases:
    """The reads and writes of one function in buffer form."""

    def __init__(self, fn: Any) -> None:
        self.fn = fn
        self.names = dict(zip(fn.arguments, kernel_func.parameter_names(fn), strict=True))
        self.movers = walk_collect(fn, (*ALL_READS, *ALL_WRITES))
        self.order = {op.operation: i for i, op in enumerate(walk_collect(fn, lambda _: True))}
        self._traces: dict[Any, Trace | Unknown] = {}

    def find(self, tensors: Mapping[str, Sharded]) -> Findings:
        """What can be aliased, with tensors laid out as given."""
        found = Findings()
        taken: set[Any] = set()
        for name, tensor in tensors.items():
            reads, writes = (
                [op for op in self.movers if op.operation.name in kinds and self.names[op.tensor] == name]
                for kinds in (ALL_READS, ALL_WRITES)
            )
            problems = {op: self.problem(op, tensor, taken) for op in (*reads, *writes)}
            updated = reads and writes and self.in_place_problem(reads, writes)
            # What goes over the NoC could be overtaken by what is aliased: such accesses are all aliased, or none.
            together = [*reads, *writes] if reads and writes else writes
            why = updated or next((problem for op in together if (problem := problems[op])), None)
            problems |= {op: problems[op] or why for op in together}
            for op, problem in problems.items():
                if problem is None:
                    found.aliased[op] = tensor
                    taken.add(op.cb)
                else:
                    found.refused.append((op, tensor, problem))
        return found

    def problem(self, op: Any, tensor: Sharded, taken: set[Any]) -> str | None:
        """Why the circular buffer of one read or write cannot be the shard, or None."""
        if op.operation.name not in (READ, WRITE):
            return "elements of it are moved one by one" if "element" in op.operation.name else "its pages are rows"
        alloc, pages = defining(op.cb), pages_per_shard(tensor.layout)
        if op.cb in taken:
            return "its circular buffer is the shard of another tensor"
        if storage.cb_format(alloc) != storage.tensor_format(self.fn, tensor.name, element_of(op.tensor.type)):
            return "its circular buffer has another format"
        if not self.is_only_end(op):
            return "its circular buffer has other blocks, too"
        block = prod(ir.IntegerAttr(extent).value for extent in op.shape)
        if pages % block:
            return f"blocks of {block} pages do not divide shards of {pages}"
        try:
            followed = self.trace(op)
            return misplaced(followed, places(tensor.layout, followed), tensor.owners, pages)
        except Unknown as failure:
            return f"which pages are moved depends on {failure}"

    def trace(self, op: Any) -> Trace:
        """The executions of a read or write."""
        found = self._traces.get(op)
        if found is None:
            try:
                found = trace(self.fn, op)
            except Unknown as failure:
                found = failure
            self._traces[op] = found
        if isinstance(found, Unknown):
            raise found
        return found

    def is_only_end(self, op: Any) -> bool:
        """Whether a read is all that fills its circular buffer, a write all that empties it."""
        fills = op.operation.name == READ
        for use in op.cb.uses:
            owner = use.owner.operation
            if owner.parent.name == "tt.cb.map":
                owner = owner.parent.operation
            ends = {event.kind in PRODUCER for event in events_of(read_op(owner)) if event.cb == op.cb}
            if owner != op.operation and fills in ends:
                return False
        return True

    def in_place_problem(self, reads: Sequence[Any], writes: Sequence[Any]) -> str | None:
        """Why a tensor that is read and written cannot be updated in its shards, or None."""
        if len(reads) > 1 or len(writes) > 1:
            return "it is updated in place, and read or written in several places"
        (read,), (write,) = reads, writes
        if read.operation.name != READ or write.operation.name != WRITE or read.cb == write.cb:
            return "it is updated in place, not block by block"
        try:
            before, after = self.trace(read), self.trace(write)
        except Unknown as failure:
            return f"which pages are moved depends on {failure}"
        same = before.shape == after.shape and "transposed" not in read.operation.attributes
        if not same or not all(np.array_equal(a, b) for a, b in zip(before.offsets, after.offsets, strict=True)):
            return "it is updated in place, and other blocks are written than read"
        uses = [use.owner.operation for use in read.cb.uses]
        fills = [u.owner.operation for u in write.cb.uses if u.owner.operation != write.operation]
        if len(fills) != 1 or fills[0].name != "tt.cb.map" or fills[0].block != read.operation.block:
            return "it is updated in place, and not tile by tile"
        last = fills[0]
        for use in uses:
            inside = use.parent == last
            if inside and ir.StringAttr(use.attributes["map"]).value != "block":
                return "it is updated in place, and each of its tiles is used for several others"
            late = self.order[use] > self.order[last] and use.name not in ("tt.cb.pop", READ)
            if not inside and late:
                return "it is updated in place, and read after that"
        return None if any(use.parent == last for use in uses) else "it is updated in place without being read there"


def misplaced(followed: Trace, where: Places, owners: Sequence[Core], pages: int) -> str | None:
    """The first page, if there is one, that is not the next one of the core's own shard, in words."""
    own = {core: number for number, core in enumerate(owners)}
    without = next((core for core in followed.cores if core not in own), None)
    if without is not None:
        return f"core {core_key(without)} has blocks and no shard"
    mine = np.array([own[core] for core in followed.cores], dtype=np.int64)[followed.core]
    strange = np.argwhere(where.shard != mine[:, None])
    if len(strange):
        execution, page = strange[0]
        core = core_key(followed.cores[int(followed.core[execution])])
        shard = int(where.shard[execution, page])
        return f"core {core} needs shard {shard}, which is on core {core_key(owners[shard])}"
    each = where.place.shape[1] if where.place.ndim == 2 else 1
    first = np.searchsorted(followed.core, followed.core, side="left")
    expected = (np.arange(len(followed.core)) - first)[:, None] * each + np.arange(each)
    wrong = np.argwhere(where.place != expected % pages)
    if not len(wrong):
        return None
    execution, page = wrong[0]
    core = core_key(followed.cores[int(followed.core[execution])])
    have, want = int(where.place[execution, page]), int(expected[execution, page] % pages)
    return f"core {core} needs page {have} of its shard where page {want} follows"


def check(fn: Any) -> list[Finding]:
    """What is wrong with the circular buffers of a function that are shards; in buffer form, whether they can be."""
    allocs = [op for op in walk_collect(fn, "tt.cb.alloc") if op.get("alias") is not None]
    if not allocs:
        return []
    tensors = sharded_tensors(fn)
    whole = "tt.thread" not in fn.attributes
    found = Aliases(fn).find(tensors) if whole else Findings()
    findings = []
    for alloc in allocs:
        name, buffer = ir.StringAttr(alloc.get("alias")).value, cb_name(alloc.result)
        tensor = tensors.get(name)
        if tensor is None:
            findings.append(Finding(alloc, f"{buffer} is the shard of '{name}', which has no shards in L1"))
            continue
        have, want = CBType(alloc.result.type).num_pages, pages_per_shard(tensor.layout)
        if have != want:
            findings.append(Finding(alloc, f"{buffer} has {have} pages and is a shard of '{name}', which has {want}"))
        findings += [
            Finding(op, f"{buffer} cannot be the shard of '{name}': {why}", "tt-alias-shards says which ones can")
            for op, refused, why in found.refused
            if refused is tensor and op.cb == alloc.result
        ]
    return findings
