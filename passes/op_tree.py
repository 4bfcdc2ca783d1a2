"""Operations as plain Python objects, read from MLIR once, for analyses that look at them several times."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from tilelang_tt.mlir import ir, name_of


@dataclass(eq=False)
class Node:
    """One operation: `blocks` are those of all its regions, in order. Nodes are compared by identity."""

    op: Any
    name: str
    blocks: list[list[Node]] = field(default_factory=list)

    @cached_property
    def operands(self) -> list[Any]:
        """The operands."""
        return list(self.op.operands)

    def integer(self, attribute: str) -> int:
        """An integer attribute."""
        return int(ir.IntegerAttr(self.op.attributes[attribute]).value)

    def text(self, attribute: str) -> str:
        """A string attribute."""
        return str(ir.StringAttr(self.op.attributes[attribute]).value)


def read_block(block: Any) -> list[Node]:
    """The operations of a block, nested ones included."""
    nodes = []
    for view in block.operations:
        op = view.operation
        regions = op.regions
        inner = [read_block(b) for region in regions for b in region.blocks] if len(regions) else []
        nodes.append(Node(op, op.name, inner))
    return nodes


def read_op(op: Any) -> Node:
    """One operation with everything inside of it."""
    operation = op.operation
    return Node(operation, operation.name, [read_block(b) for region in operation.regions for b in region.blocks])


def walk(nodes: list[Node]) -> Iterator[Node]:
    """All operations, outer ones before what they contain."""
    for node in nodes:
        yield node
        for block in node.blocks:
            yield from walk(block)


def label(value: Any) -> str:
    """The user's name of a value in quotes, or its type."""
    name = name_of(value)
    return f"'{name}'" if name else str(value.type)
