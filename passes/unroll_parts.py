"""tt-unroll-parts: serial loops whose variable picks a part of an on-chip buffer are written out.

    scf.for %k = %c0 to %c4 step %c1 {
      %stage = arith.remui %k, %c2
      %part = "tt.tile.view"(%x, %stage, %c0, %c0) {sizes = [1, 32, 32]}
      ...
    }
  ->
    %stage = arith.remui %c0, %c2
    %part = "tt.tile.view"(%x, %stage, %c0, %c0) {sizes = [1, 32, 32]}
    ...                                                                     // for 1, 2 and 3 likewise

Takes and gives tile form. A part is a region of a tile operation, a stretch that T.Parallel runs over, or a matrix in a
buffer of three long dimensions; one row, column or element of a matrix needs no unrolling. Loops of more than 16
iterations, or whose bounds are not constants, stay. After upstream's canonicalize the parts have known places, which
tt-split-buffers needs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from tilelang_tt.dialects import tile
from tilelang_tt.mlir import clone_with_map, ir, walk_collect
from tilelang_tt.passes.base import Pass
from tilelang_tt.passes.buffer_uses import is_on_chip
from tilelang_tt.passes.cuts import MOST_PIECES
from tilelang_tt.passes.rebuild import constant_int, defining, index, scf_for

if TYPE_CHECKING:
    from tilelang_tt.diagnostics import Diagnostics


@dataclass(frozen=True)
class UnrollParts(Pass):
    """write out loops that pick parts of on-chip buffers"""

    name: ClassVar[str] = "tt-unroll-parts"
    takes: ClassVar[str | None] = "tile"
    gives: ClassVar[str | None] = "tile"

    def run(self, module: ir.Module, diag: Diagnostics) -> None:
        """Writes out one loop after the other, inner ones first."""
        while (loop := _next(module)) is not None:
            _unroll(loop)


def _next(module: ir.Module) -> Any | None:
    chosen: set[Any] = set()
    for op in walk_collect(module, ("tt.tile.view", "memref.load", "memref.store")):
        operands = list(op.operation.operands)
        buffer, *places = operands[1 if op.operation.name == "memref.store" else 0 :]
        if not is_on_chip(buffer):
            continue
        matrix = len(tile.squeezed(tile.shape_of(buffer))) <= 2
        sizes = _sizes(op) if matrix else [0] * len(places)
        for place, size in zip(places, sizes, strict=True):
            variables = _variables(place)
            if size != 1 or any(_is_parallel(v) for v in variables):
                chosen.update(variables)
    for loop in walk_collect(module, "scf.for"):
        parts = scf_for(loop)
        count = parts.trip_count
        whole = "tt.persistent_loop" in loop.operation.attributes or bool(parts.args)
        if parts.induction in chosen and not whole and count is not None and count <= MOST_PIECES:
            return loop
    return None


def _variables(value: Any) -> list[Any]:
    """The block arguments that an index is computed from."""
    op = defining(value)
    if op is None:
        return [value]
    return [v for operand in op.operation.operands for v in _variables(operand)]


def _sizes(op: Any) -> list[int]:
    """The extents of an access to a matrix; other numbers than 1 where tensorize does not take one row or column."""
    if op.operation.name != "tt.tile.view":
        return [1] * ir.MemRefType(op.operation.operands[int(op.operation.name == "memref.store")].type).rank
    sizes = tile.shape_of(op.operation.results[0])
    users = {use.owner.operation.name for use in op.operation.results[0].uses}
    return sizes if users <= {"tt.tile.copy", "tt.tile.fill"} else [0] * len(sizes)


def _is_parallel(variable: Any) -> bool:
    """Whether a block argument is a variable of T.Parallel."""
    return bool(variable.owner.owner.operation.name == "scf.parallel")


def _unroll(loop: Any) -> None:
    parts = scf_for(loop)
    lower, step = constant_int(parts.lower), constant_int(parts.step)
    assert lower is not None and step is not None, "a loop with a trip count has constant bounds"
    body = list(parts.block.operations)[:-1]
    for i in range(parts.trip_count or 0):
        with ir.InsertionPoint(loop), loop.operation.location:
            values: dict[Any, Any] = {parts.induction: index(lower + i * step)}
            for op in body:
                clone_with_map(op, values, ir.InsertionPoint(loop))
    loop.operation.erase()
