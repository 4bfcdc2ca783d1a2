"""The protocol of DST in a compute kernel: acquire, math, commit, wait, pack, release, in this order on every path.

Between acquire and commit the math thread owns one half of DST, between wait and release the packer does. A tile is
written before it is read or packed; nothing survives a release. Indices stay within the half, whose size follows from
`fp32_dest_acc_en` and `full_sync`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tilelang_tt.dialects.dst import ROWS
from tilelang_tt.passes.finding import Finding
from tilelang_tt.passes.op_tree import Node
from tilelang_tt.passes.ranges import range_of

IDLE, MATH, HANDED, PACK = "outside of a section", "in math", "after commit", "in pack"
_STEPS = {
    "tt.tile.regs_acquire": (IDLE, MATH),
    "tt.tile.regs_commit": (MATH, HANDED),
    "tt.tile.regs_wait": (HANDED, PACK),
    "tt.tile.regs_release": (PACK, IDLE),
}
_ORDER = "regs_acquire, math, regs_commit, regs_wait, packs, regs_release"

_STARTUPS = frozenset(
    {"tt.tile.startup", "tt.tile.binary_startup", "tt.tile.matmul_startup", "tt.tile.matmul_block_startup"}
)


def is_pack(name: str) -> bool:
    """Whether an operation is the packer's."""
    return name in ("tt.tile.pack_tile", "tt.tile.pack_tile_at")


def _reads(name: str, slots: list[Any]) -> list[Any]:
    """The DST operands that an operation reads: all but the last, and that too where the operation is in place. What
    adds to DST (matmul, reduce) starts from the zeros of an acquire."""
    in_place = is_pack(name) or name.startswith(("tt.tile.sfpu_unary", "tt.tile.sfpu_scalar", "tt.tile.typecast"))
    return slots if in_place else slots[:-1]


@dataclass
class _Section:
    phase: str = IDLE
    written: int = 0
    """A bit per DST tile that may hold something."""
    configured: bool = False


class DstProtocol:
    """Checks one compute function; `dst_tiles` is what one section may use."""

    def __init__(self, body: list[Node], dst_tiles: int) -> None:
        self.body = body
        self.dst_tiles = dst_tiles
        self.findings: list[Finding] = []
        self.has_inits = False

    def run(self) -> list[Finding]:
        """All findings, in program order."""
        self.has_inits = _has_inits(self.body)
        state = _Section()
        self._block(self.body, state)
        if state.phase != IDLE:
            self._found(self.body[-1], f"the kernel ends {state.phase} of a DST section", f"the order is {_ORDER}")
        return self.findings

    def _found(self, node: Node, message: str, help: str | None = None) -> None:
        self.findings.append(Finding(node.op, message, help))

    def _block(self, nodes: list[Node], state: _Section) -> None:
        for node in nodes:
            name = node.name
            if name == "scf.for":
                self._nested(node, "a loop", state)
            elif name == "scf.if":
                self._nested(node, "a branch", state)
            elif name in _STEPS:
                self._step(node, state)
            elif name in ROWS:
                self._call(node, state)

    def _nested(self, node: Node, what: str, state: _Section) -> None:
        written = state.written
        for nodes in node.blocks:
            inner = _Section(state.phase, state.written, state.configured)
            self._block(nodes, inner)
            if inner.phase != state.phase:
                self._found(
                    node,
                    f"{what} starts {state.phase} and ends {inner.phase} of a DST section",
                    f"the order is {_ORDER}, on every path",
                )
            written |= inner.written
        state.written = written

    def _step(self, node: Node, state: _Section) -> None:
        wanted, after = _STEPS[node.name]
        if state.phase != wanted:
            self._found(node, f"'{node.name}' stands {state.phase}, it belongs {wanted}", f"the order is {_ORDER}")
        state.phase = after
        if after == MATH:
            state.written = 0

    def _call(self, node: Node, state: _Section) -> None:
        kinds = ROWS[node.name].operands
        slots = [v for v, kind in zip(node.operands, kinds, strict=True) if kind == "dst"]
        if node.name in _STARTUPS:
            if state.configured:
                self._found(node, f"'{node.name}' must be the first call of the kernel")
            state.configured = True
            return
        if self.has_inits and not state.configured and (slots or node.name.endswith("_init")):
            self._found(
                node,
                f"'{node.name}' comes before the full configuration",
                "a kernel starts with one of the startup calls",
            )
            state.configured = True
        if not slots:
            return
        wanted = PACK if is_pack(node.name) else MATH
        if state.phase != wanted:
            self._found(node, f"'{node.name}' stands {state.phase}, it belongs {wanted}", f"the order is {_ORDER}")
            return
        for slot in _reads(node.name, slots):
            self._slot(node, slot, 1, state, reading=True)
        if wanted == MATH:
            tiles = node.integer("ct") * node.integer("rt") if node.name == "tt.tile.matmul_block" else 1
            self._slot(node, slots[-1], tiles, state, reading=False)

    def _slot(self, node: Node, index: Any, tiles: int, state: _Section, reading: bool) -> None:
        low, high = range_of(index)
        everything = (1 << self.dst_tiles) - 1
        bits = everything
        if not isinstance(low, int) or not isinstance(high, int):
            self._found(node, "a DST index is not bounded by constants", "use constants and loops with constant bounds")
        elif low < 0 or high + tiles > self.dst_tiles:
            reach = low if low < 0 else high + tiles - 1
            self._found(
                node,
                f"'{node.name}' uses DST tile {reach}, a section has {self.dst_tiles} tiles",
                "cut the block into smaller sections",
            )
        else:
            bits = ((1 << (high + tiles - low)) - 1) << low
            if reading and bits & ~state.written:
                missing = next(i for i in range(low, high + tiles) if not state.written >> i & 1)
                self._found(node, f"'{node.name}' reads DST tile {missing}, which nothing in its section has written")
        if not reading:
            state.written |= bits


def _has_inits(nodes: list[Node]) -> bool:
    return any(
        node.name in _STARTUPS
        # Reductions bring their own inits, before the others are there.
        or (node.name.endswith("_init") and node.name != "tt.tile.reduce_init")
        or any(_has_inits(b) for b in node.blocks)
        for node in nodes
    )
