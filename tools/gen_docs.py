"""Writes docs/dialect.md, docs/passes.md, docs/plan.md and docs/errors.md from docstrings, tables and the schema of plans, so that they
cannot disagree with the code.

python -m tilelang_tt.tools.gen_docs docs            writes the files
python -m tilelang_tt.tools.gen_docs docs --check    says which of them are not up to date; exit code 1 if any
"""

from __future__ import annotations

import dataclasses
import inspect
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TextIO

from tilelang_tt.dialects import attributes, block, cb, core, dst, groups, tile, types
from tilelang_tt.dialects.base import TT
from tilelang_tt.dialects.functions import FUNCTIONS
from tilelang_tt.mlir import ext
from tilelang_tt.passes import form_ops, registry
from tilelang_tt.passes.options import format_value, option_fields, type_name
from tilelang_tt.tools.api_page import api_page
from tilelang_tt.tools.errors_page import errors_page
from tilelang_tt.tools.plan_page import plan_page

_NOTE = "<!-- Written by `make docs` from the docstrings in {}/; changes belong there. -->"
_TITLES = {
    core: "`tt.core`: grid, cores, data movement",
    groups: "`tt.core`: reader groups",
    tile: "`tt.tile`, tile form: operations on buffers",
    block: "`tt.tile`, value form: operations on blocks of tiles",
    cb: "`tt.cb`: circular buffers",
}
_FORMS = {
    "tile": "what import gives: a grid, buffers, operations on regions of buffers",
    "value": "blocks of tiles as SSA values; loads and stores are the only effects",
    "cb": "blocks in circular buffers, all threads in one function",
    "kernel": "one function per thread: reader, compute, writer",
    "emitc": "C++ as operations, one nested module per file",
}


def markdown(text: str) -> str:
    """A docstring as Markdown: indented code is fenced, an arrow between two pieces of code becomes a word."""
    lines: list[str] = []
    fenced = False
    for line in inspect.cleandoc(text).split("\n"):
        code = line.startswith("    ") or (fenced and not line)
        if line.strip() == "->":
            line, code = "becomes", False
        if code != fenced:
            while fenced and lines and not lines[-1]:
                lines.pop()
            lines += ["```", ""] if fenced else ["", "```mlir"]
            fenced = code
        lines.append(line[4:] if code else line)
    if fenced:
        while lines and not lines[-1]:
            lines.pop()
        lines.append("```")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join([*lines, *("| " + " | ".join(c.replace("|", "\\|") for c in row) + " |" for row in rows)])


def _constraint(kind: Any) -> str:
    if kind in (Any, None):
        return ""
    name = getattr(kind, "type_name", None) or getattr(kind, "attr_name", None)
    return f"`!{name}`" if name else f"`{getattr(kind, '__name__', kind)}`"


def _signature(cls: Any) -> str:
    """The operands, attributes, regions and results of an operation."""
    rows = []
    for field in cls._fields:
        what = {ext.OperandDef: "operand", ext.ResultDef: "result", ext.RegionDef: "region"}.get(
            type(field), "attribute"
        )
        if what == "operand" and str(field.variadicity).endswith("variadic"):
            what = "operands"
        rows.append((f"`{field.name}`", what, _constraint(getattr(field, "constraint", None))))
    rows += [(f"`{name}`", "optional attribute", _constraint(kind)) for name, kind in cls.optional.items()]
    return table(("name", "is a", "of type"), rows) if rows else ""


def _operation(cls: Any) -> str:
    parts = [f"### `{cls.OPERATION_NAME}`", markdown(cls.__doc__ or ""), _signature(cls)]
    return "\n\n".join(p for p in parts if p)


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def dialect_page() -> str:
    """docs/dialect.md."""
    parts = ["# The `tt` dialect", _NOTE.format("dialects"), inspect.cleandoc(TT.__doc__ or "")]
    parts += ["## Types", markdown(types.__doc__ or "")]
    for cls in TT.types:
        parts += [f"### `!{cls.type_name}`", markdown(cls.__doc__ or "")]
    parts += ["## Attributes", markdown(attributes.__doc__ or "")]
    for cls in TT.attributes:
        parts += [f"### `#{cls.attr_name}`", markdown(cls.__doc__ or "")]
    functions = set(tile.FUNCTION_OPS.values())
    for group, title in _TITLES.items():
        parts += [f"## {title}", markdown((group.__doc__ or "").partition(": ")[2])]
        parts += [_operation(cls) for cls in dict.fromkeys(group.OPS) if cls not in functions]
    parts += [
        "## Elementwise functions",
        "Each is an operation `tt.tile.<name>` of scalars, of tiles or of blocks of tiles; raised from the operations "
        "in the third column, computed by the calls of the fourth column (of floats, of int32) on the vector unit and, "
        "where the fifth column has one, on the matrix unit.",
        table(
            ("name", "means", "raised from", "vector unit", "matrix unit"),
            (
                (
                    f"`{fn.name}`",
                    fn.summary,
                    ", ".join(_code(op) for op in fn.mlir),
                    ", ".join(_code(calls.call.name) for calls in (fn.float32, fn.int32) if calls.call),
                    _code(f"{fn.fpu}_tiles" if fn.fpu else ""),
                )
                for fn in FUNCTIONS
            ),
        ),
        "## `tt.tile`, kernel form: calls of a compute kernel",
        "One operation is one Metalium call. "
        + markdown("Operand kinds: " + (dst.__doc__ or "").partition("Operand kinds of a row: ")[2]),
        table(
            ("operation", "operands", "attributes", "call", "does"),
            (
                (
                    f"`tt.tile.{row.name}`",
                    ", ".join(row.operands),
                    ", ".join(f"`{a}`" for a in row.attributes),
                    _code(row.call),
                    row.summary,
                )
                for row in dst.DST_OPS
            ),
        ),
    ]
    return "\n\n".join(p for p in parts if p) + "\n"


