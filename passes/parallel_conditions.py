"""Conditions inside of parallel loops: blocks of 1 and 0. The chip compares bits, so a comparison is a question about a
difference.
"""

from __future__ import annotations

import math
from typing import Any

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.dialects import block
from tilelang_tt.dialects.functions import BY_MLIR
from tilelang_tt.mlir import arith, ir
from tilelang_tt.passes.parallel_space import IterationSpace
from tilelang_tt.passes.rebuild import constant_float

# What a comparison of a and b asks of a - b, by predicate; ordered and unordered alike.
_CMPF = {
    1: "eqz",
    2: "gtz",
    3: "gez",
    4: "ltz",
    5: "lez",
    6: "nez",
    8: "eqz",
    9: "gtz",
    10: "gez",
    11: "ltz",
    12: "lez",
    13: "nez",
}
_CMPI = {0: "eqz", 1: "nez", 2: "ltz", 3: "lez", 4: "gtz", 5: "gez", 6: "ltz", 7: "lez", 8: "gtz", 9: "gez"}
# What to ask of b - a in place of a - b.
_MIRRORED = {"ltz": "gtz", "gtz": "ltz", "lez": "gez", "gez": "lez"}

_LARGEST_BF16 = 3.3895313892515355e38


class Conditions(IterationSpace):
    """What ParallelRaiser does with comparisons and with what they give."""

    def comparison(self, op: Any, name: str, operands: list[Any]) -> Any:
        """1 where a comparison holds, else 0: a question about the difference."""
        predicate = ir.IntegerAttr(op.operation.attributes["predicate"]).value
        asked = (_CMPF if name == "arith.cmpf" else _CMPI).get(predicate)
        if asked is None:
            raise CompileError.at(
                op,
                f"'{name}' with predicate {predicate} inside T.Parallel is not supported",
                help="compare by <, <=, >, >=, == or !=",
            )
        if name == "arith.cmpi":
            if self.works_on_elements(operands):
                return self.integer_comparison(op, predicate, operands)
            reader = self.reader(op)
            left, right = (reader.form(v) for v in operands)
            form = left.plus(right, -1)
            if form.is_negative:
                form, asked = right.plus(left, -1), _MIRRORED.get(asked, asked)
            return self.apply(asked, reader.numbers.block(form))
        return self.float_comparison(op, asked, *operands)

    def float_comparison(self, op: Any, asked: str, left: Any, right: Any) -> Any:
        """What a comparison asks of left - right. The chip looks at bits: -0 is less than zero and not zero, and
        inf - inf is not a number; so the difference is one that is +0 where both are equal, and infinite numbers count
        as the largest finite one.
        """
        if constant_float(left) is not None:
            left, right, asked = right, left, _MIRRORED.get(asked, asked)
        constant = constant_float(right)
        if constant == 0.0:
            value = self.operand(op, left)
            match asked:
                case "eqz" | "nez":
                    return self.apply(asked, self.apply("abs", value))
                case "ltz" | "gez":
                    return self.apply(_MIRRORED[asked], self.apply("neg", value))
            return self.apply(asked, value)
        if constant is not None and math.isfinite(constant):
            return self.apply(asked, self.apply("sub", self.operand(op, left), self.operand(op, right)))
        if constant is not None and math.isinf(constant):
            clamped = self.apply("max" if constant < 0 else "min", self.operand(op, left), self.largest(left, constant))
            return self.apply(asked, self.apply("sub", clamped, self.largest(left, constant)))
        a, b = (
            self.apply("min", self.apply("max", block, self.largest(v, -1)), self.largest(v, 1))
            for v in (left, right)
            for block in [self.operand(op, v)]
        )
        if asked in ("ltz", "gez"):
            return self.apply(_MIRRORED[asked], self.apply("sub", b, a))
        difference = self.apply("sub", a, b)
        return self.apply(asked, self.apply("abs", difference) if asked in ("eqz", "nez") else difference)

    def largest(self, value: Any, sign: float) -> Any:
        """The largest finite number that every register format of the element's family holds, with a sign."""
        number_ = 65504.0 if isinstance(value.type, ir.F16Type) else _LARGEST_BF16
        constant = arith.ConstantOp(value.type, ir.FloatAttr.get(value.type, math.copysign(number_, sign))).result
        return block.SplatOp(constant, self.block(value.type)).result

    def condition(self, op: Any, name: str, operands: list[Any]) -> Any:
        """and, or, xor and choices of conditions that are 1 or 0; what a number is."""
        if name in BY_MLIR and len(operands) == 1:
            return self.apply(BY_MLIR[name].name, self.operand(op, operands[0]))
        if name not in ("arith.select", "arith.andi", "arith.ori", "arith.xori"):
            raise CompileError.at(
                op,
                f"'{name}' of conditions inside T.Parallel is not supported",
                help="combine conditions by and, or, not and T.if_then_else",
            )
        *asked, left, right = (self.operand(op, v) for v in operands)
        left, right = self.alike(left, right)
        if name == "arith.select":
            return self.apply("where", *asked, left, right)
        if name == "arith.andi":
            return self.apply("mul", left, right)
        if name == "arith.ori":
            return self.apply("max", left, right)
        return self.apply("nez", self.apply("sub", left, right))

    def alike(self, left: Any, right: Any) -> tuple[Any, Any]:
        """Two conditions as blocks of one element type: comparisons of numbers of different types give both."""
        if left.type == right.type:
            return left, right
        wide = self.block(ir.F32Type.get())
        return tuple(v if v.type == wide else block.TypecastOp(v, wide).result for v in (left, right))
