"""docs/walkthrough.md shows what the compiler prints. `python test/docs/test_walkthrough.py` writes its excerpts anew."""

from __future__ import annotations

import functools
import io
import re
import tempfile
from pathlib import Path

import tilelang_tt as tt
from tilelang_tt.tools.tt_run import main as tt_run

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "walkthrough.md"
KERNEL = ROOT / "test" / "frontend" / "data" / "matmul.json"  # examples/gemm.py with M = N = 256, K = 128

# <!-- excerpt SOURCE: FIRST LINE [LINES | after "TEXT"] -->, then a fenced block that is replaced.
_EXCERPT = re.compile(
    r'(<!-- excerpt (?P<source>[\w./-]+)(?:: (?P<first>.*?))?(?: \[(?:(?P<lines>\d+)|after "(?P<after>[^"]*)")\])? -->\n'
    r"```\w+\n)(?P<body>.*?)(?P<end>^```$)",
    re.MULTILINE | re.DOTALL,
)


@functools.cache
def source_text(name: str) -> str:
    kernel = tt.compile(KERNEL)
    if name in kernel.artifacts:
        return kernel.artifacts[name]
    if name == "tt-run":
        with tempfile.TemporaryDirectory() as directory:
            out, err = io.StringIO(), io.StringIO()
            assert tt_run([str(kernel.save(directory))], io.StringIO(), out, err) == 0, err.getvalue()
            return out.getvalue().replace(directory, "build/gemm")
    return kernel.ir(name) if name in kernel.stages else (ROOT / name).read_text("utf-8")


def excerpt(text: str, first: str | None, count: str | None, after: str | None) -> str:
    """The lines from the one that contains `first`, to the end of what it opens or `count` of them, without indentation."""
    lines = text.splitlines()
    if first is None:
        return text.strip("\n") + "\n"
    base = next(i for i, line in enumerate(lines) if after in line) if after else 0
    start = next(i for i in range(base, len(lines)) if first in lines[i])
    indent = len(lines[start]) - len(lines[start].lstrip())
    end = start + 1
    while end < len(lines) and (not lines[end].strip() or lines[end][indent : indent + 1] in (" ", "^")):
        end += 1
    if end < len(lines) and lines[end].strip()[0] in "})":
        end += 1
    chosen = [shortened(line[indent:].rstrip()) for line in lines[start:end]]
    if count and int(count) < len(chosen):
        chosen = [*chosen[: int(count)], "  ..."]
    return "\n".join(chosen).strip("\n") + "\n"


def shortened(line: str) -> str:
    """A long line without the types of an operation's operands and results."""
    head, colon, types = line.rpartition(" : (")
    return f"{head} : ..." if colon and len(line) > 110 and "->" in types else line


def refreshed(page: str) -> str:
    def replace(match: re.Match[str]) -> str:
        text = source_text(match["source"])
        return match[1] + excerpt(text, match["first"], match["lines"], match["after"]) + match["end"]

    return _EXCERPT.sub(replace, page)


def test_excerpts_are_what_the_compiler_prints() -> None:
    page = PAGE.read_text("utf-8")
    assert len(_EXCERPT.findall(page)) == page.count("<!-- excerpt") > 8
    assert refreshed(page) == page, f"run python {Path(__file__).relative_to(ROOT)}"


def test_excerpt_ends_with_what_its_line_opens() -> None:
    text = "a\n  for {\n    x\n  } end\n  y\n"
    assert excerpt(text, "for", None, None) == "for {\n  x\n} end\n"
    assert excerpt(text, "for", "1", None) == "for {\n  ...\n"
    assert excerpt(text + text, "y", None, "y") == "y\n"


if __name__ == "__main__":
    PAGE.write_text(refreshed(PAGE.read_text("utf-8")), "utf-8")
