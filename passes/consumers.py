"""Who uses a block value, and how: what decides the circular buffers it needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tilelang_tt.dialects.types import is_block
from tilelang_tt.mlir import ir
from tilelang_tt.passes.uniform import is_free


@dataclass(frozen=True)
class Use:
    """One use of a block: `op` uses it.

    `kind` is "store" (the first in the block that defines it; for others compute makes copies), "compute", "transposed"
    (right operand of a matmul that transposes it), "accumulate" (what a matmul adds to) or "carry" (handed over by
    control flow or a choice).
    """

    op: Any
    kind: str


def uses_of(value: Any) -> list[Use]:
    """The uses of a block value, in no particular order."""
    found = []
    streamed = first_store(value)
    for use in value.uses:
        op = use.owner
        name = op.operation.name
        if streamed is not None and op.operation == streamed:
            kind = "store"
        elif name == "tt.tile.matmul" and use.operand_number == 2:
            kind = "accumulate"
        elif (
            name == "tt.tile.matmul"
            and use.operand_number == 1
            and ir.BoolAttr(op.operation.attributes["transpose_b"]).value
        ):
            kind = "transposed"
        elif name in ("scf.for", "scf.yield", "arith.select", "scf.if"):
            kind = "carry"
        else:
            kind = "compute"
        found.append(Use(op, kind))
    return found


_STORES = ("tt.tile.store", "tt.tile.store_element")


def first_store(value: Any) -> Any | None:
    """The first store of a block value in the block of operations that defines it, or None: the one that the writer does
    straight from where the value was put. Every write pops what it wrote.
    """
    block = block_of(value)
    stores = [u.owner.operation for u in value.uses if u.owner.operation.name in _STORES]
    stores = [op for op in stores if op.block == block]
    if len(stores) < 2:
        return stores[0] if stores else None
    return next(op.operation for op in block.operations if op.operation in stores)


def is_copied(*values: Any) -> bool:
    """Whether compute copies tiles of a block to DST, or lets the vector unit see them; else only the matrix unit does."""
    return any(_copies(use) for value in values for use in value.uses)


def _copies(use: Any) -> bool:
    op = use.owner.operation
    if op.name == "tt.tile.matmul":
        return bool(use.operand_number == 2)
    if op.name == "tt.tile.block_reduce":
        # Maxima of rows are folded and turned in DST.
        return ir.StringAttr(op.attributes["kind"]).value == "max" and ir.IntegerAttr(op.attributes["dim"]).value == 1
    if op.name == "tt.tile.at":
        return any(needs_copy(inner.owner) for inner in op.results[0].uses)
    return True


def needs_copy(user: Any) -> bool:
    """Whether an operation of a map needs one of its leaves in DST; else the matrix unit spreads it on the way."""
    return user.operation.name != "tt.tile.bcast" or is_free(user)


def block_of(value: Any) -> Any:
    """The block that defines a value."""
    owner = value.owner
    return owner if isinstance(owner, ir.Block) else owner.operation.block


def ancestor_in(op: Any, block: Any) -> Any | None:
    """The operation of `block` that is `op` or contains it, or None."""
    operation = op.operation
    while operation.block != block:
        parent = operation.parent
        # The bindings crash when a module is asked for its block.
        if parent is None or parent.operation.name == "func.func":
            return None
        operation = parent.operation
    return operation


def span(value: Any, kinds: tuple[str, ...]) -> tuple[int, int] | None:
    """Positions, in the block that defines a value, of the first and the last operation that contains a use of these
    kinds.
    """
    block = block_of(value)
    position = {op.operation: i for i, op in enumerate(block.operations)}
    at = [position[a] for u in uses_of(value) if u.kind in kinds and (a := ancestor_in(u.op, block)) is not None]
    return (min(at), max(at)) if at else None


def block_results(op: Any) -> list[Any]:
    """The results of an operation that are blocks of tiles."""
    return [r for r in op.operation.results if is_block(r.type)]
