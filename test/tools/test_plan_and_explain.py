"""--plan of tt-compile and tt-run: the program of the plan, or one message at its line; --explain of tt-compile."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tilelang_tt.tools import tt_compile, tt_run

MATMUL = str(Path(__file__).resolve().parents[1] / "frontend" / "data" / "matmul.json")


@pytest.fixture
def plan(run_tool: Callable[..., Any], tmp_path: Path) -> Path:
    flags = ["--core-grid=2x1", "--partition-strategy=column_major", "--no-double-buffer", "--format", "B=bfp8"]
    assert run_tool(tt_compile.main, MATMUL, "-o", str(tmp_path / "first"), *flags).code == 0
    return tmp_path / "first" / "tt.plan.json"


def test_the_plan_of_a_program_gives_the_program(run_tool: Callable[..., Any], plan: Path, tmp_path: Path) -> None:
    result = run_tool(tt_compile.main, MATMUL, "-o", str(tmp_path / "again"), "--plan", str(plan))
    assert result.code == 0
    texts = [{path.name: path.read_text() for path in (tmp_path / name).iterdir()} for name in ("first", "again")]
    assert texts[0] == texts[1]


def test_dumped_ir_is_that_of_the_plan(run_tool: Callable[..., Any], plan: Path, tmp_path: Path) -> None:
    flags = ["-o", str(tmp_path / "again"), "--plan", str(plan), "--dump-ir", str(tmp_path / "ir")]
    assert run_tool(tt_compile.main, MATMUL, *flags).code == 0
    (schedule,) = (tmp_path / "ir").glob("*-infer-schedule.mlir")
    assert 'tt.schedule_order = "column_major"' in schedule.read_text()


def test_a_plan_that_does_not_follow_is_shown(run_tool: Callable[..., Any], plan: Path, tmp_path: Path) -> None:
    data = json.loads(plan.read_text())
    data["kernels"][1]["fp32_dest_acc_en"] = not data["kernels"][1]["fp32_dest_acc_en"]
    plan.write_text(json.dumps(data, indent=1))
    for main in (tt_compile.main, tt_run.main):
        result = run_tool(main, MATMUL, "-o", str(tmp_path / "again"), "--plan", str(plan))
        assert (result.code, result.out) == (1, "")
        assert "error: plan.kernels[1].fp32_dest_acc_en: " in result.err and f"{plan}:" in result.err
        assert not (tmp_path / "again").exists()


def test_flags_that_the_plan_stands_for(run_tool: Callable[..., Any], plan: Path, tmp_path: Path) -> None:
    result = run_tool(tt_compile.main, MATMUL, "-o", str(tmp_path / "again"), "--plan", str(plan), "--core-grid=2x2")
    assert result.code == 1
    assert "--core-grid and --plan: the plan says it" in result.err


def test_a_plan_that_is_not_there(run_tool: Callable[..., Any], tmp_path: Path) -> None:
    result = run_tool(tt_compile.main, MATMUL, "-o", str(tmp_path), "--plan", str(tmp_path / "none.json"))
    assert result.code == 1 and "cannot open" in result.err


def test_explain(run_tool: Callable[..., Any], tmp_path: Path) -> None:
    result = run_tool(tt_compile.main, MATMUL, "-o", str(tmp_path), "--explain")
    assert result.code == 0 and result.out.startswith("matmul on wormhole, 8 x 8 cores\n\nTensors\n")
    assert not (tmp_path / "explain.html").exists()
    result = run_tool(tt_compile.main, MATMUL, "--explain=html", "-o", str(tmp_path))
    assert result.code == 0 and (tmp_path / "explain.html").read_text().startswith("<!DOCTYPE html>")
    result = run_tool(tt_compile.main, MATMUL, "--explain=pdf", "-o", str(tmp_path))
    assert result.code == 1 and "--explain=pdf: expected text or html" in result.err
