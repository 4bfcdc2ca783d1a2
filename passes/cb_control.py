"""Control flow in buffer form: where compute waits and pops, and how loops and branches hand blocks on.

A loop keeps its matmul accumulators in pages that are reserved around it. Other blocks it carries go through a
circular buffer that every iteration pops and pushes; both branches of a conditional push what it gives.
"""

from __future__ import annotations

from typing import Any

from tilelang_tt.dialects import cb
from tilelang_tt.dialects.base import i64_attr
from tilelang_tt.dialects.types import block_shape, element_of, is_block
from tilelang_tt.mlir import arith, func, ir, scf
from tilelang_tt.passes.accumulators import cleared_when, is_accumulator, is_zero
from tilelang_tt.passes.cb_compute import ComputeLowering
from tilelang_tt.passes.channels import Accumulator, Channel, stored_to
from tilelang_tt.passes.consumers import block_results, is_copied, span, uses_of
from tilelang_tt.passes.ranges import runs
from tilelang_tt.passes.rebuild import defining, has_else, scf_for


def _last(value: Any, block: Any) -> tuple[int, int]:
    """Where a block that nobody looks at leaves its circular buffer: right after its loop, or at the end of the body
    that carries it.
    """
    ops = list(block.operations)
    owner = value.owner
    if isinstance(owner, ir.Block):
        return len(ops) - 1, len(ops) - 1
    after = next(i for i, op in enumerate(ops) if op.operation == owner.operation) + 1
    return after, after


