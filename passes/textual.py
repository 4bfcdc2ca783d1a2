"""The textual form of pass pipelines: `builtin.module(tt-infer-layout,func.func(cse),tt-tile-pad{fill=zero})`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tilelang_tt.passes.options import OptionError, split_top_level

ROOT = "builtin.module"
_ELEMENT = re.compile(r"\s*([A-Za-z_][\w.$-]*)\s*(.*)", re.DOTALL)


class PipelineError(ValueError):
    """Pipeline text that does not parse, or names or options that do not exist."""


@dataclass(frozen=True)
class Element:
    """A pass with the text of its options, or an anchor operation with the elements nested in it."""

    name: str
    options: str = ""
    children: tuple[Element, ...] | None = None

    def __str__(self) -> str:
        if self.children is not None:
            return f"{self.name}({','.join(str(child) for child in self.children)})"
        return f"{self.name}{{{self.options}}}" if self.options else self.name


def parse_pipeline(text: str) -> tuple[Element, ...]:
    """The elements to run on the module; an enclosing `builtin.module(...)` is optional. Raises PipelineError."""
    try:
        elements = tuple(_elements(text))
    except OptionError as failure:
        raise PipelineError(f"pass pipeline: {failure}") from None
    if len(elements) == 1 and elements[0].name in (ROOT, "any") and elements[0].children is not None:
        return elements[0].children
    return elements


def _elements(text: str) -> Iterator[Element]:
    if not text.strip():
        return
    for part in split_top_level(text, ","):
        match = _ELEMENT.fullmatch(part)
        if not match:
            raise PipelineError(f"pass pipeline: expected a pass name, got '{part.strip()}' in '{text.strip()}'")
        name, rest = match[1], match[2].strip()
        if rest.startswith("(") and rest.endswith(")"):
            yield Element(name, children=tuple(_elements(rest[1:-1])))
        elif rest.startswith("{") and rest.endswith("}"):
            yield Element(name, rest[1:-1].strip())
        elif rest:
            raise PipelineError(f"pass pipeline: expected ',' or options in braces after '{name}', got '{rest}'")
        else:
            yield Element(name)
