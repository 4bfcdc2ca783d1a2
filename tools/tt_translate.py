"""tt-translate: between MLIR and what is outside of it: TileLang kernels in, C++ and plans out.

tt-translate --import-tilelang examples/gemm.py:matmul --arg M=1024
tt-translate --import-tir-json kernel.json --mlir-print-debuginfo -o kernel.mlir
tt-opt --tt-pipeline=default --mlir-print-debuginfo kernel.mlir | tt-translate --emit-metalium - -o out/

Names of parameters and values are locations, as always in MLIR: keep them with --mlir-print-debuginfo; those of loop
variables, which scf.for does not print, with --mlir-print-op-generic as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

from tilelang_tt.api import import_tilelang, print_program
from tilelang_tt.diagnostics import CompileError
from tilelang_tt.mlir import ir, to_text
from tilelang_tt.passes import forms
from tilelang_tt.tools import command, kernel_args
from tilelang_tt.tools.flags import Flag, Parsed, UsageError, describe, parse

ACTIONS = ("import-tilelang", "import-tir-json", "emit-metalium", "emit-plan")
FLAGS = (
    Flag("import-tilelang", "print the kernel in a Python file, kernel.py[:name], as MLIR in tile form"),
    Flag("import-tir-json", "print the kernel in a file that tvm.ir.save_json wrote as MLIR in tile form"),
    Flag("emit-metalium", "print the C++ of a module in emitc form: kernels, main.cpp, CMakeLists.txt"),
    Flag("emit-plan", "print the plan, tt.plan.json, of a module in emitc form"),
    kernel_args.ARG,
    Flag("mlir-print-debuginfo", "print locations"),
    Flag("mlir-print-op-generic", "print operations in generic form"),
    Flag("o", "write to this file, or with --emit-metalium into this directory, not to standard output", "path", "-"),
    Flag("help", "print this help and exit"),
)
HELP = f"""\
usage: tt-translate --<action> <input | -> [flags]

Translates between MLIR and what is outside of it. MLIR in emitc form is what `tt-opt --tt-pipeline=default` gives.
Names of parameters and values are locations: keep them with --mlir-print-debuginfo, here and in tt-opt.

flags:
{describe(FLAGS)}"""
_NEXT = "run tt-opt --tt-pipeline=default on the module as imported"
_MISSING = {
    "tile": "tt-tensorize",
    "value": "tt-memory-space-lower",
    "cb": "tt-split-kernels",
    "kernel": "convert-tt-to-emitc",
}
"""Form -> the pass that leads out of it."""


def main(argv: Sequence[str], stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    """Runs the tool; returns its exit code: 0, or 1 after a message."""
    return command.guarded("tt-translate", stderr, lambda: _main(argv, stdin, stdout))


def _main(argv: Sequence[str], stdin: TextIO, stdout: TextIO) -> int:
    args = parse(argv, FLAGS)
    if args["help"]:
        stdout.write(HELP)
        return 0
    chosen = [name for name in ACTIONS if args[name]]
    if len(chosen) != 1:
        raise UsageError(f"give one of {', '.join('--' + name for name in ACTIONS)}")
    action = chosen[0]
    given = kernel_args.one_input(args, "a file, or - for standard input")
    if args["arg"] and action != "import-tilelang":
        raise UsageError(f"--arg {args['arg'][0]}: only --import-tilelang takes arguments")
    if action == "import-tilelang":
        python = kernel_args.python_kernel(given)
        if python is None:
            raise UsageError(f"'{given}' is no Python kernel; expected kernel.py[:name]")
        _write(_text(kernel_args.import_python(python, args["arg"]), args), args["o"], stdout)
    elif action == "import-tir-json":
        module = import_tilelang(given) if given != "-" else _import_text(stdin.read())
        _write(_text(module, args), args["o"], stdout)
    else:
        filename, source = ("<stdin>", stdin.read()) if given == "-" else (given, Path(given).read_text("utf-8"))
        module = kernel_args.read_module(filename, source)
        _require_emitc(module, filename)
        printed = print_program(module)
        if action == "emit-plan":
            _write(printed.plan.to_json(), args["o"], stdout)
        else:
            files = {name: text for name, text in printed.files.items() if name != "tt.plan.json"}
            _write_files(files, args["o"], stdout)
    return 0


def _import_text(text: str) -> ir.Module:
    from tilelang_tt.frontend.importer import import_tir
    from tilelang_tt.mlir import make_context

    return import_tir(text, make_context())


def _text(module: Any, args: Parsed) -> str:
    return to_text(module, debuginfo=args["mlir-print-debuginfo"], generic=args["mlir-print-op-generic"])


def _require_emitc(module: ir.Module, filename: str) -> None:
    """Raises CompileError that names the pass which is missing, unless the module is in emitc form."""
    form = forms.detect(module)
    if form != "emitc":
        raise CompileError.at(
            None,
            f"{filename}: the module is in {form} form, and code is printed from emitc form; the next pass is "
            f"{_MISSING[form]}",
            help=_NEXT,
        )


def _write(text: str, path: str, stdout: TextIO) -> None:
    if path == "-":
        stdout.write(text)
    else:
        Path(path).write_text(text, "utf-8")


def _write_files(files: dict[str, str], path: str, stdout: TextIO) -> None:
    """One file after the other, each after a banner with its name; or files in the directory `path`."""
    if path == "-":
        stdout.write("\n".join(f"// ----- {name}\n{text}" for name, text in files.items()))
        return
    directory = Path(path)
    directory.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (directory / name).write_text(text, "utf-8")


def cli() -> None:
    """The installed command."""
    command.run(main)


if __name__ == "__main__":
    cli()
