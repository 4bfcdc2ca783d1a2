"""Which SSA values are written inside the expression that uses them, and which get a variable.

A value may move from its op to the statement that uses it only if nothing in between can change it. Each op has an
effect: NONE, READ (of memory) or WRITE (of memory, or anything unknown). A READ must not move over a WRITE, a WRITE
over neither. Moves stay within one block, so nothing is evaluated more often than in the IR.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .printer_base import Style
from .printer_types import is_opaque, string_of, type_of

NONE, READ, WRITE = 0, 1, 2
ONCE, PERHAPS, OFTEN = 0, 1, 2

# Always text at the place of use: they name a number or a place, and compute nothing.
ATOMS = frozenset({"emitc.constant", "emitc.literal", "emitc.get_global", "emitc.get_field"})
PLACES = frozenset({"emitc.subscript", "emitc.member", "emitc.member_of_ptr", "emitc.dereference"})
WRAPPING = frozenset(
    f"emitc.{n}" for n in "add sub mul div bitwise_left_shift bitwise_not unary_minus unary_plus".split()
)
ARITHMETIC = WRAPPING | frozenset(
    f"emitc.{n}"
    for n in """rem bitwise_and bitwise_or bitwise_xor bitwise_right_shift cmp logical_and logical_or logical_not
    conditional address_of""".split()
)
_SKIPPING = ("emitc.logical_and", "emitc.logical_or", "emitc.conditional")
NO_EFFECT = ARITHMETIC | ATOMS | PLACES | {"emitc.variable", "emitc.yield"}


@dataclass
class Plan:
    """What the statements of one function are.

    inlined: values written at their use. dead: ops that print nothing. sunk: assignments that declare their variable.
    """

    inlined: set[Any] = field(default_factory=set)
    dead: set[Any] = field(default_factory=set)
    sunk: dict[Any, Any] = field(default_factory=dict)


def plan_function(op: Any, style: Style) -> Plan:
    """Plans every block of a function (or of any op with regions)."""
    planner = _Compat(style) if style.compat else _Planner(style)
    planner.regions(op)
    return planner.plan


def effect_of(op: Any) -> int:
    """NONE, READ or WRITE."""
    name = op.name
    if "tt.constexpr" in op.attributes:
        return NONE
    if name == "emitc.cast":
        opaque = any("!emitc.opaque<" in str(v.type) for v in (op.operands[0], op.results[0]))
        # A conversion of a class type may run code, unless the op says otherwise.
        return READ if opaque and "pure" not in op.attributes and not _is_pointer_cast(op) else NONE
    if name == "emitc.load" or "tt.pure" in op.attributes:
        return READ
    if name == "emitc.member_of_ptr":
        return NONE if is_place(op.results[0]) else READ
    if name == "emitc.expression":
        return max((effect_of(o.operation) for block in op.regions[0] for o in block), default=NONE)
    if name == "emitc.verbatim":
        return NONE if op.attributes["value"].value.lstrip().startswith("//") else WRITE
    return NONE if name in NO_EFFECT else WRITE


def _is_pointer_cast(op: Any) -> bool:
    return str(op.results[0].type).startswith("!emitc.ptr<") or str(op.results[0].type).endswith('*">')


def is_place(value: Any) -> bool:
    """Whether the value is a place in memory (an lvalue or an array), whose text may be repeated at every use."""
    return str(value.type).startswith(("!emitc.lvalue<", "!emitc.array<"))


def is_alias(op: Any, style: Style) -> bool:
    """A cast between types that are the same in C++: it prints as its operand."""
    if op.name != "emitc.cast" or "tt.constexpr" in op.attributes:
        return False
    return type_of(op.operands[0].type, style) == type_of(op.results[0].type, style)


def placeholders(op: Any) -> list[int] | None:
    """The operand positions that the `args` of an opaque call refer to, in order; None without `args`."""
    if "args" not in op.attributes:
        return None
    args = op.attributes["args"]
    return [a.value for a in args if type(a).__name__ == "IntegerAttr" and str(a.type) == "index"]


def times_evaluated(owner: Any, slot: int) -> int:
    """How often the text of an operand appears in the text of its user."""
    if owner.name == "emitc.expression":
        argument = owner.regions[0].blocks[0].arguments[slot]
        return sum(times_evaluated(u.owner.operation, u.operand_number) for u in argument.uses)
    if owner.name in ("emitc.call_opaque", "emitc.member_call_opaque"):
        first = 1 if owner.name == "emitc.member_call_opaque" else 0
        where = placeholders(owner)
        return where.count(slot - first) if where is not None and slot >= first else 1
    return 1


def how_often(owner: Any, slot: int) -> int:
    """OFTEN where the text runs many times or at an unknown moment (loop bounds, verbatim), PERHAPS where C++ may skip
    it (`&&`, `||`, `?:`), else ONCE."""
    if (owner.name == "emitc.for" and slot > 0) or owner.name == "emitc.verbatim":
        return OFTEN
    # Inside an expression any of its operands may stand behind such an operator.
    return PERHAPS if slot > 0 and owner.name in _SKIPPING or owner.name == "emitc.expression" else ONCE


class _Planner:
    def __init__(self, style: Style):
        self.style = style
        self.plan = Plan()

    def regions(self, op: Any) -> None:
        for region in op.regions:
            for block in region:
                self.block(block)

    def block(self, block: Any) -> None:
        ops = [o.operation for o in block]
        effects = [effect_of(op) for op in ops]
        # Where the text of an op ends up, and how often it runs there; None: in more than one place.
        emitted: dict[Any, tuple[int, int] | None] = {}
        index = {op: n for n, op in enumerate(ops)}
        for n in range(len(ops) - 1, -1, -1):
            op = ops[n]
            emitted[op] = (n, ONCE)
            if op.name == "emitc.variable":
                self.sink(op, index)
            if op.name != "emitc.expression":
                self.regions(op)
            if len(op.results) != 1 or op.name == "emitc.variable":
                continue
            result = op.results[0]
            uses = list(self.uses(result))
            keep = "tt.constexpr" in op.attributes or "tt.comment" in op.attributes
            if not uses and effects[n] < WRITE and not keep:
                self.plan.dead.add(op)
                continue
            place = self.place(uses, index, emitted)
            if op.name in ATOMS and "tt.constexpr" not in op.attributes or is_alias(op, self.style):
                self.plan.inlined.add(result)
            elif op.name in PLACES and is_place(result):
                self.plan.inlined.add(result)
                emitted[op] = place
            elif not keep and place and self.may_move(op, n, effects, place):
                self.plan.inlined.add(result)
                emitted[op] = place

    def uses(self, value: Any) -> Iterator[tuple[Any, int]]:
        """(user, operand number) of each use that is printed, looking through aliases."""
        for use in value.uses:
            owner = use.owner.operation
            if owner in self.plan.dead:
                continue
            if is_alias(owner, self.style):
                yield from self.uses(owner.results[0])
            else:
                yield owner, use.operand_number

    def place(
        self, uses: list[tuple[Any, int]], index: dict[Any, int], emitted: dict[Any, tuple[int, int] | None]
    ) -> tuple[int, int] | None:
        """Where the only use of a value is emitted, if that is in the same block and evaluated there just once."""
        if len(uses) != 1:
            return None
        owner, slot = uses[0]
        if owner not in index or times_evaluated(owner, slot) != 1:
            return None
        where = emitted[owner]
        return (where[0], max(where[1], how_often(owner, slot))) if where else None

    def may_move(self, op: Any, n: int, effects: list[int], place: tuple[int, int]) -> bool:
        """Whether the op gives the same value, and has the same effect, at the place of its only use."""
        effect, (target, often) = effects[n], place
        if op.name not in ARITHMETIC | PLACES | {"emitc.cast", "emitc.load", "emitc.expression"}:
            if "tt.pure" not in op.attributes:
                return False
        if "do_not_inline" in op.attributes or often > {NONE: OFTEN, READ: PERHAPS, WRITE: ONCE}[effect]:
            return False
        # C++ computes narrow integers as int; only a variable wraps the result to the width the IR says.
        root = list(op.regions[0].blocks[0])[-1].operation.operands[0].owner if op.name == "emitc.expression" else op
        if getattr(root, "name", "") in WRAPPING and 0 < type_of(op.results[0].type, self.style).bits < 32:
            return False
        between = effects[n + 1 : target]
        limit = {NONE: WRITE, READ: READ, WRITE: NONE}[effect]
        return all(e <= limit for e in between)

    def sink(self, op: Any, index: dict[Any, int]) -> None:
        """An uninitialised variable whose first use is an assignment in its own block is declared there."""
        value = op.attributes["value"]
        if not is_opaque(value) or string_of(value) or not str(op.results[0].type).startswith("!emitc.lvalue<"):
            return
        owners = []
        for use in op.results[0].uses:
            owner = use.owner.operation
            while owner not in index:
                owner = owner.parent.operation
            owners.append((index[owner], use.operand_number, owner))
        first = min(owners, key=lambda o: o[:2], default=None)
        if first and first[2].name == "emitc.assign" and first[1] == 0:
            if op.results[0] == first[2].operands[0] and sum(o[0] == first[0] for o in owners) == 1:
                self.plan.sunk[first[2]] = op
                self.plan.dead.add(op)


class _Compat(_Planner):
    """Upstream's rule: literals and places are text, an `emitc.expression` moves to its one user, nothing else does."""

    def block(self, block: Any) -> None:
        for o in block:
            op = o.operation
            if op.name != "emitc.expression":
                self.regions(op)
            if op.name in (ATOMS | PLACES) - {"emitc.constant"}:
                self.plan.inlined.add(op.results[0])
            elif op.name == "emitc.expression" and "do_not_inline" not in op.attributes:
                owners = [u.owner.operation for u in op.results[0].uses]
                if len(owners) == 1 and owners[0].name not in _EXPRESSIONS:
                    self.plan.inlined.add(op.results[0])


_EXPRESSIONS = (
    ARITHMETIC
    | PLACES
    | {"emitc.cast", "emitc.load", "emitc.call", "emitc.call_opaque", "emitc.expression", "emitc.get_field"}
)
