"""tt-corpus: how far every kernel of a folder of TIR JSON files gets.

    python -m tilelang_tt.tools.corpus DIR [--blocks 2] [--json rows.json]

One row per file: whether it compiles; whether the printed program runs on the simulator without a finding, on a few blocks; the largest
error and the correlation against the numpy interpreter; otherwise the first line of the refusal.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TextIO

import numpy as np

from tilelang_tt.api import compile as compile_kernel
from tilelang_tt.api import import_tilelang
from tilelang_tt.diagnostics import CompileError
from tilelang_tt.dialects.extent import evaluate, product
from tilelang_tt.emitc.host import core_count
from tilelang_tt.mlir import make_context
from tilelang_tt.plan import AnyPlan, Plan
from tilelang_tt.runner import SimulationError
from tilelang_tt.sim.compare import compare
from tilelang_tt.sim.inputs import DEFAULT_SIZE, random_inputs
from tilelang_tt.sim.reference import InterpreterError, interpret


@dataclass
class Row:
    """What became of one kernel; errors are over all outputs."""

    kernel: str
    compiles: bool = False
    runs: bool = False
    max_error: float | None = None
    pcc: float | None = None
    seconds: float = 0.0
    remark: str = ""

    def line(self, width: int) -> str:
        """The row as text."""
        error = "" if self.max_error is None else f"{self.max_error:.3g}"
        pcc = "" if self.pcc is None else f"{self.pcc:.6f}"
        marks = "".join(f"{'yes' if flag else 'no':>9}" for flag in (self.compiles, self.runs))
        return f"{self.kernel:<{width}}{marks}{error:>11}{pcc:>10}{self.seconds:8.2f}  {self.remark}"


def _first_error(text: str) -> str:
    lines = [line for line in text.splitlines() if "error" in line] or text.splitlines() or [""]
    return lines[0][:160]


def some_blocks(total: int, count: int) -> list[int]:
    """A few block numbers spread over a grid: the first, the last and some between."""
    return sorted({round(i * (total - 1) / max(count - 1, 1)) for i in range(min(count, total))})


def examine(path: Path, count: int, seed: int = 0) -> Row:
    """Compiles a kernel, runs some of its blocks and compares them with the interpreter."""
    row = Row(path.stem)
    try:
        context = make_context()
        with context:
            start = time.perf_counter()
            kernel = compile_kernel(import_tilelang(path, context))
            row.seconds = time.perf_counter() - start
            row.compiles = True
            module = import_tilelang(path, context)
            arrays = random_inputs(module, seed)
            blocks = _blocks(kernel.plan, count)
            expected = interpret(module, arrays, blocks=blocks)
        _run(kernel, arrays, expected, blocks, row)
    except (CompileError, InterpreterError, SimulationError, ValueError) as failure:
        row.remark = _first_error(str(failure))
    except (
        Exception
    ) as failure:  # a defect of the compiler: the table names it and the other kernels still get their rows
        row.remark = f"internal error: {type(failure).__name__}: {failure}"[:160]
    return row


def _blocks(plan: AnyPlan, count: int) -> list[int] | None:
    """The blocks to run; None, all of them, where one needs others to run."""
    if not isinstance(plan, Plan) or plan.aliases:
        return None
    total = evaluate(product(plan.grid_shape), dict.fromkeys(plan.symbols, DEFAULT_SIZE))
    return some_blocks(total, min(count, core_count(plan)))


def _run(kernel: Any, arrays: Sequence[Any], expected: Sequence[Any], blocks: list[int] | None, row: Row) -> None:
    actual = [np.array(a) if isinstance(a, np.ndarray) else a for a in arrays]
    kernel.out_idx = ()
    kernel(*actual, blocks=blocks)
    row.runs = True
    comparisons = [
        compare(actual[b.index], np.asarray(expected[b.index]).astype(np.float64))
        for b in kernel.plan.buffers
        if b.is_output
    ]
    row.max_error = max(c.max_abs_err for c in comparisons)
    row.pcc = min(c.pcc for c in comparisons)
    row.remark = "; ".join(d.message for d in kernel.remarks)[:160]


def main(argv: Sequence[str], stdout: TextIO, stderr: TextIO) -> int:
    """Prints the table; 0 if every kernel that compiles also runs."""
    parser = argparse.ArgumentParser(prog="tt-corpus", description="how far every kernel of a folder gets")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--blocks", type=int, default=2, help="blocks to run of each kernel (default 2)")
    parser.add_argument("--json", type=Path, help="also write the rows as JSON")
    parser.add_argument("--only", default="", help="only files whose name contains this")
    options = parser.parse_args(argv)
    files = sorted(f for f in options.folder.glob("*.json") if f.name != "index.json" and options.only in f.name)
    if not files:
        print(f"tt-corpus: no TIR JSON files in {options.folder}", file=stderr)
        return 2
    width = max(len(f.stem) for f in files) + 2
    print(f"{'kernel':<{width}} compiles     runs  max error       PCC seconds  remark", file=stdout)
    rows = []
    for file in files:
        rows.append(examine(file, options.blocks))
        print(rows[-1].line(width), file=stdout, flush=True)
    compiled, ran = sum(r.compiles for r in rows), sum(r.runs for r in rows)
    print(f"{compiled} of {len(rows)} compile, {ran} run", file=stdout)
    if options.json:
        options.json.write_text(json.dumps([asdict(r) for r in rows], indent=1) + "\n", "utf-8")
    return 0 if compiled == ran else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], sys.stdout, sys.stderr))
