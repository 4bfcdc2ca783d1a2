"""An explanation as text, at most 120 columns wide where names allow it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tilelang_tt.diagnostics import render
from tilelang_tt.dialects.extent import product
from tilelang_tt.explain.facts import Explanation, ProgramFacts

_BAR = 20


def text(explanation: Explanation) -> str:
    """The whole explanation; ends in a newline."""
    lines: list[str] = []
    for facts in explanation.programs:
        lines += [*_program(facts), ""]
    if explanation.remarks:
        lines += ["Remarks", *(render(remark) for remark in explanation.remarks), ""]
    return "\n".join(line.rstrip() for line in lines[:-1]) + "\n"


def _program(facts: ProgramFacts) -> Iterator[str]:
    plan = facts.plan
    yield f"{plan.kernel} on {facts.device.name}, {plan.core_grid[0]} x {plan.core_grid[1]} cores"
    yield from ("", "Tensors")
    for buffer in plan.buffers:
        layout = plan.layouts[buffer.name]
        where = layout.shard + (", interleaved" if layout.interleave else ", sharded")
        shards = f", shards of {' x '.join(map(str, layout.shard_shape))}" if layout.shard_shape else ""
        shape = " x ".join(map(str, buffer.shape)) or "one number"
        yield f"  {buffer.name}: {shape} {buffer.dtype} ({buffer.role}), {where}{shards}, {layout.tile_id_order}"
        yield from (f"    {reason}" for reason in facts.why("layout", buffer.name))
        padded = (
            "" if buffer.padded_shape == buffer.shape else f", padded to {' x '.join(map(str, buffer.padded_shape))}"
        )
        yield f"    {buffer.tiles} pages of {buffer.page_bytes:,} B, {buffer.format}{padded}"
        yield from (f"    {reason}" for reason in facts.why("pages", buffer.name))
    yield from ("", *_work(facts), "", *_buffers(facts), "", *_compute(facts), "", "Threads")
    for kernel in plan.kernels:
        noc = f", {kernel.noc}" if kernel.noc else ""
        yield f"  {kernel.thread}: {kernel.file} on {kernel.processor}{noc}"
        for step in facts.steps[kernel.thread]:
            sections = f"  [{step.sections}]" if step.sections else ""
            yield f"    {'  ' * step.depth}{step.text}{sections}"
    yield from ("", "Takes at least")
    for bound in facts.bounds:
        clocks = "" if bound.clocks is None else f": {bound.clocks:,} clocks"
        yield f"  {bound.text}{clocks}"


def _work(facts: ProgramFacts) -> Iterator[str]:
    plan = facts.plan
    yield f"Blocks: {' x '.join(map(str, plan.grid_shape))} = {product(plan.grid_shape)}"
    for decision in (*facts.of_topic("schedule"), *facts.of_topic("work"), *facts.of_topic("movement")):
        yield f"  {decision.about}: {decision.text}"
    yield from (f"  loop {decision.about}: {decision.text}" for decision in facts.of_topic("loops"))
    yield from (f"  {line}" for line in core_picture(facts))


def core_picture(facts: ProgramFacts) -> list[str]:
    """The core grid with the blocks of every core, by their positions in the order; a dot is a core without work."""
    columns, rows = facts.plan.core_grid
    if not facts.blocks:
        return ["the host splits the blocks when it knows how many there are"]
    cells = {
        core: str(start) if count == 1 else f"{start}-{start + count - 1}"
        for core, (start, count) in facts.blocks.items()
    }
    used = max(y for _, y in cells) + 1
    width = max(map(len, cells.values()), default=1) + 1
    lines = ["cores, with the numbers of their blocks:"]
    lines.append("     " + "".join(f"{x:>{width}}" for x in range(columns)))
    lines += [f"{y:>4} " + "".join(f"{cells.get((x, y), '.'):>{width}}" for x in range(columns)) for y in range(used)]
    if used < rows:
        lines.append(f"     no work in rows {used} to {rows - 1}" if used < rows - 1 else f"     no work in row {used}")
    return lines


def _buffers(facts: ProgramFacts) -> Iterator[str]:
    used, usable = sum(room.bytes for room in facts.rooms), facts.device.l1_usable
    yield f"Circular buffers: {_total(facts)} of {usable:,} B of L1 on each core with work ({used / usable:.1%})"
    if not facts.plan.cbs:
        return
    width = max(len(cb.name) for cb in facts.plan.cbs)
    largest = max(cb.bytes for cb in facts.plan.cbs)
    head = f"{'role':<13}{'format':<11}{'pages':>6}{'depth':>6}{'bytes':>11}{'of L1':>8}"
    yield f"  {'id':>3}  {'name':<{width}}  {head}"
    for cb in facts.plan.cbs:
        bar = "#" * max(1, round(cb.bytes / largest * _BAR))
        numbers = f"{cb.pages:>6}{cb.depth:>6}{cb.bytes:>11,}{cb.bytes / usable:>8.1%}"
        yield f"  {cb.id:>3}  {cb.name:<{width}}  {cb.role:<13}{cb.format:<11}{numbers}  {bar}"
    # Buffers of one reason stand together.
    reasons: dict[str, list[str]] = {}
    for cb in facts.plan.cbs:
        for reason in facts.why("alias", cb.name) or facts.why("buffer", cb.name):
            reasons.setdefault(reason, []).append(cb.name)
    yield from (f"  {reason}: {', '.join(names)}" for reason, names in reasons.items())


def _total(facts: ProgramFacts) -> str:
    """The bytes of L1 in use, and how many of them hold tensors."""
    used = sum(room.bytes for room in facts.rooms)
    tensors = [f"{room.name} {room.bytes:,}" for room in facts.rooms if room.kind == "tensor"]
    return f"{used:,} (with tensors: {', '.join(tensors)})" if tensors else f"{used:,}"


def _compute(facts: ProgramFacts) -> Iterator[str]:
    decisions: Sequence[str] = [f"{d.about}: {d.text}" for d in facts.of_topic("dst")]
    yield "DST and matrix unit"
    yield from (f"  {line}" for line in decisions or ["no compute kernel: reader and writer move all there is"])
