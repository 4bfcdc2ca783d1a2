"""What tt-opt can list: its flags, the passes with their options, the dialects."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from tilelang_tt.mlir import make_context
from tilelang_tt.passes import registry
from tilelang_tt.passes.options import format_value, option_fields, type_name
from tilelang_tt.tools.flags import Flag, Parsed, describe

# The bindings cannot enumerate a registry; these are what programs pass through here.
_UPSTREAM_DIALECTS = ("arith", "builtin", "cf", "emitc", "func", "linalg", "math", "memref", "scf", "tensor", "vector")


def text(args: Parsed, flags: Iterable[Flag]) -> str:
    if args["help"]:
        return help_text(flags)
    return passes_text() if args["list-passes"] else dialects_text()


def help_text(flags: Iterable[Flag]) -> str:
    rows = [f"  --{row.name.removeprefix('tt-')}" for row in registry.PASSES]
    return (
        "usage: tt-opt [input.mlir | -] [flags] [passes]\n\n"
        "Runs the passes on the input, in the order given, and prints the result.\n\n"
        f"flags:\n{describe(flags)}\n"
        "passes (--<pass>, or --<pass>{option=value ...}; --list-passes describes them):\n"
        + "\n".join(rows)
        + f"\n\nand MLIR's own: {', '.join(registry.UPSTREAM)}, ...\n\n"
        "environment:\n"
        "  TILELANG_TT_DEBUG=1           show the traceback of an internal error\n"
        "  TILELANG_TT_MLIR_ROOT=<name>  package that provides MLIR's bindings (torch_mlir, mlir)\n"
    )


def passes_text() -> str:
    lines = ["passes:"]
    for row, cls in registry.all_passes():
        also = [name for name in row.names if name not in (row.name, row.target.partition(":")[2])]
        lines.append(f"  --{row.name.removeprefix('tt-'):<30} {cls.summary()}")
        lines.append(f"      also: {', '.join([cls.__name__, *also])}")
        for key, (spec, kind) in option_fields(cls).items():
            if spec.default_factory is not dataclasses.MISSING:
                default = f" = {format_value(spec.default_factory())}"
            else:
                default = "" if spec.default is dataclasses.MISSING else f" = {format_value(spec.default)}"
            lines.append(f"      {key}: {type_name(kind)}{default}")
    lines.append("pipelines:")
    lines += [f"  --tt-pipeline={name}\n      {pipeline}" for name, pipeline in registry.pipelines().items()]
    lines.append(f"upstream passes: {', '.join(registry.UPSTREAM)}, ...")
    return "\n".join(lines) + "\n"


def dialects_text() -> str:
    context = make_context()
    found = [name for name in _UPSTREAM_DIALECTS if context.is_dialect_loaded(name)]
    return f"Available Dialects: {', '.join(sorted([*found, 'tt']))}\n"
