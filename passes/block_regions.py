"""Which part of a tensor each block of the grid writes or reads, by evaluating the index arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tilelang_tt.dialects.base import int_list
from tilelang_tt.dialects.types import TILE, block_shape
from tilelang_tt.mlir import ir, walk_collect
from tilelang_tt.passes import kernel_func, tensor_uses
from tilelang_tt.passes.partition import Block, z_order_block
from tilelang_tt.passes.rebuild import constant_int, defining, scf_for

Region = list[tuple[int, int]]
"""First element and one past the last, per axis."""

_BINARY: dict[str, Callable[[int, int], int]] = {
    "arith.addi": lambda a, b: a + b,
    "arith.subi": lambda a, b: a - b,
    "arith.muli": lambda a, b: a * b,
    "arith.divui": lambda a, b: a // b,
    "arith.divsi": lambda a, b: abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1),
    "arith.floordivsi": lambda a, b: a // b,
    "arith.ceildivsi": lambda a, b: -(-a // b),
    "arith.remui": lambda a, b: a % b,
    "arith.remsi": lambda a, b: a - b * (abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)),
    "arith.minui": min,
    "arith.minsi": min,
    "arith.maxui": max,
    "arith.maxsi": max,
}
_Z_ORDER = "tt.core.z_order"
_CASTS = ("arith.index_cast", "arith.index_castui")


class UnknownRegion(Exception):
    """An access whose place depends on more than the block indices; the text says on what."""


@dataclass(frozen=True)
class Access:
    """A read or write of `sizes` elements from `offsets` (index values, None: 0), each in units of `scale` elements."""

    op: Any
    offsets: Sequence[Any]
    sizes: Sequence[int]
    scale: Sequence[int]


_VIEWS = frozenset(f"tt.tile.{name}" for name in ("copy", "fill", "gemm", "transpose", "reduce"))
"""The operations that take tensors, whole or by `tt.tile.view`."""


def accesses_to(fn: Any, tensor: Any, writes: bool = True) -> list[Access]:
    """The writes to a parameter, or the reads from it. Raises UnknownRegion for an operation whose region is not known."""
    found = []
    rank = ir.MemRefType(tensor.type).rank
    for op in walk_collect(fn, lambda o: o.name in tensor_uses.ACCESSES):
        name, operands = op.operation.name, list(op.operation.operands)
        for place in tensor_uses.ACCESSES[name][writes]:
            if tensor_uses.tensor_of(operands[place]) != tensor:
                continue
            found.append(
                _view_access(op, operands[place]) if name in _VIEWS else _access(op, operands[place + 1 :], rank)
            )
    return found


def _access(op: Any, offsets: Sequence[Any], rank: int) -> Access:
    """One that has its offsets itself: of a block of tiles, or of one element."""
    name = op.operation.name
    if name not in ("tt.tile.store", "tt.tile.load"):
        return Access(op, offsets, [1] * rank, [1] * rank)
    if op.get("region") is not None:
        return Access(op, offsets, int_list(op.get("region")), [1] * rank)
    tiles = block_shape(op.result.type if name == "tt.tile.load" else op.value.type)
    sizes = [1] * (rank - 2) + [t * TILE for t in tiles]
    return Access(op, offsets, sizes, [1] * (rank - 2) + [TILE, TILE])


def _view_access(op: Any, target: Any) -> Access:
    view = defining(target)
    shape = list(ir.MemRefType(target.type).shape)
    ones = [1] * len(shape)
    if view is None:
        return Access(op, [None] * len(shape), shape, ones)
    if defining(view.source) is not None:
        raise UnknownRegion("a view of a view")
    return Access(op, view.offsets, int_list(view.sizes), ones)


def region_of(access: Access, shape: Sequence[int], known: Mapping[Any, int]) -> Region | None:
    """What an access touches with the values in `known`, over all iterations of the loops around it, inside of `shape`.

    None if it lies outside altogether.
    """
    region = []
    for offset, size, scale, extent in zip(access.offsets, access.sizes, access.scale, shape, strict=True):
        corners = [0] if offset is None else [index_value(offset, known, last) * scale for last in (False, True)]
        low, high = max(0, min(corners)), min(extent, max(corners) + size)
        if low >= high:
            return None
        region.append((low, high))
    return region


def index_value(value: Any, known: Mapping[Any, int], last: bool) -> int:
    """An index at the first or last iteration of the loops whose variables it uses."""
    if value in known:
        return known[value]
    constant = constant_int(value)
    if constant is not None:
        return constant
    op = defining(value)
    if op is None:
        return _loop_value(value, known, last)
    name, operands = op.operation.name, list(op.operation.operands)
    if name in _CASTS:
        return index_value(operands[0], known, last)
    if name in _BINARY:
        return _BINARY[name](*(index_value(operand, known, last) for operand in operands))
    if name == _Z_ORDER:
        return z_order_block(*(index_value(operand, known, last) for operand in operands))
    raise UnknownRegion(name)


def _loop_value(value: Any, known: Mapping[Any, int], last: bool) -> int:
    parent = value.owner.owner
    operation = parent.operation if parent is not None else None
    if operation is not None and operation.name == "scf.for" and scf_for(operation).induction == value:
        lower, upper, step = list(operation.operands)[:3]
    elif operation is not None and operation.name == "scf.parallel":
        rank = len(list(operation.regions[0].blocks[0].arguments))
        i = value.arg_number
        lower, upper, step = (list(operation.operands)[i + n * rank] for n in range(3))
    else:
        raise UnknownRegion("a value of another kind")
    first = index_value(lower, known, last)
    if not last:
        return first
    stride = index_value(step, known, last)
    return first + max(0, -(-(index_value(upper, known, last) - first) // stride) - 1) * stride


def block_values(fn: Any, block: Block, position: int) -> dict[Any, int]:
    """Values to evaluate a block with: its indices in a grid, its position in a persistent loop."""
    grid = kernel_func.grid_of(fn)
    if grid is not None:
        return dict(zip(grid.body.blocks[0].arguments, block, strict=False))
    loop = walk_collect(fn, lambda o: o.name == "scf.for" and "tt.persistent_loop" in o.attributes)[0]
    start = list(fn.arguments)[kernel_func.parameter_names(fn).index("tt_start_tile")]
    return {start: position, scf_for(loop).induction: 0}
