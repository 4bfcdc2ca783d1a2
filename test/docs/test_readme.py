"""The Python in README.md runs, its commands are what the tools know, and links between pages lead somewhere."""

from __future__ import annotations

import linecache
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tilelang_tt.tools import tt_compile, tt_run
from tilelang_tt.tools.flags import parse

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
README = PAGES[0].read_text("utf-8")
PYTHON = re.findall(r"^```python\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("number", range(len(PYTHON)))
def test_python_runs(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    code = PYTHON[number]
    if "tilelang.language" in code:
        pytest.importorskip("tilelang")
    monkeypatch.chdir(ROOT)
    # TileLang reads the source of a kernel.
    name = f"README-{number}.py"
    linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
    exec(compile(code, name, "exec"), {"__name__": name})


def test_commands_parse() -> None:
    commands = [shlex.split(line) for line in re.findall(r"^tt-(?:compile|run) .*$", README, re.MULTILINE)]
    assert len(commands) >= 3
    for tool, *argv in commands:
        parse(argv, {"tt-compile": tt_compile, "tt-run": tt_run}[tool].FLAGS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        path, _, anchor = target.partition("#")
        if re.match(r"https?:", target):
            continue
        linked = (page.parent / path).resolve() if path else page
        assert linked.exists(), f"{page.name}: {target}"
        if anchor and linked.suffix == ".md":
            headings = re.findall(r"^#+ (.*)$", linked.read_text("utf-8"), re.MULTILINE)
            slugs = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
            assert anchor in slugs, f"{page.name}: {target}"


def test_output_of_the_demo(run_tool: Callable[..., Any], tmp_path: Path) -> None:
    pytest.importorskip("tilelang")
    shown = re.search(r"^```text\n(matmul: .*?)^```$", README, re.MULTILINE | re.DOTALL)
    assert shown is not None
    result = run_tool(tt_run.main, f"{ROOT}/examples/gemm.py:matmul", "--target", "wormhole", "-o", str(tmp_path))
    assert result.out.replace(str(tmp_path), "build/demo") == shown[1]
