"""How many pages every circular buffer gains and loses in a piece of a program."""

from __future__ import annotations

from typing import Any

from tilelang_tt.passes.cb_events import events_of
from tilelang_tt.passes.op_tree import Node
from tilelang_tt.passes.page_counts import Namer, Poly, add, constant, multiply

Flow = dict[tuple[Any, str], Poly]
"""(circular buffer, "push" or "pop") -> pages."""


class Flows:
    """Sums pages over the blocks of one function; counts of nested operations are kept."""

    def __init__(self, namer: Namer) -> None:
        self.namer = namer
        self._known: dict[Node, Flow] = {}

    def block(self, nodes: list[Node]) -> Flow:
        """The pages pushed and popped by one execution of a block."""
        total: Flow = {}
        for node in nodes:
            for key, poly in self.node(node).items():
                total[key] = add(total.get(key, {}), poly)
        return total

    def node(self, node: Node) -> Flow:
        """The pages pushed and popped by one operation and what is in it."""
        known = self._known.get(node)
        if known is None:
            known = self._known[node] = self._node(node)
        return known

    def _node(self, node: Node) -> Flow:
        flow: Flow = {}
        if node.name == "scf.if":
            condition = self.namer.condition(node.operands[0])
            for nodes, factor in zip(node.blocks, (condition, add(constant(1), condition, -1)), strict=False):
                for key, poly in self.block(nodes).items():
                    flow[key] = add(flow.get(key, {}), multiply(factor, poly))
        elif node.name in ("scf.for", "tt.core.grid"):
            trips = self.namer.trips(node)
            for key, poly in self.block(node.blocks[0]).items():
                flow[key] = multiply(trips, poly)
        else:
            for event in events_of(node):
                if event.kind in ("push", "pop"):
                    key = (event.cb, event.kind)
                    flow[key] = add(flow.get(key, {}), constant(event.pages))
        return {key: poly for key, poly in flow.items() if poly}

    def net(self, nodes: list[Node]) -> dict[Any, Poly]:
        """Pages pushed less pages popped by a block, of the circular buffers where they differ."""
        total: dict[Any, Poly] = {}
        for (cb, kind), poly in self.block(nodes).items():
            total[cb] = add(total.get(cb, {}), poly, 1 if kind == "push" else -1)
        return {cb: poly for cb, poly in total.items() if poly}
