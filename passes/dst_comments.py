"""The comments above compute code: which buffers an operation makes of which."""

from __future__ import annotations

from typing import Any

from tilelang_tt.dialects.functions import BY_NAME
from tilelang_tt.mlir import ir
from tilelang_tt.passes.rebuild import constant_int, short_name


def matmul_text(op: Any) -> str:
    """Of a product."""
    adds = "=" if constant_int(op.fresh) == 1 else "+="
    turned = " transposed" if ir.BoolAttr(op.transpose_b).value else ""
    return f"{short_name(op.acc)} {adds} {short_name(op.a)} . {short_name(op.b)}{turned}."


_CONSTANTS = frozenset({"zeros", "ones"})


def map_text(op: Any) -> str:
    """Of elementwise work."""
    names = [n for n in dict.fromkeys(short_name(at.source) for at in op.inputs) if n not in _CONSTANTS]
    functions = [o.operation.name.removeprefix("tt.tile.") for o in op.body.blocks[0].operations]
    shown = list(dict.fromkeys(f for f in functions if f in BY_NAME))
    what = f": {', '.join(shown)}" if shown else ""
    return (
        f"{short_name(op.out)} from {', '.join(names)}{what}."
        if names
        else f"{short_name(op.out)}: the same number everywhere."
    )


def fold_text(op: Any) -> str:
    """Of tiles combined along rows."""
    return f"{short_name(op.out)}: {ir.StringAttr(op.fn).value} of the tiles in each row of {short_name(op.source)}."


def reduce_text(op: Any) -> str:
    """Of a reduction."""
    over = "columns" if ir.IntegerAttr(op.dim).value == 1 else "rows"
    return f"{short_name(op.out)} = {ir.StringAttr(op.kind).value} of {short_name(op.source)} over {over}."


def transpose_text(op: Any) -> str:
    """Of a transpose."""
    return f"{short_name(op.out)} = {short_name(op.source)} transposed."
