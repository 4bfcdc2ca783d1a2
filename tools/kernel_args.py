"""The kernel of a command line: `kernel.py[:name]`, `kernel.json` (TIR) or `kernel.mlir` (tile form), and its flags."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tilelang_tt.api import import_tilelang
from tilelang_tt.device import get_device
from tilelang_tt.diagnostics import CompileError, Diagnostics
from tilelang_tt.mlir import ir, make_context, parse_module
from tilelang_tt.passes import kernel_func, layout
from tilelang_tt.passes.core_sets import CoreSet
from tilelang_tt.passes.multicast import MODES as MULTICAST
from tilelang_tt.passes.options import nearest
from tilelang_tt.passes.partition import ORDERS, POLICIES
from tilelang_tt.passes.pipelines import Options
from tilelang_tt.plan.edited import EditedPlan
from tilelang_tt.tools.flags import Flag, Parsed, UsageError

KINDS = "kernel.py[:name], kernel.json (TIR) or kernel.mlir (tile form)"
FIDELITIES = ("LoFi", "HiFi2", "HiFi3", "HiFi4")

ARG = Flag("arg", "argument of the function that makes the kernel; repeats", "NAME=VALUE", repeats=True)
FLAGS = (
    ARG,
    Flag("target", "device: wormhole, blackhole, ... (default: what the kernel says, else wormhole)", "name"),
    Flag("core-grid", "columns x rows of cores to use (default: all of the device)", "CxR"),
    Flag("cores", "which of them, rectangles by first and last column,row: 0,0-3,3;6,0-7,1", "list"),
    Flag("exclude-cores", "cores to leave alone, written like --cores", "list"),
    Flag("order", f"how blocks are counted: {', '.join(ORDERS)}", "name"),
    Flag("partition-strategy", "another name of --order", "name"),
    Flag("policy", f"how the count is cut in ranges, one for each core: {', '.join(POLICIES)}", "name"),
    Flag("format", "how a tensor is stored: bfp8 or bfp4; repeats", "NAME=FORMAT", repeats=True),
    Flag(
        "layout",
        "where a tensor lies: l1_interleaved, l1_block_sharded, l1_sharded:128x64, dram_interleaved:z_order, ...; repeats",
        "NAME=LAYOUT",
        repeats=True,
    ),
    Flag("math-fidelity", f"passes of the matrix unit: {', '.join(FIDELITIES)} (default)", "name"),
    Flag("multicast", f"whether one core reads for several: {', '.join(MULTICAST)}", "auto"),
    Flag("double-buffer", "room for two blocks in circular buffers, to overlap movement and compute", default=True),
    Flag("prefetch", "readers ask for several blocks at once", default=True),
    Flag("plan", "a tt.plan.json, also one edited by hand, that says all this in place of flags", "file"),
)
_GRID = re.compile(r"(\d+)[x,](\d+)")
_PYTHON = re.compile(r"(.+\.py)(?::(\w+))?")


class PythonKernel(NamedTuple):
    """A kernel in a Python file; without a name, the only one."""

    path: str
    name: str | None


def python_kernel(given: str) -> PythonKernel | None:
    """`kernel.py[:name]` taken apart; None for anything else."""
    match = _PYTHON.fullmatch(given)
    return PythonKernel(match[1], match[2]) if match else None


def read_kernel(given: str, arguments: Sequence[str] = ()) -> ir.Module:
    """The kernel as a module in tile form, in a context of its own; `arguments` are `NAME=VALUE`.

    Raises UsageError for what is no kernel, OSError, and CompileError at the place in the kernel.
    """
    python = python_kernel(given)
    if python is not None:
        return import_python(python, arguments)
    suffix = Path(given).suffix
    if suffix not in (".json", ".mlir"):
        raise UsageError(f"'{given}' is no kernel; expected {KINDS}")
    if arguments:
        raise UsageError(f"--arg {arguments[0]}: '{given}' takes no arguments; only kernels in Python files do")
    if suffix == ".json":
        return import_tilelang(given)
    module = read_module(given, Path(given).read_text("utf-8"))
    found = kernel_func.kernels(module)
    if len(found) != 1:
        raise CompileError.at(None, f"{given}: one kernel is expected, the file has {len(found)}")
    return module


def import_python(kernel: PythonKernel, arguments: Sequence[str]) -> ir.Module:
    """Loads the file, makes the kernel with the arguments, and imports it. Raises CompileError."""
    from tilelang_tt.frontend.importer import import_tir
    from tilelang_tt.frontend.live import load_kernel, parse_arguments

    return import_tir(load_kernel(kernel.path, kernel.name, parse_arguments(arguments)), make_context())


def read_module(filename: str, text: str) -> ir.Module:
    """Parses MLIR. Raises CompileError with what the parser says."""
    context = make_context()
    with Diagnostics(context, sources={filename: text}, renames={"-": filename}) as diag:
        try:
            return parse_module(text, filename, context)
        except ir.MLIRError as failure:
            diag.check()
            raise CompileError.at(None, f"{filename}: {failure}") from None


def edited_plan(args: Parsed) -> EditedPlan | None:
    """The plan of `--plan`. Raises UsageError beside flags that it stands for, OSError, PlanError."""
    if args["plan"] is None:
        return None
    for flag in FLAGS:
        if flag.name not in (ARG.name, "plan") and args[flag.name] != flag.initial:
            raise UsageError(f"--{flag.name} and --plan: the plan says it; change {args['plan']}, or leave one out")
    return EditedPlan.read(args["plan"])


def pipeline_options(args: Parsed) -> Options:
    """What the flags ask the pipeline for. Raises UsageError."""
    grid = None
    if args["core-grid"] is not None:
        match = _GRID.fullmatch(args["core-grid"])
        if match is None:
            raise UsageError(f"--core-grid {args['core-grid']}: expected columns x rows, for example 8x8")
        grid = (int(match[1]), int(match[2]))
    order = _one_of("order", args["order"], ORDERS)
    strategy = _one_of("partition-strategy", args["partition-strategy"], ORDERS)
    if None not in (order, strategy) and order != strategy:
        raise UsageError(f"--order {order} and --partition-strategy {strategy} are the same option")
    try:
        get_device(args["target"] or "wormhole", grid)
    except ValueError as failure:
        raise UsageError(str(failure)) from None
    return Options(
        args["target"],
        grid,
        order or strategy,
        args["double-buffer"],
        args["prefetch"],
        formats=_formats(args["format"]),
        math_fidelity=_one_of("math-fidelity", args["math-fidelity"], FIDELITIES),
        policy=_one_of("policy", args["policy"], POLICIES),
        cores=_cores("cores", args["cores"]),
        exclude_cores=_cores("exclude-cores", args["exclude-cores"]),
        multicast=_one_of("multicast", args["multicast"], MULTICAST),
        layouts=_layouts(args["layout"]),
    )


def _one_of(flag: str, given: str | None, known: Sequence[str]) -> str | None:
    """A choice of a flag, if it is given. Raises UsageError."""
    if given is not None and given not in known:
        raise UsageError(f"--{flag} {given}: expected one of {', '.join(known)}{nearest(given, known)}")
    return given


def _cores(flag: str, given: str | None) -> str | None:
    """A set of cores, as the compiler writes it. Raises UsageError; whether the device has them the compiler says."""
    try:
        return None if given is None else CoreSet.parse(given).text
    except ValueError as failure:
        raise UsageError(f"--{flag} {given}: {failure}") from None


def _formats(given: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """`NAME=FORMAT` taken apart. Raises UsageError; whether they fit the kernel the compiler says."""
    pairs: dict[str, str] = {}
    for text in given:
        name, _, kind = text.partition("=")
        if not name.isidentifier() or not kind.isidentifier():
            raise UsageError(f"--format {text}: expected NAME=FORMAT, for example B=bfp8")
        if name in pairs:
            raise UsageError(f"--format {text}: '{name}' has a format already")
        pairs[name] = kind
    return tuple(sorted(pairs.items()))


def _layouts(given: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """`NAME=LAYOUT` taken apart. Raises UsageError; whether they fit the kernel the compiler says."""
    pairs: dict[str, str] = {}
    for text in given:
        name, _, described = text.partition("=")
        if not name.isidentifier() or not described:
            raise UsageError(f"--layout {text}: expected NAME=LAYOUT, for example A=l1_block_sharded")
        if name in pairs:
            raise UsageError(f"--layout {text}: '{name}' has a layout already")
        try:
            layout.from_text(described)
        except layout.LayoutError as failure:
            raise UsageError(f"--layout {text} says no layout: {failure}; {failure.help}") from None
        pairs[name] = described
    return tuple(sorted(pairs.items()))


def one_input(args: Parsed, what: str) -> str:
    """The only positional argument. Raises UsageError."""
    if len(args.positional) != 1:
        given = f", got {', '.join(args.positional)}" if args.positional else ""
        raise UsageError(f"one input is expected ({what}){given}")
    return args.positional[0]
