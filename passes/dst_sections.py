"""Sections of DST, the registers that compute works in: acquire, compute, commit, wait, pack, release."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tilelang_tt.dialects import cb
from tilelang_tt.dialects.base import i64_attr
from tilelang_tt.dialects.dst import emit
from tilelang_tt.mlir import func, ir, named_loc, scf
from tilelang_tt.passes.rebuild import Rebuilder, index
from tilelang_tt.passes.tile_index import IndexBuilder


def tiles_per_section(tiles: int, slots: int, dst_tiles: int) -> int:
    """How many of `tiles` go through DST at once when each takes `slots`: the largest divisor that fits."""
    return max(t for t in range(1, tiles + 1) if tiles % t == 0 and (t == 1 or t * slots <= dst_tiles))


class DstSections(Rebuilder):
    """Rebuilds a compute function with loops and sections; `dst_tiles` is how many tiles one section holds, `unpacked` are the
    ids of the circular buffers that go to DST with all their bits.
    """

    def __init__(self, old: func.FuncOp, dst_tiles: int, unpacked: Sequence[int] = ()) -> None:
        super().__init__(old)
        self.dst_tiles = dst_tiles
        self.unpacked = unpacked

    def repeat(self, count: int, name: str, body: Callable[[Any], None]) -> None:
        """`body(i)` for i in 0 .. count, as a loop unless it runs once."""
        self.stepped(count, 1, name, body)

    def stepped(self, count: int, step: int, name: str, body: Callable[[Any], None]) -> None:
        """`body(i)` for i in 0, step, ... below count, as a loop unless it runs once."""
        if count == step:
            body(index(0))
            return
        loop = scf.ForOp(index(0), index(count), index(step))
        loop.induction_variable.set_location(named_loc(name, ir.Location.current))
        with ir.InsertionPoint(loop.body):
            body(loop.induction_variable)
            scf.YieldOp([])

    @staticmethod
    def at(*terms: Any) -> Any:
        """A sum of products: every term is a value, an int, or a (value, int) pair."""
        total = index(0)
        for term in terms:
            value, factor = term if isinstance(term, tuple) else (term, 1)
            value = index(value) if isinstance(value, int) else value
            total = IndexBuilder.add(total, IndexBuilder.mul(value, index(factor)))
        return total

    def section(self, math: Callable[[], None], pack: Callable[[], None]) -> None:
        """acquire, math, commit, wait, pack, release."""
        emit("regs_acquire")
        math()
        emit("regs_commit")
        emit("regs_wait")
        pack()
        emit("regs_release")

    def stream_out(self, out: Any, count: int, first: Any) -> None:
        """Reserves, packs and pushes `count` tiles of DST from slot `first` on."""
        cb.ReserveOp(out, i64_attr(count))
        self.repeat(count, "t", lambda t: emit("pack_tile", self.at(first, t), out))
        cb.PushOp(out, i64_attr(count))
