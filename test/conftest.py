"""Fixtures shared by all Python tests."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest


@dataclass(frozen=True)
class ToolResult:
    """What one run of a command-line tool gave."""

    code: int
    out: str
    err: str


@pytest.fixture
def ctx() -> Iterator[Any]:
    """A fresh Context with the tt dialect, entered."""
    from tilelang_tt.mlir import ir, make_context

    with make_context() as context, ir.Location.unknown(context):
        yield context


@pytest.fixture
def run_tool() -> Callable[..., ToolResult]:
    """`run_tool(main, "-flag", "file", stdin="...")` runs a tool's main in this process."""

    def run(main: Callable[..., int], *argv: str, stdin: str = "") -> ToolResult:
        out, err = io.StringIO(), io.StringIO()
        code = main(list(argv), io.StringIO(stdin), out, err)
        return ToolResult(code, out.getvalue(), err.getvalue())

    return run
