"""docs/dialect.md, docs/passes.md and docs/plan.md say what the code says."""

import io
from pathlib import Path

import pytest

from tilelang_tt.dialects.base import TT
from tilelang_tt.dialects.tile import FUNCTION_OPS
from tilelang_tt.passes import registry
from tilelang_tt.tools.gen_docs import PAGES, main, markdown

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_up_to_date(name):
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name](), "run make docs"


def test_every_operation_and_pass_has_its_place():
    dialect, passes = PAGES["dialect.md"](), PAGES["passes.md"]()
    functions = set(FUNCTION_OPS.values())
    for op in TT.operations:
        name = op.fn.name if op in functions else op.OPERATION_NAME
        assert f"`{name}`" in dialect, op.OPERATION_NAME
    assert [row.name for row in registry.PASSES if f"## `{row.name}`\n" not in passes] == []


def test_check_names_the_stale_page(tmp_path):
    err = io.StringIO()
    assert main([str(tmp_path)], err) == 0
    assert main([str(tmp_path), "--check"], err) == 0
    (tmp_path / "passes.md").write_text("old", encoding="utf-8")
    assert main([str(tmp_path), "--check"], err) == 1
    assert err.getvalue() == f"{tmp_path / 'passes.md'} is not up to date: run make docs\n"
    assert main([], err) == 2


def test_code_of_docstrings_is_fenced():
    text = "Does a thing.\n\n    %a = x\n\n    %b = y\n  ->\n    %c = z\n\nTakes tile form."
    assert markdown(text) == (
        "Does a thing.\n\n```mlir\n%a = x\n\n%b = y\n```\n\nbecomes\n\n```mlir\n%c = z\n```\n\nTakes tile form."
    )
