"""TileLang's tile operations to `tt.tile`: copy, fill, gemm, reduce, transpose.

The positions of the arguments are those of tilelang 0.1.15; their number is checked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tilelang_tt.dialects.base import i64_attr, str_array
from tilelang_tt.dialects.tile import REDUCE_KINDS, CopyOp, FillOp, GemmOp, ReduceOp, TransposeOp
from tilelang_tt.frontend import dtypes, reducers, tir
from tilelang_tt.frontend.expressions import Expressions
from tilelang_tt.frontend.regions import Region, arguments, build, region_of
from tilelang_tt.mlir import ir


def _flag(exprs: Expressions, expr: Any, what: str) -> bool:
    if not isinstance(expr, (tir.IntImm, int)):
        raise exprs.state.error(f"{what} is not a constant", "pass True or False")
    return bool(expr.value if isinstance(expr, tir.IntImm) else expr)


def _number(exprs: Expressions, expr: Any, what: str) -> int:
    if not isinstance(expr, (tir.IntImm, int)):
        raise exprs.state.error(f"{what} is not a constant", "pass a Python integer")
    return expr.value if isinstance(expr, tir.IntImm) else expr


def _signless_conversion(exprs: Expressions, surface: str, source: Region, dest: Region) -> None:
    """A memref does not say whether its integers are signed: operations on memrefs must not convert unsigned ones."""
    for region, other in ((source, dest), (dest, source)):
        if dtypes.is_int(region.dtype) and not dtypes.is_signed(region.dtype) and region.dtype != other.dtype:
            raise exprs.state.error(
                f"{surface} from {source.dtype} '{source.name}' to {dest.dtype} '{dest.name}' is not supported",
                "convert the elements with T.cast in T.Parallel",
            )


def copy(exprs: Expressions, call: tir.Call) -> None:
    """`T.copy(src, dst)`; unit extents are ignored, elements are converted."""
    first, second = arguments(exprs, call, "T.copy", 2)
    source, dest = region_of(exprs, first, "T.copy"), region_of(exprs, second, "T.copy")
    if source.squeezed != dest.squeezed:
        raise exprs.state.error(
            f"T.copy of {list(source.sizes)} of '{source.name}' to {list(dest.sizes)} of '{dest.name}'",
            "apart from unit extents both sides must have the same shape",
        )
    _signless_conversion(exprs, "T.copy", source, dest)
    CopyOp(build(exprs, source), build(exprs, dest))


def fill(exprs: Expressions, call: tir.Call) -> None:
    """`T.fill(dst, value)`, `T.clear(dst)`; the value is converted to the buffer's type."""
    target, value = arguments(exprs, call, "T.fill", 2)
    dest = region_of(exprs, target, "T.fill")
    FillOp(build(exprs, dest), exprs.as_type(value, dest.dtype))


def gemm(exprs: Expressions, call: tir.Call) -> None:
    """`T.gemm(A, B, C, transpose_A, transpose_B, policy, clear_accum)`; the warp policy says nothing here."""
    args = arguments(exprs, call, "T.gemm", 13)
    a, b, c = (region_of(exprs, operand, "T.gemm") for operand in args[:3])
    transpose_a = _flag(exprs, args[3], "transpose_A of T.gemm")
    transpose_b = _flag(exprs, args[4], "transpose_B of T.gemm")
    if isinstance(args[10], tir.BufferLoad):
        raise exprs.state.error("T.gemm with an mbarrier is specific to GPUs", "call T.gemm without mbar")
    shapes = []
    for region, transposed in ((a, transpose_a), (b, transpose_b), (c, False)):
        if len(region.sizes) < 2 or any(s != 1 for s in region.sizes[:-2]):
            raise exprs.state.error(
                f"T.gemm of {list(region.sizes)} of '{region.name}' is not supported", "pass a matrix"
            )
        shapes.append(region.sizes[:-3:-1] if transposed else region.sizes[-2:])
    m, n, k = (_number(exprs, arg, "a size of T.gemm") for arg in args[5:8])
    if shapes != [(m, k), (k, n), (m, n)]:
        (am, ak), (bk, bn), (cm, cn) = shapes
        raise exprs.state.error(
            f"T.gemm multiplies {am}x{ak} ('{a.name}') by {bk}x{bn} ('{b.name}') into {cm}x{cn} ('{c.name}')",
            "the inner sizes must agree and the outer ones give the result",
        )
    clear = exprs.as_type(args[9], "bool")
    operands = [build(exprs, region) for region in (a, b, c)]
    op = GemmOp(*operands, clear, ir.BoolAttr.get(transpose_a), ir.BoolAttr.get(transpose_b))
    unsigned = [n for n, r in (("a", a), ("b", b)) if dtypes.is_int(r.dtype) and not dtypes.is_signed(r.dtype)]
    if unsigned:
        op.operation.attributes["tt.unsigned"] = str_array(unsigned)


