"""How the K loop of a matmul can take several steps at once, for tt-block-k."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from tilelang_tt.dialects.block import region_of
from tilelang_tt.dialects.extent import Size, ceil_div
from tilelang_tt.dialects.types import TILE, block_shape
from tilelang_tt.mlir import ir, name_of
from tilelang_tt.passes.consumers import uses_of
from tilelang_tt.passes.ranges import range_of
from tilelang_tt.passes.rebuild import Loop, constant_int, defining, scf_for
from tilelang_tt.passes.tile_layout import TILES
from tilelang_tt.passes.tiled_tensors import layout_of


@dataclass(frozen=True)
class Limits:
    """A block has at most `tiles` K tiles; both operands together at most `l1_tiles` tiles, twice. `fixed` are the
    tensors that must not get room for reads past their end: something may be stored there, or shards end there.
    """

    tiles: int
    l1_tiles: int
    fixed: Collection[str]


@dataclass(frozen=True)
class Widening:
    """How a loop is widened: `factor` steps become one, so there are `steps`; `grown` maps each load or transpose to the
    dimension of its result that grows; `reach` says how far, in elements along a dimension, tensors are read.
    """

    factor: int
    steps: Size
    grown: dict[Any, int]
    reach: dict[str, tuple[int, Size]] = field(default_factory=dict)


def widening(op: Any, limits: Limits) -> Widening | None:
    """How to widen a loop, or None where it stays as it is."""
    loop = scf_for(op)
    trips = _trips(loop)
    if trips is None or trips == 1 or len(loop.args) != 1 or constant_int(loop.step) != 1:
        return None
    ops = list(loop.block.operations)[:-1]
    if any(not (o.operation.name.startswith("arith.") or o.operation.name in _BODY) for o in ops):
        return None
    matmuls = [o for o in ops if o.operation.name == "tt.tile.matmul"]
    if len(matmuls) != 1 or matmuls[0].c != loop.args[0] or loop.yielded != [matmuls[0].result]:
        return None
    matmul = matmuls[0]
    grown: dict[Any, int] = {}
    k_of_b = 1 if ir.BoolAttr(matmul.transpose_b).value else 0
    if not (_grows(matmul.a, 1, loop, grown) and _grows(matmul.b, k_of_b, loop, grown)):
        return None
    loads = [o for o in ops if o.operation.name == "tt.tile.load"]
    if any(o.operation.results[0] not in grown for o in ops if o.operation.name in _GROWING):
        return None
    rows, k = block_shape(matmul.a.type)
    cols = block_shape(matmul.result.type)[1]
    most = min(limits.tiles // k, limits.l1_tiles // (2 * k * (rows + cols)))
    divisors = [f for f in range(2, most + 1) if isinstance(trips, int) and trips % f == 0]
    if divisors and 2 * max(divisors) > most:
        return Widening(max(divisors), ceil_div(trips, max(divisors)), grown)
    if most >= 2 and all(_may_reach_further(load, grown, loop, limits) for load in loads):
        factor = _least_waste(trips, most)
        steps = ceil_div(trips, factor)
        return Widening(factor, steps, grown, dict(_reach(load, grown, steps * factor) for load in loads))
    return Widening(max(divisors), ceil_div(trips, max(divisors)), grown) if divisors else None


_GROWING = frozenset({"tt.tile.load", "tt.tile.block_transpose"})
_BODY = _GROWING | {"tt.tile.matmul"}


def _trips(loop: Loop) -> Size | None:
    """The number of iterations of a loop from 0 in steps of 1, if it is known before the kernel runs or a function of
    symbolic dimensions.
    """
    upper = range_of(loop.upper)
    if constant_int(loop.lower) != 0 or upper.low is None or upper.low != upper.high:
        return None
    return upper.low


def _least_waste(trips: Size, most: int) -> int:
    """The number of steps that become one, of those that make blocks at least half as long as they may be."""
    if not isinstance(trips, int):
        return most
    most = min(most, trips)
    return min(range(most, most // 2, -1), key=lambda f: -(-trips // f) * f)


def _may_reach_further(load: Any, grown: dict[Any, int], loop: Loop, limits: Limits) -> bool:
    """Whether the tensor of a load can get room behind its end along K: it is zero there and stays so, and the blocks
    start at 0.
    """
    layout, name = layout_of(load.tensor), name_of(load.tensor)
    dim = layout.dims[grown[load.result]]
    starts_at = load.offsets[dim]
    width = block_shape(load.result.type)[grown[load.result]]
    is_first = width == 1 and starts_at == loop.induction
    op = defining(starts_at)
    if not is_first and op is not None and op.operation.name == "arith.muli":
        is_first = sorted(map(str, (constant_int(v) for v in op.operation.operands))) == sorted(["None", str(width)])
        is_first = is_first and loop.induction in list(op.operation.operands)
    return (
        name is not None
        and name not in limits.fixed
        and is_first
        and layout.form == TILES
        and layout.block(dim) == TILE
    )


def _reach(load: Any, grown: dict[Any, int], steps: Size) -> tuple[str, tuple[int, Size]]:
    axis = grown[load.result]
    width = block_shape(load.result.type)[axis]
    return name_of(load.tensor) or "", (layout_of(load.tensor).dims[axis], steps * (width * TILE))


def _grows(value: Any, dim: int, loop: Loop, grown: dict[Any, int]) -> bool:
    """Whether an operand may grow along `dim`: it is a load, transposed or not, that moves along `dim` by its extent
    per step.
    """
    op = defining(value)
    if op is None or op.operation.block != loop.block or len(uses_of(value)) != 1:
        return False
    if op.operation.name == "tt.tile.block_transpose":
        grown[value] = dim
        return _grows(op.value, 1 - dim, loop, grown)
    if op.operation.name != "tt.tile.load" or region_of(op) is not None:
        return False
    moves = [_slope(v, loop) for v in op.offsets]
    wanted = [0] * len(moves)
    along = layout_of(op.tensor).dims[dim]
    if along < 0:
        return False
    wanted[along] = block_shape(value.type)[dim]
    if moves != wanted:
        return False
    grown[value] = dim
    return True


def _slope(value: Any, loop: Loop) -> int | None:
    """By how much an index grows from one iteration to the next; None if that is not a constant."""
    if value == loop.induction:
        return 1
    op = defining(value)
    if op is None or op.operation.block != loop.block or constant_int(value) is not None:
        return 0
    name, operands = op.operation.name, list(op.operation.operands)
    slopes = [_slope(v, loop) for v in operands]
    if None in slopes:
        return None
    if not any(slopes):
        return 0
    if name == "arith.addi":
        return sum(s for s in slopes if s is not None)
    if name == "arith.muli":
        for slope, other in zip(slopes, operands[::-1], strict=True):
            factor = constant_int(other)
            if slope and factor is not None:
                return slope * factor
    return None
