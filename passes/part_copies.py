"""Copies and fills of rows, columns and elements of on-chip buffers, as the parallel loops that they are.

    %r = "tt.tile.view"(%x, %c5, %c0) {sizes = [1, 64]}; "tt.tile.copy"(%r, %y)
  ->
    scf.parallel (%j) = (%c0) to (%c64) step (%c1) { %e = memref.load %x[%c5, %j]; memref.store %e, %y[%j] }

What tensorize does with accesses to parts (parts.py) holds for them as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.dialects import tile
from tilelang_tt.dialects.types import element_of
from tilelang_tt.mlir import arith, ir, memref, name_of, scf, walk_collect
from tilelang_tt.passes.buffer_uses import is_on_chip, is_whole, root
from tilelang_tt.passes.dram_uses import region_of
from tilelang_tt.passes.rebuild import index
from tilelang_tt.passes.tile_index import IndexBuilder


def expand(function: Any) -> None:
    """Rewrites them in a function in tile form."""
    for op in walk_collect(function, ("tt.tile.copy", "tt.tile.fill")):
        operands = [v for v in op.operation.operands if isinstance(v.type, ir.MemRefType)]
        if all(is_whole(v) or not is_on_chip(v) for v in operands):
            continue
        with op.operation.location, ir.InsertionPoint(op):
            _expand(op, operands)
        op.operation.erase()


def _expand(op: Any, operands: Sequence[Any]) -> None:
    extents = tile.squeezed(tile.shape_of(operands[-1]))
    if not extents:
        _move(op, operands, [])
        return
    zero, one = index(0), index(1)
    loop = scf.ParallelOp([], [zero] * len(extents), [index(e) for e in extents], [one] * len(extents), [])
    body = loop.regions[0].blocks.append(*[ir.IndexType.get()] * len(extents))
    with ir.InsertionPoint(body):
        _move(op, operands, list(body.arguments))
        scf.ReduceOp([], 0)


def _move(op: Any, operands: Sequence[Any], variables: list[Any]) -> None:
    """One element from the source, or the value of a fill, to the target."""
    dest = operands[-1]
    if op.operation.name == "tt.tile.fill":
        element = op.value
    else:
        element = memref.LoadOp(root(operands[0]), _indices(operands[0], variables)).result
        element = _converted(op, element, element_of(dest.type))
    memref.StoreOp(element, root(dest), _indices(dest, variables))


def _indices(operand: Any, variables: list[Any]) -> list[Any]:
    """The element of a region that the loop variables mean."""
    _, offsets, extents = region_of(operand)
    rest = iter(variables)
    found = []
    for parts, extent in zip(offsets, extents, strict=True):
        total = index(0)
        for part in parts:
            total = IndexBuilder.add(total, part)
        found.append(total if extent == 1 else IndexBuilder.add(total, next(rest)))
    return found


def _converted(op: Any, value: Any, target: ir.Type) -> Any:
    source = value.type
    if source == target:
        return value
    if not (isinstance(source, ir.FloatType) and isinstance(target, ir.FloatType)):
        raise CompileError.at(
            op,
            f"a copy of a part of '{name_of(root(op.source)) or 'a buffer'}' converts {source} to {target}; only floats are converted",
            help="copy the part first and convert it in T.Parallel",
        )
    if source.width == target.width:
        value = arith.ExtFOp(ir.F32Type.get(), value).result
        return arith.TruncFOp(target, value).result
    return (arith.ExtFOp if source.width < target.width else arith.TruncFOp)(target, value).result
