"""What operations do to circular buffers, as events: the common ground of buffer form and kernel form."""

from __future__ import annotations

from typing import Any, NamedTuple

from tilelang_tt.dialects.base import int_list
from tilelang_tt.dialects.dst import ROWS
from tilelang_tt.dialects.types import TILE
from tilelang_tt.mlir import ir, name_of
from tilelang_tt.passes.op_tree import Node, walk
from tilelang_tt.passes.ranges import range_of
from tilelang_tt.passes.rebuild import defining


class Event(NamedTuple):
    """One step of the protocol of a circular buffer.

    kind: "reserve", "push" (producer), "wait", "pop" (consumer) of `pages`; "read": looks at the first `pages` of what
    is waited for; "fill": writes the first `pages` of what is reserved; "pack": packs the next reserved page; "load": a
    NoC read into it is under way; "send": a NoC write from it is under way; "leave": NoC writes of its contents, from
    elsewhere in L1, may still have to arrive; "share": the first `pages` of what is reserved go to other cores.
    """

    kind: str
    cb: Any
    pages: int
    thread: str


PRODUCER = frozenset({"reserve", "push", "fill", "pack", "load", "share"})
CONSUMER = frozenset({"wait", "pop", "read", "send"})
_SYNC = {"tt.cb.reserve": "reserve", "tt.cb.push": "push", "tt.cb.wait": "wait", "tt.cb.pop": "pop"}


def events_of(node: Node, thread: str = "compute") -> list[Event]:
    """The events of one operation, in order, without those of nested operations. `thread` runs operations that any
    thread may have."""
    name = node.name
    if name in _SYNC:
        return [Event(_SYNC[name], node.operands[0], node.integer("pages"), thread)]
    if name in ROWS:
        return _dst_events(node)
    if not name.startswith(("tt.cb.", "tt.core.")):
        return []
    match name:
        case "tt.core.read" | "tt.core.read_region":
            return _produce(node.operands[1], _tiles(node), "reader")
        case "tt.core.iota":
            return _produce(node.operands[0], 1, "reader")
        case "tt.core.read_element":
            return _produce(node.operands[1], 1, "reader")
        case "tt.core.write_element":
            cb = node.operands[1]
            return [Event("wait", cb, 1, "writer"), Event("pop", cb, 1, "writer")]
        case "tt.core.read_tile_element":
            return [Event("fill", node.operands[1], 1, "reader"), Event("load", node.operands[1], 0, "reader")]
        case "tt.core.spread_element":
            return [Event("fill", node.operands[0], 1, "reader")]
        case "tt.core.write_tile_element":
            return [Event("read", node.operands[1], 1, "writer"), Event("send", node.operands[1], 0, "writer")]
        case "tt.core.write" | "tt.core.write_region":
            cb, pages = node.operands[1], _tiles(node)
            return [Event("wait", cb, pages, "writer"), Event("pop", cb, pages, "writer")]
        case "tt.core.read_rows":
            return [Event("fill", node.operands[1], _block_tiles(node), "reader")]
        case "tt.core.receive":
            return [Event("fill", node.operands[1], 1, "reader")]
        case "tt.core.send":
            cb, pages = node.operands[1], node.integer("pages")
            return [Event("share", cb, pages, "reader"), Event("leave", cb, 0, "reader")]
        case "tt.core.write_rows":
            cb = node.operands[1]
            return [Event("read", cb, _block_tiles(node), "writer"), Event("leave", cb, 0, "writer")]
        case "tt.core.read_tile":
            slot = _past(node.operands[3])
            return [Event("fill", node.operands[1], slot, "reader"), Event("load", node.operands[1], 0, "reader")]
        case "tt.core.write_tile":
            slot = _past(node.operands[3])
            return [Event("read", node.operands[1], slot, "writer"), Event("send", node.operands[1], 0, "writer")]
        case "tt.cb.matmul":
            m, n, k = _shape(node)
            a, b, acc = node.operands[:3]
            return [
                Event("read", a, m * k, "compute"),
                Event("read", b, k * n, "compute"),
                Event("fill", acc, m * n, "compute"),
            ]
        case "tt.cb.map":
            rows, cols = _shape(node)
            window = {"block": rows * cols, "row": cols, "col": rows, "scalar": 1}
            reads = [
                Event("read", at.operands[0], window[at.text("map")], "compute")
                for at in walk(node.blocks[0])
                if at.name == "tt.tile.at"
            ]
            return reads + _produce(node.operands[0], rows * cols, "compute")
        case "tt.cb.reduce":
            source, ones, out = node.operands
            rows, cols = _shape(node)
            reads = [Event("read", source, rows * cols, "compute"), Event("read", ones, 1, "compute")]
            return reads + _produce(out, rows if node.integer("dim") == 1 else cols, "compute")
        case "tt.core.iota":
            return _produce(node.operands[0], 1, "reader")
        case "tt.cb.reduce":
            rows, cols = _shape(node)
            source, ones, out = node.operands
            left = rows if node.integer("dim") == 1 else cols
            return [
                Event("read", source, rows * cols, "compute"),
                Event("read", ones, 1, "compute"),
                *_produce(out, left, "compute"),
            ]
        case "tt.cb.fold":
            source, out = node.operands
            return [Event("read", source, _tiles(node), "compute"), *_produce(out, _shape(node)[0], "compute")]
        case "tt.cb.transpose":
            source, out = node.operands
            return [Event("read", source, _tiles(node), "compute"), *_produce(out, _tiles(node), "compute")]
    return []


