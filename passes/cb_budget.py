"""Indices and depths of circular buffers within a device's limits. Plain Python, no MLIR."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class CBRequest:
    """A circular buffer that wants `depth` blocks of `block_pages` pages; it works with `min_depth`."""

    name: str
    role: str
    block_pages: int
    page_bytes: int
    depth: int
    min_depth: int = 1

    @property
    def bytes(self) -> int:
        """L1 it takes."""
        return self.block_pages * self.depth * self.page_bytes


class BudgetError(Exception):
    """The circular buffers do not fit. `table` lists what is asked for, largest first; `help` says what to do."""

    def __init__(self, message: str, table: list[str], help: str | None = None) -> None:
        super().__init__(message)
        self.table = table
        self.help = help


def fit_depths(
    requests: Sequence[CBRequest], l1_bytes: int, tensors: Mapping[str, int] | None = None
) -> list[CBRequest]:
    """Lowers depths, one block of the largest buffer at a time, until the sum fits in what `tensors`, bytes by name, leave
    of `l1_bytes`. Raises BudgetError.
    """
    fitted = list(requests)
    taken = sum((tensors or {}).values())
    while sum(r.bytes for r in fitted) > l1_bytes - taken:
        candidates = [i for i, r in enumerate(fitted) if r.depth > r.min_depth]
        if not candidates:
            raise _too_much(fitted, l1_bytes, tensors or {})
        largest = max(candidates, key=lambda i: (fitted[i].block_pages * fitted[i].page_bytes, -i))
        fitted[largest] = replace(fitted[largest], depth=fitted[largest].depth - 1)
    return fitted


def _too_much(requests: Sequence[CBRequest], l1_bytes: int, tensors: Mapping[str, int]) -> BudgetError:
    rows = [
        (r.bytes, f"'{r.name}': {r.block_pages * r.depth} pages x {r.page_bytes:,} B = {r.bytes:,} B")
        for r in requests
        if r.bytes
    ]
    rows += [(size, f"tensor '{name}': {size:,} B on every core") for name, size in tensors.items()]
    total = sum(size for size, _ in rows)
    what = "circular buffers and tensors" if tensors else "circular buffers"
    table = [text for _, text in sorted(rows, key=lambda row: -row[0])]
    help = "use smaller blocks, or keep tensors in DRAM" if tensors else None
    return BudgetError(f"{what} need {total:,} B of L1, a core has {l1_bytes:,} B", table, help)


FIRST_ID = {"input": 0, "output": 16, "intermediate": 24}
"""Where the indices of each role start, as hand-written kernels have them."""


def assign_ids(roles: Sequence[str], num_cbs: int, chosen: Sequence[int | None] = ()) -> list[int]:
    """An index for every circular buffer: the chosen one, else from its role's first on the lowest that is free.

    Raises BudgetError.
    """
    if len(roles) > num_cbs:
        raise BudgetError(f"{len(roles)} circular buffers are needed, a core has {num_cbs}", [])
    wanted = [*chosen, *[None] * (len(roles) - len(chosen))]
    fixed = [i for i in wanted if i is not None]
    for i in fixed:
        if not 0 <= i < num_cbs or fixed.count(i) > 1:
            why = f"a core has {num_cbs}" if fixed.count(i) == 1 else "it is chosen twice"
            raise BudgetError(f"id {i} of a circular buffer is not free: {why}", [], "choose another id")
    taken = set(fixed)
    ids = []
    for role, own in zip(roles, wanted, strict=True):
        if own is None:
            own = next(i for i in [*range(FIRST_ID[role], num_cbs), *range(num_cbs)] if i not in taken)
            taken.add(own)
        ids.append(own)
    return ids
