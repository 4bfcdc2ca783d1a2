"""Pages of HTML that load nothing from elsewhere; light and dark follow the reader's setting."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

_STYLE = """\
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --faint: #6a737d; --line: #d5dae0 }
@media (prefers-color-scheme: dark) { :root { --ink: #e3e7eb; --paper: #16191d; --faint: #99a2ab; --line: #3a4149 } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 2rem auto; max-width: 72rem;
  padding: 0 1rem }
h1 { font-size: 1.5rem } h2 { font-size: 1.15rem; margin-top: 2rem; border-bottom: 1px solid var(--line) }
code, pre, td.number { font-family: ui-monospace, monospace; font-size: .9em }
table { border-collapse: collapse } th { text-align: left; color: var(--faint); font-weight: normal }
td, th { padding: .2rem .9rem .2rem 0; vertical-align: top } td.number, th.number { text-align: right }
tr + tr td { border-top: 1px solid var(--line) }
.why { color: var(--faint) }
svg { max-width: 100%; height: auto } svg text { font: 11px ui-monospace, monospace; fill: var(--ink) }
svg .idle { fill: none; stroke: var(--line) } svg .axis { fill: var(--faint) }
svg .busy text { fill: #fff }
pre { overflow-x: auto }
"""


def document(title: str, body: Iterable[str], style: str = "") -> str:
    """A page of this body, which is HTML; ends in a newline."""
    view = '<meta name="viewport" content="width=device-width, initial-scale=1">'
    head = f'<meta charset="utf-8">\n{view}\n<title>{escape(title)}</title>\n<style>\n{_STYLE}{style}</style>'
    return "\n".join(["<!DOCTYPE html>", '<html lang="en">', head, *body, "</html>"]) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[str] = ()) -> str:
    """Cells are HTML; columns in `numbers` are set to the right."""
    kinds = [' class="number"' if name in numbers else "" for name in head]
    lines = ["<table>", "<tr>" + "".join(f"<th{k}>{n}</th>" for k, n in zip(kinds, head, strict=True)) + "</tr>"]
    lines += ["<tr>" + "".join(f"<td{k}>{c}</td>" for k, c in zip(kinds, row, strict=True)) + "</tr>" for row in rows]
    return "\n".join([*lines, "</table>"])
