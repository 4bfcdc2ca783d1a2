"""The `tt` dialect: groups `tt.core`, `tt.cb` and `tt.tile`. `load()` makes it known to a context."""

from tilelang_tt.dialects import attributes, block, cb, core, dst, tile, types
from tilelang_tt.dialects.base import TT
from tilelang_tt.mlir import ir

__all__ = ["TT", "attributes", "block", "cb", "core", "dst", "load", "tile", "types"]


def load(context: ir.Context) -> None:
    """Loads the `tt` dialect into `context`; does nothing when it is already there."""
    with context:
        TT.load()
