"""Planning one DST section: which operation runs where, and which DST slot holds each value.

A section computes the region of a map for a few tiles at once. Inputs lie in circular buffers (leaves). An add, sub
or mul of two leaves runs on the matrix unit straight from the circular buffers; everything else runs on the vector
unit, in DST, where a leaf comes by a copy. This module only plans; it is used to keep fused groups within the
capacity of DST and to emit the section.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tilelang_tt.dialects.functions import BY_NAME, TileFn
from tilelang_tt.dialects.types import element_of, is_int32
from tilelang_tt.mlir import ir
from tilelang_tt.passes.rebuild import constant_float, constant_int, defining

CARRIER = "tt.carrier"
"""Marks the addition of a tile of zeros that only brings a broadcast to DST."""
LEAST_DST = 4
"""Tiles of one half of DST where they are of 32 bits: what every section has."""


@dataclass(frozen=True)
class Step:
    """One instruction of a section.

    kind: "copy" (leaf -> slot), "spread" (broadcast leaf -> slot, see memory-space-lower), "fpu" (two leaves ->
    slot), "unary", "binary", "scalar", "cast" (slots -> slot), "fill" (constant -> slot), "iota" (positions in a tile
    -> slot, plus those of the tile), "ternary", "move" (slot -> slot). `slots` are the DST slots read, `out` the slot
    written, `integer` whether those hold int32, `leaves` the positions of the inputs read, `bcast` how the second leaf is
    spread, `value` the constant of
    "scalar" and "fill", or `scalar` the old value of a number that is known at run time; `dim` the direction of
    "iota".
    """

    kind: str
    op: Any
    out: int
    integer: bool = False
    slots: tuple[int, ...] = ()
    leaves: tuple[int, ...] = ()
    fn: TileFn | None = None
    bcast: str = "none"
    value: float = 0.0
    scalar: Any = None
    reversed: bool = False
    dim: int = 0


@dataclass
class SectionPlan:
    """The steps of a section for one tile, the slot of its result, and how many slots it needs."""

    steps: list[Step] = field(default_factory=list)
    result: int = 0
    num_slots: int = 0


def spread_leaf(value: Any) -> tuple[Any, str]:
    """A value looked through tt.tile.bcast: (source, "row" | "col" | "scalar" | "none")."""
    op = defining(value)
    if op is not None and op.operation.name == "tt.tile.bcast":
        return op.operation.operands[0], ir.StringAttr(op.operation.attributes["kind"]).value
    return value, "none"


def splat_scalar(value: Any) -> Any | None:
    """The scalar of a splat, constant or not; None for anything else."""
    op = defining(value)
    return op.operation.operands[0] if op is not None and op.operation.name == "tt.tile.splat" else None


def splat_value(value: Any) -> float | None:
    """The number of a splat of a constant, or None."""
    op = defining(value)
    if op is None or op.operation.name != "tt.tile.splat":
        return None
    scalar = op.operation.operands[0]
    number = constant_float(scalar)
    return number if number is not None else constant_int(scalar)


def fpu_operands(op: Any, leaves: Sequence[Any], exact: bool = True) -> tuple[Any, Any, str] | None:
    """The two leaves of an add, sub or mul that the matrix unit can do, and how the second is spread; else None.

    The matrix unit sees 16-bit operands whole but cuts 32-bit ones to tf32: with `exact` those are left to the vector
    unit, except where one operand is the tile of zeros that only carries a broadcast.
    """
    name = op.operation.name.removeprefix("tt.tile.")
    row = BY_NAME.get(name)
    if row is None or not row.fpu:
        return None
    (a, spread_a), (b, spread_b) = (spread_leaf(v) for v in op.operation.operands)
    if a not in leaves or b not in leaves:
        return None
    if spread_a != "none" and row.commutative and spread_b == "none":
        (a, spread_a), (b, spread_b) = (b, spread_b), (a, spread_a)
    if spread_a != "none":
        return None
    if _on_integers(op):
        return None
    if exact and CARRIER not in op.operation.attributes and _is_32_bit(element_of(op.operation.results[0].type)):
        return None
    return a, b, spread_b


def _is_32_bit(element: ir.Type) -> bool:
    return isinstance(element, ir.F32Type)


class _Slots:
    def __init__(self) -> None:
        self.free: list[int] = []
        self.count = 0

    def take(self) -> int:
        if self.free:
            return self.free.pop(0)
        self.count += 1
        return self.count - 1

    def give(self, slot: int) -> None:
        self.free.append(slot)
        self.free.sort()


class SectionPlanner:
    """Plans the region of a map: `leaves` are its tt.tile.at values, `ops` its operations up to the yield, `result`
    what it yields. With `keep`, leaves and constants stay in DST from their first use to their last; without, each use
    brings its own.
    """

    def __init__(self, leaves: Sequence[Any], ops: Sequence[Any], result: Any, keep: bool = True) -> None:
        self.keep = keep
        self.leaves = list(leaves)
        self.ops = list(ops)
        self.result = result
        self.slots = _Slots()
        self.where: dict[Any, int] = {}
        self.left: dict[Any, int] = {}
        self.plan = SectionPlan()

    def run(self) -> SectionPlan:
        """The plan of the section."""
        self._count_uses()
        for op in self.ops:
            self._step(op)
        self.plan.result = self._in_dst(self.result, self.ops[-1] if self.ops else None)
        self.plan.num_slots = max(1, self.slots.count)
        return self.plan

    def _count_uses(self) -> None:
        for op in self.ops:
            if self._is_free(op):
                continue
            for value in self._dst_operands(op):
                self.left[value] = self.left.get(value, 0) + 1
        self.left[self.result] = self.left.get(self.result, 0) + 1

    def _is_free(self, op: Any) -> bool:
        """Whether an operation does nothing until something needs its value in DST."""
        names = ("tt.tile.at", "tt.tile.iota", "tt.tile.splat", "tt.tile.bcast", "arith.constant")
        return op.operation.name in names or (not self.keep and CARRIER in op.operation.attributes)

    def _dst_operands(self, op: Any) -> list[Any]:
        """The operands that must be in DST when `op` runs."""
        if fpu_operands(op, self.leaves) is not None:
            return []
        return [v for v in op.operation.operands if not self._is_immediate(op, v)]

    def _is_immediate(self, op: Any, value: Any) -> bool:
        """Whether an operand is a constant that the vector unit takes as a parameter."""
        row = BY_NAME.get(op.operation.name.removeprefix("tt.tile."))
        if row is None or row.arity != 2 or splat_scalar(value) is None:
            return False
        lhs, rhs = op.operation.operands
        calls = row.calls(is_int32(element_of(value.type)))
        if value == rhs and splat_scalar(lhs) is None:
            return calls.scalar is not None
        return value == lhs and splat_scalar(rhs) is None and calls.scalar_left is not None

    def _in_dst(self, value: Any, op: Any) -> int:
        """The slot of a value; a leaf or a constant is brought to DST first."""
        if value in self.where:
            return self.where[value]
        slot = self.slots.take()
        source, kind = spread_leaf(value)
        if value in self.leaves:
            self.plan.steps.append(Step("copy", op, slot, leaves=(self.leaves.index(value),)))
        elif CARRIER in defining(value).operation.attributes:
            self._direct(defining(value), slot)
        elif kind != "none":
            self.plan.steps.append(Step("spread", op, slot, leaves=(self.leaves.index(source),), bcast=kind))
        elif defining(value).operation.name == "tt.tile.iota":
            iota = defining(value)
            within = list(iota.operation.operands)
            leaves = tuple(self.leaves.index(v) for v in within)
            dim = ir.IntegerAttr(iota.operation.attributes["dim"]).value
            self.plan.steps.append(Step("iota", op, slot, leaves=leaves, dim=dim))
        else:
            scalar, number = splat_scalar(value), splat_value(value)
            assert scalar is not None, "a value of a section is a leaf, a constant or the result of a step"
            self.plan.steps.append(
                Step(
                    "fill",
                    op,
                    slot,
                    is_int32(element_of(value.type)),
                    value=number or 0.0,
                    scalar=scalar if number is None else None,
                )
            )
        if self.keep:
            self.where[value] = slot
        return slot

    def _use(self, value: Any) -> bool:
        """Counts one use down; True when nothing needs the slot any more."""
        if not self.keep and (value in self.leaves or self._is_free(defining(value))):
            return True
        self.left[value] -= 1
        return self.left[value] == 0

    def _step(self, op: Any) -> None:
        if self._is_free(op):
            return
        name, out = op.operation.name, op.operation.results[0]
        row = BY_NAME.get(name.removeprefix("tt.tile."))
        if fpu_operands(op, self.leaves) is not None:
            self.where[out] = self.slots.take()
            self._direct(op, self.where[out])
            return
        operands = self._dst_operands(op)
        slots = [self._in_dst(v, op) for v in operands]
        if len(operands) >= 2:
            self._binary(op, row, operands, slots)
        else:
            self._in_place(op, row, operands[0], slots[0])
        if self.left.get(out, 0) == 0:
            self.slots.give(self.where.pop(out))

    def _direct(self, op: Any, slot: int) -> None:
        """The matrix unit's operation on two leaves."""
        direct = fpu_operands(op, self.leaves)
        assert direct is not None, "the operands of a carrier are leaves"
        a, b, spread = direct
        leaves = (self.leaves.index(a), self.leaves.index(b))
        row = BY_NAME[op.operation.name.removeprefix("tt.tile.")]
        self.plan.steps.append(Step("fpu", op, slot, leaves=leaves, fn=row, bcast=spread))

    def _binary(self, op: Any, row: TileFn | None, operands: list[Any], slots: list[int]) -> None:
        # An operand may occur twice; it is dead after its last occurrence.
        dead = [slot for value, slot in zip(operands, slots, strict=True) if self._use(value)]
        target = dead[0] if dead else self.slots.take()
        for slot in set(dead[1:]) - {target}:
            self.slots.give(slot)
        for value, slot in zip(operands, slots, strict=True):
            if slot in dead and value in self.where:
                del self.where[value]
        kind = "binary" if len(slots) == 2 else "ternary"
        self.plan.steps.append(Step(kind, op, target, _on_integers(op), slots=tuple(slots), fn=row))
        self.where[op.operation.results[0]] = target

    def _in_place(self, op: Any, row: TileFn | None, value: Any, slot: int) -> None:
        """Vector functions of one tile overwrite it; a value that is still needed is duplicated first."""
        if not self._use(value):
            copy = self.slots.take()
            if value in self.leaves:
                self.plan.steps.append(Step("copy", op, copy, leaves=(self.leaves.index(value),)))
            else:
                self.plan.steps.append(Step("move", op, copy, is_int32(element_of(value.type)), slots=(slot,)))
            slot = copy
        else:
            self.where.pop(value, None)
        if op.operation.name == "tt.tile.typecast":
            self.plan.steps.append(Step("cast", op, slot, slots=(slot,)))
        elif row is not None and row.arity == 2:
            lhs, rhs = op.operation.operands
            flipped = value == rhs
            constant = lhs if flipped else rhs
            number = splat_value(constant)
            scalar = splat_scalar(constant) if number is None else None
            integer = _on_integers(op)
            if row.name == "max" and number == 0 and not integer:
                self.plan.steps.append(Step("unary", op, slot, slots=(slot,), fn=BY_NAME["relu"]))
                self.where[op.operation.results[0]] = slot
                return
            step = Step(
                "scalar", op, slot, integer, (slot,), fn=row, value=number or 0.0, scalar=scalar, reversed=flipped
            )
            self.plan.steps.append(step)
        else:
            self.plan.steps.append(Step("unary", op, slot, _on_integers(op), slots=(slot,), fn=row))
        self.where[op.operation.results[0]] = slot


def _on_integers(op: Any) -> bool:
    """Whether a function works on int32."""
    return is_int32(element_of(op.operation.results[0].type))


def plan_section(body: Any) -> SectionPlan:
    """Plans the section of a map from the block of its region; where DST is short, leaves and constants do not stay."""
    ops = list(body.operations)
    leaves = [op.operation.results[0] for op in ops if op.operation.name == "tt.tile.at"]
    plan = SectionPlanner(leaves, ops[:-1], ops[-1].operation.operands[0]).run()
    if plan.num_slots > LEAST_DST:
        frugal = SectionPlanner(leaves, ops[:-1], ops[-1].operation.operands[0], keep=False).run()
        return frugal if frugal.num_slots < plan.num_slots else plan
    return plan
