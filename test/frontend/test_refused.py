"""Every construct that cannot be represented exactly is refused by name, at the user's line, with a remedy."""

import re
from pathlib import Path

import pytest

from tilelang_tt.diagnostics import CompileError, InternalError
from tilelang_tt.frontend import import_tir
from tilelang_tt.mlir import make_context

HERE = Path(__file__).parent
SOURCE = (HERE / "refused_kernels.py").read_text(encoding="utf-8").splitlines()
NAMES = [line[4:].partition("(")[0] for line in SOURCE if line.startswith("def ")]


def expected(name: str) -> tuple[int, str]:
    """Line and text of the `refused:` comment in function `name`."""
    start = SOURCE.index(f"def {name}():")
    for number, line in enumerate(SOURCE[start:], start + 1):
        found = re.search(r"# refused: (.*)", line)
        if found:
            return number, found[1]
    raise AssertionError(f"{name} has no 'refused:' comment")


def test_every_kernel_is_stored() -> None:
    assert sorted(path.stem for path in (HERE / "data" / "refused").glob("*.json")) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_refused(name: str) -> None:
    line, text = expected(name)
    with pytest.raises(CompileError) as caught:
        import_tir(HERE / "data" / "refused" / f"{name}.json", make_context())
    assert not isinstance(caught.value, InternalError)
    (diagnostic,) = caught.value.diagnostics
    assert text in diagnostic.message
    assert (diagnostic.where.file, diagnostic.where.line) == ("test/frontend/refused_kernels.py", line)
    assert diagnostic.where.col > 1
    assert diagnostic.help
