"""Pipelines: text, registry, execution, failures."""

from __future__ import annotations

import io
import warnings
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tilelang_tt.diagnostics import CompileError, CompileWarning, Diagnostics, InternalError
from tilelang_tt.mlir import ir, parse_module, to_text
from tilelang_tt.passes import registry
from tilelang_tt.passes.instrument import Instrumentation, IRPrinter, Timing, always
from tilelang_tt.passes.manager import PassManager, PipelineError, UnknownPass
from tilelang_tt.passes.textual import parse_pipeline

pytestmark = pytest.mark.usefixtures("toys")

TEXT = """func.func @f(%a: i32) -> i32 {
  %0 = arith.addi %a, %a : i32
  %1 = arith.addi %a, %a : i32
  %2 = arith.muli %0, %1 : i32
  return %2 : i32
}
"""


@pytest.fixture
def module(ctx: ir.Context) -> ir.Module:
    return parse_module(TEXT, "a.mlir", ctx)


def toy(name: str, **options: Any) -> Any:
    return registry.find(name)(**options)


# Text


@pytest.mark.parametrize(
    "text",
    [
        "builtin.module(cse)",
        "builtin.module(cse,canonicalize)",
        "builtin.module(tt-mark,cse,tt-mark{label=late depth=3})",
        "builtin.module(func.func(cse),tt-mark{sizes=[1,2] extra={a=1 b=true}})",
        "builtin.module()",
    ],
)
def test_text_survives(text: str) -> None:
    assert str(PassManager(text)) == text


def test_text_without_the_anchor_and_with_spaces() -> None:
    assert str(PassManager(" cse , tt-mark{ depth=3 } ")) == "builtin.module(cse,tt-mark{depth=3})"
    assert str(PassManager("")) == "builtin.module()"


def test_nesting_is_kept_around_each_pass() -> None:
    manager = PassManager("builtin.module(func.func(cse,canonicalize{max-iterations=3}))")
    assert str(manager) == "builtin.module(func.func(cse),func.func(canonicalize{max-iterations=3}))"
    assert manager.passes == ("cse", "canonicalize")


def test_options_may_contain_pipelines() -> None:
    (element,) = parse_pipeline("composite-fixed-point-pass{name=x pipeline=any(cse,canonicalize)}")
    assert (element.name, element.options) == ("composite-fixed-point-pass", "name=x pipeline=any(cse,canonicalize)")


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("cse,,cse", PipelineError, "expected a pass name, got ''"),
        ("cse{a=1", PipelineError, "missing '}'"),
        ("cse)", PipelineError, r"unbalanced '\)'"),
        ("cse x", PipelineError, "expected ',' or options in braces after 'cse', got 'x'"),
        ("no-such-pass", UnknownPass, "unknown pass 'no-such-pass'"),
        ("tt-mrk", UnknownPass, "unknown pass 'tt-mrk'; did you mean 'tt-mark'?"),
        ("canonicalise", UnknownPass, "did you mean 'canonicalize'?"),
        ("tt-mark{dept=1}", PipelineError, "tt-mark has no option 'dept'; did you mean 'depth'?"),
        ("canonicalize{nothing=1}", PipelineError, "pass 'canonicalize': "),
        ("func.func(tt-mark)", PipelineError, "pass 'tt-mark' runs on builtin.module, not nested in func.func"),
    ],
)
def test_text_errors(text: str, error: type, message: str) -> None:
    with pytest.raises(error, match=message.replace("?", r"\?")):
        PassManager(text)


_PIECES = st.sampled_from(["builtin.module(", "func.func(", "cse", "tt-mark", *"){},='[] ", "depth", "7", "é"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_PIECES, max_size=12).map("".join))
def test_any_text_is_a_pipeline_or_a_pipeline_error(text: str) -> None:
    try:
        manager = PassManager(text)
    except PipelineError as failure:
        assert str(failure)
    else:
        assert str(PassManager(str(manager))) == str(manager)


