"""Which on-chip buffers a piece of tile form reads, writes, and needs from before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tilelang_tt.dialects import attributes, tile
from tilelang_tt.mlir import ir
from tilelang_tt.passes.ranges import runs
from tilelang_tt.passes.rebuild import constant_int, defining, scf_for


@dataclass(frozen=True)
class Access:
    """One use of a buffer. `whole` says that a write leaves nothing of the old contents."""

    buffer: Any
    reads: bool
    writes: bool
    whole: bool


def root(value: Any) -> Any:
    """The buffer behind a value: looks through tt.tile.view."""
    op = defining(value)
    while op is not None and op.operation.name == "tt.tile.view":
        value = op.operation.operands[0]
        op = defining(value)
    return value


def is_on_chip(value: Any) -> bool:
    """Whether a memref lies on the chip: shared, fragment or local."""
    return isinstance(value.type, ir.MemRefType) and attributes.space_of(value.type) != "dram"


def is_whole(value: Any) -> bool:
    """Whether a value is a buffer itself, not a view of it."""
    return bool(root(value) == value)


def accesses(op: Any) -> Iterator[Access]:
    """The accesses of one operation to on-chip buffers, not counting nested operations; operands read come first."""
    operation = op.operation
    operands = list(operation.operands)
    match operation.name:
        case "tt.tile.copy" | "tt.tile.transpose":
            yield from _access(operands[0], reads=True)
            yield from _access(operands[1], writes=True)
        case "tt.tile.fill":
            yield from _access(operands[0], writes=True)
        case "tt.tile.gemm":
            yield from _access(operands[0], reads=True)
            yield from _access(operands[1], reads=True)
            cleared = constant_int(operands[3]) == 1
            yield from _access(operands[2], reads=not cleared, writes=True)
        case "tt.tile.reduce":
            yield from _access(operands[0], reads=True)
            cleared = ir.BoolAttr(operation.attributes["clear"]).value
            yield from _access(operands[1], reads=not cleared, writes=True)
        case "memref.load":
            yield from _access(operands[0], reads=True)
        case "memref.store":
            yield from _access(operands[1], writes=True, whole=not tile.squeezed(tile.shape_of(operands[1])))


def _access(value: Any, reads: bool = False, writes: bool = False, whole: bool = True) -> Iterator[Access]:
    if is_on_chip(value):
        yield Access(root(value), reads, writes, writes and whole and is_whole(value))


def operations(op: Any) -> Iterator[Any]:
    """The operations inside an operation's regions, in order, one level deep."""
    for region in op.operation.regions:
        for block in region.blocks:
            yield from block.operations


def written(ops: Sequence[Any]) -> list[Any]:
    """The buffers that some operation writes, nested ones included, in order of the first write."""
    found: dict[Any, None] = {}
    for op in ops:
        for access in accesses(op):
            if access.writes:
                found.setdefault(access.buffer)
        found.update(dict.fromkeys(written(list(operations(op)))))
    return list(found)


def first_use(ops: Sequence[Any], buffer: Any) -> str | None:
    """What happens first to a buffer: "read" (its old contents matter), "write" (all of it is overwritten), "part" (some
    of it is overwritten, so what is left matters later), or None.
    """
    for op in ops:
        name = op.operation.name
        if name == "scf.parallel":
            use = _parallel_use(op, buffer)
        elif name == "scf.if":
            branches = [
                first_use(list(region.blocks[0].operations), buffer)
                for region in op.operation.regions
                if len(list(region.blocks))
            ]
            if "read" in branches:
                return "read"
            if "part" in branches:
                return "part"
            both = len(branches) == 2 and branches == ["write", "write"]
            use = "write" if both else None
        elif name == "scf.for":
            use = first_use(list(operations(op)), buffer)
            if use == "write" and not runs(scf_for(op)):
                use = None
        elif list(op.operation.regions):
            use = first_use(list(operations(op)), buffer)
        else:
            use = _plain_use(op, buffer)
        if use is not None:
            return use
    return None


def _plain_use(op: Any, buffer: Any) -> str | None:
    mine = [a for a in accesses(op) if a.buffer == buffer]
    if any(a.reads for a in mine):
        return "read"
    if any(not a.whole for a in mine):
        return "part"
    return "write" if mine else None


def _parallel_use(op: Any, buffer: Any) -> str | None:
    """A parallel loop that stores every element before it loads any of them overwrites the buffer."""
    for inner in operations(op):
        for access in accesses(inner):
            if access.buffer == buffer:
                return "read" if access.reads else "write" if _covers(inner, op) else "part"
        nested = first_use(list(operations(inner)), buffer)
        if nested is not None:
            return nested
    return None


def _covers(store: Any, parallel: Any) -> bool:
    """Whether the iterations of a parallel loop store to all elements of a buffer."""
    buffer, *indices = list(store.operation.operands)[1:]
    variables = list(parallel.operation.regions[0].blocks[0].arguments)
    uppers = list(parallel.operation.operands)[len(variables) : 2 * len(variables)]
    extents = dict(zip(variables, (constant_int(v) for v in uppers), strict=True))
    return all(
        extent == 1 or extents.get(index) == extent
        for extent, index in zip(tile.shape_of(buffer), indices, strict=True)
    )


def needed_after(op: Any, buffer: Any) -> bool:
    """Whether the contents of a buffer after `op` can be read by anything that runs later."""
    operation = op.operation
    block = operation.block
    rest = list(block.operations)
    position = next(i for i, other in enumerate(rest) if other.operation == operation)
    use = first_use(rest[position + 1 :], buffer)
    if use is not None:
        return use != "write"
    allocation = defining(buffer)
    if allocation is None or allocation.operation.block == block:
        return False
    parent = block.owner
    if parent.operation.name == "scf.for" and first_use(list(operations(parent)), buffer) in ("read", "part"):
        return True
    return needed_after(parent, buffer)
