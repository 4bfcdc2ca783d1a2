"""tt-run: a kernel, or a directory with a program, on the simulator, with a check of the numbers.

tt-run examples/gemm.py:matmul --arg M=256
tt-run out/ --input A=a.npy --output C=c.npy
tt-run examples/matmul/ --include examples/common -- --size 640

A directory without kernel.mlir, a program written by hand, is built and run as it is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from tilelang_tt.api import KERNEL_IR, compile_with
from tilelang_tt.diagnostics import Severity, render
from tilelang_tt.dialects.extent import evaluate, product
from tilelang_tt.emitc.host import core_count
from tilelang_tt.mlir import ir
from tilelang_tt.plan import AnyPlan, read_plan_file
from tilelang_tt.runner import Program, SimulationError
from tilelang_tt.sim import paths
from tilelang_tt.sim.driver import NUMERICS, TARGETS, Finding, Simulator
from tilelang_tt.sim.findings import record
from tilelang_tt.sim.inputs import random_inputs
from tilelang_tt.sim.profile import Profile, read_profile
from tilelang_tt.sim.reference import InterpreterError, find_kernel
from tilelang_tt.sim.toolchain import ToolchainError
from tilelang_tt.source_lines import SourceLines
from tilelang_tt.tools import arrays, command, kernel_args, kernel_check
from tilelang_tt.tools.flags import Flag, Parsed, UsageError, describe, parse

KINDS = f"a directory with a program, {kernel_args.KINDS}"
PROFILES = ("text", "html", "json")
FLAGS = (
    Flag("o", "directory for the program of a kernel (default: one in the cache)", "dir"),
    *kernel_args.FLAGS,
    Flag("input", "contents of a tensor, NAME=FILE.npy, or of a scalar, NAME=VALUE; repeats", "NAME=...", repeats=True),
    Flag(
        "size", "a symbolic dimension, NAME=N, where no --input has it (default: 200); repeats", "NAME=N", repeats=True
    ),
    Flag("include", "directory with headers of a program written by hand; repeats", "dir", repeats=True),
    Flag("keep-going", "go on after what the simulator finds in kernels of a program written by hand, up to 100 times"),
    Flag("define", "macro for the host program of a directory, NAME=TEXT; repeats", "NAME=TEXT", repeats=True),
    Flag("output", "write a tensor after the run to a file, bfloat16 as float32; repeats", "NAME=FILE", repeats=True),
    Flag("seed", "seed of the random contents of everything without --input", "N", "0"),
    Flag("check", "compare with the numpy interpreter", default=True),
    Flag("numerics", f"arithmetic of the matrix unit: {' or '.join(NUMERICS)} (bit-exact, slower)", "name", "fast"),
    Flag("noc-latency", "clocks of every NoC transfer (default: the device's)", "N"),
    Flag("findings", "write what the simulator found to a JSON file, an empty list if nothing", "file"),
    Flag("trace", "write a timeline for Perfetto (https://ui.perfetto.dev) to a file", "t.json"),
    Flag("trace-cores", "the trace has the first N cores that run", "N", "16"),
    Flag(
        "profile",
        "say what the time goes to: text, or html or json to the file of --profile-file",
        "form",
        implied="text",
    ),
    Flag("profile-file", "where --profile=html and --profile=json go (default: profile.html, profile.json)", "file"),
    Flag("help", "print this help and exit"),
)
HELP = f"""\
usage: tt-run <dir | kernel> [flags] [-- arguments of a program written by hand]

Compiles the kernel, runs its program on the simulator and compares every output with the numpy interpreter.
Takes {KINDS}.
The exit code is 0 only if all outputs are right and the simulator has found nothing wrong. A directory without
{KERNEL_IR} (a program written by hand) is run as it is; then the exit code is the program's own.

