"""What a pass refuses is refused by name, at the user's line."""

from __future__ import annotations

import inspect
import re

import pytest

pytest.importorskip("tilelang")

import pass_refusals  # noqa: E402

import tilelang_tt as tt  # noqa: E402
from tilelang_tt.diagnostics import InternalError  # noqa: E402

HELPERS = ("elementwise", "product")
KERNELS = [
    name
    for name, function in vars(pass_refusals).items()
    if inspect.isfunction(function) and function.__module__ == pass_refusals.__name__ and name not in HELPERS
]


def expected(name: str) -> tuple[int, str]:
    """Line and text of what a kernel is refused for."""
    lines, start = inspect.getsourcelines(getattr(pass_refusals, name))
    by = re.search(r"# refused by (.*)", "".join(lines))
    if by:
        lines, start = inspect.getsourcelines(pass_refusals.product)
    (number,) = [n for n, line in enumerate(lines) if "# refused: " in line]
    return start + number, by[1] if by else lines[number].split("# refused: ")[1].strip()


@pytest.mark.parametrize("name", KERNELS)
def test_refused(name: str) -> None:
    line, text = expected(name)
    with pytest.raises(tt.CompileError) as caught:
        tt.compile(getattr(pass_refusals, name)(), formats=pass_refusals.FORMATS.get(name))
    assert not isinstance(caught.value, InternalError), str(caught.value)
    (diagnostic,) = caught.value.diagnostics
    assert text in diagnostic.message
    assert diagnostic.where is not None and diagnostic.where.file.endswith("pass_refusals.py")
    assert diagnostic.where.line == line
