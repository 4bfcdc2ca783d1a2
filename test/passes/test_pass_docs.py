"""The before/after IR in the docstrings of passes is executed."""

import re
import sys

import pytest

from tilelang_tt.mlir import func, ir, make_context, parse_module, to_text, walk_collect
from tilelang_tt.passes import registry
from tilelang_tt.passes.manager import PassManager

NAMES = (
    "tt-canonicalize-grid",
    "tt-infer-layout",
    "tt-propagate-layout",
    "tt-infer-schedule",
    "tt-grid-to-persistent",
    "tt-tiles-to-core-map",
    "tt-shard-to-core-map",
)
_EXAMPLE = re.compile(r"\n((?:    .*\n|\n)+?)  ->(.*)\n((?:    .*\n|\n)+)")


def without_attributes(text: str, context: ir.Context) -> str:
    """The IR with SSA numbers for names and no `tt` attributes on functions."""
    module = parse_module(text, context=context)
    for fn in walk_collect(module, func.FuncOp):
        for name in [getattr(a, "name", a) for a in fn.attributes]:
            if name.startswith("tt."):
                del fn.attributes[name]
    return to_text(module, names=False)


@pytest.mark.parametrize("name", NAMES)
def test_example(name):
    cls = registry.find(name)
    match = _EXAMPLE.search(sys.modules[cls.__module__].__doc__)
    assert match, f"{name} has no example"
    before, pipeline, after = match[1], match[2].strip() or name, match[3]
    context = make_context()
    with context:
        module = parse_module(before, context=context)
        PassManager(pipeline).run(module)
        expected = parse_module(after, context=context)
        for have, want in zip(walk_collect(module, func.FuncOp), walk_collect(expected, func.FuncOp), strict=True):
            for key in (getattr(a, "name", a) for a in want.attributes):
                assert have.attributes[key] == want.attributes[key], key
        assert without_attributes(to_text(module, debuginfo=True), context) == without_attributes(after, context)
