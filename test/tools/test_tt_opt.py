"""tt-opt in this process, with passes that only exist here; what needs no such passes is in tt-opt/*.mlir."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pytest

from tilelang_tt.mlir import set_attr, walk_collect
from tilelang_tt.passes import registry
from tilelang_tt.passes.base import Pass
from tilelang_tt.tools.tt_opt import main

TEXT = "func.func @f() {\n  return\n}\n"


@dataclass(frozen=True)
class Tag(Pass):
    """tag functions, and comment on those named g."""

    name: ClassVar[str] = "tt-tag"
    label: str = "x"
    count: int = 0

    def run(self, module: Any, diag: Any) -> None:
        for function in walk_collect(module, "func.func"):
            set_attr(function, f"tt.{self.label}", self.count)
            if function.name.value == "g":
                diag.warning(function, "g is odd")
                diag.remark(function, "so there")
            if function.name.value == "bug":
                raise IndexError("oops")


@pytest.fixture
def opt(monkeypatch: pytest.MonkeyPatch, run_tool: Callable[..., Any]) -> Callable[..., Any]:
    row = registry.Entry("tt-tag", "not_imported:Tag", ("TagTT",))
    monkeypatch.setattr(registry.Entry, "load", lambda self: Tag)
    monkeypatch.setattr(registry, "PASSES", (row,))
    monkeypatch.setattr(registry, "pipelines", lambda: {"tags": "tt-tag{label=p},cse"})

    def run(*argv: str, stdin: str = TEXT) -> Any:
        return run_tool(main, *argv, stdin=stdin)

    return run


@pytest.mark.parametrize(
    "flags",
    [
        ["--tag"],
        ["--tt-tag"],
        ["-tt-tag"],
        ["--TagTT"],
        ["--tag{count=0}"],
        ["--tag=label=x count=0"],
        ["--pass-pipeline=builtin.module(tt-tag)"],
        ["--pass-pipeline", "tt-tag"],
    ],
)
def test_ways_to_name_a_pass(opt: Any, flags: list[str]) -> None:
    result = opt(*flags)
    assert (result.code, result.err) == (0, "")
    assert "tt.x = 0 : i64" in result.out


def test_passes_run_in_the_order_given(opt: Any) -> None:
    flags = ["--tag{label=a}", "--pass-pipeline=tt-tag{label=b}", "--cse", "--tt-pipeline=tags", "--tag{label=z}"]
    result = opt(*flags, "--dump-pass-pipeline")
    assert "builtin.module(tt-tag{label=a},tt-tag{label=b},cse,tt-tag{label=p},cse,tt-tag{label=z})" in result.err


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (["--tag{cuont=1}"], "tt-opt: error: tt-tag has no option 'cuont'; did you mean 'count'? "),
        (["--tag{count=many}"], "tt-opt: error: option 'count' of tt-tag: 'many' is not an int"),
        (["--tgg"], "tt-opt: error: unknown argument '--tgg'; did you mean '--tag'?"),
        (["--tt-pipeline=tag"], "tt-opt: error: unknown pipeline 'tag'; did you mean 'tags'?"),
        (["--canonicalize{top-down=7up}"], "tt-opt: error: pass 'canonicalize': "),
    ],
)
def test_usage_errors(opt: Any, flags: list[str], message: str) -> None:
    result = opt(*flags)
    assert result.code == 1 and result.out == "" and result.err.startswith(message)
    assert len(result.err.splitlines()) == 1


def test_diagnostics_of_passes_are_shown_with_their_line(opt: Any) -> None:
    result = opt("--tag", stdin="\nfunc.func @g() { return }\n")
    assert result.code == 0 and "tt.x" in result.out
    assert result.err.splitlines() == [
        "<stdin>:2:1: warning: g is odd",
        "func.func @g() { return }",
        "^",
        "<stdin>:2:1: remark: so there",
        "func.func @g() { return }",
        "^",
    ]


def test_warnings_and_remarks_can_be_expected(opt: Any) -> None:
    text = "// expected-warning @+2 {{g is odd}}\n// expected-remark @below {{so there}}\nfunc.func @g() { return }\n"
    assert opt("--tag", "--verify-diagnostics", stdin=text).code == 0
    result = opt("--tag", "--verify-diagnostics", stdin=text.replace("odd", "even"))
    assert result.code == 1 and "unexpected warning: g is odd" in result.err


def test_a_bug_in_a_pass_is_one_line_without_a_traceback(opt: Any) -> None:
    result = opt("--tag", stdin="func.func @bug() { return }")
    assert result.code == 1 and result.out == ""
    assert result.err.splitlines()[0] == "error: internal error in pass 'tt-tag': IndexError: oops"
    assert "Traceback" not in result.err


def test_a_bad_part_does_not_stop_the_others(opt: Any) -> None:
    result = opt("--split-input-file", "--tag", stdin=f"{TEXT}// -----\nbad\n// -----\n{TEXT}")
    assert result.code == 1
    assert result.out.count("tt.x") == 2 and result.out.count("// -----\n") == 1
    assert result.err.startswith("<stdin>:5:1: error: ")


def test_the_output_file_is_not_touched_by_a_failure(opt: Any, tmp_path: Path) -> None:
    path = tmp_path / "out.mlir"
    path.write_text("before")
    assert opt("-o", str(path), stdin="bad").code == 1
    assert path.read_text() == "before"
    assert opt("-o", str(path)).code == 0
    assert path.read_text().startswith("module {")


def test_input_that_is_not_text(opt: Any, tmp_path: Path) -> None:
    path = tmp_path / "x.mlir"
    path.write_bytes(b"\xff\xfe\x00")
    assert opt(str(path)).err == f"tt-opt: error: cannot read '{path}': not UTF-8 text\n"
    assert opt(str(tmp_path)).err == f"tt-opt: error: cannot open '{tmp_path}': Is a directory\n"


def test_unregistered_dialects(opt: Any) -> None:
    text = '"strange.op"() : () -> ()\n'
    assert opt(stdin=text).code == 1
    result = opt("--allow-unregistered-dialect", stdin=text)
    assert result.code == 0 and '"strange.op"()' in result.out


def test_list_passes(opt: Any) -> None:
    lines = opt("--list-passes").out.splitlines()
    assert lines[1].split(None, 1) == ["--tag", "tag functions, and comment on those named g"]
    assert lines[2].strip() == "also: Tag, tag, TagTT"
    assert [line.strip() for line in lines[3:5]] == ["label: str = x", "count: int = 0"]
    assert "  --tt-pipeline=tags" in lines


def test_runs_do_not_influence_each_other(opt: Any) -> None:
    first = opt("--tag", "--mlir-print-debuginfo")
    opt("--tag{label=other}", stdin="bad")
    assert opt("--tag", "--mlir-print-debuginfo") == first


def test_help_needs_no_pass_to_be_imported(opt: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry.Entry, "load", lambda self: pytest.fail("imported"))
    result = opt("--help")
    assert result.code == 0 and "--tag" in result.out


def command(*argv: str, stdin: str = TEXT, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tilelang_tt.tools.tt_opt", *argv],
        input=stdin,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
    )


def test_the_command_starts_quickly() -> None:
    command("--cse")
    best = min(_timed(lambda: command("--cse")) for _ in range(5))
    # About 0.11 s on an idle machine; importing numpy or torch by accident costs more than what is left.
    assert best < 0.6


def _timed(action: Callable[[], Any]) -> float:
    start = time.perf_counter()
    assert action().returncode == 0
    return time.perf_counter() - start


def test_the_command_imports_nothing_heavy() -> None:
    code = (
        "import io, sys; from tilelang_tt.tools.tt_opt import main\n"
        "main(['--cse'], io.StringIO('module {}'), io.StringIO(), io.StringIO())\n"
        "print(sorted({'numpy', 'torch', 'tilelang', 'jsonschema', 'argparse', 'asyncio'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "[]\n"


def test_a_closed_pipe_is_not_an_error_to_talk_about() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "tilelang_tt.tools.tt_opt", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdin and process.stdout and process.stderr
    process.stdout.close()
    process.stdin.write("".join(f"func.func private @f{i}()\n" for i in range(20000)))
    process.stdin.close()
    errors = process.stderr.read()
    process.stderr.close()
    assert process.wait() == 1 and errors == ""