def _produce(cb: Any, pages: int, thread: str) -> list[Event]:
    return [Event("reserve", cb, pages, thread), Event("push", cb, pages, thread)]


def _dst_events(node: Node) -> list[Event]:
    """A call reads tile n of its n-th circular buffer, but for the packs, and for matmul_block, which reads several."""
    kinds = ROWS[node.name].operands
    cbs = [v for v, kind in zip(node.operands, kinds, strict=True) if kind == "cb"]
    tiles = [v for v, kind in zip(node.operands, kinds, strict=True) if kind == "tile"]
    match node.name:
        case "tt.tile.pack_tile":
            return [Event("pack", cbs[0], 1, "compute")]
        case "tt.tile.pack_tile_at":
            return [Event("fill", cbs[0], _past(tiles[0]), "compute")]
        case "tt.tile.matmul_block":
            ct, rt, kt = (node.integer(x) for x in ("ct", "rt", "kt"))
            return [
                Event("read", cbs[0], _past(tiles[0], (rt - 1) * kt), "compute"),
                Event("read", cbs[1], _past(tiles[1], ct - 1), "compute"),
            ]
    return [Event("read", buffer, _past(tile), "compute") for buffer, tile in zip(cbs, tiles, strict=False)]


def _past(index: Any, extra: int = 0) -> int:
    """One more than the largest page an index reaches; 1 if that is not known."""
    high = range_of(index).high
    return high + extra + 1 if isinstance(high, int) else 1


def _shape(node: Node) -> list[int]:
    return int_list(ir.ArrayAttr(node.op.attributes["shape"]))


def _tiles(node: Node) -> int:
    rows, cols = _shape(node)
    return rows * cols


def _block_tiles(node: Node) -> int:
    rows, cols = int_list(ir.ArrayAttr(node.op.attributes["block"]))
    return -(-rows // TILE) * -(-cols // TILE)


def cb_name(cb: Any) -> str:
    """A circular buffer for a message: its name, or its id."""
    name = name_of(cb)
    if name:
        return f"'{name}'"
    number = cb_id(cb)
    return "a circular buffer" if number is None else f"circular buffer {number}"


def cb_id(cb: Any) -> int | None:
    """The hardware's index of a circular buffer, or None if it has none yet."""
    op = defining(cb)
    if op is None or "id" not in op.operation.attributes:
        return None
    return int(ir.IntegerAttr(op.operation.attributes["id"]).value)
