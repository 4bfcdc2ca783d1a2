"""Loop indices of a parallel loop as numbers: what masks are made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.dialects import block, tile
from tilelang_tt.dialects.base import i64_attr
from tilelang_tt.dialects.types import block_type
from tilelang_tt.mlir import arith, ir
from tilelang_tt.passes.rebuild import constant_int, defining, index
from tilelang_tt.passes.tile_index import IndexBuilder


@dataclass
class Affine:
    """sum of factor * variable, plus a sum of signed values that are the same for all iterations."""

    factors: dict[int, int] = field(default_factory=dict)
    uniform: list[tuple[Any, int]] = field(default_factory=list)

    def plus(self, other: Affine, sign: int = 1) -> Affine:
        """self + sign * other."""
        factors = dict(self.factors)
        for variable, factor in other.factors.items():
            factors[variable] = factors.get(variable, 0) + sign * factor
        uniform = self.uniform + [(v, sign * s) for v, s in other.uniform]
        return Affine({v: f for v, f in factors.items() if f}, uniform)


def affine(value: Any, variables: list[Any], zero: list[Any], varies: Any) -> Affine | None:
    """An index as an affine form of loop variables; `zero` are variables that are always 0, `varies(v)` says what
    depends on the loop.
    """
    if value in variables:
        return Affine({variables.index(value): 1})
    if value in zero:
        return Affine()
    if not varies(value):
        return Affine({}, [(value, 1)])
    op = defining(value)
    if op is None:
        return None
    name, operands = op.operation.name, list(op.operation.operands)
    if name in ("arith.index_cast", "arith.index_castui", "arith.extsi", "arith.trunci"):
        return affine(operands[0], variables, zero, varies)
    if name in ("arith.addi", "arith.subi"):
        left, right = (affine(v, variables, zero, varies) for v in operands)
        return None if left is None or right is None else left.plus(right, 1 if name == "arith.addi" else -1)
    if name == "arith.muli":
        for a, b in (operands, operands[::-1]):
            factor = constant_int(b)
            inner = affine(a, variables, zero, varies) if factor is not None else None
            if inner is not None and factor is not None and not inner.uniform:
                return Affine({v: f * factor for v, f in inner.factors.items()})
    return None


def number(op: Any, form: Affine, axes: list[int], shape: list[int], values: dict[Any, Any]) -> Any:
    """The block of f32 that holds an affine form; `axes` gives the block's axis of each variable."""
    f32 = ir.F32Type.get()
    type_ = block_type(shape, f32)
    total: Any = None
    for variable, factor in sorted(form.factors.items()):
        term = block.IotaOp([], i64_attr(axes[variable]), type_).result
        if abs(factor) != 1:
            term = tile.FUNCTION_OPS["mul"](term, _splat(float(abs(factor)), type_), type_).result
        if total is None:
            total = term if factor > 0 else tile.FUNCTION_OPS["neg"](term, type_).result
        else:
            total = tile.FUNCTION_OPS["add" if factor > 0 else "sub"](total, term, type_).result
    base, constant = _uniform(op, form, values)
    if base is not None:
        spread = block.SplatOp(base, type_).result
        total = spread if total is None else tile.FUNCTION_OPS["add"](total, spread, type_).result
    if constant or total is None:
        spread = _splat(float(constant), type_)
        total = spread if total is None else tile.FUNCTION_OPS["add"](total, spread, type_).result
    return total


def _uniform(op: Any, form: Affine, values: dict[Any, Any]) -> tuple[Any | None, int]:
    """The part that is the same for all iterations: an f32 scalar (None if there is none) and a constant."""
    constant, total = 0, None
    for value, sign in form.uniform:
        known = constant_int(value)
        if known is not None:
            constant += sign * known
            continue
        if not isinstance(value.type, (ir.IndexType, ir.IntegerType)):
            raise CompileError.at(op, "an index inside T.Parallel is computed from a number that is not an integer")
        new = values[value]
        if not isinstance(new.type, ir.IndexType):
            new = arith.IndexCastOp(ir.IndexType.get(), new).result
        if total is None:
            total = new if sign > 0 else arith.SubIOp(index(0), new).result
        else:
            total = IndexBuilder.add(total, new) if sign > 0 else IndexBuilder.sub(total, new)
    if total is None:
        return None, constant
    return _as_f32(total), constant


def _splat(value: float, type_: ir.Type) -> Any:
    f32 = ir.F32Type.get()
    return block.SplatOp(arith.ConstantOp(f32, ir.FloatAttr.get(f32, value)).result, type_).result


def below(shape: list[int], axis: int, limit: Any) -> Any:
    """A block of f32: 1 where the position along `axis` is less than `limit`, a number or an index value, else 0."""
    f32 = block_type(shape, ir.F32Type.get())
    position = block.IotaOp([], i64_attr(axis), f32).result
    known = limit if isinstance(limit, int) else constant_int(limit)
    end = block.SplatOp(_as_f32(limit), f32).result if known is None else _splat(float(known), f32)
    return tile.FUNCTION_OPS["ltz"](tile.FUNCTION_OPS["sub"](position, end, f32).result, f32).result


def _as_f32(value: Any) -> Any:
    """An index, which may be negative, as f32."""
    i32 = arith.IndexCastOp(ir.IntegerType.get_signless(32), value).result
    return arith.SIToFPOp(ir.F32Type.get(), i32).result
