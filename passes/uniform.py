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


def is_spread(value: Any, axis: int, assumed: frozenset[Any] = frozenset()) -> bool:
    """Whether a block is the same along `axis` (1: in all columns of a tile, 0: in all rows).

    Loop-carried blocks are assumed to be while their loop is looked at.
    """
    if value in assumed:
        return True
    op = defining(value)
    if op is None:
        return _argument(value, axis, assumed)
    operation = op.operation
    match operation.name:
        case "tt.tile.splat" | "tt.tile.load_element":
            return True
        case "tt.tile.block_reduce":
            reduced = ir.IntegerAttr(operation.attributes["dim"]).value in (axis, ALL)
            return reduced or is_spread(operation.operands[0], axis, assumed)
        case "tt.tile.block_transpose":
            return is_spread(operation.operands[0], 1 - axis, assumed)
        case "tt.tile.iota":
            return bool(ir.IntegerAttr(operation.attributes["dim"]).value != axis)
        case "tt.tile.bcast":
            return _bcast_axis(op) in (axis, 2) or is_spread(operation.operands[0], axis, assumed)
        case name if name in _ELEMENTWISE:
            return all(is_spread(v, axis, assumed) for v in operation.operands)
        case "tt.tile.map":
            return _map(op.opview if hasattr(op, "opview") else op, axis, assumed)
        case "scf.for":
            loop = scf_for(operation)
            position = list(operation.results).index(value)
            return is_spread(loop.args[position], axis, assumed)
    return False


def is_free(bcast: Any) -> bool:
    """Whether the source of a broadcast in a map is spread already, so that the broadcast does nothing."""
    at = defining(bcast.value)
    kind = ir.StringAttr(bcast.kind).value
    if at is None or at.operation.name != "tt.tile.at":
        return False
    if kind == "scalar":
        return all(is_spread(at.operation.operands[0], axis) for axis in (0, 1))
    return is_spread(at.operation.operands[0], 1 if kind == "col" else 0)


def _argument(value: Any, axis: int, assumed: frozenset[Any]) -> bool:
    parent = value.owner.owner.operation
    if parent.name != "scf.for":
        return False
    loop = scf_for(parent)
    if value not in loop.args:
        return False
    position = loop.args.index(value)
    both = (loop.inits[position], loop.yielded[position])
    return all(is_spread(v, axis, assumed | {value}) for v in both)


def _map(op: Any, axis: int, assumed: frozenset[Any]) -> bool:
    """A map of spread inputs; a broadcast along the axis makes a vector spread, positions along it are not."""
    for inner in op.operation.regions[0].blocks[0].operations:
        name = inner.operation.name
        if name == "tt.tile.iota" and ir.IntegerAttr(inner.operation.attributes["dim"]).value in (axis, ALL):
            return False
        if name == "tt.tile.at":
            users = [use.owner for use in inner.operation.results[0].uses]
            kinds = {_bcast_axis(u) for u in users}
            if kinds == {axis} or is_spread(inner.operation.operands[0], axis, assumed):
                continue
            return False
    return True


def _bcast_axis(op: Any) -> int | None:
    """The axis along which a broadcast spreads, 2 for both, None for other operations."""
    if op.operation.name != "tt.tile.bcast":
        return None
    return {"col": 1, "row": 0, "scalar": 2}[ir.StringAttr(op.operation.attributes["kind"]).value]