def _options(cls: Any) -> str:
    rows = [
        (f"`{name.replace('_', '-')}`", type_name(kind), f"`{format_value(field.default)}`")
        for name, (field, kind) in option_fields(cls).items()
        if field.default is not dataclasses.MISSING
    ]
    return "Options:\n\n" + table(("name", "type", "default"), rows) if rows else ""


def _pass(entry: registry.Entry, cls: Any) -> str:
    doc = inspect.cleandoc(sys.modules[cls.__module__].__doc__ or "").partition("\n")[2]
    also = ", ".join(f"`{name}`" for name in entry.names if name != entry.name)
    forms = f"Takes {cls.takes or 'any'} form, gives {cls.gives or 'the same'} form. " if cls.takes or cls.gives else ""
    parts = [
        f"## `{entry.name}`",
        f"{cls.summary()[0].upper()}{cls.summary()[1:]}. {forms}Also known as {also}.",
        markdown(doc),
        _options(cls),
    ]
    return "\n\n".join(p for p in parts if p)


def passes_page() -> str:
    """docs/passes.md."""
    found = list(registry.all_passes())
    parts = [
        "# Passes",
        _NOTE.format("passes"),
        "In the order of the default pipeline. `tt-opt --<pass>` runs one, with or without `tt-` in front of its name, "
        "options as `--<pass>='name=value ...'`; `tt-opt --list-passes` lists them.",
        "## Forms",
        "A pass says which form it takes and gives; the pass manager checks both. Operations of `arith` and `math` and "
        "the elementwise functions belong to every form but emitc.",
        table(
            ("form", "is", "has"),
            (
                (f"`{name}`", _FORMS[name], ", ".join(_family(form.ops)) or "`emitc.*`")
                for name, form in form_ops.FORMS.items()
            ),
        ),
        *(_pass(entry, cls) for entry, cls in found),
        "## Named pipelines",
        *(f"`{name}`:\n\n```\n{_wrapped(text)}\n```" for name, text in sorted(registry.pipelines().items())),
    ]
    return "\n\n".join(p for p in parts if p) + "\n"


def _family(ops: Iterable[str]) -> list[str]:
    """Operations in order; the calls of a compute kernel as one entry."""
    names = sorted(ops)
    calls = [name for name in names if name in form_ops.DST]
    shown = [f"`{name}`" for name in names if name not in form_ops.DST and not name.startswith(("func.", "builtin."))]
    return shown + (["the calls of a compute kernel (see [the dialect](dialect.md))"] if calls else [])


def _wrapped(pipeline: str) -> str:
    """A pipeline with one pass per line."""
    inner = pipeline.removeprefix("builtin.module(").removesuffix(")")
    return "builtin.module(\n  " + re.sub(r",(?![^{(]*[})])", ",\n  ", inner) + "\n)"


PAGES: dict[str, Callable[[], str]] = {
    "dialect.md": dialect_page,
    "passes.md": passes_page,
    "plan.md": partial(plan_page, table),
    "errors.md": errors_page,
    "api.md": api_page,
}
"""File name -> what makes its text."""


def main(argv: Sequence[str], stderr: TextIO) -> int:
    """Writes the pages into the folder `argv[0]`, or compares them with it. Returns the exit code."""
    if not argv or set(argv[1:]) - {"--check"}:
        stderr.write("usage: python -m tilelang_tt.tools.gen_docs FOLDER [--check]\n")
        return 2
    folder, stale = Path(argv[0]), False
    for name, make in PAGES.items():
        path, text = folder / name, make()
        if "--check" not in argv:
            path.write_text(text, encoding="utf-8")
        elif not path.is_file() or path.read_text(encoding="utf-8") != text:
            stderr.write(f"{path} is not up to date: run make docs\n")
            stale = True
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], sys.stderr))
