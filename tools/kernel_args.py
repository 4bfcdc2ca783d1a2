"""The kernel of a command line: `kernel.py[:name]`, `kernel.json` (TIR) or `kernel.mlir` (tile form), and its flags."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tilelang_tt.api import CompiledKernel, import_tilelang
from tilelang_tt.api import compile as compile_kernel
from tilelang_tt.device import get_device
from tilelang_tt.diagnostics import CompileError, Diagnostics
from tilelang_tt.mlir import ir, make_context, parse_module
from tilelang_tt.passes import kernel_func
from tilelang_tt.passes.options import nearest
from tilelang_tt.passes.pipelines import Options
from tilelang_tt.tools.flags import Flag, Parsed, UsageError

KINDS = "kernel.py[:name], kernel.json (TIR) or kernel.mlir (tile form)"
STRATEGIES = ("row_major", "column_major", "block", "z_order")
ARG = Flag("arg", "argument of the function that makes the kernel; repeats", "NAME=VALUE", repeats=True)
FLAGS = (
    ARG,
    Flag("target", "device: wormhole, blackhole, ... (default: what the kernel says, else wormhole)", "name"),
    Flag("core-grid", "columns x rows of cores to use (default: all of the device)", "CxR"),
    Flag("partition-strategy", f"order of blocks over cores: {', '.join(STRATEGIES)}", "name"),
    Flag("double-buffer", "room for two blocks in circular buffers, to overlap movement and compute", default=True),
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


def pipeline_options(args: Parsed) -> Options:
    """What the flags ask the pipeline for. Raises UsageError."""
    grid = None
    if args["core-grid"] is not None:
        match = _GRID.fullmatch(args["core-grid"])
        if match is None:
            raise UsageError(f"--core-grid {args['core-grid']}: expected columns x rows, for example 8x8")
        grid = (int(match[1]), int(match[2]))
    strategy = args["partition-strategy"]
    if strategy is not None and strategy not in STRATEGIES:
        hint = nearest(strategy, STRATEGIES)
        raise UsageError(f"--partition-strategy {strategy}: expected one of {', '.join(STRATEGIES)}{hint}")
    try:
        get_device(args["target"] or "wormhole", grid)
    except ValueError as failure:
        raise UsageError(str(failure)) from None
    return Options(args["target"], grid, strategy, args["double-buffer"])


def compile_module(module: ir.Module, options: Options) -> CompiledKernel:
    """Compiles a module in tile form. Raises CompileError."""
    return compile_kernel(
        module,
        options.device,
        core_grid=options.core_grid,
        partition_strategy=options.partition_strategy,
        double_buffer=options.double_buffer,
    )


def one_input(args: Parsed, what: str) -> str:
    """The only positional argument. Raises UsageError."""
    if len(args.positional) != 1:
        given = f", got {', '.join(args.positional)}" if args.positional else ""
        raise UsageError(f"one input is expected ({what}){given}")
    return args.positional[0]
