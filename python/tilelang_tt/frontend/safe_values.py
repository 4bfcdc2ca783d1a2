"""`T.annotate_safe_value`: what a load from outside of a tensor gives.

Zero needs nothing. For another value, the elements that a copy read outside are overwritten after it, and a load of
one element chooses:

    T.annotate_safe_value({A: v})        "tt.tile.copy"(%A_view, %tile)
    T.copy(A[m, 0], tile)            ->  scf.parallel (%i, %j) { %tile[%i, %j] = %m + %i < M ? %tile[%i, %j] : %v }
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tilelang_tt.frontend import ranges, tir
from tilelang_tt.frontend.expressions import Expressions
from tilelang_tt.frontend.regions import Region, region_of


def declare(exprs: Expressions, value: dict[Any, Any]) -> None:
    """Notes the values of a block's annotation: data variable -> value."""
    for var, safe in value.items():
        number = safe if not isinstance(safe, (int, float)) else tir.FloatImm("float32", float(safe))
        if getattr(number, "value", None) != 0:
            exprs.state.safe[var] = number


def after_copy(exprs: Expressions, call: tir.Call) -> Iterator[Any]:
    """The statement that puts the safe value where a copy read outside of its source, if it can have."""
    if call.op not in ("tl.tileop.copy", "tl.tileop.async_copy"):
        return
    source, dest = (region_of(exprs, operand, "T.copy") for operand in call.args)
    value = exprs.state.safe.get(source.storage.buffer.data)
    if value is None:
        return
    variables = [tir.Var(f"i{d}", "int32") for d, size in enumerate(source.sizes) if size != 1]
    inside = _inside(exprs, source, variables)
    if inside is None:
        return
    if dest.storage.space == "dram":
        raise exprs.state.error(
            f"T.copy of '{source.name}', which has a safe value, to the tensor '{dest.name}' is not supported",
            "copy to a shared buffer first",
        )
    buffer, indices = dest.storage.buffer, _indices(dest, variables)
    old = tir.BufferLoad(buffer.dtype, buffer, indices)
    safe = tir.Cast(buffer.dtype, value, {}) if value.dtype != buffer.dtype else value
    stmt: Any = tir.BufferStore(None, buffer, tir.Select(buffer.dtype, inside, old, safe), indices)
    zero = tir.IntImm("int32", 0)
    for variable, size in reversed(list(zip(variables, source.squeezed, strict=True))):
        stmt = tir.For(None, variable, zero, tir.IntImm("int32", size), tir.PARALLEL, stmt, "", {}, None)
    yield stmt


def _inside(exprs: Expressions, region: Region, variables: list[tir.Var]) -> Any | None:
    dims = zip(region.starts, region.sizes, region.storage.buffer.shape, strict=True)
    return ranges.inside(dims, variables, exprs.state.known)


def _indices(region: Region, variables: list[tir.Var]) -> tuple[Any, ...]:
    left = list(variables)
    return tuple(
        start if size == 1 else _plus(start, left.pop(0))
        for start, size in zip(region.starts, region.sizes, strict=True)
    )


def _plus(start: Any, variable: tir.Var) -> Any:
    if isinstance(start, tir.IntImm) and start.value == 0:
        return variable
    return tir.Binary("Add", "int32", start, variable)
