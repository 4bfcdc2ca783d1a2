"""TIR expressions to `arith`, `math`, `memref.load` and scalar `tt.tile` functions.

Integers live in two worlds: positions (block and loop indices and arithmetic on them) are of type `index`; data keeps
its width. An expression is built in `index` when all its leaves are, and converted where it meets data.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tilelang_tt.dialects.extent import Size, known
from tilelang_tt.frontend import dtypes, ranges, tir
from tilelang_tt.frontend import functions as fn
from tilelang_tt.frontend.dependence import loaded_from
from tilelang_tt.frontend.state import State
from tilelang_tt.mlir import arith, ir, memref, scf

_ARITHMETIC = frozenset({"Add", "Sub", "Mul", "Div", "Mod", "FloorDiv", "FloorMod", "Min", "Max"})
_NO_VALUE = "write it without this construct, or compute it on the host and pass it in"


class Expressions:
    """Builds expressions at the current insertion point."""

    def __init__(self, state: State) -> None:
        self.state = state

    # Positions

    def is_position(self, expr: Any) -> bool:
        """Whether `expr` is made of block and loop indices and constants only."""
        match expr:
            case tir.IntImm():
                return dtypes.is_index_like(expr.dtype)
            case tir.Var():
                return expr in self.state.values and isinstance(self.state.values[expr].type, ir.IndexType)
            case tir.Binary():
                wanted = expr.kind in _ARITHMETIC and dtypes.is_index_like(expr.dtype)
                return wanted and self.is_position(expr.a) and self.is_position(expr.b)
            case tir.Cast():
                wide = dtypes.is_index_like(expr.dtype) and getattr(expr.value, "dtype", "") in ("int32", expr.dtype)
                return wide and self.is_position(expr.value)
            case tir.Select():
                return self.is_position(expr.then_value) and self.is_position(expr.else_value)
            case tir.Call(op="tirx.if_then_else"):
                return all(self.is_position(branch) and self._safe(branch) for branch in expr.args[1:])
        return False

    def index(self, expr: Any) -> ir.Value:
        """The value of an integer expression as `index`."""
        match expr:
            case tir.IntImm():
                return self.state.index(expr.value)
            case tir.Var() if expr in self.state.threads or expr not in self.state.values or self.is_position(expr):
                return self.state.variable(expr)
            case tir.Cast() if self.is_position(expr):
                return self.index(expr.value)
            case tir.Binary() if expr.kind in _ARITHMETIC and dtypes.is_index_like(expr.dtype):
                return self._integer(expr, self.index(expr.a), self.index(expr.b))
            case tir.Select() if self.is_position(expr):
                condition = self.value(expr.condition)
                return arith.SelectOp(condition, self.index(expr.then_value), self.index(expr.else_value)).result
            case tir.Call(op="tirx.if_then_else") if self.is_position(expr):
                condition = self.value(expr.args[0])
                return arith.SelectOp(condition, self.index(expr.args[1]), self.index(expr.args[2])).result
        dtype = self.dtype(expr)
        if not dtypes.is_int(dtype):
            raise self.state.error(f"a value of type {dtype} is used as an index", "cast it to int32")
        convert = arith.IndexCastOp if dtypes.is_signed(dtype) else arith.IndexCastUIOp
        return convert(ir.IndexType.get(), self.value(expr)).result

    def position(self, expr: Any, what: str) -> ir.Value:
        """`index(expr)` for an address or a bound; refuses values that come from tensors. `what` names the use."""
        source = loaded_from(expr, self.state.loaded)
        if source is not None:
            raise self.state.error(
                f"data-dependent {what}: it is computed from the contents of '{source}'",
                "addresses and loop bounds must follow from block and loop indices",
            )
        return self.index(expr)

    def _integer(self, expr: tir.Binary, a: ir.Value, b: ir.Value) -> ir.Value:
        """Integer arithmetic on two built operands."""
        table = fn.ARITH_SIGNED if dtypes.is_signed(expr.dtype) else fn.ARITH_UNSIGNED
        if expr.kind in ("Div", "Mod", "FloorDiv", "FloorMod"):
            divisor = ranges.of(expr.b, self.state.known)
            if ranges.of(expr.a, self.state.known).non_negative and divisor.lo is not None and divisor.lo > 0:
                table = fn.ARITH_UNSIGNED
            elif expr.kind == "FloorMod" and table is fn.ARITH_SIGNED:
                return arith.SubIOp(a, arith.MulIOp(arith.FloorDivSIOp(a, b).result, b).result).result
        if expr.kind not in table:
            raise self.state.error(f"{expr.kind} of {expr.dtype} is not supported", _NO_VALUE)
        return table[expr.kind](a, b)

    # Data

    def dtype(self, expr: Any) -> str:
        """The type of an expression; refuses expressions that have none."""
        if isinstance(expr, tir.Unknown) or not hasattr(expr, "dtype"):
            kind = expr.type if isinstance(expr, tir.Unknown) else type(expr).__name__
            raise self.state.error(f"expression {kind.removeprefix('tirx.')} is not supported here", _NO_VALUE)
        return self.state.dtype(expr.dtype, _describe(expr))

    def value(self, expr: Any) -> ir.Value:
        """The value of a scalar expression in its own type."""
        if isinstance(expr, tir.Call) and expr.op not in _TYPELESS:
            self._known_call(expr)
        dtype = self.dtype(expr)
        if not isinstance(expr, tir.IntImm) and self.is_position(expr):
            return arith.IndexCastOp(dtypes.mlir_type(dtype), self.index(expr)).result
        constant = float_constant(expr)
        if constant is not None:
            return self.state.real(constant, dtype)
        match expr:
            case tir.IntImm():
                return self.state.integer(expr.value, dtype)
            case tir.Var():
                return self.state.variable(expr)
            case tir.Cast():
                if expr.annotations:
                    raise self.state.error(
                        f"a cast with {', '.join(sorted(expr.annotations))} is not supported", "use T.cast"
                    )
                return dtypes.cast(self.value(expr.value), self.dtype(expr.value), dtype)
            case tir.Binary():
                return self._binary(expr)
            case tir.Not():
                return arith.XOrIOp(self.value(expr.value), self.state.integer(1, "bool")).result
            case tir.Select():
                condition = self.value(expr.condition)
                return arith.SelectOp(condition, self.value(expr.then_value), self.value(expr.else_value)).result
            case tir.BufferLoad():
                return self._guarded_load(expr)
            case tir.Call():
                return self._call(expr, dtype)
        raise self.state.error(f"expression {_describe(expr)} is not supported", _NO_VALUE)

    def as_type(self, expr: Any, dtype: str) -> ir.Value:
        """The value of `expr` converted to `dtype`; constants are converted here."""
        constant = float_constant(expr)
        if isinstance(expr, tir.IntImm):
            return (
                self.state.real(float(expr.value), dtype) if dtypes.is_float(dtype) else self._int_constant(expr, dtype)
            )
        if constant is not None and dtypes.is_float(dtype):
            return self.state.real(dtypes.rounded(constant, expr.dtype), dtype)
        return dtypes.cast(self.value(expr), self.dtype(expr), dtype)

    def _int_constant(self, expr: tir.IntImm, dtype: str) -> ir.Value:
        return self.state.integer(int(expr.value != 0) if dtype == "bool" else expr.value, dtype)

    def _binary(self, expr: tir.Binary) -> ir.Value:
        kind, operand = expr.kind, self.dtype(expr.a)
        if kind in ("And", "Or"):
            return self._logic(expr)
        if kind in fn.COMPARE_SIGNED:
            if dtypes.is_float(operand):
                return arith.CmpFOp(fn.COMPARE_FLOAT[kind], self.value(expr.a), self.value(expr.b)).result
            if self.is_position(expr.a) and self.is_position(expr.b):
                return arith.CmpIOp(fn.COMPARE_SIGNED[kind], self.index(expr.a), self.index(expr.b)).result
            table = fn.COMPARE_SIGNED if dtypes.is_signed(operand) else fn.COMPARE_UNSIGNED
            return arith.CmpIOp(table[kind], self.value(expr.a), self.value(expr.b)).result
        if not dtypes.is_float(operand):
            return self._integer(expr, self.value(expr.a), self.value(expr.b))
        if kind not in fn.ARITH_FLOAT:
            raise self.state.error(f"{kind} of {operand} is not supported", "use T.floor of a quotient, or T.fmod")
        if kind == "Mul" and float_constant(expr.b) == -1.0:
            # TVM has no negation: -x is x * -1.
            return arith.NegFOp(self.value(expr.a)).result
        return fn.ARITH_FLOAT[kind](self.value(expr.a), self.value(expr.b))

    def _logic(self, expr: tir.Binary) -> ir.Value:
        """`and` / `or`; the right side is only evaluated if needed when it may trap."""
        if self._safe(expr.b):
            op = arith.AndIOp if expr.kind == "And" else arith.OrIOp
            return op(self.value(expr.a), self.value(expr.b)).result
        decided = tir.IntImm("bool", int(expr.kind == "Or"))
        branches = (expr.b, decided) if expr.kind == "And" else (decided, expr.b)
        return self._lazily(expr.a, branches, "bool")

    def _lazily(self, condition: Any, branches: Sequence[Any], dtype: str) -> ir.Value:
        op = scf.IfOp(self.value(condition), [dtypes.mlir_type(dtype)], has_else=True)
        for block, branch in zip((op.then_block, op.else_block), branches, strict=True):
            with self.state.scope(block):
                scf.YieldOp([self.value(branch)])
        return op.results[0]

    def _safe(self, expr: Any) -> bool:
        """Whether `expr` may be evaluated when not wanted: no access outside of an on-chip buffer, no x / 0."""
        for part in tir.subexpressions(expr):
            if isinstance(part, tir.BufferLoad) and part.buffer.scope != "global" and not self._inside(part):
                return False
            if isinstance(part, tir.Binary) and part.kind in ("Div", "Mod", "FloorDiv", "FloorMod"):
                divisor = ranges.of(part.b, self.state.known)
                if not dtypes.is_float(part.dtype) and not (divisor.lo is not None and divisor.lo > 0):
                    return False
        return True

    def _inside(self, load: tir.BufferLoad) -> bool:
        shape = known(self.state.shape(load.buffer))
        return all(ranges.of(i, self.state.known).within(0, e - 1) for i, e in zip(load.indices, shape, strict=True))

    # Accesses

    def load(self, expr: tir.BufferLoad) -> ir.Value:
        """`memref.load` of one element."""
        if expr.predicate is not None:
            raise self.state.error(f"a predicated load of '{expr.buffer.name}' is not supported", "use T.if_then_else")
        storage = self.state.storage(expr.buffer)
        return memref.LoadOp(storage.value, self.indices(expr.buffer, expr.indices)).result

    def _guarded_load(self, expr: tir.BufferLoad) -> ir.Value:
        """One element, or the tensor's safe value outside of it."""
        safe = self.state.safe.get(expr.buffer.data)
        inside = None
        if safe is not None:
            shape = expr.buffer.shape
            inside = ranges.inside(zip(expr.indices, (1,) * len(shape), shape, strict=True), (), self.state.known)
        if inside is None:
            return self.load(expr)
        return arith.SelectOp(self.value(inside), self.load(expr), self.as_type(safe, expr.dtype)).result

    def indices(self, buffer: tir.Buffer, indices: Sequence[Any]) -> list[ir.Value]:
        """Element indices; as in Python, one that is known to be negative counts from the end."""
        rank = len(buffer.shape)
        if len(indices) != rank:
            raise self.state.error(
                f"'{buffer.name}' of rank {rank} is accessed with {len(indices)} indices", "index every dimension"
            )
        if any(isinstance(expr, tir.Ramp) for expr in indices):
            raise self.state.error(
                f"a slice of '{buffer.name}' is used as a value", "index single elements in T.Parallel"
            )
        lines = self.state.on_storage(buffer, indices, [1] * rank)
        return [self.start(line.start, 1, line.extent, buffer) for line in lines]

    def start(self, expr: Any, size: int, extent: Size, buffer: tir.Buffer) -> ir.Value:
        """Where an access of `size` elements starts in a dimension of `extent`; refuses what is never inside."""
        value = self.position(expr, f"index into '{buffer.name}'")
        found = ranges.of(expr, self.state.known)
        if not isinstance(extent, int):
            if found.negative:
                raise self.state.error(
                    f"a negative index into '{buffer.name}', whose extent is {extent}", "count from the start"
                )
            return value
        if found.negative:
            value = arith.AddIOp(value, self.state.index(extent)).result
            found = ranges.Range(_shift(found.lo, extent), _shift(found.hi, extent))
        never = (found.lo is not None and found.lo + size > extent) or found.negative
        if never and buffer.scope != "global":
            raise self.state.error(
                f"an access outside of '{buffer.name}': {size} elements from {found.lo}, of {extent}",
                "only tensors in device memory may be accessed outside of their shape",
            )
        return value

    # Calls

    def _known_call(self, expr: tir.Call) -> None:
        if expr.op in fn.FLOAT or expr.op in fn.FLOAT_TESTS or expr.op in fn.INTEGER:
            return
        surface = "T." + expr.op.rpartition(".")[2].removeprefix("__")
        if expr.op in ("tirx.call_extern", "tirx.call_pure_extern"):
            name = expr.args[0].value if expr.args and isinstance(expr.args[0], tir.StringImm) else "?"
            raise self.state.error(
                f"T.call_extern of '{name}' is not supported: it is CUDA code", "write it with TileLang's functions"
            )
        raise self.state.error(f"{surface} ('{expr.op}') is not supported", fn.REMEDIES.get(expr.op, _NO_VALUE))

    def _call(self, expr: tir.Call, dtype: str) -> ir.Value:
        args = expr.args
        if expr.op in _TYPELESS and len(args) != _TYPELESS[expr.op]:
            raise self.state.error(f"'{expr.op}' has {len(args)} arguments", "trace the kernel with tilelang==0.1.15")
        if expr.op == "tirx.if_then_else":
            if self._safe(args[1]) and self._safe(args[2]):
                return arith.SelectOp(self.value(args[0]), self.value(args[1]), self.value(args[2])).result
            return self._lazily(args[0], args[1:], dtype)
        if expr.op == "tirx.likely":
            return self.value(args[0])
        if expr.op == "tirx.reinterpret":
            return self._reinterpret(expr, dtype)
        if expr.op.startswith("tl.ieee_") and args and isinstance(args[-1], tir.StringImm):
            if args[-1].value != "rn":
                raise self.state.error(
                    f"T.{expr.op.removeprefix('tl.')} with rounding mode '{args[-1].value}' is not supported",
                    "there is rounding to nearest: 'rn'",
                )
            args = args[:-1]
        operand = self.dtype(args[0])
        if expr.op in fn.FLOAT_TESTS and dtypes.is_float(operand):
            return fn.FLOAT_TESTS[expr.op](self.value(args[0]))
        if expr.op in fn.INTEGER and dtypes.is_int(operand):
            count, signed, unsigned = fn.INTEGER[expr.op]
            build = signed if dtypes.is_signed(operand) else unsigned
        elif expr.op in fn.FLOAT and dtypes.is_float(operand):
            count, build = fn.FLOAT[expr.op]
        else:
            raise self.state.error(f"'{expr.op}' of {operand} is not supported", "cast the operand to float32")
        if len(args) != count or any(self.dtype(a) != dtype for a in args):
            found = ", ".join(self.dtype(a) for a in args)
            raise self.state.error(
                f"'{expr.op}' gives {dtype} from ({found}), which is not supported", "cast the operands to one type"
            )
        return build(*(self.value(a) for a in args))

    def _reinterpret(self, expr: tir.Call, dtype: str) -> ir.Value:
        source = self.dtype(expr.args[0])
        if dtypes.width(source) != dtypes.width(dtype):
            raise self.state.error(f"reinterpret of {source} as {dtype} changes the width", "use types of one width")
        value = self.value(expr.args[0])
        target = dtypes.mlir_type(dtype)
        return value if value.type == target else arith.BitcastOp(target, value).result


_TYPELESS = {"tirx.if_then_else": 3, "tirx.likely": 1, "tirx.reinterpret": 1, "tl.infinity": 1}
"""Calls handled one by one rather than through a table, with their number of arguments."""


def float_constant(expr: Any) -> float | None:
    """The value of a constant as TileLang writes it: a literal, T.infinity, or either with its sign changed."""
    match expr:
        case tir.FloatImm():
            return expr.value
        case tir.Call(op="tl.infinity"):
            return float("inf") if dtypes.is_float(expr.dtype) else None
        case tir.Binary(kind="Mul") if dtypes.is_float(expr.dtype):
            a, b = float_constant(expr.a), float_constant(expr.b)
            # Only a change of sign is exact in every format.
            return a * b if a is not None and b == -1.0 else None
    return None


def _shift(bound: int | None, by: int) -> int | None:
    return None if bound is None else bound + by


def _describe(expr: Any) -> str:
    match expr:
        case tir.Var():
            return f"'{expr.name}'"
        case tir.BufferLoad():
            return f"a load of '{expr.buffer.name}'"
        case tir.Call():
            return f"'{expr.op}'"
        case tir.Binary():
            return expr.kind
    return type(expr).__name__
