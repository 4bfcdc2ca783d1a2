"""tt-opt: runs passes on MLIR files, with mlir-opt's habits.

tt-opt kernel.mlir --infer-layout --grid-to-persistent --cse
tt-opt --pass-pipeline='builtin.module(tt-infer-layout,canonicalize)' - -o out.mlir
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TextIO

from tilelang_tt.diagnostics import CompileError, Diag, Diagnostics, render
from tilelang_tt.mlir import ir, make_context, parse_module, to_text
from tilelang_tt.passes import registry
from tilelang_tt.passes.instrument import IRPrinter, Timing
from tilelang_tt.passes.manager import PassManager, PipelineError, UnknownPass
from tilelang_tt.passes.textual import Element
from tilelang_tt.tools import command
from tilelang_tt.tools.flags import Flag, Parsed, UsageError, parse

FLAGS = (
    Flag("o", "write the result to this file instead of standard output", "file", "-"),
    Flag("pass-pipeline", "run a textual pipeline, e.g. 'builtin.module(tt-infer-layout,cse)'", "text", repeats=True),
    Flag("tt-pipeline", "run a named pipeline (see --list-passes)", "name", repeats=True),
    Flag("split-input-file", "process each part between '// -----' lines on its own"),
    Flag("verify-diagnostics", "check diagnostics against the expected-* comments in the input"),
    Flag("verify-each", "verify the IR after every pass", default=True),
    Flag("verify-roundtrip", "check that the input survives printing and parsing"),
    Flag("allow-unregistered-dialect", "accept operations of unknown dialects"),
    Flag("mlir-print-ir-before-all", "print the IR before every pass"),
    Flag("mlir-print-ir-after-all", "print the IR after every pass"),
    Flag("mlir-print-ir-after-change", "print the IR after passes that change it"),
    Flag("mlir-print-ir-after-failure", "print the IR when a pass fails"),
    Flag("mlir-print-ir-before", "print the IR before these passes", "pass,...", repeats=True),
    Flag("mlir-print-ir-after", "print the IR after these passes", "pass,...", repeats=True),
    Flag("mlir-print-op-generic", "print operations in generic form"),
    Flag("mlir-print-debuginfo", "print locations"),
    Flag("mlir-use-nameloc-as-prefix", "name values after their NameLoc", default=True),
    Flag("mlir-timing", "report the time each pass takes"),
    Flag("dump-pass-pipeline", "print the pipeline that runs, on standard error"),
    Flag("show-dialects", "list the dialects and exit"),
    Flag("list-passes", "list passes with their options, and pipelines, and exit"),
    Flag("help", "print this help and exit"),
)
_SPLIT = re.compile(r"^[ \t]*// -----[ \t]*\n", re.MULTILINE)
_SPLIT_OUT = "// -----\n"
_PASS_FLAG = re.compile(r"([A-Za-z][\w.-]*)(?:\{(.*)\}|=(.*))?", re.DOTALL)


def main(argv: Sequence[str], stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    """Runs the tool; returns its exit code: 0, or 1 if anything was wrong."""
    try:
        manager = PassManager()
        pipelines = {"pass-pipeline": manager.add, "tt-pipeline": lambda name: manager.add(registry.pipeline(name))}
        args = parse(argv, FLAGS, lambda text: _add_flag(manager, text), registry.names(), pipelines)
        if any(args[name] for name in ("help", "list-passes", "show-dialects")):
            from tilelang_tt.tools import listing

            stdout.write(listing.text(args, FLAGS))
            return 0
        manager.verify_each = args["verify-each"]
        timing = _instrument(manager, args, stderr)
        filename, source = _read(args.positional, stdin)
    except (UsageError, PipelineError, registry.UnknownName) as failure:
        stderr.write(f"tt-opt: error: {failure}\n")
        return 1
    if args["dump-pass-pipeline"]:
        stderr.write(f"Pass Manager with {len(manager.passes)} passes:\n{manager}\n")
    run = _Run(args, manager, filename, make_context(allow_unregistered=args["allow-unregistered-dialect"]), stderr)
    chunks = _split(source) if args["split-input-file"] else [(1, source)]
    results = [run.chunk(text, line) for line, text in chunks]
    if timing:
        stderr.write(timing.report())
    texts = [text for text, _ in results if text is not None]
    ok = all(good for _, good in results)
    if args["o"] == "-":
        stdout.write(_SPLIT_OUT.join(texts))
    elif ok:
        try:
            with open(args["o"], "w", encoding="utf-8") as out:
                out.write(_SPLIT_OUT.join(texts))
        except OSError as failure:
            stderr.write(f"tt-opt: error: cannot write '{args['o']}': {failure.strerror}\n")
            return 1
    return 0 if ok else 1


@dataclass
class _Run:
    args: Parsed
    manager: PassManager
    filename: str
    context: ir.Context
    stderr: TextIO

    def chunk(self, text: str, first_line: int) -> tuple[str | None, bool]:
        """Processes one part of the input: its output, if there is one, and whether all went as it should."""
        # Blank lines in front keep the line numbers of the file.
        padded = "\n" * (first_line - 1) + text
        diag = Diagnostics(self.context, sources={self.filename: padded}, renames={"-": self.filename})
        checking = self.args["verify-diagnostics"]
        if not checking:
            diag.sink = lambda finding: self._report(finding, diag)
        with diag:
            output, ok = self._process(padded, diag)
        if not checking:
            return output, ok
        from tilelang_tt.tools.expected import check

        problems = check(text, self.filename, diag.collected, first_line)
        self.stderr.write("".join(f"{problem}\n" for problem in problems))
        return output, not problems

    def _process(self, text: str, diag: Diagnostics) -> tuple[str | None, bool]:
        try:
            module = parse_module(text, self.filename, self.context)
        except ir.MLIRError as failure:
            if not diag.errors:
                diag.error(None, str(failure))
            return None, False
        if self.args["verify-roundtrip"] and not self._survives(module, diag):
            return None, False
        try:
            self.manager.run(module, diag)
        except CompileError:
            return None, False
        return _printer(self.args)(module), True

    def _survives(self, module: Any, diag: Diagnostics) -> bool:
        for form, generic in (("custom", False), ("generic", True)):
            text = to_text(module, names=False, generic=generic)
            try:
                again = to_text(parse_module(text, context=self.context), names=False, generic=generic)
            except ir.MLIRError:
                return False
            if again != text:
                diag.error(None, f"the {form} form does not survive printing and parsing")
                return False
        return True

    def _report(self, finding: Diag, diag: Diagnostics) -> None:
        self.stderr.write(render(finding, diag.sources) + "\n")


def _add_flag(manager: PassManager, text: str) -> bool:
    """Appends the pass that `text` (a flag without its dashes) names; False if there is none."""
    match = _PASS_FLAG.fullmatch(text)
    if match is None:
        return False
    options = match[2] if match[2] is not None else match[3] or ""
    try:
        manager.add_element(Element(match[1], options))
    except UnknownPass:
        return False
    return True


def _instrument(manager: PassManager, args: Parsed, stderr: TextIO) -> Timing | None:
    """Installs what the printing and timing flags ask for."""
    before, after = (_selected(manager, args, f"mlir-print-ir-{when}") for when in ("before", "after"))
    change, failure = args["mlir-print-ir-after-change"], args["mlir-print-ir-after-failure"]
    if before or after or change or failure:
        manager.instrumentation.append(
            IRPrinter(stderr, before.__contains__, after.__contains__, change, failure, _printer(args))
        )
    if not args["mlir-timing"]:
        return None
    timing = Timing()
    manager.instrumentation.append(timing)
    return timing


def _selected(manager: PassManager, args: Parsed, flag: str) -> set[str]:
    if args[f"{flag}-all"]:
        return set(manager.passes)
    names = set()
    for given in (name for value in args[flag] for name in value.split(",")):
        row = registry.entry(given)
        name = row.name if row else given
        if name not in manager.passes:
            raise UsageError(f"--{flag}: '{given}' is not in the pipeline ({', '.join(manager.passes) or 'empty'})")
        names.add(name)
    return names


def _printer(args: Parsed) -> Callable[[Any], str]:
    def text(module: Any) -> str:
        return to_text(
            module,
            names=args["mlir-use-nameloc-as-prefix"],
            generic=args["mlir-print-op-generic"],
            debuginfo=args["mlir-print-debuginfo"],
        )

    return text


def _read(positional: Sequence[str], stdin: TextIO) -> tuple[str, str]:
    """(name for diagnostics, text) of the input. Raises UsageError."""
    if len(positional) > 1:
        raise UsageError(f"one input file expected, got {', '.join(positional)}")
    path = positional[0] if positional else "-"
    try:
        if path == "-":
            return "<stdin>", stdin.read()
        with open(path, encoding="utf-8") as stream:
            return path, stream.read()
    except OSError as failure:
        raise UsageError(f"cannot open '{path}': {failure.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"cannot read '{path}': not UTF-8 text") from None


def _split(source: str) -> list[tuple[int, str]]:
    """(number of the first line, text) of the parts of the input."""
    chunks, start = [], 0
    for match in [*_SPLIT.finditer(source), None]:
        end = match.start() if match else len(source)
        chunks.append((source.count("\n", 0, start) + 1, source[start:end]))
        start = match.end() if match else end
    return chunks


def cli() -> None:
    """The installed command."""
    command.run(main)


if __name__ == "__main__":
    cli()
