"""The Python of the guides runs, and prints what stands behind it."""

from __future__ import annotations

import contextlib
import io
import linecache
import re
import sys
import types
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("authoring.md", "tir-primer.md")
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", PAGES)
def test_code_prints_what_the_page_says(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("tilelang")
    monkeypatch.chdir(ROOT)
    blocks = _BLOCK.findall((ROOT / "docs" / page).read_text("utf-8"))
    module = types.ModuleType(page.replace(".", "_"))
    monkeypatch.setitem(sys.modules, module.__name__, module)
    names: dict[str, Any] = module.__dict__
    compared = 0
    for number, (language, code) in enumerate(blocks):
        if language != "python":
            continue
        # TileLang reads the source of a kernel.
        file = f"{page}-{number}.py"
        linecache.cache[file] = (len(code), None, code.splitlines(keepends=True), file)
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(code, file, "exec"), names)
        if number + 1 < len(blocks) and blocks[number + 1][0] in ("text", "mlir"):
            assert _plain(out.getvalue()) == _plain(blocks[number + 1][1])
            compared += 1
    assert compared


def _plain(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines() if line.strip()]
