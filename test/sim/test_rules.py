"""The table of rules in docs/simulator.md: its findings are those that the simulator gives, and tests provoke each of them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from tilelang_tt.sim import paths
from tilelang_tt.tools.messages import ROOT, messages

CODE = re.compile(r"`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|DEADLOCK)`")

# Of the machine that the simulator runs on, not of programs.
OF_THE_MACHINE = {"CACHE_DIRECTORY", "NO_COMPILER", "KERNEL_LOAD"}


def rules() -> dict[str, str]:
    """Rule -> what the table says about findings."""
    page = (ROOT / "docs/simulator.md").read_text("utf-8")
    section = page.split("## Rules and their findings\n")[1].split("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| ")]
    return {rule: findings for rule, findings in rows[1:]}


CODES = sorted({code for findings in rules().values() for code in CODE.findall(findings)})


@cache
def sources() -> str:
    return "".join(path.read_text("utf-8") for path in sorted(paths.source_dir().rglob("*.cpp")))


@cache
def texts() -> dict[Path, str]:
    return {path: path.read_text("utf-8") for path in (ROOT / "test").rglob("test_*.py") if path != Path(__file__)}


@pytest.mark.parametrize("code", CODES)
def test_a_finding_of_the_table_is_given_and_provoked(code: str) -> None:
    assert f'"{code}"' in sources(), f"the simulator gives no {code}"
    assert any(f'"{code}"' in text for text in texts().values()), f"no test provokes {code}"


def test_the_table_has_all_findings() -> None:
    given = {message.code for message in messages() if message.severity == "finding"}
    assert given - OF_THE_MACHINE <= set(CODES), sorted(given - OF_THE_MACHINE - set(CODES))


def test_a_rule_without_findings_says_why() -> None:
    for rule, findings in rules().items():
        reason = findings.startswith(("not modelled", "not found: "))
        assert reason != findings.startswith("`"), f"{rule}: {findings}"