# Registry


@pytest.mark.parametrize("name", ["tt-mark", "mark", "Mark", "MarkTT"])
def test_every_name_finds_the_pass(name: str) -> None:
    assert registry.find(name).name == "tt-mark"
    assert PassManager(name).passes == ("tt-mark",)


def test_passes_are_attributes_of_the_package() -> None:
    import tilelang_tt.passes as passes

    assert passes.MarkTT is registry.find("tt-mark")
    assert "MarkTT" in dir(passes)
    with pytest.raises(AttributeError, match="no attribute 'Marc'"):
        _ = passes.Marc


def test_unknown_names_suggest() -> None:
    with pytest.raises(registry.UnknownName, match=r"unknown pass 'Marks'; did you mean 'Mark'\?"):
        registry.find("Marks")
    with pytest.raises(registry.UnknownName, match=r"unknown pipeline 'twise'; did you mean 'twice'\?"):
        registry.pipeline("twise")
    assert registry.pipeline("twice").startswith("cse,")


def test_summary_is_the_first_line_of_the_docstring() -> None:
    assert registry.find("tt-mark").summary() == "set an attribute on every function"


# Execution


def test_mixed_pipelines_run_in_order(module: ir.Module) -> None:
    order: list[str] = []

    class Log(Instrumentation):
        def before(self, name: str, module: ir.Module) -> None:
            order.append(f"<{name}")

        def after(self, name: str, module: ir.Module) -> None:
            order.append(f"{name}>")

    manager = PassManager("tt-mark{depth=5},func.func(cse),tt-mark{label=late}", instrumentation=[Log()])
    assert manager.run(module) is module
    assert order == ["<tt-mark", "tt-mark>", "<cse", "cse>", "<tt-mark", "tt-mark>"]
    text = to_text(module)
    assert "tt.seen = 5 : i64" in text and "tt.late = 2 : i64" in text and text.count("arith.addi") == 1


def test_a_pass_runs_alone(module: ir.Module) -> None:
    assert toy("Mark", depth=9)(module) is module
    assert "tt.seen = 9 : i64" in to_text(module)


def test_options_are_checked_in_python_too() -> None:
    with pytest.raises(ValueError, match="option 'depth' of Mark: 'deep' is not an int"):
        toy("Mark", depth="deep")
    with pytest.raises(ValueError, match="option 'mode' of Mark: 'some' is not one of all, public"):
        toy("Mark", mode="some")
    assert toy("Mark", sizes=[1, 2]).sizes == (1, 2)


def test_passes_and_text_mix_in_a_list(module: ir.Module) -> None:
    manager = PassManager([toy("Mark", depth=4), "cse"]).add("canonicalize")
    assert str(manager) == "builtin.module(tt-mark{depth=4},cse,canonicalize)"
    manager.run(module)


def test_two_runs_give_equal_text(ctx: ir.Context) -> None:
    texts = {to_text(PassManager("tt-mark,cse").run(parse_module(TEXT, "a.mlir", ctx))) for _ in range(2)}
    assert len(texts) == 1


# Failures


def test_all_errors_of_a_pass_are_raised_together(ctx: ir.Context) -> None:
    module = parse_module("func.func @f() { return }\nfunc.func @g() { return }", "a.mlir", ctx)
    with pytest.raises(CompileError) as caught:
        toy("Complain")(module)
    assert [(d.message, d.where) for d in caught.value.diagnostics] == [
        ("about f", ("a.mlir", 1, 1)),
        ("about g", ("a.mlir", 2, 1)),
    ]
    assert "a.mlir:1:1: error: about f" in str(caught.value) and "help: rename it" in str(caught.value)


def test_a_raised_error_is_reported_once(module: ir.Module) -> None:
    with Diagnostics(module.context) as diag, pytest.raises(CompileError, match="cannot do f"):
        PassManager("tt-complain{how=raise},tt-mark").run(module, diag)
    assert [d.message for d in diag.collected] == ["cannot do f"]
    assert "tt.seen" not in to_text(module)


