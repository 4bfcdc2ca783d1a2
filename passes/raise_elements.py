"""Raising scalar code outside of parallel loops: numbers that the vector unit computes, and elements of buffers.

    %s = memref.load %scales[%bx, %k]        // a tensor in DRAM
    %d = math.exp2 %s
    memref.store %d, %decay[%c0]             // a buffer of one element
  ->
    %s = "tt.tile.load_element"(%scales, %bx, %k)
    %decay = "tt.tile.exp2"(%s)

A number that comes from an element of a buffer, or that the cores cannot compute (see `runs_on_core`), is a block of
one tile, of which one element counts. Where a block needs it, it is spread.
"""

from __future__ import annotations

from typing import Any

from tilelang_tt.mlir import ir
from tilelang_tt.passes.raise_parallel import ParallelRaiser, runs_on_core
from tilelang_tt.passes.tile_index import Subscript


class ElementRaiser(ParallelRaiser):
    """Raises element operations outside of parallel loops: a parallel loop of one iteration."""

    def wants(self, op: Any) -> bool:
        """Whether an operation outside of parallel loops works on elements of buffers or needs the vector unit."""
        operands = list(op.operation.operands)
        name = op.operation.name
        if name in ("memref.load", "memref.store"):
            return True
        if list(op.operation.regions) or not name.startswith(("arith.", "math.", "tt.tile.")):
            return False
        if any(isinstance(v.type, ir.MemRefType) for v in operands):
            return False
        return any(v in self.raised for v in operands) or not runs_on_core(op)

    def varies(self, value: Any) -> bool:
        """Whether a value is computed from elements."""
        return value in self.raised

    def subscripts(self, op: Any, indices: list[Any]) -> list[Subscript]:
        """Every index is the same for the one iteration there is."""
        return [Subscript(None, (value,)) for value in indices]
