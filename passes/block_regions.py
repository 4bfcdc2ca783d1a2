"""Which part of a tensor each block of the grid writes, by evaluating the index arithmetic of its stores."""

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
    """A store whose place depends on more than the block indices; the text says on what."""


@dataclass(frozen=True)
class Store:
    """A write of `sizes` elements from `offsets` (index values, None: 0), each in units of `scale` elements."""

    op: Any
    offsets: Sequence[Any]
    sizes: Sequence[int]
    scale: Sequence[int]


def stores_to(fn: Any, tensor: Any) -> list[Store]:
    """The writes to a parameter. Raises UnknownRegion for an operation whose region is not known."""
    found = []
    rank = ir.MemRefType(tensor.type).rank
    for op in walk_collect(fn, lambda o: o.name != "tt.tile.view"):
        name, operands = op.operation.name, list(op.operation.operands)
        if name == "tt.tile.store" and tensor_uses.tensor_of(operands[1]) == tensor:
            region = op.get("region")
            if region is not None:
                found.append(Store(op, operands[2:], int_list(region), [1] * rank))
                continue
            tiles = block_shape(operands[0].type)
            sizes = [1] * (rank - 2) + [t * TILE for t in tiles]
            found.append(Store(op, operands[2:], sizes, [1] * (rank - 2) + [TILE, TILE]))
        elif name in ("memref.store", "tt.tile.store_element") and tensor_uses.tensor_of(operands[1]) == tensor:
            found.append(Store(op, operands[2:], [1] * rank, [1] * rank))
        elif (
            name in ("tt.tile.copy", "tt.tile.transpose", "tt.tile.reduce")
            and tensor_uses.tensor_of(operands[1]) == tensor
        ):
            found.append(_view_store(op, operands[1]))
        elif name == "tt.tile.fill" and tensor_uses.tensor_of(operands[0]) == tensor:
            found.append(_view_store(op, operands[0]))
    return found


def _view_store(op: Any, target: Any) -> Store:
    view = defining(target)
    shape = list(ir.MemRefType(target.type).shape)
    ones = [1] * len(shape)
    if view is None:
        return Store(op, [None] * len(shape), shape, ones)
    if defining(view.source) is not None:
        raise UnknownRegion("a view of a view")
    return Store(op, view.offsets, int_list(view.sizes), ones)


def written_region(store: Store, shape: Sequence[int], known: Mapping[Any, int]) -> Region | None:
    """What a store writes with the values in `known`, over all iterations of the loops around it, inside of `shape`.

    None if it lies outside altogether.
    """
    region = []
    for offset, size, scale, extent in zip(store.offsets, store.sizes, store.scale, shape, strict=True):
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
