"""Broadcasts of float32 vectors whose every digit matters.

    %g = "tt.tile.bcast"(%G) {kind = "col"}; %d = "tt.tile.sub"(%last, %g); %e = "tt.tile.exp2"(%d)
  ->
    %G_1 = round(%G); %G_2 = round(%G - %G_1); %G_3 = %G - %G_1 - %G_2          // each as bfloat16 holds it
    %S = the sum of the broadcasts of %G_1, %G_2, %G_3 inside of the vector's tiles
    %g = "tt.tile.bcast"(%S) {kind = "col"}                                     // does nothing: see uniform.py

The matrix unit, which spreads vectors, cuts float32 to tf32. That is enough where the vector is a factor or a summand
of a result. It is not where a comparison or an exponential function follows: differences of large numbers count there,
and numbers that are equal must stay so. Numbers that were converted from 16 bits are tf32 already.
"""

from __future__ import annotations

from functools import reduce
from typing import Any

from tilelang_tt.dialects import block, tile
from tilelang_tt.dialects.types import element_of, is_block
from tilelang_tt.mlir import ir, walk_collect
from tilelang_tt.passes.parts import exact_parts
from tilelang_tt.passes.rebuild import defining, same_name
from tilelang_tt.passes.uniform import is_spread

_SENSITIVE = frozenset(f"tt.tile.{name}" for name in ("exp", "exp2", "eqz", "nez", "ltz", "lez", "gtz", "gez"))
_THROUGH = frozenset(f"tt.tile.{name}" for name in ("add", "sub", "mul", "neg", "abs", "max", "min", "where"))


def spread_exactly(function: Any) -> None:
    """Rewrites such broadcasts of a function in value form, before it is fused."""
    done: dict[tuple[Any, str], Any] = {}
    for op in walk_collect(function, "tt.tile.bcast"):
        source, kind = op.operation.operands[0], ir.StringAttr(op.kind).value
        if kind == "scalar" or not is_block(source.type) or not isinstance(element_of(source.type), ir.F32Type):
            continue
        if is_spread(source, 1 if kind == "col" else 0) or _is_short(source) or not _matters(op.result, set()):
            continue
        if (source, kind) not in done:
            with same_name(source, op.operation.location):
                done[source, kind] = _spread(source, op.kind)
        op.operation.operands[0] = done[source, kind]


def _is_short(value: Any) -> bool:
    """Whether a block was converted from a type that tf32 holds whole, and turned at most."""
    op = defining(value)
    if op is not None and op.operation.name == "tt.tile.block_transpose":
        return _is_short(op.operation.operands[0])
    if op is None or op.operation.name != "tt.tile.typecast":
        return False
    element = element_of(op.operation.operands[0].type)
    return isinstance(element, ir.FloatType) and element.width <= 16


def _matters(value: Any, seen: set[Any]) -> bool:
    """Whether a comparison or an exponential function is computed from a block."""
    if value in seen:
        return False
    seen.add(value)
    for use in value.uses:
        name = use.owner.operation.name
        if name in _SENSITIVE:
            return True
        if name in _THROUGH and any(_matters(r, seen) for r in use.owner.operation.results):
            return True
    return False


def _spread(source: Any, kind: ir.StringAttr) -> Any:
    """A vector spread inside of its own tiles, without a loss."""
    made = defining(source)
    place = ir.InsertionPoint.at_block_begin(source.owner) if made is None else ir.InsertionPoint.after(made)
    with place:
        turned = made is not None and made.operation.name == "tt.tile.block_transpose"
        parts = exact_parts(made.operation.operands[0] if turned else source)
        if turned:
            parts = [block.BlockTransposeOp(part, source.type).result for part in parts]
        spread: list[Any] = [block.BcastOp(part, kind, source.type).result for part in parts]
        return reduce(lambda a, b: tile.FUNCTION_OPS["add"](a, b, source.type).result, spread)
