"""Integer and float arithmetic of kernels as emitc: indices, conditions and scalar arguments.

Indices are unsigned 32-bit numbers, as Metalium's own functions take them. Sums and products of them are right for
negative numbers too; where a sign matters (divisions, comparisons, loop bounds) and the bounds of an operand do not
exclude one, the operation works on signed numbers.
"""

from __future__ import annotations

from typing import Any

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.dialects.extent import at_least
from tilelang_tt.mlir import emitc, ir
from tilelang_tt.passes.ranges import range_of
from tilelang_tt.passes.rebuild import constant_int


def u32() -> ir.Type:
    return ir.IntegerType.get_unsigned(32)


def i32() -> ir.Type:
    return ir.IntegerType.get_signless(32)


def is_i1(value: Any) -> bool:
    return isinstance(value.type, ir.IntegerType) and value.type.width == 1


def maybe_negative(value: Any) -> bool:
    low = range_of(value).low
    return low is None or not at_least(low, 0)


def i1() -> ir.Type:
    return ir.IntegerType.get_signless(1)


def number_attr(value: int) -> ir.Attribute:
    return ir.IntegerAttr.get(u32(), value)


class Arithmetic:
    """Handlers of `arith` operations; `values` maps the kernel's values to the emitted ones."""

    def __init__(self) -> None:
        self.values: dict[Any, Any] = {}
        self.handlers = {name: self.arithmetic for name in _ARITHMETIC} | {
            "arith.constant": self.constant,
            "arith.index_cast": self.forward,
            "arith.index_castui": self.forward,
            "arith.cmpi": self.compare,
            "arith.select": self.select,
            "arith.minsi": lambda op: self.choose(op, 2),
            "arith.minui": lambda op: self.choose(op, 2),
            "arith.maxsi": lambda op: self.choose(op, 4),
            "arith.maxui": lambda op: self.choose(op, 4),
            "arith.divsi": lambda op: self.signed(op, emitc.DivOp),
            "arith.remsi": lambda op: self.signed(op, emitc.RemOp),
            "arith.floordivsi": self.floor_divide,
            "arith.extui": self.forward,
            "arith.extsi": self.forward,
            "arith.trunci": self.forward,
            "arith.sitofp": self.to_float,
            "arith.uitofp": self.to_float,
        }
        self.handlers |= {name: self.float_arithmetic for name in _FLOAT}

    def constant(self, op: Any) -> None:
        result = op.operation.results[0]
        value = op.operation.attributes["value"]
        if isinstance(result.type, ir.IndexType) or (
            isinstance(result.type, ir.IntegerType) and result.type.width == 32
        ):
            self.values[result] = emitc.ConstantOp(u32(), number_attr(ir.IntegerAttr(value).value & 0xFFFFFFFF)).result
        else:
            self.values[result] = emitc.ConstantOp(result.type, value).result

    def forward(self, op: Any) -> None:
        """Casts between index and 32-bit integers cost nothing."""
        self.values[op.operation.results[0]] = self.values[op.operation.operands[0]]

    def arithmetic(self, op: Any) -> None:
        result = op.operation.results[0]
        operands = [self.values[v] for v in op.operation.operands]
        boolean = isinstance(result.type, ir.IntegerType) and result.type.width == 1
        cls = (_LOGICAL if boolean else _ARITHMETIC)[op.operation.name]
        added = constant_int(op.operation.operands[1])
        if op.operation.name == "arith.addi" and not boolean and added is not None and added < 0:
            cls, operands[1] = emitc.SubOp, emitc.ConstantOp(u32(), number_attr(-added)).result
        self.values[result] = cls(i1() if boolean else u32(), *operands).result

    def numbers(self, op: Any) -> list[Any]:
        """The operands of an operation that tells the sign of its operands: as they are where all are known to be zero
        or more, else as signed numbers.
        """
        operands = list(op.operation.operands)
        values = [self.values[v] for v in operands]
        if not any(maybe_negative(v) for v in operands):
            return values
        return [self.as_signed(v) for v in values]

    def as_signed(self, value: Any) -> Any:
        """A 32-bit number with a sign; constants are written as such."""
        if is_i1(value):
            return value
        if value.owner.name == "emitc.constant":
            number = ir.IntegerAttr(value.owner.attributes["value"]).value
            signed = (number & 0xFFFFFFFF) - (0x100000000 if number & 0x80000000 else 0)
            return emitc.ConstantOp(i32(), ir.IntegerAttr.get(i32(), signed)).result
        if value.owner.name == "emitc.cast" and value.owner.operands[0].type == i32():
            return value.owner.operands[0]
        return emitc.CastOp(i32(), value).result

    def signed(self, op: Any, cls: Any) -> None:
        """A division or remainder that rounds toward zero."""
        left, right = self.numbers(op)
        result = cls(left.type, left, right).result
        self.values[op.operation.results[0]] = self.as_index(result)

    def as_index(self, value: Any) -> Any:
        """A number as the unsigned one that indices are."""
        return emitc.CastOp(u32(), value).result if value.type == i32() else value

    def floor_divide(self, op: Any) -> None:
        """A division that rounds down."""
        result, (dividend, divisor) = op.operation.results[0], op.operation.operands
        if not maybe_negative(dividend) and not maybe_negative(divisor):
            return self.signed(op, emitc.DivOp)
        by = constant_int(divisor)
        if by is None or by <= 0:
            raise CompileError.at(
                op,
                "a negative number may be divided by a number that is not a positive constant",
                help="guard the division, or divide by a constant",
            )
        left = self.as_signed(self.values[dividend])
        if by & (by - 1) == 0:
            shift = emitc.ConstantOp(i32(), ir.IntegerAttr.get(i32(), by.bit_length() - 1)).result
            quotient = emitc.BitwiseRightShiftOp(i32(), left, shift).result
        else:
            size, rest = (emitc.ConstantOp(i32(), ir.IntegerAttr.get(i32(), n)).result for n in (by, by - 1))
            zero = emitc.ConstantOp(i32(), ir.IntegerAttr.get(i32(), 0)).result
            below = emitc.CmpOp(i1(), ir.IntegerAttr.get(ir.IntegerType.get_signless(64), 2), left, zero).result
            lowered = emitc.SubOp(i32(), left, rest).result
            quotient = emitc.DivOp(i32(), emitc.ConditionalOp(i32(), below, lowered, left).result, size).result
        self.values[result] = self.as_index(quotient)
        return None

    def compare(self, op: Any) -> None:
        predicate = ir.IntegerAttr(op.operation.attributes["predicate"]).value
        tells_sign = 2 <= predicate <= 5
        left, right = self.numbers(op) if tells_sign else (self.values[v] for v in op.operation.operands)
        i64 = ir.IntegerType.get_signless(64)
        result = emitc.CmpOp(i1(), ir.IntegerAttr.get(i64, _PREDICATES[predicate]), left, right).result
        self.values[op.operation.results[0]] = result

    def select(self, op: Any) -> None:
        result = op.operation.results[0]
        condition, yes, no = (self.values[v] for v in op.operation.operands)
        self.values[result] = emitc.ConditionalOp(yes.type, condition, yes, no).result

    def choose(self, op: Any, predicate: int) -> None:
        """The smaller or larger of two indices."""
        left, right = (self.values[v] for v in op.operation.operands)
        if op.operation.name in ("arith.minsi", "arith.maxsi"):
            left, right = self.numbers(op)
        i64 = ir.IntegerType.get_signless(64)
        first = emitc.CmpOp(i1(), ir.IntegerAttr.get(i64, predicate), left, right).result
        chosen = emitc.ConditionalOp(left.type, first, left, right).result
        self.values[op.operation.results[0]] = self.as_index(chosen)

    def to_float(self, op: Any) -> None:
        """An integer as a float; indices count as signed, since their differences may be negative."""
        value = self.values[op.operation.operands[0]]
        if not is_i1(value) and maybe_negative(op.operation.operands[0]):
            value = self.as_signed(value)
        self.values[op.operation.results[0]] = emitc.CastOp(ir.F32Type.get(), value).result

    def float_arithmetic(self, op: Any) -> None:
        """Arithmetic of fp32 scalars on the core itself."""
        result = op.operation.results[0]
        if not isinstance(result.type, ir.F32Type):
            raise CompileError.at(op, f"'{op.operation.name}' of {result.type} has no C++ form")
        operands = [self.values[v] for v in op.operation.operands]
        self.values[result] = _FLOAT[op.operation.name](ir.F32Type.get(), *operands).result


_ARITHMETIC = {
    "arith.addi": emitc.AddOp,
    "arith.subi": emitc.SubOp,
    "arith.muli": emitc.MulOp,
    "arith.divui": emitc.DivOp,
    "arith.remui": emitc.RemOp,
    "arith.andi": emitc.BitwiseAndOp,
    "arith.ori": emitc.BitwiseOrOp,
    "arith.xori": emitc.BitwiseXorOp,
}
_FLOAT = {
    "arith.addf": emitc.AddOp,
    "arith.subf": emitc.SubOp,
    "arith.mulf": emitc.MulOp,
    "arith.divf": emitc.DivOp,
}
_LOGICAL = {"arith.andi": emitc.LogicalAndOp, "arith.ori": emitc.LogicalOrOp, "arith.xori": emitc.BitwiseXorOp}

# arith.cmpi predicate -> emitc.cmp predicate (eq, ne, lt, le, gt, ge); signed and unsigned alike: see `numbers`.
_PREDICATES = {0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 2, 7: 3, 8: 4, 9: 5}