def reduce(exprs: Expressions, call: tir.Call) -> None:
    """`T.reduce_sum / max / min / abssum / absmax(src, dst, dim, clear)`."""
    first, second, kind_, dim_, clear_ = arguments(exprs, call, "T.reduce", 5)
    kind = kind_.value if isinstance(kind_, tir.StringImm) else str(kind_)
    surface = f"T.reduce_{kind}"
    if kind not in REDUCE_KINDS:
        raise exprs.state.error(
            f"{surface} is not supported", f"there are {', '.join('T.reduce_' + k for k in REDUCE_KINDS)}"
        )
    source, dest = region_of(exprs, first, surface), region_of(exprs, second, surface)
    dim = _number(exprs, dim_, f"dim of {surface}")
    rest = list(source.sizes[:dim]) + list(source.sizes[dim + 1 :])
    kept = list(source.sizes[:dim]) + [1] + list(source.sizes[dim + 1 :])
    if not 0 <= dim < len(source.sizes) or list(dest.sizes) not in (rest, kept, rest or [1]):
        raise exprs.state.error(
            f"{surface} of {list(source.sizes)} of '{source.name}' over dimension {dim} "
            f"into {list(dest.sizes)} of '{dest.name}'",
            f"the result has shape {rest or [1]}",
        )
    for region in (source, dest):
        if dtypes.is_int(region.dtype) and not dtypes.is_signed(region.dtype):
            raise exprs.state.error(
                f"{surface} of {region.dtype} '{region.name}' is not supported", "use a signed or floating-point type"
            )
    clear = _flag(exprs, clear_, f"clear of {surface}")
    ReduceOp(build(exprs, source), build(exprs, dest), ir.StringAttr.get(kind), i64_attr(dim), ir.BoolAttr.get(clear))


def transpose(exprs: Expressions, call: tir.Call) -> None:
    """`T.transpose(src, dst)`: the last two dimensions are exchanged."""
    first, second = arguments(exprs, call, "T.transpose", 2)
    source, dest = region_of(exprs, first, "T.transpose"), region_of(exprs, second, "T.transpose")
    if len(source.sizes) < 2 or source.sizes[:-2] + source.sizes[:-3:-1] != dest.sizes:
        raise exprs.state.error(
            f"T.transpose of {list(source.sizes)} of '{source.name}' into {list(dest.sizes)} of '{dest.name}'",
            "exchange the last two sizes",
        )
    _signless_conversion(exprs, "T.transpose", source, dest)
    TransposeOp(build(exprs, source), build(exprs, dest))


TILE_OPS: dict[str, Callable[[Expressions, tir.Call], None]] = {
    "tl.tileop.async_copy": copy,
    "tl.tileop.copy": copy,
    "tl.tileop.fill": fill,
    "tl.tileop.finalize_reducer": reducers.finalize,
    "tl.tileop.finalize_reducer_v2": reducers.finalize,
    "tl.tileop.gemm": gemm,
    "tl.tileop.reduce": reduce,
    "tl.tileop.reducer_init": reducers.init,
    "tl.tileop.transpose": transpose,
}
"""Operator name -> importer."""
