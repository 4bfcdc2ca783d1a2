"""docs/requirements.md has every requirement, and the tests it names exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "requirements.md").read_text("utf-8")
ROWS = dict(re.findall(r"^\| ([A-G]\d) \| .* \| (.*) \|$", PAGE, re.MULTILINE))
COUNTS = {"A": 7, "B": 4, "C": 5, "D": 7, "E": 6, "F": 8, "G": 3}


def test_every_requirement_has_a_line() -> None:
    assert list(ROWS) == [f"{letter}{n}" for letter, count in COUNTS.items() for n in range(1, count + 1)]


def test_the_tests_exist() -> None:
    missing = []
    for number, shown in ROWS.items():
        named = re.findall(r"`([^`]+)`", shown)
        assert named, f"{number} has no test"
        file = ""
        for name in named:
            path, _, function = name.partition("::")
            file = path or file  # `::test_x` is in the file before it
            if not (ROOT / "test" / file).exists() or (function and function not in _tests(file)):
                missing.append(f"{number}: {name}")
    assert missing == []


def _tests(file: str) -> set[str]:
    tree = ast.parse((ROOT / "test" / file).read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
