"""How much a program in buffer form moves and multiplies, by counting: tiles from and to every tensor, products of tiles.

    scf.for %i = %c0 to %tt_tile_count { "tt.core.read"(%A, %cb_A, ...) {shape = [4, 4]} }

reads 16 * tt_tile_count tiles of A. What depends on other values stays in the polynomial.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tilelang_tt.dialects.base import int_list
from tilelang_tt.mlir import name_of
from tilelang_tt.passes.op_tree import Node, read_block
from tilelang_tt.passes.page_counts import Namer, Poly, add, constant, multiply
from tilelang_tt.passes.schedule import TILE_COUNT
from tilelang_tt.passes.shard_places import in_place

_MOVERS = {
    "tt.core.read": "read",
    "tt.core.read_region": "read",
    "tt.core.write": "written",
    "tt.core.write_region": "written",
}


@dataclass
class Traffic:
    """Tiles read and written by tensor, and products of two tiles, as polynomials of the number of blocks.

    `shared`: those of `read` that are shared by groups of cores, by their number in `tt.shared_reads`.
    """

    read: dict[str, Poly] = field(default_factory=dict)
    shared: dict[tuple[str, int], Poly] = field(default_factory=dict)
    written: dict[str, Poly] = field(default_factory=dict)
    products: Poly = field(default_factory=dict)


def traffic(function: Any) -> Traffic:
    """The counts of one core's run of a function in buffer form."""
    found = Traffic()
    _count(read_block(function.entry_block), constant(1), Namer(), found)
    return found


def _count(nodes: list[Node], times: Poly, namer: Namer, found: Traffic) -> None:
    for node in nodes:
        if node.name in _MOVERS and not in_place(node.op.opview):
            name, tiles = name_of(node.operands[0]) or "?", multiply(times, constant(_tiles(node)))
            table = getattr(found, _MOVERS[node.name])
            table[name] = add(table.get(name, {}), tiles)
            if "shared" in node.op.attributes:
                key = name, node.integer("shared")
                found.shared[key] = add(found.shared.get(key, {}), tiles)
        elif node.name == "tt.cb.matmul":
            found.products = add(found.products, multiply(times, constant(_tiles(node))))
        elif node.name == "scf.if":
            condition = namer.condition(node.operands[0])
            for block, factor in zip(node.blocks, (condition, add(constant(1), condition, -1)), strict=False):
                _count(block, multiply(times, factor), namer, found)
        else:
            inside = multiply(times, namer.trips(node))
            for block in node.blocks:
                _count(block, inside, namer, found)


def _tiles(node: Node) -> int:
    """The product of an operation's shape: tiles of a block, products of tiles of a matmul."""
    total = 1
    for extent in int_list(node.op.attributes["shape"]):
        total *= extent
    return total


def for_blocks(poly: Poly, count: int) -> int | None:
    """The value for a core with `count` blocks; None where something else matters."""
    total = 0
    for term, coefficient in poly.items():
        if any(symbol != TILE_COUNT for symbol in term):
            return None
        total += coefficient * count ** len(term)
    return total
