"""Passes over the `tt` dialect: one file per pass, found by name on first use.

`tilelang_tt.passes.GridToPersistentTT` resolves any name in `registry.PASSES` to the pass's class.
"""

from typing import Any

from tilelang_tt.passes import registry


def __getattr__(name: str) -> Any:
    # Lower-case names are submodules: `tensorize` is the file, `Tensorize` the pass.
    row = registry.entry(name) if name[0].isupper() else None
    if row is None:
        known = [n for r in registry.PASSES for n in r.names if n[0].isupper()]
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}{registry.nearest(name, known)}")
    return row.load()


def __dir__() -> list[str]:
    return sorted({*globals(), *(name for row in registry.PASSES for name in row.names if name.isidentifier())})
