"""The facts of an explanation: the plan, what passes recorded as they decided, and counts from the IR."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tilelang_tt.api import lower, print_program
from tilelang_tt.device import Device, get_device
from tilelang_tt.diagnostics import Decision, Diag, Diagnostics
from tilelang_tt.explain.bounds import Bound, bounds
from tilelang_tt.mlir import ir
from tilelang_tt.passes import kernel_func
from tilelang_tt.passes.core_sets import core_of
from tilelang_tt.passes.op_tree import Node, read_block
from tilelang_tt.passes.page_counts import Namer, Poly, add, as_int, constant, multiply
from tilelang_tt.passes.page_counts import text as poly_text
from tilelang_tt.passes.pipelines import Options
from tilelang_tt.passes.schedule import TILE_COUNT
from tilelang_tt.passes.traffic import Traffic, traffic
from tilelang_tt.plan import AnyPlan, Plan
from tilelang_tt.plan.rooms import Room, rooms

_MOVERS_STAGE, _THREADS_STAGE = "multicast", "lower-dst"


@dataclass(frozen=True)
class Step:
    """One piece of work of a thread, `depth` loops deep; `sections`: how often DST is filled and packed for it."""

    depth: int
    text: str
    sections: str = ""


@dataclass
class ProgramFacts:
    """One device program. `blocks`: core (column, row) -> (first, number of blocks) in the order of the schedule."""

    plan: Plan
    device: Device
    blocks: dict[tuple[int, int], tuple[int, int]]
    decisions: list[Decision]
    steps: dict[str, list[Step]] = field(default_factory=dict)
    bounds: list[Bound] = field(default_factory=list)

    @property
    def rooms(self) -> list[Room]:
        """What takes L1."""
        return rooms(self.plan)

    def why(self, topic: str, about: str) -> list[str]:
        """What was recorded of a thing; a circular buffer `cb_C_1` was `cb_C` before there were two."""
        found = [d.text for d in self.decisions if (d.topic, d.about) == (topic, about)]
        if not found and topic in ("buffer", "alias"):
            found = [d.text for d in self.decisions if (d.topic, d.about) == (topic, re.sub(r"_\d+$", "", about))]
        return list(dict.fromkeys(found))

    def of_topic(self, topic: str) -> list[Decision]:
        """All that was recorded of a topic, in order."""
        return list(dict.fromkeys(d for d in self.decisions if d.topic == topic))


@dataclass(frozen=True)
class Explanation:
    """All programs of a kernel, and the remarks of the compiler."""

    plan: AnyPlan
    programs: list[ProgramFacts]
    remarks: list[Diag]


def explain(module: ir.Module, options: Options | None = None) -> Explanation:
    """Lowers a module from tile form, in place, and tells what was decided. Raises CompileError."""
    diag = Diagnostics(module.context)
    counted: dict[str, Traffic] = {}
    steps: dict[str, list[Step]] = {}

    def look(stage: str, after: ir.Module) -> None:
        if stage == _MOVERS_STAGE:
            counted.update({fn.name.value: traffic(fn) for fn in kernel_func.kernels(after)})
        if stage == _THREADS_STAGE:
            steps.update({fn.name.value: list(_steps(fn)) for fn in _threads(after)})

    with module.context:
        lower(module, options, look, diag)
        plan = print_program(module).plan
    shared = [d for d in diag.decisions if d.topic in ("layout", "pages")]
    programs = []
    for part in plan.programs:
        own = {part.kernel, *(kernel.file.removesuffix(".cpp") for kernel in part.kernels)}
        decisions = [*shared, *(d for d in diag.decisions if _base(d.function) in own and d not in shared)]
        device = get_device(part.device.name, part.core_grid)
        blocks = {core_of(key): (start, count) for key, (start, count) in part.per_core_args.items()}
        facts = ProgramFacts(part, device, blocks, decisions)
        for kernel in part.kernels:
            name = kernel.file.removesuffix(".cpp")
            facts.steps[kernel.thread] = steps.get(name) or steps.get(f"{name}_thread") or []
        facts.bounds = list(bounds(part, device, blocks, counted[part.kernel]))
        programs.append(facts)
    return Explanation(plan, programs, diag.collected)


def _base(function: str) -> str:
    """The name of a thread without what tells it from a kernel of that name."""
    return function.removesuffix("_thread")


def _threads(module: ir.Module) -> list[Any]:
    return [op for op in module.body.operations if "tt.thread" in op.operation.attributes]


def _steps(function: Any) -> Iterator[Step]:
    yield from _steps_in(read_block(function.entry_block), 0, Namer())


def _steps_in(nodes: list[Node], depth: int, namer: Namer) -> Iterator[Step]:
    """The commented pieces of a block: a comment is on the first operation of what it is for."""
    for i, node in enumerate(nodes):
        if "tt.comment" in node.op.attributes:
            rest = itertools.takewhile(lambda after: not _is_commented(after), nodes[i + 1 :])
            yield Step(depth, node.text("tt.comment"), _sections([node, *rest], namer))
            continue
        inner = [step for block in node.blocks for step in _steps_in(block, depth + 1, namer)]
        if inner and node.name == "scf.for":
            trips = namer.trips(node)
            yield Step(depth, "for each block:" if trips == {(TILE_COUNT,): 1} else f"{poly_text(trips)} times:")
        elif inner and node.name == "scf.if":
            yield Step(
                depth, f"if {poly_text(namer.condition(node.operands[0])).removeprefix('(if ').removesuffix(')')}:"
            )
        yield from inner


def _is_commented(node: Node) -> bool:
    """Whether an operation, or one in it, starts a piece of work."""
    inside = (_is_commented(inner) for block in node.blocks for inner in block)
    return "tt.comment" in node.op.attributes or any(inside)


def _sections(nodes: list[Node], namer: Namer) -> str:
    """How many sections of DST a piece of work takes, and how many tiles are packed in each."""
    sections = as_int(_executed(nodes, "tt.tile.regs_acquire", namer))
    packs = add(_executed(nodes, "tt.tile.pack_tile", namer), _executed(nodes, "tt.tile.pack_tile_at", namer))
    if not sections:
        return ""
    tiles = as_int(packs)
    count = f"{sections} section{'s' if sections != 1 else ''} of DST"
    return (
        f"{count}, {tiles // sections} tile{'s' if tiles != sections else ''} each"
        if tiles and tiles % sections == 0
        else count
    )


def _executed(nodes: list[Node], name: str, namer: Namer, times: Poly | None = None) -> Poly:
    """How often operations called `name` run."""
    times = constant(1) if times is None else times
    total: Poly = {}
    for node in nodes:
        if node.name == name:
            total = add(total, times)
        inside = multiply(times, namer.trips(node)) if node.name == "scf.for" else times
        for block in node.blocks:
            total = add(total, _executed(block, name, namer, inside))
    return total
