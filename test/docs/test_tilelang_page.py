"""docs/tilelang.md: the Python in it runs, and so does the program it names."""

from __future__ import annotations

import linecache
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import tilelang_tt as tt

pytest.importorskip("tilelang")
ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "tilelang.md").read_text("utf-8")
PYTHON = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture(autouse=True)
def _uninstalled() -> Iterator[None]:
    yield
    tt.uninstall()


@pytest.mark.parametrize("number", range(len(PYTHON)))
def test_python_runs(number: int) -> None:
    code, name = PYTHON[number], f"tilelang-page-{number}.py"
    # TileLang reads the source of a kernel.
    linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
    exec(compile(code, name, "exec"), {"__name__": name})


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TILELANG")}
    command = [sys.executable, "-m", "tilelang_tt", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)


def test_the_program_runs_as_it_is() -> None:
    source = ROOT / "examples" / "programs" / "matmul_relu.py"
    assert "import tilelang_tt" not in source.read_text("utf-8")
    assert f"python -m tilelang_tt {source.relative_to(ROOT)}" in PAGE
    result = run("--target", "blackhole", str(source), "--m", "100")
    assert result.returncode == 0, result.stderr
    assert re.fullmatch(r"the kernel and torch agree\nlatency: 0\.\d{4} ms\n", result.stdout)
