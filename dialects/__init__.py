"""The `tt` dialect: groups `tt.core`, `tt.cb` and `tt.tile`. `load()` makes it known to a context."""

import sys

from tilelang_tt.dialects import attributes, block, cb, core, dst, groups, tile, types
from tilelang_tt.dialects.base import TT
from tilelang_tt.mlir import ROOT, ir

__all__ = ["TT", "attributes", "block", "cb", "core", "dst", "groups", "load", "tile", "types"]

# The bindings import `<root>.dialects.tt` whenever they meet an operation, attribute or type of `tt`, and look for it
# again each time as long as there is none: a large part of the time of every pass. This package is what they look for.
sys.modules.setdefault(f"{ROOT}.dialects.tt", sys.modules[__name__])


def load(context: ir.Context) -> None:
    """Loads the `tt` dialect into `context`; does nothing when it is already there."""
    with context:
        TT.load()
