"""Loop indices of a parallel loop as numbers: what masks are made of.

An integer expression of loop variables and of numbers that all iterations share is a `Form`, a sum of

* factors times loop variables: tiles of row and column numbers;
* factors times blocks: what is not a sum (a division, a minimum, a choice), computed in fp32;
* numbers that are the same for all iterations: computed as integers by the core, and added last.

fp32 holds integers exactly below 2^24, so every block has proven bounds. The shared part may be any 32-bit number: a
division takes its multiple of the divisor out first, (i + s) // c = s // c + (i + s % c) // c, so what is left is small.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.dialects import block, tile
from tilelang_tt.dialects.base import i64_attr
from tilelang_tt.dialects.types import TILE, block_type
from tilelang_tt.mlir import arith, ir
from tilelang_tt.passes.ranges import range_of
from tilelang_tt.passes.rebuild import constant_int, index

EXACT = 2**24
"""Integers up to this magnitude are fp32 numbers."""


@dataclass(frozen=True)
class Term:
    """factor * block, a block of f32 whose elements are integers from `low` to `high`."""

    block: Any
    factor: int
    low: int
    high: int


@dataclass(frozen=True)
class Form:
    """sum of factor * variable, of terms, of factor * shared (index values of the new function), and a constant.

    `factors` maps positions of loop variables to factors that are not zero.
    """

    factors: tuple[tuple[int, int], ...] = ()
    terms: tuple[Term, ...] = ()
    shared: tuple[tuple[Any, int], ...] = ()
    constant: int = 0

    def plus(self, other: Form, sign: int = 1) -> Form:
        """self + sign * other."""
        other = other.times(sign)
        factors, shared = dict(self.factors), dict(self.shared)
        for variable, factor in other.factors:
            factors[variable] = factors.get(variable, 0) + factor
        for value, factor in other.shared:
            shared[value] = shared.get(value, 0) + factor
        return Form(
            tuple((v, f) for v, f in factors.items() if f),
            self.terms + other.terms,
            tuple((v, f) for v, f in shared.items() if f),
            self.constant + other.constant,
        )

    def times(self, by: int) -> Form:
        """by * self."""
        if by == 0:
            return Form()
        return Form(
            tuple((v, f * by) for v, f in self.factors),
            tuple(replace(t, factor=t.factor * by) for t in self.terms),
            tuple((v, f * by) for v, f in self.shared),
            self.constant * by,
        )

    @property
    def varies(self) -> bool:
        """Whether it differs between iterations."""
        return bool(self.factors or self.terms)

    @property
    def is_negative(self) -> bool:
        """Whether nothing that varies has a positive factor: its blocks would start from -0."""
        every = [f for _, f in self.factors] + [t.factor for t in self.terms]
        return bool(every) and all(f < 0 for f in every)


@dataclass(frozen=True)
class Space:
    """The iterations: `extents` of the loop variables, the block's axis of each, the block's shape in tiles."""

    extents: list[int]
    axes: list[int]
    shape: list[int]

    @property
    def type(self) -> ir.Type:
        """Blocks of f32 over the iterations."""
        return block_type(self.shape, ir.F32Type.get())

    def bounds(self, form: Form) -> tuple[int, int]:
        """Smallest and largest value of what varies, without what is shared."""
        low = high = 0
        for variable, factor in form.factors:
            last = factor * (self.extents[variable] - 1)
            low, high = low + min(last, 0), high + max(last, 0)
        for term in form.terms:
            ends = (term.factor * term.low, term.factor * term.high)
            low, high = low + min(ends), high + max(ends)
        return low, high

    def all_bounds(self, form: Form) -> tuple[int, int] | None:
        """Smallest and largest value, or None where a shared number has no known bounds."""
        low, high = (b + form.constant for b in self.bounds(form))
        for value, factor in form.shared:
            found = range_of(value)
            if not isinstance(found.low, int) or not isinstance(found.high, int):
                return None
            ends = (factor * found.low, factor * found.high)
            low, high = low + min(ends), high + max(ends)
        return low, high


class Numbers:
    """Builds forms and their blocks at the current insertion point; `op` is the user's operation, for errors."""

    def __init__(self, op: Any, space: Space) -> None:
        self.op = op
        self.space = space

    # Blocks

    def apply(self, name: str, *operands: Any) -> Any:
        """A function of the table, applied to blocks of f32."""
        return tile.FUNCTION_OPS[name](*operands, self.space.type).result

    def splat(self, value: float) -> Any:
        """A block of one number."""
        f32 = ir.F32Type.get()
        return block.SplatOp(arith.ConstantOp(f32, ir.FloatAttr.get(f32, value)).result, self.space.type).result

    def block(self, form: Form) -> Any:
        """The block of f32 that holds a form. Zeros are +0, so that the chip's comparisons may ask for them."""
        if max(abs(b) for b in self.space.bounds(form)) >= EXACT:
            raise self.too_large()
        parts = [(block.IotaOp([], i64_attr(self.space.axes[v]), self.space.type).result, f) for v, f in form.factors]
        parts += [(t.block, t.factor) for t in form.terms]
        parts.sort(key=lambda part: part[1] < 0)
        total: Any = None
        if parts and parts[0][1] < 0:
            total, form = self.splat(float(form.constant)), replace(form, constant=0)
        for term, factor in parts:
            scaled = term if abs(factor) == 1 else self.apply("mul", term, self.splat(float(abs(factor))))
            total = scaled if total is None else self.apply("add" if factor > 0 else "sub", total, scaled)
        if form.shared:
            whole = self.shared(form)
            i32 = arith.IndexCastOp(ir.IntegerType.get_signless(32), whole).result
            spread = block.SplatOp(arith.SIToFPOp(ir.F32Type.get(), i32).result, self.space.type).result
            return spread if total is None else self.apply("add", total, spread)
        if form.constant or total is None:
            constant = self.splat(float(form.constant))
            return constant if total is None else self.apply("add", total, constant)
        return total

    @staticmethod
    def shared(form: Form) -> Any:
        """What all iterations share, as an index: the constant, and what is not one."""
        total: Any = None
        for value, factor in form.shared:
            scaled = value if abs(factor) == 1 else arith.MulIOp(value, index(abs(factor))).result
            if total is None:
                total = scaled if factor > 0 else arith.SubIOp(index(0), scaled).result
            else:
                total = (arith.AddIOp if factor > 0 else arith.SubIOp)(total, scaled).result
        if total is None:
            return index(form.constant)
        return total if form.constant == 0 else arith.AddIOp(total, index(form.constant)).result

    def too_large(self) -> CompileError:
        return CompileError.at(
            self.op,
            "an index inside T.Parallel is used as a number that may reach 2^24",
            help="fp32 holds integers below that; use smaller factors, or indices with known bounds",
        )

    def bounded(self, form: Form) -> tuple[Any, int, int]:
        """The block of a form with its bounds, shared numbers included."""
        bounds = self.space.all_bounds(form)
        if bounds is None or max(map(abs, bounds)) >= EXACT:
            raise self.too_large()
        return self.block(form), *bounds

    # Forms

    def function(self, name: str, left: Form, right: Form) -> Form:
        """The smaller ("min") or larger ("max") of two forms, or their product ("mul")."""
        if name == "mul":
            for a, b in ((left, right), (right, left)):
                if not b.varies and not b.shared:
                    return a.times(b.constant)
        if not left.varies and not right.varies:
            a, b = self.shared(left), self.shared(right)
            made = {"mul": arith.MulIOp, "min": arith.MinSIOp, "max": arith.MaxSIOp}[name](a, b).result
            return Form(shared=((made, 1),))
        (a, *first), (b, *second) = self.bounded(left), self.bounded(right)
        if name == "mul":
            corners = [x * y for x in first for y in second]
            low, high = min(corners), max(corners)
            if max(-low, high) >= EXACT:
                raise self.too_large()
        else:
            pick = min if name == "min" else max
            low, high = pick(first[0], second[0]), pick(first[1], second[1])
        return Form(terms=(Term(self.apply(name, a, b), 1, low, high),))

    def choice(self, condition: Any, yes: Form, no: Form) -> Form:
        """`yes` where a block of 1 and 0 is 1, else `no`."""
        if (yes, no) == (Form(constant=1), Form()):
            return Form(terms=(Term(condition, 1, 0, 1),))
        (a, *first), (b, *second) = self.bounded(yes), self.bounded(no)
        low, high = min(first[0], second[0]), max(first[1], second[1])
        return Form(terms=(Term(self.apply("where", condition, a, b), 1, low, high),))

    def quotient(self, form: Form, by: int) -> Form:
        """form // by, rounded down; `by` is positive.

        Of an integer x, (x + 0.5) / by is at least 0.5 / by away from every integer. Multiplying by the rounded
        reciprocal of `by` is off by less than that while |x| < 2^22, so rounding down gives the exact quotient.
        """
        if not form.varies:
            return Form(shared=((arith.FloorDivSIOp(self.shared(form), index(by)).result, 1),))
        # Multiples of the divisor leave the division.
        whole = Form(
            tuple((v, f // by) for v, f in form.factors if f % by == 0),
            tuple(replace(t, factor=t.factor // by) for t in form.terms if t.factor % by == 0),
            tuple((v, f // by) for v, f in form.shared if f % by == 0),
            form.constant // by,
        )
        rest = Form(
            tuple((v, f) for v, f in form.factors if f % by),
            tuple(t for t in form.terms if t.factor % by),
            tuple((v, f) for v, f in form.shared if f % by),
            form.constant % by,
        )
        if rest.shared:
            shared = self.shared(replace(rest, factors=(), terms=()))
            times = arith.FloorDivSIOp(shared, index(by)).result
            left_over = arith.SubIOp(shared, arith.MulIOp(times, index(by)).result).result
            whole = whole.plus(Form(shared=((times, 1),)))
            rest = Form(rest.factors, rest.terms, ((left_over, 1),))
            low, high = self.space.bounds(rest)
            high += by - 1
        else:
            low, high = (b + rest.constant for b in self.space.bounds(rest))
        if not rest.varies:
            # The remainder of what is shared is less than the divisor.
            return whole
        if low // by == high // by:
            return whole.plus(Form(constant=low // by))
        power = by & (by - 1) == 0
        if max(abs(low), abs(high)) >= (EXACT if power else 2**22):
            raise self.too_large()
        number = self.block(rest)
        if not power:
            number = self.apply("add", number, self.splat(0.5))
        scaled = self.apply("mul", number, self.splat(1.0 / by))
        return whole.plus(Form(terms=(Term(self.apply("floor", scaled), 1, low // by, high // by),)))


class FormReader:
    """Reads old index expressions as forms, for a raiser of a parallel loop: it knows the loop variables, what varies
    with them, and the blocks of conditions.
    """

    def __init__(self, numbers: Numbers, raiser: Any) -> None:
        self.numbers = numbers
        self.raiser = raiser
        self.variables: list[Any] = raiser.variables
        self.zero: list[Any] = raiser.fixed

    def form(self, value: Any) -> Form:
        """The form of an index or integer. Raises CompileError where it has none."""
        if value in self.variables:
            return Form(factors=((self.variables.index(value), 1),))
        if value in self.zero:
            return Form()
        known = constant_int(value)
        if known is not None:
            return Form(constant=known)
        if not self.raiser.varies(value):
            return Form(shared=((self.shared(value), 1),))
        if is_condition(value):
            return Form(terms=(Term(self.raiser.operand(self.numbers.op, value), 1, 0, 1),))
        owner = value.owner
        if isinstance(owner, ir.Block):
            raise self.refused()
        form = self.operation(owner.operation)
        width = ir.IntegerType(value.type).width if isinstance(value.type, ir.IntegerType) else 64
        bounds = self.numbers.space.all_bounds(form) if width < 32 else None
        if width < 32 and (bounds is None or max(abs(b) for b in bounds) >= 1 << (width - 1)):
            raise CompileError.at(
                self.numbers.op, f"an index inside T.Parallel may not fit in {width} bits", help="cast it to int32"
            )
        return form

    def shared(self, value: Any) -> Any:
        new = self.raiser.lowering.values[value]
        if isinstance(new.type, ir.IndexType):
            return new
        return arith.IndexCastOp(ir.IndexType.get(), new).result

    def operation(self, op: Any) -> Form:
        """The form of an operation's result."""
        numbers, name, operands = self.numbers, op.name, list(op.operands)
        match name:
            case "arith.index_cast" | "arith.index_castui" | "arith.extsi" | "arith.extui" | "arith.trunci":
                if is_condition(operands[0]):
                    sign = -1 if name in ("arith.extsi", "arith.index_cast") else 1
                    return Form(terms=(Term(self.raiser.operand(numbers.op, operands[0]), sign, 0, 1),))
                form = self.form(operands[0])
                return self.not_negative(form) if name in ("arith.extui", "arith.index_castui") else form
            case "arith.addi" | "arith.subi":
                left, right = (self.form(v) for v in operands)
                return left.plus(right, 1 if name == "arith.addi" else -1)
            case "arith.muli" | "arith.minsi" | "arith.minui" | "arith.maxsi" | "arith.maxui":
                return numbers.function(name[6:9], *(self.form(v) for v in operands))
            case "arith.divui" | "arith.floordivsi" | "arith.divsi" | "arith.remui" | "arith.remsi":
                form = self.form(operands[0])
                # Down and towards zero are one for numbers that are not negative, as indices are that are divided unsigned.
                index_like = name in ("arith.divui", "arith.remui") and isinstance(op.results[0].type, ir.IndexType)
                form = form if name == "arith.floordivsi" or index_like else self.not_negative(form)
                return self.divided(form, operands[1], rest=name in ("arith.remui", "arith.remsi"))
            case "arith.shli" | "arith.shrsi" | "arith.shrui":
                by = 1 << self.amount(operands[1])
                form = self.form(operands[0])
                return form.times(by) if name == "arith.shli" else numbers.quotient(form, by)
            case "arith.select":
                return numbers.choice(
                    self.raiser.operand(numbers.op, operands[0]), self.form(operands[1]), self.form(operands[2])
                )
        raise self.refused(name)

    def not_negative(self, form: Form) -> Form:
        """A form that must not be negative where it is used."""
        bounds = self.numbers.space.all_bounds(form)
        if bounds is None or bounds[0] < 0:
            raise CompileError.at(
                self.numbers.op,
                "an index inside T.Parallel that may be negative is divided, or converted, as one that is not",
                help="use //, which rounds down, of signed numbers",
            )
        return form

    def divided(self, form: Form, divisor: Any, rest: bool) -> Form:
        """A quotient, rounded down, or the `rest` of it."""
        by = constant_int(divisor)
        if by is None or by <= 0:
            raise CompileError.at(
                self.numbers.op,
                "an index inside T.Parallel is divided by a number that is not a positive constant",
                help="divide by a constant",
            )
        quotient = self.numbers.quotient(form, by)
        return form.plus(quotient.times(by), -1) if rest else quotient

    def amount(self, value: Any) -> int:
        by = constant_int(value)
        if by is None or not 0 <= by < 24:
            raise CompileError.at(
                self.numbers.op,
                "an index inside T.Parallel is shifted by a number that is not a constant below 24",
                help="shift by a constant, or multiply",
            )
        return by

    def refused(self, name: str | None = None) -> CompileError:
        what = f" by '{name}'" if name else ""
        return CompileError.at(
            self.numbers.op,
            f"an index inside T.Parallel is used as a number and is computed{what} in a way that has no tile operations",
            help="use sums, products, //, %, min, max and selects of loop variables and numbers that do not depend on the loop",
        )


def is_condition(value: Any) -> bool:
    """Whether a value is an i1."""
    return isinstance(value.type, ir.IntegerType) and value.type.width == 1


def below(shape: list[int], axis: int, limit: Any) -> Any:
    """A block of f32: 1 where the position along `axis` is less than `limit`, a number or an index value, else 0."""
    distance = distance_from([index(limit) if isinstance(limit, int) else limit], axis, shape)
    return tile.FUNCTION_OPS["ltz"](distance, distance.type).result


def distance_from(index: Sequence[Any], axis: int, shape: list[int], op: Any = None) -> Any:
    """A block of f32: the position along `axis` minus a sum of indices of the new function."""
    extent = shape[1] * TILE**2 if axis == block.ALL else shape[axis] * TILE
    numbers = Numbers(op, Space([extent], [axis], shape))
    form = Form(((0, 1),))
    for value in index:
        known = constant_int(value)
        if not isinstance(value.type, ir.IndexType):
            value = arith.IndexCastOp(ir.IndexType.get(), value).result
        form = form.plus(Form(shared=((value, 1),)) if known is None else Form(constant=known), -1)
    return numbers.block(form)
