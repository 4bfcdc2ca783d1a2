"""An explanation as one page of HTML: nothing is loaded from elsewhere, light and dark follow the reader's setting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from tilelang_tt.diagnostics import render
from tilelang_tt.dialects.extent import product
from tilelang_tt.explain.facts import Explanation, ProgramFacts
from tilelang_tt.html_page import document, table

_STYLE = "svg .free { fill: none; stroke: var(--line) }\n"
_CELL = (58, 26)
_MAP = (960, 34)
_HUES = {"input": 210, "output": 150, "intermediate": 35, "tensor": 280}


def page(explanation: Explanation) -> str:
    """The whole page; ends in a newline."""
    names = ", ".join(facts.plan.kernel for facts in explanation.programs)
    body: list[str] = []
    for facts in explanation.programs:
        body += _program(facts)
    if explanation.remarks:
        remarks = "\n".join(escape(render(remark)) for remark in explanation.remarks)
        body += ["<h2>Remarks</h2>", f"<pre>{remarks}</pre>"]
    return document(names, body, _STYLE)


def _program(facts: ProgramFacts) -> Iterator[str]:
    plan = facts.plan
    columns, rows = plan.core_grid
    yield f"<h1>{escape(plan.kernel)} on {escape(facts.device.name)}, {columns} x {rows} cores</h1>"
    yield "<h2>Tensors</h2>"
    yield table(
        ("name", "shape", "lies in", "pages", "format", "why"), (_tensor(facts, i) for i in range(len(plan.buffers)))
    )
    yield f"<h2>Blocks: {escape(' x '.join(map(str, plan.grid_shape)))} = {escape(str(product(plan.grid_shape)))}</h2>"
    decisions = [d for topic in ("schedule", "work", "movement", "loops") for d in facts.of_topic(topic)]
    yield table(("what", "decided"), ((escape(d.about), escape(d.text)) for d in decisions))
    yield _heat_map(facts) if facts.blocks else "<p>The host splits the blocks when it knows how many there are.</p>"
    used, usable = sum(room.bytes for room in facts.rooms), facts.device.l1_usable
    yield f"<h2>Circular buffers: {used:,} of {usable:,} B of L1 on each core with work</h2>"
    yield _l1_map(facts)
    yield _legend(facts)
    head = ("id", "name", "role", "format", "pages", "depth", "bytes", "of L1", "why")
    yield table(
        head, (_buffer(facts, i) for i in range(len(plan.cbs))), numbers=("id", "pages", "depth", "bytes", "of L1")
    )
    yield "<h2>DST and matrix unit</h2>"
    dst = [(escape(d.about), escape(d.text)) for d in facts.of_topic("dst")]
    yield table(("what", "decided"), dst) if dst else "<p>No compute kernel: reader and writer move all there is.</p>"
    yield "<h2>Threads</h2>"
    for kernel in plan.kernels:
        noc = f", {kernel.noc}" if kernel.noc else ""
        yield f"<p>{kernel.thread}: <code>{escape(kernel.file)}</code> on {escape(kernel.processor + noc)}</p>"
        steps = (
            "  " * s.depth + s.text + (f"  [{s.sections}]" if s.sections else "") for s in facts.steps[kernel.thread]
        )
        yield f"<pre>{escape(chr(10).join(steps))}</pre>"
    yield "<h2>Takes at least</h2>"
    bounds = ((escape(b.text), "" if b.clocks is None else f"{b.clocks:,}") for b in facts.bounds)
    yield table(("what", "clocks"), bounds, numbers=("clocks",))


def _tensor(facts: ProgramFacts, i: int) -> Sequence[str]:
    buffer = facts.plan.buffers[i]
    layout = facts.plan.layouts[buffer.name]
    place = layout.shard + (", interleaved" if layout.interleave else ", sharded")
    shards = f", shards of {' x '.join(map(str, layout.shard_shape))}" if layout.shard_shape else ""
    why = [*facts.why("layout", buffer.name), *facts.why("pages", buffer.name)]
    shape = " x ".join(map(str, buffer.shape)) or "one number"
    return (
        f"<code>{escape(buffer.name)}</code>",
        escape(f"{shape} {buffer.dtype} ({buffer.role})"),
        escape(f"{place}{shards}, {layout.tile_id_order}"),
        escape(f"{buffer.tiles} of {buffer.page_bytes:,} B"),
        escape(buffer.format),
        _why(why),
    )


def _buffer(facts: ProgramFacts, i: int) -> Sequence[str]:
    cb = facts.plan.cbs[i]
    return (
        str(cb.id),
        f"<code>{escape(cb.name)}</code>",
        cb.role,
        cb.format,
        str(cb.pages),
        str(cb.depth),
        f"{cb.bytes:,}",
        f"{cb.bytes / facts.device.l1_usable:.1%}",
        _why(facts.why("alias", cb.name) or facts.why("buffer", cb.name)),
    )


def _why(reasons: Iterable[str]) -> str:
    return f'<span class="why">{"<br>".join(map(escape, reasons))}</span>'


def _heat_map(facts: ProgramFacts) -> str:
    """The core grid, darker where a core has more blocks; a cell says which, by their positions in the order."""
    columns, rows = facts.plan.core_grid
    width, height = _CELL
    most = max(count for _, count in facts.blocks.values())
    size = (columns + 1) * width, (rows + 1) * height
    lines = [
        f'<svg width="{size[0]}" height="{size[1]}" viewBox="0 0 {size[0]} {size[1]}" role="img" '
        'aria-label="blocks of each core">'
    ]
    axis = [(x + 1, 0, x) for x in range(columns)] + [(0, y + 1, y) for y in range(rows)]
    lines += [
        f'<text class="axis" x="{x * width + width // 2}" y="{y * height + 17}" text-anchor="middle">{n}</text>'
        for x, y, n in axis
    ]
    for y in range(rows):
        for x in range(columns):
            place = (
                f'x="{(x + 1) * width + 1}" y="{(y + 1) * height + 1}" width="{width - 2}" height="{height - 2}" rx="3"'
            )
            if (x, y) not in facts.blocks:
                lines.append(f'<rect class="idle" {place}/>')
                continue
            start, count = facts.blocks[x, y]
            label = str(start) if count == 1 else f"{start}-{start + count - 1}"
            title = f"core ({x},{y}): {count} block{'s' if count != 1 else ''}"
            shade = 52 - round(24 * count / most)
            lines.append(
                f'<g class="busy"><rect {place} fill="hsl(210 75% {shade}%)"/><title>{title}</title>'
                f'<text x="{(x + 1) * width + width // 2}" y="{(y + 1) * height + 17}" text-anchor="middle">{label}</text></g>'
            )
    return "\n".join([*lines, "</svg>"])


def _legend(facts: ProgramFacts) -> str:
    """The colours of the map of L1."""
    kinds = dict.fromkeys(room.kind for room in facts.rooms)
    keys = (f'<span style="color: hsl({_HUES[kind]} 60% 50%)">&#9632;</span> {kind}' for kind in kinds)
    return f'<p class="why">{" &nbsp; ".join(keys)}</p>'


def _l1_map(facts: ProgramFacts) -> str:
    """Tensors and circular buffers side by side, as wide as their share of what L1 has for them."""
    width, height = _MAP
    usable = facts.device.l1_usable
    lines = [
        f'<svg width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" aria-label="use of L1">'
    ]
    start = 0.0
    for i, room in enumerate(facts.rooms):
        size = room.bytes / usable * width
        fill = f"hsl({_HUES[room.kind]} 60% {44 if i % 2 else 38}%)"
        lines.append(
            f'<g class="busy"><title>{escape(room.name)}: {room.bytes:,} B</title>'
            f'<rect x="{start:.1f}" y="0" width="{size:.1f}" height="{height}" fill="{fill}"/>'
        )
        if size > 8 * len(room.name):
            lines.append(f'<text x="{start + 4:.1f}" y="{height // 2 + 4}">{escape(room.name)}</text>')
        lines.append("</g>")
        start += size
    lines.append(f'<rect class="free" x="0.5" y="0.5" width="{width - 1}" height="{height - 1}"/>')
    return "\n".join([*lines, "</svg>"])
