"""How many bits the compute thread's registers need: what a 16-bit DST would round, and what may be unpacked to DST in full."""

from __future__ import annotations

from typing import Any

from tilelang_tt.mlir import ir, walk_collect
from tilelang_tt.passes.dst_plan import plan_section
from tilelang_tt.passes.rebuild import defining
from tilelang_tt.passes.storage import cb_format

NARROW = frozenset({"Float16", "Float16_b", "Bfp8_b", "Bfp4_b"})
"""Formats of which a 16-bit DST keeps every bit."""


def needs_fp32_dst(function: Any) -> bool:
    """Whether DST must hold 32 bits: 32-bit data, sums of products, or more than one rounding per result.

    A 16-bit DST rounds after every pass of the matrix unit and cuts what the vector unit stores, so it is only used
    where a result is a copy, a transpose, or one addition of 16-bit operands.
    """
    for op in walk_collect(function, ("tt.cb.fold", "tt.cb.matmul", "tt.cb.map", "tt.cb.reduce", "tt.cb.alloc")):
        if op.operation.name in ("tt.cb.fold", "tt.cb.matmul", "tt.cb.reduce"):
            return True
        if op.operation.name == "tt.cb.alloc":
            if cb_format(op).name not in NARROW and any(True for _ in op.result.uses):
                return True
            continue
        steps = plan_section(op.body.blocks[0]).steps
        exact = [
            s
            for s in steps
            if s.kind == "copy" or (s.kind == "fpu" and s.fn is not None and s.fn.name in ("add", "sub"))
        ]
        if len(steps) != 1 or len(exact) != 1:
            return True
    return False


def unpack_to_dest(function: Any) -> list[int]:
    """The fp32 circular buffers that are only copied, so that they can go to DST with all their bits."""
    copied: dict[Any, int] = {}
    other: set[Any] = set()
    for op in walk_collect(function, ("tt.cb.fold", "tt.cb.matmul", "tt.cb.map", "tt.cb.reduce", "tt.cb.transpose")):
        if op.operation.name == "tt.cb.matmul":
            other.update((op.a, op.b))
        elif op.operation.name == "tt.cb.reduce":
            other.update((op.source, op.ones))
        elif op.operation.name in ("tt.cb.fold", "tt.cb.transpose"):
            copied[op.source] = ir.IntegerAttr(defining(op.source).operation.attributes["id"]).value
        else:
            sources = [at.source for at in op.inputs]
            for step in plan_section(op.body.blocks[0]).steps:
                for leaf in step.leaves:
                    if step.kind in ("copy", "iota"):
                        copied[sources[leaf]] = ir.IntegerAttr(defining(sources[leaf]).operation.attributes["id"]).value
                    else:
                        other.add(sources[leaf])
    return sorted(i for value, i in copied.items() if value not in other and cb_format(value).name == "Float32")
