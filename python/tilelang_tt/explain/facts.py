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
from tilelang_tt.mlir import ir
from tilelang_tt.passes import kernel_func
from tilelang_tt.passes.core_sets import Rectangle, core_of
from tilelang_tt.passes.op_tree import Node, read_block
from tilelang_tt.passes.page_counts import Namer, Poly, add, as_int, constant, multiply
from tilelang_tt.passes.page_counts import text as poly_text
from tilelang_tt.passes.pipelines import Options
from tilelang_tt.passes.schedule import TILE_COUNT
from tilelang_tt.passes.traffic import Traffic, for_blocks, traffic
from tilelang_tt.plan import AnyPlan, Plan

_MOVERS_STAGE, _THREADS_STAGE = "multicast", "lower-dst"


@dataclass(frozen=True)
class Step:
    """One piece of work of a thread, `depth` loops deep; `sections`: how often DST is filled and packed for it."""

    depth: int
    text: str
    sections: str = ""


@dataclass(frozen=True)
class Bound:
    """What a program takes at least: `text` says of what, `clocks` how long that alone takes; None where a count depends
    on more than the number of blocks.
    """

    text: str
    clocks: int | None


@dataclass
class ProgramFacts:
    """One device program. `blocks`: core (column, row) -> (first, number of blocks) in the order of the schedule."""

    plan: Plan
    device: Device
    blocks: dict[tuple[int, int], tuple[int, int]]
    decisions: list[Decision]
    steps: dict[str, list[Step]] = field(default_factory=dict)
    bounds: list[Bound] = field(default_factory=list)

    def why(self, topic: str, about: str) -> list[str]:
        """What was recorded of a thing; a circular buffer `cb_C_1` was `cb_C` before there were two."""
        found = [d.text for d in self.decisions if (d.topic, d.about) == (topic, about)]
        if not found and topic == "buffer":
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
        facts.bounds = list(_bounds(facts, counted[part.kernel]))
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


def _bounds(facts: ProgramFacts, counts: Traffic) -> Iterator[Bound]:
    """DRAM traffic and work of the matrix unit, each as if nothing else took time."""
    counts_of = [count for _, count in facts.blocks.values()]
    costs, buffers = facts.device.costs, {b.name: b for b in facts.plan.buffers}
    formats = {cb.format: cb.page_bytes for cb in facts.plan.cbs}
    for what, table in (("read from DRAM", counts.read), ("written to DRAM", counts.written)):
        if not table:
            continue
        known: int | None = 0
        shown = []
        for name, poly in table.items():
            size = formats.get(buffers[name].format, buffers[name].page_bytes)
            tiles = _total(poly, counts_of)
            if tiles is not None and what.startswith("read"):
                tiles -= _spared(facts, counts, name)
            known = None if known is None or tiles is None else known + tiles * size
            shown.append(f"{name} {tiles * size:,} B" if tiles is not None else f"{name} {_shown(poly, 'tiles')}")
        amount = "" if known is None else f"{known:,} B "
        clocks = None if known is None else round(known / (costs.dram_bytes * facts.device.dram_banks))
        yield Bound(f"{amount}{what} ({', '.join(shown)})", clocks)
    if counts.products:
        fidelity = next((k.math_fidelity for k in facts.plan.kernels if k.math_fidelity), "HiFi4")
        total = _total(counts.products, counts_of)
        most = max((for_blocks(counts.products, count) or 0 for count in counts_of), default=0)
        if total is None or not counts_of:
            yield Bound(f"{_shown(counts.products, 'products of tiles')} ({fidelity})", None)
        else:
            clocks = most * costs.matmul_tile[fidelity]
            yield Bound(f"{total:,} products of tiles, {most:,} on the busiest core ({fidelity})", clocks)


def _spared(facts: ProgramFacts, counts: Traffic, tensor: str) -> int:
    """The tiles of a tensor that cores get from others of their group."""
    spared = 0
    for (name, number), poly in counts.shared.items():
        if name == tensor and facts.plan.shared_reads:
            for group in facts.plan.shared_reads[number].groups:
                cores = Rectangle((group.start[0], group.start[1]), (group.extent[0], group.extent[1])).cores()
                receivers = [facts.blocks[core][1] for core in cores if list(core) != group.sender]
                spared += sum(for_blocks(poly, count) or 0 for count in receivers)
    return spared


def _shown(poly: Poly, what: str) -> str:
    """A count that depends on more than the number of blocks, for each block if it is the same for all."""
    if all(term.count(TILE_COUNT) == 1 for term in poly):
        each = {tuple(symbol for symbol in term if symbol != TILE_COUNT): value for term, value in poly.items()}
        return f"{poly_text(each)} {what} per block"
    return f"{poly_text(poly)} {what} per core"


def _total(poly: Poly, counts: list[int]) -> int | None:
    """The sum over the cores with these numbers of blocks."""
    values = [for_blocks(poly, count) for count in counts]
    return None if not values or None in values else sum(v for v in values if v is not None)