def test_a_collector_that_is_not_attached_gets_everything(module: ir.Module) -> None:
    diag = Diagnostics(module.context)
    PassManager("tt-complain{how=remark}").run(module, diag)
    with pytest.raises(CompileError):
        PassManager("tt-complain{how=mlir}").run(module, diag)
    assert [d.message for d in diag.collected] == ["about f", "@ identifier expected to start with letter or '_'"]


def test_warnings_without_a_collector_are_python_warnings(module: ir.Module) -> None:
    with pytest.warns(CompileWarning, match="a.mlir:1:1: warning: about f"):
        toy("Complain", how="warning")(module)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        PassManager("tt-complain{how=warning}").run(module, Diagnostics(module.context))


def test_a_bug_is_an_internal_error_that_names_the_pass(module: ir.Module) -> None:
    with pytest.raises(InternalError, match="internal error in pass 'tt-complain': KeyError: 'lost'") as caught:
        toy("Complain", how="bug")(module)
    assert isinstance(caught.value.__cause__, KeyError)


def test_a_bug_keeps_its_traceback_when_debugging(module: ir.Module, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TILELANG_TT_DEBUG", "1")
    with pytest.raises(KeyError, match="lost"):
        toy("Complain", how="bug")(module)


def test_broken_ir_is_an_internal_error(module: ir.Module) -> None:
    with pytest.raises(InternalError, match="the IR does not verify after pass 'tt-complain'") as caught:
        toy("Complain", how="break")(module)
    assert len(caught.value.diagnostics) == 2
    broken = parse_module(TEXT, "a.mlir", module.context)
    PassManager("tt-complain{how=break}", verify_each=False).run(broken)


def test_a_failing_upstream_pass_is_a_compile_error(module: ir.Module) -> None:
    with pytest.raises(CompileError, match="^error: pass 'arith-emulate-wide-int' failed"):
        PassManager("arith-emulate-wide-int{widest-int-supported=3}").run(module)


def test_forms_are_checked_on_both_sides(module: ir.Module) -> None:
    PassManager("tt-shaped").run(module)
    with pytest.raises(CompileError, match="the module is marked already"):
        PassManager("tt-shaped").run(module)
    fresh = parse_module(TEXT, "a.mlir", module.context)
    with pytest.raises(CompileError, match="the module is not marked"):
        PassManager("tt-shaped{fulfil=false}").run(fresh)


# Instrumentation


def dumps(module: ir.Module, pipeline: str, **options: Any) -> list[str]:
    stream = io.StringIO()
    try:
        PassManager(pipeline, instrumentation=[IRPrinter(stream, **options)]).run(module)
    except CompileError:
        pass
    return [line[11:-11] for line in stream.getvalue().splitlines() if line.startswith("// -----//")]


def test_dumps(module: ir.Module) -> None:
    every = {"print_before": always, "print_after": always}
    assert dumps(module, "tt-mark,cse", **every) == [
        f"IR Dump {when} {name}" for name in ("tt-mark", "cse") for when in ("Before", "After")
    ]


def test_dumps_on_change_only(module: ir.Module) -> None:
    assert dumps(module, "cse,cse,tt-mark,tt-mark", change=True) == ["IR Dump After cse", "IR Dump After tt-mark"]


def test_dumps_on_failure(module: ir.Module) -> None:
    assert dumps(module, "cse,tt-complain", failure=True) == ["IR Dump After tt-complain Failed"]


def test_timing(module: ir.Module) -> None:
    ticks = iter([0.0, 1.0, 5.0, 8.0])
    timing = Timing(clock=lambda: next(ticks))
    PassManager("tt-mark,cse", instrumentation=[timing]).run(module)
    assert timing.laps == [("tt-mark", 1.0), ("cse", 3.0)]
    report = timing.report()
    assert "3.0000 ( 75.0%)  cse" in report and "4.0000 (100.0%)  Total" in report
