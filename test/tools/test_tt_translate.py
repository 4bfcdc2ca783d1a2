"""tt-translate: kernels to MLIR, emitc form to C++ and plans."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import tilelang_tt as tt
from tilelang_tt.mlir import to_text
from tilelang_tt.tools import tt_opt
from tilelang_tt.tools.tt_translate import main

MATMUL = Path(__file__).resolve().parents[1] / "frontend" / "data" / "matmul.json"


@pytest.fixture
def translate(run_tool: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *argv, stdin="": run_tool(main, *argv, stdin=stdin)


@pytest.fixture(scope="module")
def kernel() -> tt.CompiledKernel:
    return tt.compile(MATMUL)


def test_import_of_tir(translate: Callable[..., Any]) -> None:
    result = translate("--import-tir-json", str(MATMUL))
    assert (result.code, result.err) == (0, "")
    assert result.out == to_text(tt.import_tilelang(MATMUL))
    assert translate("--import-tir-json", "-", stdin=MATMUL.read_text()).out == result.out


def test_from_tir_to_the_program_by_tools_alone(
    translate: Callable[..., Any], run_tool: Callable[..., Any], kernel: tt.CompiledKernel, tmp_path: Path
) -> None:
    exact = ["--mlir-print-debuginfo", "--mlir-print-op-generic"]
    imported = translate("--import-tir-json", str(MATMUL), *exact).out
    lowered = run_tool(tt_opt.main, "--tt-pipeline=default", *exact, "-", stdin=imported).out
    assert translate("--emit-plan", "-", stdin=lowered).out == kernel.artifacts["tt.plan.json"]
    assert translate("--emit-metalium", "-", "-o", str(tmp_path), stdin=lowered).code == 0
    written = {path.name: path.read_text() for path in tmp_path.iterdir()}
    rest = {"tt.plan.json", "kernel.mlir", "lines.json"}
    assert written == {name: text for name, text in kernel.artifacts.items() if name not in rest}


def test_emits_files_under_banners(translate: Callable[..., Any], kernel: tt.CompiledKernel) -> None:
    out = translate("--emit-metalium", "-", stdin=kernel.ir("convert-tt-to-emitc")).out
    banners = [line for line in out.splitlines() if line.startswith("// ----- ")]
    names = ["reader.cpp", "compute.cpp", "writer.cpp", "main.cpp", "CMakeLists.txt"]
    assert banners == [f"// ----- {name}" for name in names]
    assert out.count("void kernel_main()") == 3


@pytest.mark.parametrize(
    ("stage", "form", "missing"),
    [
        ("import", "tile", "tt-tensorize"),
        ("fuse", "value", "tt-memory-space-lower"),
        ("memory-space-lower", "cb", "tt-split-kernels"),
        ("insert-inits", "kernel", "convert-tt-to-emitc"),
    ],
)
@pytest.mark.parametrize("action", ["--emit-plan", "--emit-metalium"])
def test_earlier_forms_name_the_missing_pass(
    translate: Callable[..., Any], kernel: tt.CompiledKernel, action: str, stage: str, form: str, missing: str
) -> None:
    result = translate(action, "-", stdin=kernel.ir(stage))
    assert (result.code, result.out) == (1, "")
    assert f"<stdin>: the module is in {form} form" in result.err and f"the next pass is {missing}\n" in result.err


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        ([], "tt-translate: error: give one of --import-tilelang, --import-tir-json, --emit-metalium, --emit-plan\n"),
        (["--emit-plan", "--emit-metalium", "x.mlir"], "give one of"),
        (["--emit-plan"], "one input is expected (a file, or - for standard input)\n"),
        (["--emit-plan", "missing.mlir"], "cannot open 'missing.mlir': No such file or directory\n"),
        (["--emit-plans", "-"], "unknown argument '--emit-plans'; did you mean '--emit-plan'?\n"),
        (["--import-tilelang", "kernel.json"], "'kernel.json' is no Python kernel; expected kernel.py[:name]\n"),
        (["--import-tir-json", str(MATMUL), "--arg", "M=1"], "--arg M=1: only --import-tilelang takes arguments\n"),
        (["--import-tir-json", "missing.json"], "missing.json"),
    ],
)
def test_one_message_for_a_bad_command_line(
    translate: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, argv: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = translate(*argv)
    assert (result.code, result.out) == (1, "")
    assert message in result.err and "Traceback" not in result.err


def test_syntax_errors_show_the_line(translate: Callable[..., Any]) -> None:
    result = translate("--emit-plan", "-", stdin="\nnot.an.op\n")
    assert result.code == 1 and result.err.startswith("<stdin>:2:") and "not.an.op\n^\n" in result.err


def test_json_that_is_no_kernel(translate: Callable[..., Any]) -> None:
    result = translate("--import-tir-json", "-", stdin='{"a": 1}')
    assert result.code == 1 and "error:" in result.err and "Traceback" not in result.err


def test_import_of_a_live_kernel(translate: Callable[..., Any]) -> None:
    pytest.importorskip("tilelang")
    path = Path(__file__).resolve().parents[2] / "examples" / "gemm.py"
    result = translate("--import-tilelang", f"{path}:matmul", "--arg", "M=256", "--arg", "N=128")
    assert result.code == 0
    assert "func.func @matmul(%A: memref<256x512xbf16, #tt.dram>, %B: memref<512x128xbf16, #tt.dram>" in result.out
    near = translate("--import-tilelang", f"{path}:matmull")
    assert near.code == 1 and "did you mean matmul?" in near.err
    unknown = translate("--import-tilelang", f"{path}:matmul", "--arg", "block_L=1")
    assert unknown.code == 1 and "has no argument 'block_L'" in unknown.err