class ControlLowering(ComputeLowering):
    """Rebuilds loops and conditionals, and places compute's waits and pops."""

    def __init__(self, old: func.FuncOp, double_buffer: bool) -> None:
        super().__init__(old, double_buffer)
        self.stages = 0
        self.handlers |= {"arith.select": self.select, "scf.yield": self.yield_}

    def visit_block(self, old_block: Any) -> None:
        """Visits a block; puts compute's waits before first uses and pops after last uses.

        What a loop carries is waited for in its body and popped there; the new value is behind it in the same
        circular buffer.
        """
        if self.entry is None:
            self.entry = ir.InsertionPoint.current.block
        ops = list(old_block.operations)
        waits: dict[int, list[tuple[Any, str]]] = {}
        pops: dict[int, list[tuple[Any, str]]] = {}
        carried = [v for v in old_block.arguments if v in self.carries]
        for value in [*carried, *(v for op in ops for v in block_results(op))]:
            for kind in ("compute", "transposed"):
                # Only loads come with transposed pages; other blocks are transposed by compute.
                loaded = value not in carried and defining(value).operation.name == "tt.tile.load"
                own = ("compute", "accumulate", "carry") + (() if loaded else ("transposed",))
                found = span(value, own if kind == "compute" else (kind,))
                if (
                    found is None
                    and kind == "compute"
                    and (value in carried or defining(value).operation.name == "scf.for")
                ):
                    # Nobody looks at it, but it must leave the circular buffer.
                    found = _last(value, old_block)
                if found is not None:
                    waits.setdefault(found[0], []).append((value, kind))
                    pops.setdefault(found[1], []).append((value, kind))
        for i, op in enumerate(ops):
            for key in waits.get(i, []):
                self.sync(op, cb.WaitOp, key)
            if i == len(ops) - 1:
                self.hand_over(op)
                for key in pops.get(i, []):
                    self.sync(op, cb.PopOp, key)
                self.visit(op)
                continue
            self.visit(op)
            for key in pops.get(i, []):
                self.sync(op, cb.PopOp, key)

    def select(self, op: Any) -> None:
        """A choice of blocks is pushed by the branch that is taken; one that clears an accumulator is the matmul's business."""
        result = op.operation.results[0]
        if not is_block(result.type):
            self.clone(op)
            return
        clears = cleared_when(result)
        if clears is not None and clears[1] in self.accumulators:
            return
        condition, yes, no = op.operation.operands

        def fill(out: Channel) -> None:
            choice = scf.IfOp(self.new(condition), [], has_else=True)
            for region, value in zip(choice.operation.regions, (yes, no), strict=True):
                with ir.InsertionPoint(region.blocks[0]):
                    self.fill_from(value, out)
                    scf.YieldOp([])

        self.produce(result, fill)

    def for_(self, op: Any) -> None:
        """A loop carries no blocks any more. Its accumulators are pages that are reserved around it; other blocks it
        carries go through a circular buffer that every iteration pops and pushes.
        """
        old = scf_for(op)
        results = list(op.operation.results)
        blocks = [i for i, init in enumerate(old.inits) if is_block(init.type)]
        steady = runs(old)
        added = [i for i in blocks if steady and is_accumulator(op, i)]
        carried = [i for i in blocks if i not in added]
        stages, self.stages = self.stages, self.num_stages(op)
        own = {i: self.open_accumulator(op, i) for i in added if old.inits[i] not in self.accumulators}
        for i in carried:
            self.carries[old.args[i]] = self.open_carry(old, i)
        plain = [i for i in range(len(old.inits)) if i not in blocks]
        new = self.open_loop(op, [self.new(old.inits[i]) for i in plain], [old.args[i].location for i in plain])
        self.values.update(zip((old.args[i] for i in plain), new.args, strict=True))
        with ir.InsertionPoint(new.block):
            for i in added:
                outer = None if i in own else self.accumulators[old.inits[i]]
                self.accumulators[old.args[i]] = self.inside(old, new, own.get(i), outer)
            for i in carried:
                channel = self.channels[old.args[i], "compute"] = self.carries[old.args[i]]
                kinds = {"store" if u.kind == "store" else "compute" for u in uses_of(old.args[i])}
                self.copy_for_store(old.args[i], kinds, "compute", channel)
            self.visit_block(old.block)
        self.values.update(zip((results[i] for i in plain), new.op.results, strict=True))
        self.stages = stages
        for i in added:
            if i in own:
                cb.PushOp(own[i].value, i64_attr(own[i].pages))
                self.close_accumulator(op, results[i], own[i], old.inits[i])
            else:
                self.accumulators[results[i]] = Accumulator(self.accumulators[old.inits[i]].channel, None)
        for i in carried:
            self.close_carry(results[i], self.carries[old.args[i]])

    def if_(self, op: Any) -> None:
        """Both branches of a conditional push the blocks it gives to circular buffers that whoever uses them reads."""
        results = list(op.operation.results)
        blocks = [r for r in results if is_block(r.type)]
        for result in blocks:
            carry = self.only_handed_over(result, uses_of(result))
            if carry is not None:
                self.merges[result] = carry
                self.handed_over.add(result)
                continue
            stored = {u.kind for u in uses_of(result)} == {"store"}
            channel = self.channel(
                result,
                "output" if stored else "intermediate",
                block_shape(result.type),
                tensor=stored_to(result) if stored else None,
                copied=is_copied(result),
            )
            self.channels[result, "store" if stored else "compute"] = channel
            self.merges[result] = channel
        new = scf.IfOp(
            self.new(op.operation.operands[0]), [r.type for r in results if not is_block(r.type)], has_else=has_else(op)
        )
        for old_region, new_region in zip(op.operation.regions, new.operation.regions, strict=True):
            if list(old_region.blocks):
                with ir.InsertionPoint(new_region.blocks[0]):
                    self.visit_block(old_region.blocks[0])
        plain = [r for r in results if not is_block(r.type)]
        self.values.update(zip(plain, new.operation.results, strict=True))
        for result in blocks:
            kinds = {"store" if u.kind == "store" else "compute" for u in uses_of(result)}
            self.copy_for_store(result, kinds, "store" if kinds == {"store"} else "compute", self.merges[result])

    def yield_(self, op: Any) -> None:
        """A loop hands on what is not a block."""
        scf.YieldOp([self.new(v) for v in op.operation.operands if not is_block(v.type)])

    @staticmethod
    def num_stages(op: Any) -> int:
        """The user's `num_stages` of a pipelined loop, else 0."""
        attributes = op.operation.attributes
        return ir.IntegerAttr(attributes["tt.num_stages"]).value if "tt.num_stages" in attributes else 0

    def open_carry(self, old: Any, position: int) -> Channel:
        """A circular buffer for a carried block, with what the loop starts from in it. Old and new block are there at
        once.
        """
        argument, init = old.args[position], old.inits[position]
        result = old.op.results[position]
        channel = self.channel(
            argument, "intermediate", block_shape(argument.type), depth=2, copied=is_copied(argument, result)
        )
        self.fill_from(init, channel)
        return channel

    def hand_over(self, terminator: Any) -> None:
        """At the end of a loop's body, pushes the carried blocks that were not pushed as they were made; at the end
        of a branch, the blocks that its conditional gives.
        """
        if terminator.operation.name != "scf.yield":
            return
        parent = terminator.operation.parent.operation
        if parent.name == "scf.if":
            with terminator.operation.location:
                for result, value in zip(parent.results, terminator.operation.operands, strict=True):
                    if result in self.merges:
                        self.fill_from(value, self.merges[result])
            return
        if parent.name != "scf.for":
            return
        loop = scf_for(terminator.operation.parent)
        with terminator.operation.location:
            for argument, value in zip(loop.args, loop.yielded, strict=True):
                channel = self.carries.get(argument)
                if channel is None:
                    continue
                if value not in self.handed_over:
                    self.fill_from(value, channel)

    def close_carry(self, result: Any, channel: Channel) -> None:
        """After a loop, its carried block is a value like others."""
        self.channels[result, "compute"] = channel
        kinds = {"store" if u.kind == "store" else "compute" for u in uses_of(result)}
        self.copy_for_store(result, kinds, "compute", channel)

    def open_accumulator(self, op: Any, position: int) -> Channel:
        """Pages for an accumulator that starts at this loop."""
        old = scf_for(op)
        result = op.operation.results[position]
        kinds = {u.kind for u in uses_of(result)}
        tensor = stored_to(result) if kinds == {"store"} and is_zero(old.inits[position]) else None
        element = element_of(result.type)
        if tensor is not None and self.format_of(element, tensor) != self.format_of(element):
            # The packer adds in place to plain formats only.
            tensor = None
        channel = self.channel(
            old.args[position],
            "intermediate" if tensor is None else "output",
            block_shape(result.type),
            depth=1 if tensor is None else None,
            tensor=tensor,
            copied=is_copied(result),
        )
        cb.ReserveOp(channel.value, i64_attr(channel.pages))
        return channel

    def inside(self, old: Any, new: Any, own: Channel | None, outer: Accumulator | None) -> Accumulator:
        """The accumulator as the body of a loop sees it: overwritten by the first iteration of the outermost loop."""
        if outer is not None and outer.fresh is None:
            return outer
        first = arith.CmpIOp(arith.CmpIPredicate.eq, new.induction, self.new(old.lower)).result
        if outer is not None:
            return Accumulator(outer.channel, arith.AndIOp(outer.fresh, first).result)
        assert own is not None
        return Accumulator(own, first)

    def close_accumulator(self, op: Any, result: Any, channel: Channel, init: Any) -> None:
        """The accumulated block becomes a value; what the loop started from is added if it was not zero."""
        uses = uses_of(result)
        kinds = {"store" if u.kind == "store" else "compute" for u in uses}
        if not is_zero(init):
            cb.WaitOp(channel.value, i64_attr(channel.pages))
            self.produce(result, lambda out: self.add_map(self.source(init), channel, out))
            cb.PopOp(channel.value, i64_attr(channel.pages))
            return
        first = "compute" if "compute" in kinds else "store"
        self.channels[result, first] = channel
        self.copy_for_store(result, kinds, first, channel)
