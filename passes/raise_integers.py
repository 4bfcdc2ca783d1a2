"""Integer elements of parallel loops as blocks of int32.

Whatever its width, an integer is computed as int32, sign-extended; after an operation that may leave its range its
low bits are sign-extended again. Unsigned operations see the number without its sign. Indices that meet elements
become int32 blocks as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.dialects import block
from tilelang_tt.dialects.base import i64_attr
from tilelang_tt.mlir import arith, ir
from tilelang_tt.passes.conversions import converted, i32, is_integer, step, wrapped, zero_extended
from tilelang_tt.passes.index_blocks import EXACT, Form, FormReader, Numbers, Space, is_condition
from tilelang_tt.passes.rebuild import constant_int

if TYPE_CHECKING:
    from tilelang_tt.passes.tensorize import Lowering

# Operation -> (function, whether its result may leave the type's range).
_SIGNED = {
    "arith.addi": ("add", True),
    "arith.subi": ("sub", True),
    "arith.muli": ("mul", True),
    "arith.andi": ("bitwise_and", False),
    "arith.ori": ("bitwise_or", False),
    "arith.xori": ("bitwise_xor", False),
    "arith.maxsi": ("max", False),
    "arith.minsi": ("min", False),
    "arith.shli": ("shift_left", True),
    "arith.shrsi": ("shift_right", False),
    "arith.floordivsi": ("floor_div", True),
    "arith.divsi": ("trunc_div", True),
    "math.absi": ("abs", True),
}
_UNSIGNED = {"arith.maxui": "max", "arith.minui": "min", "arith.shrui": "shift_right", "arith.divui": "floor_div"}

# arith.cmpi predicate -> (function of two, function of the difference with zero).
_COMPARISONS = {
    0: ("", "eqz"),
    1: ("", "nez"),
    2: ("lt", "ltz"),
    3: ("le", "lez"),
    4: ("gt", "gtz"),
    5: ("ge", "gez"),
    6: ("lt", "ltz"),
    7: ("le", "lez"),
    8: ("gt", "gtz"),
    9: ("ge", "gez"),
}
_SIGN = -(2**31)


def width_of(value: Any) -> int:
    """Bits of an integer value; an index counts as 32."""
    return min(ir.IntegerType(value.type).width, 32) if isinstance(value.type, ir.IntegerType) else 32


class IntegerFunctions:
    """What ParallelRaiser does with integers."""

    lowering: Lowering
    raised: dict[Any, Any]
    variables: list[Any]
    fixed: list[Any]
    extents: list[int]

    if TYPE_CHECKING:

        @property
        def shape(self) -> list[int]: ...
        @property
        def axes(self) -> list[int]: ...

        def apply(self, name: str, *blocks: Any, loc: Any = None) -> Any: ...
        def block(self, element: ir.Type) -> ir.Type: ...
        def operand(self, op: Any, value: Any) -> Any: ...
        def spread_element(self, element: Any) -> Any: ...
        def varies(self, value: Any) -> bool: ...

    # Indices

    def reader(self, op: Any) -> FormReader:
        """What reads index expressions for `op`."""
        return FormReader(Numbers(op, Space(self.extents, self.axes, self.shape)), self)

    def number(self, op: Any, value: Any) -> Any:
        """An index as a block of f32."""
        reader = self.reader(op)
        form = reader.form(value)
        bounds = reader.numbers.space.all_bounds(form)
        if bounds is not None and max(map(abs, bounds)) >= EXACT:
            return step(self.whole(reader.numbers, form), ir.F32Type.get())
        return reader.numbers.block(form)

    def whole(self, numbers: Numbers, form: Form) -> Any:
        """A form as a block of i32."""
        bounds = numbers.space.all_bounds(form)
        if form.varies and bounds is not None and max(map(abs, bounds)) < EXACT:
            return step(numbers.block(form), i32())
        total = self.shared_block(numbers.shared(Form(shared=form.shared, constant=form.constant)))
        parts = [(block.IotaOp([], i64_attr(self.axes[v]), numbers.space.type).result, f) for v, f in form.factors]
        for part, factor in parts + [(t.block, t.factor) for t in form.terms]:
            scaled = self.apply("mul", step(part, i32()), self.constant(factor))
            total = self.apply("add", total, scaled)
        return total

    def constant(self, value: int) -> Any:
        """A block of one i32."""
        wrapped_value = (value + 2**31) % 2**32 - 2**31
        return self.shared_block(arith.ConstantOp(i32(), ir.IntegerAttr.get(i32(), wrapped_value)).result)

    def shared_block(self, scalar: Any) -> Any:
        """A block of one integer scalar of the new function."""
        if isinstance(scalar.type, ir.IndexType):
            known = constant_int(scalar)
            if known is not None:
                return self.constant(known)
            scalar = arith.IndexCastOp(i32(), scalar).result
        elif scalar.type != i32():
            known = constant_int(scalar)
            if known is not None:
                return self.constant(known)
            wide = ir.IntegerType(scalar.type).width > 32
            scalar = (arith.TruncIOp if wide else arith.ExtSIOp)(i32(), scalar).result
        return block.SplatOp(scalar, self.block(i32())).result

    # Elements

    def raw(self, op: Any, value: Any) -> Any:
        """An integer as a block over the iteration space, of i32 or of the narrow type it was loaded as."""
        if value in self.raised:
            return self.raised[value]
        if value in self.lowering.elements.raised:
            return self.spread_element(self.lowering.elements.raised[value])
        if self.varies(value):
            reader = self.reader(op)
            return self.whole(reader.numbers, reader.form(value))
        return self.shared_block(self.lowering.values[value])

    def integers(self, op: Any, value: Any, unsigned: bool = False) -> Any:
        """An integer as a block of i32; `unsigned`: without its sign."""
        found = self.raw(op, value)
        number = step(found, i32())
        return zero_extended(number, width_of(value)) if unsigned and not is_condition(value) else number

    def element(self, op: Any, value: Any) -> Any:
        """Any value as a block: integers as i32, conditions as f32, floats as they are."""
        if isinstance(value.type, ir.IndexType) or (is_integer(value.type) and not is_condition(value)):
            return self.integers(op, value)
        return self.operand(op, value)

    def works_on_elements(self, operands: list[Any]) -> bool:
        """Whether an integer operation works on elements: not on indices alone."""
        raised = (self.raised, self.lowering.elements.raised)
        return any((v in raised[0] or v in raised[1]) and not is_condition(v) for v in operands)

    def integer_function(self, op: Any, name: str, operands: list[Any], loc: ir.Location) -> Any:
        """The block of an operation that gives integers."""
        width = width_of(op.operation.results[0])
        if name == "arith.select":
            condition = self.operand(op, operands[0])
            return self.apply("where", condition, *(self.integers(op, v) for v in operands[1:]), loc=loc)
        if name in _SIGNED:
            function, leaves = _SIGNED[name]
            if function in ("floor_div", "trunc_div"):
                return wrapped(self.quotient(op, function, operands, unsigned=False), width)
            result = self.apply(function, *(self.integers(op, v) for v in operands), loc=loc)
            return wrapped(result, width) if leaves else result
        if name == "arith.remsi":
            return self.rest(op, "trunc_div", operands, unsigned=False)
        if name == "arith.remui":
            return wrapped(self.rest(op, "floor_div", operands, unsigned=True), width)
        if name in _UNSIGNED:
            return wrapped(self.unsigned_function(op, _UNSIGNED[name], operands), width)
        raise CompileError.at(
            op,
            f"'{name}' on integers inside T.Parallel has no tile operation",
            help="use + - * // %, min, max, abs, shifts, and, or, xor, comparisons and T.if_then_else",
        )

    def unsigned_function(self, op: Any, function: str, operands: list[Any]) -> Any:
        """min, max, shifts and quotients of unsigned numbers."""
        width = width_of(operands[0])
        if function == "floor_div":
            return self.quotient(op, function, operands, unsigned=True)
        if function == "shift_right":
            shifted = self.integers(op, operands[0], unsigned=True)
            amount = self.integers(op, operands[1])
            return self.apply("shift_right_logical" if width == 32 else "shift_right", shifted, amount)
        blocks = [self.integers(op, v, unsigned=True) for v in operands]
        if width < 32:
            return self.apply(function, *blocks)
        flipped = [self.apply("bitwise_xor", b, self.constant(_SIGN)) for b in blocks]
        return self.apply("bitwise_xor", self.apply(function, *flipped), self.constant(_SIGN))

    def quotient(self, op: Any, function: str, operands: list[Any], unsigned: bool) -> Any:
        """A quotient: by a power of two, rounded down, a shift; else a division of the vector unit."""
        dividend, divisor = operands
        by, width = constant_int(divisor), width_of(dividend)
        value = self.integers(op, dividend, unsigned)
        if by is not None and by > 0 and by & (by - 1) == 0 and function == "floor_div":
            logical = unsigned and width == 32
            return self.apply(
                "shift_right_logical" if logical else "shift_right", value, self.constant(by.bit_length() - 1)
            )
        if unsigned and width == 32:
            raise CompileError.at(
                op,
                "a division of uint32 elements inside T.Parallel by a number that is not a power of two is not supported",
                help="use int32, or divide by a power of two",
            )
        return self.apply(function, value, self.integers(op, divisor, unsigned))

    def rest(self, op: Any, function: str, operands: list[Any], unsigned: bool) -> Any:
        """What a division leaves."""
        dividend, divisor = operands
        by = constant_int(divisor)
        value = self.integers(op, dividend, unsigned)
        if by is not None and by > 0 and by & (by - 1) == 0 and function == "floor_div":
            return self.apply("bitwise_and", value, self.constant(by - 1))
        quotient = self.quotient(op, function, operands, unsigned)
        return self.apply("sub", value, self.apply("mul", quotient, self.integers(op, divisor, unsigned)))

    def integer_comparison(self, op: Any, predicate: int, operands: list[Any]) -> Any:
        """1 where a comparison of integer elements holds, else 0, in f32."""
        unsigned, width = predicate > 5, width_of(operands[0])
        function, asked = _COMPARISONS[predicate]
        f32 = ir.F32Type.get()
        if width <= 16:
            # Their differences are fp32 numbers.
            left, right = (converted(self.raw_number(op, v, unsigned), f32) for v in operands)
            return self.apply(asked, left if constant_int(operands[1]) == 0 else self.apply("sub", left, right))
        left, right = (self.integers(op, v) for v in operands)
        if constant_int(operands[1]) == 0 and not unsigned:
            return step(self.apply(asked, left), f32)
        if not function:
            return step(self.apply(asked, self.apply("sub", left, right)), f32)
        if unsigned:
            left, right = (self.apply("bitwise_xor", b, self.constant(_SIGN)) for b in (left, right))
        return step(self.apply(function, left, right), f32)

    def raw_number(self, op: Any, value: Any, unsigned: bool) -> Any:
        """A narrow integer as it was loaded, or as i32 without its sign."""
        return self.integers(op, value, unsigned=True) if unsigned else self.raw(op, value)

    def cast(self, op: Any, name: str, value: Any, target: ir.Type) -> Any:
        """A conversion between element types; `raised` integers stay i32."""
        unsigned = name in ("arith.uitofp", "arith.fptoui", "arith.extui", "arith.index_castui")
        to_condition = is_integer(target) and ir.IntegerType(target).width == 1
        if is_condition(value):
            number = self.operand(op, value)
            if name in ("arith.extsi", "arith.sitofp"):
                number = self.apply("neg", number)
            return step(number, i32()) if is_integer(target) else step(number, target)
        if to_condition:
            lowest = self.apply("bitwise_and", self.integers(op, value), self.constant(1))
            return step(lowest, ir.F32Type.get())
        if not is_integer(value.type) and not isinstance(value.type, ir.IndexType):
            found = converted(self.operand(op, value), target, unsigned)
            return step(found, i32()) if is_integer(target) else found
        if is_integer(target) or isinstance(target, ir.IndexType):
            width = min(ir.IntegerType(target).width, 32) if is_integer(target) else 32
            whole = self.integers(op, value, unsigned)
            return wrapped(whole, width) if width < width_of(value) else whole
        found = self.raw(op, value)
        if unsigned and width_of(value) < 32:
            found = zero_extended(step(found, i32()), width_of(value))
        return converted(found, target, unsigned and width_of(value) == 32)

    def stored_as(self, op: Any, value: Any, element: ir.Type) -> Any:
        """A value that is stored in a buffer of `element`, as a block of that type."""
        if is_integer(element) and not is_condition(value):
            return step(self.raw(op, value), element)
        return step(self.operand(op, value), element)
