"""Which vectors are spread already: every tile of a column repeats its elements in all 32 columns (rows likewise).

Reductions leave their results spread, single elements are loaded so; elementwise functions of spread vectors and
constants are spread, and loops keep it. Such a vector needs no broadcast: its tile can be used as it is, with all its bits.
"""

from __future__ import annotations

from typing import Any

from tilelang_tt.dialects.block import ALL
from tilelang_tt.dialects.tile import FUNCTION_OPS
from tilelang_tt.mlir import ir
from tilelang_tt.passes.rebuild import defining, scf_for

_ELEMENTWISE = frozenset(cls.OPERATION_NAME for cls in FUNCTION_OPS.values()) | {"tt.tile.typecast"}

Claim = tuple[Any, int]
"""That a block is the same along an axis (1: in all columns of a tile, 0: in all rows)."""


def is_spread(value: Any, axis: int) -> bool:
    """Whether a block is the same along `axis`: all that it rests on is, loops around included."""
    seen: set[Claim] = set()
    left: list[Claim] = [(value, axis)]
    while left:
        claim = left.pop()
        if claim not in seen:
            seen.add(claim)
            grounds = _grounds(*claim)
            if grounds is None:
                return False
            left += grounds
    return True


def is_free(bcast: Any) -> bool:
    """Whether the source of a broadcast in a map is spread already, so that the broadcast does nothing."""
    at = defining(bcast.value)
    kind = ir.StringAttr(bcast.kind).value
    if at is None or at.operation.name != "tt.tile.at":
        return False
    if kind == "scalar":
        return all(is_spread(at.operation.operands[0], axis) for axis in (0, 1))
    return is_spread(at.operation.operands[0], 1 if kind == "col" else 0)


def _grounds(value: Any, axis: int) -> list[Claim] | None:
    """What a block being spread follows from; None if it is not."""
    op = defining(value)
    if op is None:
        return _of_argument(value, axis)
    operation = op.operation
    match operation.name:
        case "tt.tile.splat" | "tt.tile.load_element":
            return []
        case "tt.tile.block_reduce":
            reduced = ir.IntegerAttr(operation.attributes["dim"]).value in (axis, ALL)
            return [] if reduced else [(operation.operands[0], axis)]
        case "tt.tile.block_transpose":
            return [(operation.operands[0], 1 - axis)]
        case "tt.tile.iota":
            return None if ir.IntegerAttr(operation.attributes["dim"]).value in (axis, ALL) else []
        case "tt.tile.bcast":
            return [] if _bcast_axis(op) in (axis, 2) else [(operation.operands[0], axis)]
        case name if name in _ELEMENTWISE:
            return [(v, axis) for v in operation.operands]
        case "tt.tile.map":
            return _of_map(operation, axis)
        case "scf.for":
            loop = scf_for(operation)
            return [(loop.args[list(operation.results).index(value)], axis)]
    return None


def _of_argument(value: Any, axis: int) -> list[Claim] | None:
    parent = value.owner.owner.operation
    if parent.name != "scf.for":
        return None
    loop = scf_for(parent)
    if value not in loop.args:
        return None
    position = loop.args.index(value)
    return [(loop.inits[position], axis), (loop.yielded[position], axis)]


def _of_map(operation: Any, axis: int) -> list[Claim] | None:
    """A map of spread inputs; a broadcast along the axis makes a vector spread, positions along it are not."""
    found: list[Claim] = []
    for inner in operation.regions[0].blocks[0].operations:
        name = inner.operation.name
        if name == "tt.tile.iota" and ir.IntegerAttr(inner.operation.attributes["dim"]).value in (axis, ALL):
            return None
        if name == "tt.tile.at" and {_bcast_axis(use.owner) for use in inner.operation.results[0].uses} != {axis}:
            found.append((inner.operation.operands[0], axis))
    return found


def _bcast_axis(op: Any) -> int | None:
    """The axis along which a broadcast spreads, 2 for both, None for other operations."""
    if op.operation.name != "tt.tile.bcast":
        return None
    return {"col": 1, "row": 0, "scalar": 2}[ir.StringAttr(op.operation.attributes["kind"]).value]