flags:
{describe(FLAGS)}"""
_KERNEL_FLAGS = tuple(flag.name for flag in kernel_args.FLAGS)


class Loaded(NamedTuple):
    """A program in a directory, and the kernel it is for in tile form."""

    module: ir.Module
    plan: AnyPlan
    directory: Path


def main(argv: Sequence[str], stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    """Runs the tool; returns its exit code: 0, or not 0 after a message."""
    errors = (SimulationError, ToolchainError, InterpreterError)
    return command.guarded("tt-run", stderr, lambda: _main(argv, stdout, stderr), errors)


def _main(argv: Sequence[str], stdout: TextIO, stderr: TextIO) -> int:
    own, arguments = (argv[: argv.index("--")], argv[argv.index("--") + 1 :]) if "--" in argv else (argv, ())
    args = parse(own, FLAGS)
    if args["help"]:
        stdout.write(HELP)
        return 0
    given = kernel_args.one_input(args, KINDS)
    simulator = simulator_options(args)
    if Path(given).is_dir():
        _refuse(args, ("o", *(name for name in _KERNEL_FLAGS if name != "target")), f"'{given}' is compiled already")
        if not (Path(given) / KERNEL_IR).exists():
            return _run_as_it_is(given, args, arguments, simulator, stdout, stderr)
    _refuse(args, ("include", "define", "keep-going"), f"'{given}' is no program written by hand")
    if arguments:
        raise UsageError(f"'{given}' is no program written by hand, which could take arguments")
    if Path(given).is_dir():
        loaded = load(Path(given), args["target"])
    else:
        loaded = _compile(given, args, stderr)
    return _run(loaded, args, simulator, stdout)


def simulator_options(args: Parsed) -> dict[str, Any]:
    """The keyword arguments of the simulator that the flags stand for, without the target. Raises UsageError."""
    if args["numerics"] not in NUMERICS:
        raise UsageError(f"--numerics {args['numerics']}: expected {' or '.join(NUMERICS)}")
    latency = None if args["noc-latency"] is None else _natural("noc-latency", args["noc-latency"])
    if args["profile"] not in (None, *PROFILES):
        raise UsageError(f"--profile={args['profile']}: expected {', '.join(PROFILES[:-1])} or {PROFILES[-1]}")
    if args["profile"] in (None, "text"):
        _refuse(args, ("profile-file",), "there is no --profile=html and no --profile=json")
    options = {"numerics": args["numerics"], "noc_latency": latency, "profile": args["profile"] is not None}
    cores = _natural("trace-cores", args["trace-cores"])
    if cores == 0:
        raise UsageError("--trace-cores 0: expected a number that is at least 1")
    if args["trace"] is None:
        _refuse(args, ("trace-cores",), "there is no --trace")
        return options
    return {**options, "trace": args["trace"], "trace_cores": cores}


def load(directory: Path, target: str | None) -> Loaded:
    """A directory that tt-compile made. Raises OSError, CompileError, and UsageError for another target."""
    plan = read_plan_file(directory / "tt.plan.json", validate=True)
    if target not in (None, plan.device.name, plan.device.arch):
        raise UsageError(f"--target {target}: '{directory}' was compiled for {plan.device.name}")
    path = directory / KERNEL_IR
    return Loaded(kernel_args.read_module(str(path), path.read_text("utf-8")), plan, directory)


def _compile(given: str, args: Parsed, stderr: TextIO) -> Loaded:
    options, plan = kernel_args.pipeline_options(args), kernel_args.edited_plan(args)
    module = kernel_args.read_kernel(given, args["arg"])
    kernel = compile_with(module, options, plan=plan)
    for remark in kernel.remarks:
        stderr.write(f"{render(remark)}\n")
    if args["o"] is None:
        digest = hashlib.sha256("\0".join(kernel.artifacts.values()).encode()).hexdigest()[:16]
        directory = paths.cache_dir() / "programs" / f"{kernel.plan.kernel}-{digest}"
    else:
        directory = Path(args["o"])
    kernel.save(directory)
    return load(directory, None)


def _run(loaded: Loaded, args: Parsed, simulator: dict[str, Any], stdout: TextIO) -> int:
    module, plan, directory = loaded
    if plan.device.arch not in TARGETS:
        raise UsageError(f"programs for {plan.device.name} cannot be run, only printed (runs: {', '.join(TARGETS)})")
    kernel = find_kernel(module)
    parameters = kernel.parameters
    inputs = arrays.pairs("input", args["input"], [p.name for p in parameters])
    outputs = arrays.pairs("output", args["output"], [b.name for b in plan.buffers if b.is_output])
    given = {p.name: arrays.load(inputs[p.name], p) for p in parameters if p.name in inputs}
    sizes = arrays.sizes(args["size"], kernel, given)
    values = random_inputs(module, _natural("seed", args["seed"]), sizes=sizes)
    for i, parameter in enumerate(parameters):
        values[i] = given.get(parameter.name, values[i])
    program = Program(directory, plan, (), simulator)
    try:
        results = program.run(dict(enumerate(values)))
    except SimulationError as error:
        _write_findings(args, error.findings, directory)
        if "profile" in program.report:
            _write_profile(args, program.profile, stdout)
        raise
    _write_findings(args, (), directory)
    sizes = program.sizes(dict(enumerate(values)))
    for part in plan.programs:
        blocks = evaluate(product(part.grid_shape), sizes)
        cores = len(part.per_core_args) if part.is_static else min(blocks, core_count(part))
        stdout.write(f"{part.kernel}: {blocks} blocks on {cores} cores of {plan.device.name}\n")
    verdicts = kernel_check.check(module, plan, values, results) if args["check"] else []
    for verdict in verdicts:
        stdout.write(f"{verdict}\n")
    _counters(program.report, stdout)
    stdout.write(f"program: {directory}\n")
    _write_profile(args, program.profile, stdout)
    for buffer in plan.buffers:
        if buffer.name in outputs:
            arrays.save(outputs[buffer.name], results[buffer.index])
    return 0 if all(verdict.ok for verdict in verdicts) else 1


def _run_as_it_is(
    given: str, args: Parsed, arguments: Sequence[str], simulator: dict[str, Any], stdout: TextIO, stderr: TextIO
) -> int:
    _refuse(args, ("input", "output", "size"), f"'{given}' has no {KERNEL_IR} that says what its tensors are")
    target = args["target"] or "wormhole"
    if target not in TARGETS:
        raise UsageError(f"--target {target}: expected {' or '.join(TARGETS)}")
    options = [f"-I{Path(directory).resolve()}" for directory in args["include"]]
    options += [f"-D{definition}" for definition in args["define"]]
    findings = "continue" if args["keep-going"] else "stop"
    result = Simulator(target=target, findings=findings, **simulator).build(given, options=options).run(arguments)
    stdout.write(result.stdout)
    stderr.write(result.stderr)
    _counters(result.counters, stdout)
    if "profile" in result.counters:
        _write_profile(args, lambda: read_profile(result.counters, Path(given)), stdout)
    _write_findings(args, result.findings, Path(given), result.warnings)
    return 0 if result.ok else result.returncode or 1


def _write_findings(
    args: Parsed, findings: Sequence[Finding], directory: Path, warnings: Sequence[Finding] = ()
) -> None:
    """The file of --findings. Raises OSError."""
    if args["findings"] is None:
        return
    origin = SourceLines.read(directory).place
    records = [record(finding, directory, origin) for finding in findings]
    records += [record(warning, directory, origin, Severity.WARNING) for warning in warnings]
    Path(args["findings"]).write_text(json.dumps({"findings": records}, indent=2) + "\n", "utf-8")


def _write_profile(args: Parsed, profile: Callable[[], Profile], stdout: TextIO) -> None:
    """What --profile asks for, if it is there. Raises OSError."""
    form = args["profile"]
    if form is None:
        return
    if form == "text":
        stdout.write(f"\n{profile()}")
        return
    path = Path(args["profile-file"] or f"profile.{form}")
    path.write_text(profile().html() if form == "html" else json.dumps(profile().data()) + "\n", "utf-8")
    stdout.write(f"profile: {path}\n")


def _counters(report: dict[str, Any], stdout: TextIO) -> None:
    if report:
        counters = report["counters"]
        read, written = counters["dram_read_bytes"], counters["dram_write_bytes"]
        stdout.write(f"DRAM: {read:,} B read, {written:,} B written; {report['clocks']:,} clocks\n")
        if "trace" in report:
            stdout.write(f"trace: {_extent(report['trace'])}\n")


def _extent(trace: dict[str, Any]) -> str:
    """How much of a run its trace holds."""
    end = "" if trace["cut_at"] is None else f", full at clock {trace['cut_at']:,}"
    return f"{trace['events']:,} events of {trace['cores']} of {trace['cores_run']} cores{end}"


def _refuse(args: Parsed, names: Sequence[str], why: str) -> None:
    """Raises UsageError for flags that are given and would not do anything."""
    initial = {flag.name: flag.initial for flag in FLAGS}
    for name in names:
        if args[name] != initial[name]:
            dashes = "-" if len(name) == 1 else "--"
            raise UsageError(f"{dashes}{name} has no effect: {why}")


def _natural(flag: str, text: str) -> int:
    if not text.isdecimal():
        raise UsageError(f"--{flag} {text}: expected a number that is not negative")
    return int(text)


def cli() -> None:
    """The installed command."""
    command.run(main)


if __name__ == "__main__":
    cli()
