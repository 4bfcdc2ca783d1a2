"""Parts of on-chip blocks: rows, columns and elements at an index that a parallel loop does not change.

    %v = memref.load %x[%k, %j]              // row %k of a block, for all %j
  ->
    %m = "tt.tile.eqz"(row numbers - %k)
    %r = "tt.tile.where"(%m, %x, 0)
    %v = "tt.tile.block_reduce"(%r) {dim = 0, kind = "sum"}

A few rows or columns that follow each other are picked one by one and put side by side.

Storing to a part is a `where` with the same mask: the new elements there, the old ones elsewhere. The index may be
known at run time only; nothing else of the block enters the sum, whatever it holds.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.dialects import block, tile
from tilelang_tt.dialects.base import i64_attr
from tilelang_tt.dialects.types import block_shape, block_type, element_of
from tilelang_tt.mlir import arith, ir, name_of
from tilelang_tt.passes.index_blocks import distance_from
from tilelang_tt.passes.ranges import around, range_of
from tilelang_tt.passes.rebuild import constant_int
from tilelang_tt.passes.rebuild import index as index_constant
from tilelang_tt.passes.tile_index import Minus, Subscript

Points = Mapping[int, tuple[Any, ...]]
"""Axis of a block -> the index, a sum of old values (nothing: 0), of the one row or column that is meant."""

MOST = 8
"""How many rows or columns of a part are picked one by one."""
_LARGEST = 3.3895313892515355e38


@dataclass(frozen=True)
class Window:
    """A few rows (axis 0) or columns (1) of a matrix, from an index on, which is a sum of old values."""

    axis: int
    start: tuple[Any, ...]
    size: int


def windows(op: Any, buffer: Any, subscripts: Sequence[Subscript], extents: Sequence[int]) -> dict[int, Window]:
    """The dimensions of a matrix on the chip of which a load takes a few rows or columns that follow each other."""
    shape = tile.shape_of(buffer)
    dims = [dim for dim, extent in enumerate(shape) if extent != 1]
    found: dict[int, Window] = {}
    for dim, (extent, s) in enumerate(zip(shape, subscripts, strict=True)):
        size = 1 if s.variable is None else extents[s.variable]
        plain = not any(isinstance(term, Minus) for term in s.base)
        if len(dims) == 2 and dim in dims and 1 < size < extent and size <= MOST and plain:
            _check_bounds(op, buffer, dim, s.base, extent - size + 1)
            found[dim] = Window(dims.index(dim), s.base, size)
    return found


def window(op: Any, value: Any, part: Window, values: Mapping[Any, Any]) -> Any:
    """The rows or columns of a window, from the first tile on; each is picked by itself, the rest is zero."""
    _check_floats(op, value)
    shape = block_shape(value.type)
    shape[part.axis] = 1
    type_ = block_type(shape, element_of(value.type))
    result = _splat(0.0, type_)
    kind = ir.StringAttr.get(("row", "col")[part.axis])
    for i in range(part.size):
        start = [*(values[v] for v in part.start), index_constant(i)]
        line = select_line(op, value, part.axis, start)
        inside = _mask(op, part.axis, [index_constant(i)], shape)
        spread = block.BcastOp(line, kind, type_).result
        result = tile.FUNCTION_OPS["where"](inside, spread, result, type_).result
    return result


def points(
    op: Any,
    buffer: Any,
    subscripts: Sequence[Subscript],
    extents: Sequence[int],
    column: bool,
    taken: Collection[int] = (),
) -> Points:
    """Which rows and columns of the block of a buffer an access is about; none where it covers the buffer.

    `extents` are those of the loop variables; `column` says how a vector lies; dimensions in `taken` are seen to.
    Raises CompileError for parts that are neither all of an axis nor one row or column of it.
    """
    shape = tile.shape_of(buffer)
    dims = [dim for dim, extent in enumerate(shape) if extent != 1]
    found: dict[int, tuple[Any, ...]] = {}
    for dim, (extent, s) in enumerate(zip(shape, subscripts, strict=True)):
        if dim in taken:
            continue
        if any(isinstance(term, Minus) for term in s.base):
            raise CompileError.at(
                op,
                f"an index of '{name_of(buffer) or 'a buffer'}' inside T.Parallel subtracts a value",
                help="compute the difference in front of the loop",
            )
        covered = 1 if s.variable is None else extents[s.variable]
        if covered == extent and all(constant_int(v) == 0 for v in s.base):
            continue
        if s.variable is not None or dim not in dims:
            raise CompileError.at(
                op,
                f"a part of '{name_of(buffer) or 'a buffer'}' ({' x '.join(map(str, shape))}) is accessed: {covered} of {extent} "
                f"elements along dimension {dim}",
                help="access all of a dimension, or one row, column or element",
            )
        _check_bounds(op, buffer, dim, s.base, extent)
        if len(dims) == 2:
            found[dims.index(dim)] = s.base
        else:
            # An element of a vector; across the vector, the first row or column is what counts.
            found |= {0: s.base, 1: ()} if column else {0: (), 1: s.base}
    return found


def _check_bounds(op: Any, buffer: Any, dim: int, index: Sequence[Any], extent: int) -> None:
    given = around(op)
    low: int | None = 0
    high: int | None = 0
    for value in index:
        bounds = range_of(value, given)
        low = low + bounds.low if isinstance(bounds.low, int) and low is not None else None
        high = high + bounds.high if isinstance(bounds.high, int) and high is not None else None
    if low is None or high is None or low < 0 or high >= extent:
        reach = "has no known bounds" if low is None or high is None else f"goes from {low} to {high}"
        raise CompileError.at(
            op,
            f"the index of dimension {dim} of '{name_of(buffer) or 'a buffer'}', which has {extent} elements, {reach}",
            help="index on-chip buffers by constants, block indices and loop variables with constant bounds",
        )


def select(op: Any, value: Any, where: Points, values: Mapping[Any, Any]) -> Any:
    """The row, column or element of a block: 1 x N tiles, M x 1 tiles, or one, spread along the axes it lost."""
    for axis, where_ in sorted(where.items()):
        shape = block_shape(value.type)
        shape[axis] = 1
        _check_floats(op, value)
        constant = value.owner
        if not isinstance(constant, ir.Block) and constant.operation.name == "tt.tile.splat":
            value = block.SplatOp(constant.operation.operands[0], block_type(shape, element_of(value.type))).result
            continue
        value = select_line(op, value, axis, [values[v] for v in where_])
    return value


def _check_floats(op: Any, value: Any) -> None:
    element = element_of(value.type)
    if not isinstance(element, ir.FloatType):
        raise CompileError.at(
            op,
            f"a part of a block of {element} is accessed; only parts of floats are supported",
            help="copy the part from the tensor to a buffer of its own, or cast the block to float32 first",
        )


def select_line(op: Any, value: Any, axis: int, where: Sequence[Any]) -> Any:
    """The row (axis 0) or column (1) of a block at a sum of new values."""
    shape = block_shape(value.type)
    inside = _mask(op, axis, where, shape)
    kept = tile.FUNCTION_OPS["where"](inside, value, _splat(0.0, value.type), value.type).result
    shape[axis] = 1
    return _total(kept, axis, shape)


def insert(op: Any, old: Any, new: Any, where: Points, values: Mapping[Any, Any]) -> Any:
    """A block with its row, column or element replaced by `new`, which is spread over the block."""
    mask: Any = None
    for axis, index in sorted(where.items()):
        inside = _mask(op, axis, [values[v] for v in index], block_shape(old.type))
        mask = inside if mask is None else tile.FUNCTION_OPS["mul"](mask, inside, mask.type).result
    return tile.FUNCTION_OPS["where"](mask, new, old, old.type).result


def _mask(op: Any, axis: int, index: Sequence[Any], shape: list[int]) -> Any:
    """1 in the row (axis 0) or column (1) at a sum of new values, else 0."""
    distance = distance_from(index, axis, shape, op)
    return tile.FUNCTION_OPS["eqz"](distance, distance.type).result


def _total(value: Any, axis: int, shape: list[int]) -> Any:
    """The sum along an axis. All but one of the terms are zero, so it keeps every bit that the matrix unit reads."""
    element = element_of(value.type)
    kind, dim = ir.StringAttr.get("sum"), i64_attr(axis)
    if str(element) in ("f16", "bf16"):
        return block.BlockReduceOp(value, kind, dim, block_type(shape, element)).result
    if not isinstance(element, ir.F32Type):
        f32 = ir.F32Type.get()
        wide = block.TypecastOp(value, block_type(block_shape(value.type), f32)).result
        exact = block.BlockReduceOp(wide, kind, dim, block_type(shape, f32)).result
        return block.TypecastOp(exact, block_type(shape, element)).result
    terms: list[Any] = [
        block.BlockReduceOp(part, kind, dim, block_type(shape, element)).result for part in exact_parts(value)
    ]
    return functools.reduce(lambda a, b: tile.FUNCTION_OPS["add"](a, b, a.type).result, terms)


def exact_parts(value: Any) -> list[Any]:
    """Three blocks of float32 whose sum is a block of float32, each with no more digits than bfloat16 has: what the
    matrix unit, which reads tf32, hands on without a loss. An infinity is in the first.
    """
    type_ = value.type
    first = _rounded(value)
    rest = tile.FUNCTION_OPS["sub"](_finite(value), _finite(first), type_).result
    second = _rounded(rest)
    return [first, second, tile.FUNCTION_OPS["sub"](rest, second, type_).result]


def _rounded(value: Any) -> Any:
    """A block of float32 rounded to bfloat16."""
    narrow = block.TypecastOp(value, block_type(block_shape(value.type), ir.BF16Type.get())).result
    return block.TypecastOp(narrow, value.type).result


def _finite(value: Any) -> Any:
    """A block with the largest number that bfloat16 has in place of infinity."""
    low, high = (_splat(sign * _LARGEST, value.type) for sign in (-1.0, 1.0))
    above = tile.FUNCTION_OPS["max"](value, low, value.type).result
    return tile.FUNCTION_OPS["min"](above, high, value.type).result


def _splat(value: float, type_: ir.Type) -> Any:
    element = element_of(type_)
    return block.SplatOp(arith.ConstantOp(element, ir.FloatAttr.get(element, value)).result, type_).result
