"""`T.Kernel`: a nest of thread-binding loops over blockIdx.x, y, z to `tt.core.launch`."""

from __future__ import annotations

from typing import Any

from tilelang_tt.dialects.attributes import size_array
from tilelang_tt.dialects.base import str_array
from tilelang_tt.dialects.core import LaunchOp
from tilelang_tt.dialects.extent import Size, at_least
from tilelang_tt.frontend import ranges, symbols, tir
from tilelang_tt.frontend.statements import Statements
from tilelang_tt.mlir import ir

_GRID = ("blockIdx.x", "blockIdx.y", "blockIdx.z")


def is_launch(stmt: Any) -> bool:
    """Whether a statement is the outermost loop of a T.Kernel."""
    return isinstance(stmt, tir.For) and stmt.kind == tir.THREAD_BINDING


def build(statements: Statements, stmt: tir.For) -> None:
    """Builds one launch with its body."""
    state = statements.state
    dims: dict[str, tir.For] = {}
    body: Any = stmt
    with state.at(stmt.span):
        while is_launch(body):
            if body.thread_tag not in _GRID or body.thread_tag in dims:
                raise state.error(
                    f"a loop bound to {body.thread_tag} is not supported", "launch blocks with T.Kernel(x, y, z)"
                )
            dims[body.thread_tag] = body
            body = body.body
        loops = [dims[tag] for tag in _GRID if tag in dims]
        extents = [_extent(statements, loop) for loop in loops]
        names = [loop.var.name for loop in loops]
        launch = LaunchOp(size_array(extents), str_array(names))
        index = ir.IndexType.get()
        block = launch.regions[0].blocks.append(*[index] * len(loops), arg_locs=[state.named(name) for name in names])
        outer, state.launch = state.launch, launch.operation
        with state.scope(block):
            for loop, extent, argument in zip(loops, extents, block.arguments, strict=True):
                state.values[loop.var] = argument
                state.known[loop.var] = ranges.Range(0, extent - 1 if isinstance(extent, int) else None)
            statements.visit(body)
        state.launch = outer


def _extent(statements: Statements, loop: tir.For) -> Size:
    state = statements.state
    start = loop.min
    extent = symbols.size_of(loop.extent, state.symbols)
    if extent is None:
        names = ", ".join(map(repr, symbols.names_in(loop.extent)))
        raise state.error(
            f"dynamic grid: the number of blocks '{loop.var.name}' depends on {names or 'more than constants'}",
            "compute it from constants and symbolic dimensions of tensors",
        )
    if not (isinstance(start, tir.IntImm) and start.value == 0):
        raise state.error(f"block index '{loop.var.name}' does not start at 0", "launch blocks with T.Kernel(x, y, z)")
    if not at_least(extent, 1 if isinstance(extent, int) else 0):
        raise state.error(f"empty grid: there are {extent} blocks '{loop.var.name}'", "launch one block or more")
    return extent
