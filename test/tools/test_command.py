"""What the tools share: messages, defects, and a reader that goes away."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.tools.command import guarded
from tilelang_tt.tools.flags import UsageError

MATMUL = Path(__file__).resolve().parents[1] / "frontend" / "data" / "matmul.json"


def outcome(error: Exception, errors: tuple[type[Exception], ...] = ()) -> tuple[int, str]:
    def body() -> int:
        raise error

    stderr = io.StringIO()
    return guarded("tool", stderr, body, errors), stderr.getvalue()


def test_the_code_of_the_body_is_kept() -> None:
    assert guarded("tool", io.StringIO(), lambda: 7) == 7


def test_each_error_is_one_message() -> None:
    assert outcome(UsageError("no")) == (1, "tool: error: no\n")
    assert outcome(CompileError.at(None, "bad", help="good")) == (1, "error: bad\nhelp: good\n")
    assert outcome(FileNotFoundError(2, "No such file", "x")) == (1, "tool: error: cannot open 'x': No such file\n")
    assert outcome(KeyError("k"), (KeyError,)) == (1, "tool: error: 'k'\n")


def test_defects_are_called_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TILELANG_TT_DEBUG", raising=False)
    code, text = outcome(IndexError("oops"))
    assert code == 1 and text.startswith("tool: internal error: IndexError: oops\n") and "TILELANG_TT_DEBUG=1" in text
    monkeypatch.setenv("TILELANG_TT_DEBUG", "1")
    with pytest.raises(IndexError, match="oops"):
        outcome(IndexError("oops"))


def test_a_reader_that_goes_away_is_no_error() -> None:
    command = [sys.executable, "-m", "tilelang_tt.tools.tt_translate", "--import-tir-json", str(MATMUL)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait() == 1
