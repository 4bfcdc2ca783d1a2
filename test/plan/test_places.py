"""Problems of a plan point at the line of tt.plan.json that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.plan import read_plan_file
from tilelang_tt.plan.places import place

TEXT = """{
  "cbs": [
    {"id": 0, "depth": 2},
    {"id": 1, "depth": {"a": [1, 2]}}
  ],
  "work_partition": {
    "(0,0)": [{"io": 0}],
    "a\\"b": 3
  }
}
"""


@pytest.mark.parametrize(
    ("path", "line", "start"),
    [
        ("plan", 1, "{"),
        ("plan: key 'x' is given twice", 1, "{"),
        ("plan.cbs", 2, '"cbs"'),
        ("plan.cbs[1]", 4, '{"id"'),
        ("plan.cbs[1].depth: 3 is too much", 4, '"depth"'),
        ("plan.cbs[1].depth.a[1]", 4, "2]"),
        ("plan.cbs[7].depth", 2, '"cbs"'),
        ("plan.cbs[0].missing: missing", 3, '{"id"'),
        ('plan.work_partition["(0,0)"][0].io', 7, '"io"'),
        ("plan.work_partition[0]", 6, '"work_partition"'),
        ("plan.nothing.here", 1, "{"),
    ],
)
def test_place(path: str, line: int, start: str) -> None:
    found, column = place(TEXT, path)
    assert found == line
    assert TEXT.splitlines()[found - 1][column - 1 :].startswith(start)


def test_a_file_that_is_wrong(tmp_path: Path) -> None:
    file = tmp_path / "tt.plan.json"
    file.write_text('{\n  "schema_version": 1,\n  "kernel": 3\n}\n')
    with pytest.raises(CompileError) as failure:
        read_plan_file(file)
    assert str(failure.value) == f"{file}:1:1: error: plan.device: missing\n{{\n^"


def test_a_file_that_is_no_json(tmp_path: Path) -> None:
    file = tmp_path / "tt.plan.json"
    file.write_text('{\n  "kernel" 3\n}\n')
    with pytest.raises(CompileError) as failure:
        read_plan_file(file)
    text = f"{file}:2:12: error: not JSON: Expecting ':' delimiter"
    assert str(failure.value) == f'{text}\n  "kernel" 3\n           ^'
