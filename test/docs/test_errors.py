"""docs/errors.md: the catalogue finds every message, and every message has a test that provokes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tilelang_tt.tools.messages import HOLE, Message, messages, of_cpp, of_python, shown
from tilelang_tt.tools.provoked import common, provoked, score

WAITING = Path(__file__).with_name("not_provoked.txt")


def test_every_message_is_provoked_by_a_test() -> None:
    """A message without a test fails this one, and so does one in not_provoked.txt that has one by now."""
    found = messages()
    tests = provoked(found)
    missing = sorted({f"{m.source}: {m.code or shown(m.shape)}" for m in found if m not in tests})
    waiting = WAITING.read_text("utf-8").splitlines() if WAITING.exists() else []
    assert [m for m in missing if m not in waiting] == [], "write a negative test"
    assert [m for m in waiting if m not in missing] == [], f"take it out of {WAITING.name}"


PYTHON = """
RUN = "run tt-x first"

def f(op, diag, state, n):
    if n:
        raise CompileError.at(op, f"{n} blocks of '{op.name}'", help=RUN)
    raise state.error("two " + ("rows" if n else "columns"), f"use {', '.join(op.known)}")
    diag.remark(op, "kept")
    rule(lambda op: True, lambda op: f"has {op.extent} elements")
    Refusal("T.x", "is not here", "use T.y")
"""


def test_python_is_read() -> None:
    found = list(of_python(PYTHON, "dialects/x.py"))
    assert [(m.severity, shown(m.shape), shown(m.help)) for m in found] == [
        ("error", "<n> blocks of '<name>'", "run tt-x first"),
        ("error", "two rows", "use <known>"),
        ("error", "two columns", "use <known>"),
        ("remark", "kept", ""),
        ("error", "has <extent> elements", ""),
        ("error", "T.x<detail> is not here", "use T.y"),
    ]


CPP = """
report("CB_SIZE", at, format("f(%u)", n), format("%u pages, \\"%s\\" has %llu", n, name, m), n ? "wait" : "push");
report_host("NO_FILE", "open", "there is no " + file + ", or less", "give a path");
"""


def test_cpp_is_read() -> None:
    found = [(m.code, shown(m.shape), m.help) for m in of_cpp(CPP, "x.cpp")]
    assert found == [
        ("CB_SIZE", '<value> pages, "<value>" has <value>', "wait / push"),
        ("NO_FILE", "there is no <value>, or less", "give a path"),
    ]


def message(shape: str) -> Message:
    return Message("error", shape.replace("<", HOLE).replace(">", HOLE), "", "x.py")


@pytest.mark.parametrize(
    ("text", "shape", "whole", "points"),
    [
        ("block 3 is", "the block <n> is not there", True, 9),
        ("the row is", "the block is not there", True, 0),
        ("error: block 3 is gone", "the block <n> is not there", False, 11),
        ("", "the block", True, 0),
    ],
)
def test_common_text(text: str, shape: str, whole: bool, points: int) -> None:
    assert common(text, message(shape).shape, whole) == points


def test_what_shows_a_message() -> None:
    one = message("'<name>' is read before anything is written to it")
    assert score("is read before anything", one) == 23
    assert score("is read", one) == 0  # too little to tell it from others
    assert score("x.py:3: error: 'A' is read before anything is written to it", one) > 40
    assert score("x.py:3: error: 'A' is read before noon", one) == 0


def test_the_message_with_most_in_common_is_provoked(tmp_path: Path) -> None:
    near, far = message("T.copy of <name> is not supported"), message("T.gemm of <name> is not supported")
    (tmp_path / "test").mkdir()
    (tmp_path / "test" / "test_it.py").write_text("def test_it():\n    assert 'T.gemm of C is not supported'\n")
    assert provoked([near, far], tmp_path) == {far: "test/test_it.py:test_it"}
    (tmp_path / "test" / "a.mlir").write_text("// expected-error @below {{T.copy of {{.*}} is not supported}}\n")
    assert provoked([near, far], tmp_path)[near] == "test/a.mlir"
