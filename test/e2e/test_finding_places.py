"""What goes wrong in a program is shown at its line of C++ and at the user's line that it is for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tilelang_tt as tt
from tilelang_tt.diagnostics import Where
from tilelang_tt.runner import Program, SimulationError, dtype_of
from tilelang_tt.source_lines import FILE, SourceLines
from tilelang_tt.tools import tt_run

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def kernel() -> tt.CompiledKernel:
    return tt.compile(str(ROOT / "test/frontend/data/matmul.json"))


def test_lines_of_the_kernel(kernel: tt.CompiledKernel) -> None:
    lines = SourceLines.from_json(kernel.artifacts[FILE])
    source = (ROOT / "examples/gemm.py").read_text("utf-8").splitlines()

    def line_for(file: str, code: str) -> str:
        number = next(n for n, text in enumerate(kernel.artifacts[file].splitlines(), 1) if code in text)
        where = lines.place(file, number)
        assert where is not None and where.file == "examples/gemm.py"
        return source[where.line - 1].strip()

    assert line_for("reader.cpp", "cb_reserve_back(cb_A_shared").startswith("T.copy(A[")
    assert line_for("reader.cpp", "cb_push_back(cb_B_shared").startswith("T.copy(B[")
    assert line_for("compute.cpp", "matmul_block(").startswith("T.gemm(")
    assert line_for("compute.cpp", "copy_tile(").startswith("T.copy(C_local")
    assert line_for("writer.cpp", "noc_async_write_page(").startswith("T.copy(C_local")
    assert lines.place("reader.cpp", 1) is None and lines.place("main.cpp", 1) is None


def test_lines_survive_text() -> None:
    lines = SourceLines({"a.cpp": [(1, None), (3, Where("k.py", 7, 5)), (9, Where("l.py", 1, 1))], "b.cpp": []})
    assert SourceLines.from_json(lines.to_json()) == lines
    assert [lines.place("a.cpp", n) for n in (2, 3, 8, 9)] == [None, *[Where("k.py", 7, 5)] * 2, Where("l.py", 1, 1)]


def broken(kernel: tt.CompiledKernel, directory: Path, old: str, new: str) -> None:
    kernel.save(directory)
    text = kernel.artifacts["compute.cpp"]
    assert old in text
    (directory / "compute.cpp").write_text(text.replace(old, new))


def test_a_finding_names_both_lines(
    kernel: tt.CompiledKernel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run_tool: Any
) -> None:
    monkeypatch.chdir(ROOT)  # the kernel was imported as examples/gemm.py
    push = "        cb_push_back(cb_C_local, 16);"
    broken(kernel, tmp_path, push, push.replace("16", "32"))
    arrays = [np.zeros(b.shape, dtype_of(b)) for b in kernel.plan.buffers]
    with pytest.raises(SimulationError) as failure:
        Program(tmp_path, kernel.plan)(*arrays)
    (diag,) = failure.value.diagnostics
    number = kernel.artifacts["compute.cpp"].splitlines().index(push) + 1
    assert diag.where == Where(str(tmp_path / "compute.cpp"), number, 9)
    assert diag.message.startswith("[CB_MORE_THAN_CAPACITY] ") and diag.help
    gemm = diag.notes[-1].where
    assert gemm is not None and gemm.file == "examples/gemm.py"

    result = run_tool(tt_run.main, str(tmp_path))
    assert result.code == 1
    assert result.err.splitlines()[:4] == [
        "tt-run: error: 'matmul' failed on the simulator:",
        f"{tmp_path}/compute.cpp:{number}:9: error: {diag.message}",
        push.replace("16", "32"),
        "        ^",
    ]
    assert f"examples/gemm.py:{gemm.line}:{gemm.col}: note: for this line of the kernel\n" in result.err
    assert "T.gemm(A_shared, B_shared, C_local)" in result.err


def test_a_plan_that_does_not_hold_together(kernel: tt.CompiledKernel, tmp_path: Path, run_tool: Any) -> None:
    directory = kernel.save(tmp_path)
    text = kernel.artifacts["tt.plan.json"]
    line = next(n for n, row in enumerate(text.splitlines(), 1) if '"depth": 2' in row)
    (directory / "tt.plan.json").write_text(text.replace('"depth": 2', '"depth": 3', 1))
    result = run_tool(tt_run.main, str(directory))
    assert (result.code, result.out) == (1, "")
    place, _, message = result.err.splitlines()[0].partition(": error: ")
    assert message == "plan.cbs[0].depth: 32 pages do not hold 3 blocks"
    assert place.startswith(f"{directory}/tt.plan.json:{line}:")
    assert result.err.splitlines()[2].strip() == "^"
