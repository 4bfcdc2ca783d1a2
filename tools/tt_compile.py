"""tt-compile: a kernel to a directory with its TT-Metalium program.

tt-compile examples/gemm.py:matmul --arg M=1024 -o out/
tt-compile kernel.json --target blackhole --core-grid 4x4 -o out/ --dump-ir out/ir
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from tilelang_tt.api import compile_with, lower
from tilelang_tt.device import get_device
from tilelang_tt.diagnostics import render
from tilelang_tt.dialects.extent import product
from tilelang_tt.emitc.host import core_count
from tilelang_tt.mlir import ir, parse_module, to_text
from tilelang_tt.passes.pipelines import Options, stages
from tilelang_tt.plan import AnyPlan, Plan
from tilelang_tt.plan.edited import EditedPlan
from tilelang_tt.plan.rooms import rooms
from tilelang_tt.tools import command, kernel_args
from tilelang_tt.tools.flags import Flag, UsageError, describe, parse

EXPLANATIONS = ("text", "html")
FLAGS = (
    Flag("o", "directory for the program, made if it is not there", "dir"),
    *kernel_args.FLAGS,
    Flag(
        "explain", "say what was decided and why; html: to explain.html in the output directory", "form", implied="text"
    ),
    Flag("dump-ir", "write the IR after each stage to NN-<stage>.mlir in this directory", "dir"),
    Flag("help", "print this help and exit"),
)
HELP = f"""\
usage: tt-compile <kernel> -o <dir> [flags]

Compiles {kernel_args.KINDS} to reader.cpp, compute.cpp, writer.cpp,
main.cpp, CMakeLists.txt and tt.plan.json, and writes the kernel as imported to kernel.mlir. A kernel of several launches
gives reader_0.cpp, compute_0.cpp, writer_0.cpp, reader_1.cpp and so on, which main.cpp runs one after the other.

flags:
{describe(FLAGS)}"""


def main(argv: Sequence[str], stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    """Runs the tool; returns its exit code: 0, or 1 after a message."""
    return command.guarded("tt-compile", stderr, lambda: _main(argv, stdout, stderr))


def _main(argv: Sequence[str], stdout: TextIO, stderr: TextIO) -> int:
    args = parse(argv, FLAGS)
    if args["help"]:
        stdout.write(HELP)
        return 0
    given = kernel_args.one_input(args, kernel_args.KINDS)
    if args["o"] is None:
        raise UsageError("no output directory; give one with -o out/")
    if args["explain"] not in (None, *EXPLANATIONS):
        raise UsageError(f"--explain={args['explain']}: expected {' or '.join(EXPLANATIONS)}")
    options, plan = kernel_args.pipeline_options(args), kernel_args.edited_plan(args)
    module = kernel_args.read_kernel(given, args["arg"])
    if args["dump-ir"] is not None:
        # Before compiling, so that the stages ahead of an error are there to look at.
        dump_stages(module, options, Path(args["dump-ir"]), plan)
    kernel = compile_with(module, options, plan=plan)
    directory = kernel.save(args["o"])
    for remark in kernel.remarks:
        stderr.write(f"{render(remark)}\n")
    if args["explain"] is None:
        stdout.write(summary(kernel.plan))
    elif args["explain"] == "text":
        stdout.write(kernel.explain())
    else:
        (directory / "explain.html").write_text(kernel.explain("html"), "utf-8")
    stdout.write(f"{directory}: {', '.join(kernel.artifacts)}\n")
    return 0


def dump_stages(module: ir.Module, options: Options, directory: Path, plan: EditedPlan | None = None) -> None:
    """Lowers a copy of a module and writes the IR after each stage, the import being number 00. Raises CompileError."""
    directory.mkdir(parents=True, exist_ok=True)
    numbers = {name: i for i, name in enumerate(["import", *(name for name, _ in stages(options))])}

    def write(name: str, after: ir.Module) -> None:
        (directory / f"{numbers[name]:02}-{name}.mlir").write_text(to_text(after), "utf-8")

    write("import", module)
    copy = parse_module(to_text(module, debuginfo=True, generic=True), context=module.context)
    if plan is not None:
        plan.annotate(copy)
    with module.context:
        lower(copy, options, write)


def summary(plan: AnyPlan) -> str:
    """What was decided, for people: blocks, cores, circular buffers and their share of L1, for each program."""
    return "".join(_program_summary(program) for program in plan.programs)


def _program_summary(plan: Plan) -> str:
    device = get_device(plan.device.name, plan.core_grid)
    blocks, cores = product(plan.grid_shape), core_count(plan)
    counts = sorted({count for _, count in plan.per_core_args.values()})
    each = " to ".join(map(str, counts[:1] + counts[1:][-1:])) + " per core" if counts else "shared out by the host"
    lines = [
        f"{plan.kernel}: {blocks} blocks on {cores} of {device.num_cores} cores of {device.name}, {each}",
        f"  {'circular buffer':<24}{'id':>4}  {'role':<14}{'format':<12}{'pages':>6}{'depth':>7}{'bytes':>12}",
    ]
    for cb in plan.cbs:
        lines.append(
            f"  {cb.name:<24}{cb.id:>4}  {cb.role:<14}{cb.format:<12}{cb.pages:>6}{cb.depth:>7}{cb.bytes:>12,}"
        )
    used = sum(room.bytes for room in rooms(plan))
    lines.append(f"  {used:,} of {device.l1_usable:,} B of L1 on each core ({used / device.l1_usable:.1%})")
    return "\n".join(lines) + "\n"


def cli() -> None:
    """The installed command."""
    command.run(main)


if __name__ == "__main__":
    cli()
