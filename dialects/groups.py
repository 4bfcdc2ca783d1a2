"""`tt.core`: reader groups, cores that read the same blocks, of which one reads and multicasts to the others.

The reader of each core knows its part from runtime arguments; cores in no group of a read do it alone.
"""

from collections.abc import Iterable
from typing import Any

from tilelang_tt.dialects.base import TT, Op, Operand, Result, int_array, int_list, rule
from tilelang_tt.dialects.types import CBType
from tilelang_tt.mlir import ext, ir


class ReaderGroupAttr(TT.Attribute, name="reader_group"):
    """A rectangle of cores that read the same blocks: `#tt.reader_group<[0, 2], [8, 1], [3, 2]>` starts at column 0, row
    2, is 8 columns by 1 row, and core (3, 2) of it reads for all.
    """

    start: ir.ArrayAttr
    extent: ir.ArrayAttr
    sender: ir.ArrayAttr

    @classmethod
    def of(cls, start: list[int], extent: list[int], sender: list[int]) -> "ReaderGroupAttr":
        """Builds the attribute from (column, row) pairs. Raises ValueError for a sender that is not in the rectangle."""
        if not all(s <= c < s + e for s, e, c in zip(start, extent, sender, strict=True)):
            raise ValueError(f"core {sender} is not in the {extent[0]} x {extent[1]} cores from {start} on")
        return cls.get(int_array(start), int_array(extent), int_array(sender))

    @property
    def values(self) -> dict[str, list[int]]:
        """`{"start": [cx, cy], "extent": [columns, rows], "sender": [cx, cy]}`."""
        named = zip(("start", "extent", "sender"), self.params, strict=True)
        return {name: int_list(ir.ArrayAttr(value)) for name, value in named}


class SharedReadAttr(TT.Attribute, name="shared_read"):
    """A read that groups of cores share: `#tt.shared_read<"A_readers", 0, 1, [#tt.reader_group<...>, ...]>`, a name, the
    semaphores "ready" (of the sender: how many receivers have room) and "valid" (of each receiver: the block is there),
    and the groups. Cores in none of them read for themselves.
    """

    readers: ir.StringAttr
    ready: ir.IntegerAttr
    valid: ir.IntegerAttr
    groups: ir.ArrayAttr

    @classmethod
    def of(cls, name: str, ready: int, valid: int, groups: Iterable[ReaderGroupAttr]) -> "SharedReadAttr":
        """Builds the attribute; semaphores are ids."""
        i64 = ir.IntegerType.get_signless(64)
        ids = (ir.IntegerAttr.get(i64, semaphore) for semaphore in (ready, valid))
        return cls.get(ir.StringAttr.get(name), *ids, ir.ArrayAttr.get(list(groups)))

    @property
    def values(self) -> dict[str, Any]:
        """The keys of the plan: name, ready, valid, groups."""
        name, ready, valid, groups = self.params
        return {
            "name": ir.StringAttr(name).value,
            "ready": ir.IntegerAttr(ready).value,
            "valid": ir.IntegerAttr(valid).value,
            "groups": [ReaderGroupAttr(group).values for group in ir.ArrayAttr(groups)],
        }


class ReadersType(TT.Type, name="readers"):
    """What a core's reader knows of its group: its role, where the others are, the semaphores."""


class ReadersOp(Op, name="core.readers"):
    """This core's part in the shared read number `shared` of its program, from the runtime arguments of the reader, which
    the host appends to the others. `ready` and `valid` are the ids of its semaphores. C++: reader_group.
    """

    shared: ir.IntegerAttr
    ready: ir.IntegerAttr
    valid: ir.IntegerAttr
    result: Result[ReadersType]
    rules = (
        rule(
            lambda op: ir.IntegerAttr(op.ready).value != ir.IntegerAttr(op.valid).value,
            "uses one semaphore for both directions",
        ),
    )


class ReadsOp(Op, name="core.reads"):
    """Whether this core reads: for its group, or for itself where it has none. C++: the field `reads`."""

    readers: Operand[ReadersType]
    result: Result[ir.IntegerType]


class AnnounceOp(Op, name="core.announce"):
    """A receiver says that it has reserved pages for the next block. C++: announce."""

    readers: Operand[ReadersType]


class SendOp(Op, name="core.send"):
    """The sender of a group multicasts the reserved `pages` of a circular buffer as soon as all receivers have announced
    themselves; other cores do nothing.

    The write pointers of the circular buffer must be equal on all cores of the group. C++: send.
    """

    readers: Operand[ReadersType]
    cb: Operand[CBType]
    pages: ir.IntegerAttr
    rules = (rule(lambda op: ir.IntegerAttr(op.pages).value > 0, "sends no pages"),)


class ReceiveOp(Op, name="core.receive"):
    """A receiver waits until the block that it announced itself for is in the reserved pages of a circular buffer; other
    cores do nothing. C++: receive.
    """

    readers: Operand[ReadersType]
    cb: Operand[CBType]


class AtomicBarrierOp(Op, name="core.atomic_barrier"):
    """Waits until all increments of semaphores have arrived. Metalium: noc_async_atomic_barrier."""


OPS: tuple[type[ext.Operation], ...] = (ReadersOp, ReadsOp, AnnounceOp, SendOp, ReceiveOp, AtomicBarrierOp)
