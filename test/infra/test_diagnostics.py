"""How findings are collected and rendered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tilelang_tt.diagnostics import CompileError, Diag, Diagnostics, Note, Severity, Where, render
from tilelang_tt.mlir import ir, parse_module, walk_collect

SOURCE = "def k():\n\tT.gemm(A, B, C)\n    return\n"


def test_rendering_with_everything() -> None:
    diag = Diag(
        Severity.ERROR,
        "does not fit",
        Where("k.py", 2, 2),
        (Note("first use", Where("k.py", 1, 1)), Note("24 pages")),
        "reduce block_K",
    )
    assert render(diag, {"k.py": SOURCE}).split("\n") == [
        "k.py:2:2: error: does not fit",
        "\tT.gemm(A, B, C)",
        "\t^",
        "k.py:1:1: note: first use",
        "def k():",
        "^",
        "note: 24 pages",
        "help: reduce block_K",
    ]


def test_the_line_is_read_from_the_file(tmp_path: Path) -> None:
    path = tmp_path / "k.py"
    path.write_text("a = 1\nb = f(a)\n")
    text = render(Diag(Severity.WARNING, "odd", Where(str(path), 2, 5)))
    assert text == f"{path}:2:5: warning: odd\nb = f(a)\n    ^"


@pytest.mark.parametrize(
    ("place", "lines"),
    [
        (None, ["error: m"]),
        (Where("absent.py", 3, 1), ["absent.py:3:1: error: m"]),
        (Where("k.py", 99, 1), ["k.py:99:1: error: m"]),
        (Where("k.py", 1, 0), ["k.py:1: error: m", "def k():"]),
        (Where("k.py", 1, 80), ["k.py:1:80: error: m", "def k():"]),
        (Where("k.py", 0, 0), ["k.py: error: m"]),
    ],
)
def test_rendering_of_imprecise_places(place: Where | None, lines: list[str]) -> None:
    assert render(Diag(Severity.ERROR, "m", place), {"k.py": SOURCE}).split("\n") == lines


def test_compile_error_renders_all_its_diagnostics(ctx: ir.Context) -> None:
    location = ir.Location.file("k.py", 2, 2)
    error = CompileError.at(location, "no", notes=["because", (location, "here")], help="do")
    (diag,) = error.diagnostics
    assert diag.where == ("k.py", 2, 2)
    assert diag.notes == (Note("because"), Note("here", Where("k.py", 2, 2)))
    assert str(error) == "k.py:2:2: error: no\nnote: because\nk.py:2:2: note: here\nhelp: do"


def test_operations_values_and_locations_are_places(ctx: ir.Context) -> None:
    module = parse_module("func.func @f(%a: i32) {\n  return\n}", "a.mlir", ctx)
    (ret,) = walk_collect(module, "func.return")
    diag = Diagnostics(ctx)
    diag.error(ret, "an op view")
    diag.warning(ret.operation, "an operation")
    diag.remark(module.body.operations[0].arguments[0], "a value")
    diag.error(ir.Location.unknown(), "nowhere")
    assert [d.where for d in diag.collected] == [("a.mlir", 2, 3), ("a.mlir", 2, 3), ("a.mlir", 1, 14), None]
    assert [d.message for d in diag.errors] == ["an op view", "nowhere"]
    with pytest.raises(CompileError) as caught:
        diag.check()
    assert caught.value.diagnostics == tuple(diag.errors)


def test_mlirs_own_diagnostics_are_collected_with_notes(ctx: ir.Context) -> None:
    text = "func.func private @same()\nfunc.func private @same()"
    with Diagnostics(ctx, sources={"a.mlir": text}, renames={"-": "a.mlir"}) as diag:
        with pytest.raises(ir.MLIRError):
            parse_module(text, "a.mlir", ctx)
    (error,) = diag.errors
    assert error.where == ("a.mlir", 2, 1)
    assert Note("see existing symbol definition here", Where("a.mlir", 1, 1)) in error.notes


def test_order_is_kept_between_ours_and_mlirs(ctx: ir.Context) -> None:
    sunk: list[Any] = []
    with Diagnostics(ctx, sink=sunk.append) as diag:
        diag.remark(None, "one")
        ir.Location.unknown().emit_error("two")
        diag.warning(None, "three")
    assert [d.message for d in sunk] == ["one", "two", "three"]
    assert sunk == diag.collected


def test_after_leaving_nothing_is_received(ctx: ir.Context) -> None:
    other = []
    ctx.attach_diagnostic_handler(lambda d: other.append(d.message) or True)
    with Diagnostics(ctx) as diag:
        assert diag.attached
    assert not diag.attached
    ir.Location.unknown().emit_error("late")
    assert diag.collected == [] and other == ["late"]
