"""Rewriting a function by building it anew.

A lowering that changes how values are carried (buffers to values, values to circular buffers) visits the old function
in program order and builds the new one beside it. Operations of the old function are never changed, so nothing the
lowering holds goes stale; the old function is erased at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from tilelang_tt.dialects import core
from tilelang_tt.mlir import arith, clone_with_map, func, ir, name_of, named_loc, scf


class Rebuilder:
    """Base of a lowering: visits operations in order; a subclass handles some by name, the others are cloned.

    `handlers` maps operation names to methods `(op) -> None`. `values` maps old SSA values to new ones. New
    operations are created at the current insertion point; `block` opens another one.
    """

    def __init__(self, old: func.FuncOp) -> None:
        self.old = old
        self.values: dict[Any, Any] = {}
        self.handlers: dict[str, Callable[[Any], None]] = {
            "scf.for": self.for_,
            "scf.if": self.if_,
            "tt.core.grid": self.grid,
        }

    def run(self) -> func.FuncOp:
        """Builds the new function in front of the old one, erases the old one, returns the new one."""
        old = self.old
        with ir.InsertionPoint(old), old.location:
            new = func.FuncOp(old.name.value, old.type)
            for attr in old.attributes:
                name = getattr(attr, "name", attr)
                if name not in ("sym_name", "function_type"):
                    new.attributes[name] = old.attributes[name]
            arguments = list(old.arguments)
            entry = ir.Block.create_at_start(
                new.regions[0], [a.type for a in arguments], [a.location for a in arguments]
            )
        self.values.update(zip(arguments, entry.arguments, strict=True))
        with ir.InsertionPoint(entry):
            self.visit_block(old.entry_block)
        old.operation.erase()
        return new

    def visit_block(self, block: Any) -> None:
        """Visits the operations of an old block; the new ones go to the current insertion point."""
        for op in list(block.operations):
            self.visit(op)

    def visit(self, op: Any) -> None:
        """Hands one old operation to its handler, or clones it."""
        handler = self.handlers.get(op.operation.name)
        # What a handler builds on the way to its result must not carry the result's name.
        with unnamed(op.operation.location):
            if handler is not None:
                handler(op)
            else:
                self.clone(op)

    def clone(self, op: Any) -> Any:
        """Clones one old operation, nested ones included, with its operands mapped."""
        return clone_with_map(op, self.values, ir.InsertionPoint.current)

    def new(self, value: Any) -> Any:
        """The new value of an old one."""
        return self.values[value]

    def grid(self, op: Any) -> None:
        """Rebuilds the shell of a grid and visits its body."""
        shell = core.GridOp(op.extents, op.symbols)
        old_args = list(op.body.blocks[0].arguments)
        block = ir.Block.create_at_start(shell.body, [a.type for a in old_args], [a.location for a in old_args])
        self.values.update(zip(old_args, block.arguments, strict=True))
        with ir.InsertionPoint(block):
            self.visit_block(op.body.blocks[0])

    def for_(self, op: Any) -> None:
        """Rebuilds a loop that carries what it carried."""
        old = scf_for(op)
        inits = [self.new(v) for v in old.inits]
        new = self.open_loop(op, inits, [a.location for a in old.args])
        self.values.update(zip(old.args, new.args, strict=True))
        with ir.InsertionPoint(new.block):
            self.visit_block(old.block)
        self.values.update(zip(op.operation.results, new.op.results, strict=True))

    def open_loop(self, op: Any, inits: Sequence[Any], locations: Sequence[ir.Location]) -> Loop:
        """The shell of a new loop with the bounds of an old one; maps the induction variable."""
        old = scf_for(op)
        new = scf.ForOp(self.new(old.lower), self.new(old.upper), self.new(old.step), list(inits))
        copy_attributes(op, new)
        loop = scf_for(new)
        loop.induction.set_location(old.induction.location)
        for arg, location in zip(loop.args, locations, strict=True):
            arg.set_location(location)
        self.values[old.induction] = loop.induction
        return loop

    def if_(self, op: Any) -> None:
        """Rebuilds a conditional with its results as they are."""
        new = scf.IfOp(
            self.new(op.operation.operands[0]), [r.type for r in op.operation.results], has_else=has_else(op)
        )
        for old_region, new_region in zip(op.operation.regions, new.operation.regions, strict=True):
            if not list(old_region.blocks):
                continue
            with ir.InsertionPoint(new_region.blocks[0]):
                self.visit_block(old_region.blocks[0])
        self.values.update(zip(op.operation.results, new.operation.results, strict=True))


@contextmanager
def commented(text: str) -> Iterator[None]:
    """Puts `text` as a comment above what is built inside of the block at the current insertion point."""
    block = ir.InsertionPoint.current.block
    before = len(list(block.operations))
    yield
    new = list(block.operations)[before:]
    first = next((op for op in new if not op.operation.name.startswith("arith.")), None)
    if first is not None:
        first.operation.attributes["tt.comment"] = ir.StringAttr.get(text)


def short_name(buffer: Any) -> str:
    """The name of what a circular buffer holds."""
    return (name_of(buffer) or "block").removeprefix("cb_")


class Loop:
    """The parts of an scf.for by name."""

    def __init__(self, op: Any) -> None:
        self.op = op.operation
        operands = list(self.op.operands)
        self.lower, self.upper, self.step = operands[:3]
        self.inits = operands[3:]
        self.block = self.op.regions[0].blocks[0]
        arguments = list(self.block.arguments)
        self.induction, self.args = arguments[0], arguments[1:]

    @property
    def yielded(self) -> list[Any]:
        """What the body hands to the next iteration."""
        return list(list(self.block.operations)[-1].operation.operands)

    @property
    def trip_count(self) -> int | None:
        """Number of iterations when the bounds are constants, else None."""
        bounds = [constant_int(v) for v in (self.lower, self.upper, self.step)]
        if None in bounds:
            return None
        lower, upper, step = (int(b) for b in bounds if b is not None)
        return max(0, -(-(upper - lower) // step))


def scf_for(op: Any) -> Loop:
    """Names the parts of an scf.for."""
    return Loop(op)


def has_else(op: Any) -> bool:
    """Whether an scf.if has an else region with a block."""
    return len(list(op.operation.regions[1].blocks)) > 0


def copy_attributes(old: Any, new: Any) -> None:
    """Copies the discardable attributes (those with a dialect prefix)."""
    for attr in old.operation.attributes:
        name = getattr(attr, "name", attr)
        if "." in name:
            new.operation.attributes[name] = old.operation.attributes[name]


def defining(value: Any) -> Any:
    """The operation that defines a value; None for a block argument."""
    owner = value.owner
    return None if isinstance(owner, ir.Block) else owner


def enclosing(op: Any) -> Iterator[ir.Operation]:
    """The operations around one inside of a function, from the inside out."""
    parent = op.operation.parent
    while parent is not None and parent.operation.name != "func.func":
        yield parent.operation
        parent = parent.operation.parent


def parallel_around(op: Any) -> ir.Operation | None:
    """The scf.parallel that an operation is in, or None."""
    return next((outer for outer in enclosing(op) if outer.name == "scf.parallel"), None)


def constant_int(value: Any) -> int | None:
    """The integer of an arith.constant (looked through index casts), or None."""
    op = defining(value)
    if op is None:
        return None
    operation = op.operation
    if operation.name in ("arith.index_cast", "arith.index_castui"):
        return constant_int(operation.operands[0])
    if operation.name != "arith.constant":
        return None
    attr = operation.attributes["value"]
    if isinstance(attr, ir.BoolAttr):
        return int(attr.value)
    return attr.value if isinstance(attr, ir.IntegerAttr) else None


def constant_float(value: Any) -> float | None:
    """The number of a float arith.constant, or None."""
    op = defining(value)
    if op is None or op.operation.name != "arith.constant":
        return None
    attr = op.operation.attributes["value"]
    return attr.value if isinstance(attr, ir.FloatAttr) else None


def index(value: int) -> Any:
    """An index constant at the current insertion point."""
    return arith.ConstantOp(ir.IndexType.get(), ir.IntegerAttr.get(ir.IndexType.get(), value)).result


def unnamed(location: ir.Location) -> ir.Location:
    """A location without the user's name for what is there."""
    while isinstance(location, ir.NameLoc):
        location = location.child_loc
    return location


def same_name(value: Any, location: ir.Location | None = None) -> ir.Location:
    """A location with the user's name of `value`, at `location` (the current one by default)."""
    here = unnamed(location or ir.Location.current)
    name = name_of(value)
    return here if name is None else named_loc(name, here)
