"""`tt.tile`, tile form: operations on buffers as a kernel author writes them, and the elementwise functions of every
form.
"""

from collections.abc import Sequence
from typing import Any

from tilelang_tt.dialects.base import Op, Operand, Result, effects, int_list, rule
from tilelang_tt.dialects.functions import FUNCTIONS, TileFn
from tilelang_tt.dialects.types import element_of, is_int32, is_memref
from tilelang_tt.mlir import ext, ir


def shape_of(value: ir.Value) -> list[int]:
    """Extents of a memref value; dynamic ones are negative."""
    return list(ir.MemRefType(value.type).shape)


def squeezed(shape: Sequence[int]) -> list[int]:
    """A shape without its unit extents, which copies and gemms ignore."""
    return [e for e in shape if e != 1]


class ViewOp(Op, name="tile.view", traits=[ext.Pure]):
    """A region of a buffer: starts at `offsets` (elements, one per dimension) and has static `sizes`.

    Unlike memref.subview it may reach outside of a DRAM buffer: what lies outside loads as zero and is not stored.
    Example: %a = "tt.tile.view"(%A, %m, %k) {sizes = [128, 32]}
        : (memref<256x64xbf16, #tt.dram>, index, index) -> memref<128x32xbf16, strided<[64, 1], offset: ?>, #tt.dram>
    """

    source: Operand[Any]
    offsets: Sequence[Operand[Any]]
    sizes: ir.ArrayAttr
    result: Result[Any]
    rules = (
        rule(
            lambda op: len(op.offsets) == len(shape_of(op.source)) == len(op.sizes),
            lambda op: (
                f"has {len(op.offsets)} offsets and {len(op.sizes)} sizes for a buffer of rank {len(shape_of(op.source))}"
            ),
        ),
        rule(
            lambda op: shape_of(op.result) == int_list(op.sizes),
            lambda op: f"gives a buffer of {shape_of(op.result)}, its sizes are {int_list(op.sizes)}",
        ),
        rule(
            lambda op: (
                element_of(op.source.type) == element_of(op.result.type)
                and ir.MemRefType(op.source.type).memory_space == ir.MemRefType(op.result.type).memory_space
            ),
            "changes the element type or the memory space of its buffer",
        ),
    )


_SAME_SHAPE = rule(
    lambda op: squeezed(shape_of(op.source)) == squeezed(shape_of(op.dest)),
    lambda op: f"copies {shape_of(op.source)} to {shape_of(op.dest)}; apart from unit extents the shapes must be equal",
)


class CopyOp(Op, name="tile.copy", traits=[effects(reads=[0], writes=[1])]):
    """`T.copy`: dest = source, element by element, converted to dest's element type. Unit extents are ignored."""

    source: Operand[Any]
    dest: Operand[Any]
    rules = (_SAME_SHAPE,)


class FillOp(Op, name="tile.fill", traits=[effects(writes=[0])]):
    """`T.fill` and `T.clear`: every element of dest becomes `value`, which has dest's element type."""

    dest: Operand[Any]
    value: Operand[Any]
    rules = (
        rule(
            lambda op: op.value.type == element_of(op.dest.type),
            lambda op: f"fills a buffer of {element_of(op.dest.type)} with a value of type {op.value.type}",
        ),
    )


def _matrix(value: ir.Value, transposed: bool) -> list[int]:
    rows, cols = ([1, 1] + shape_of(value))[-2:]
    return [cols, rows] if transposed else [rows, cols]


def _gemm_shapes(op: Any) -> tuple[list[int], list[int], list[int]]:
    ta, tb = ir.BoolAttr(op.transpose_a).value, ir.BoolAttr(op.transpose_b).value
    return _matrix(op.a, ta), _matrix(op.b, tb), _matrix(op.c, False)


def _gemm_fits(op: Any) -> bool:
    (m, k), (k2, n), c = _gemm_shapes(op)
    return k == k2 and c == [m, n]


def _gemm_message(op: Any) -> str:
    (m, k), (k2, n), c = _gemm_shapes(op)
    return f"multiplies {m}x{k} by {k2}x{n} into {c[0]}x{c[1]}"


class GemmOp(Op, name="tile.gemm", traits=[effects(reads=[0, 1, 2], writes=[2])]):
    """`T.gemm`: c += op(a) . op(b), accumulated in c's element type; when `clear` is true c is overwritten.

    Leading unit extents are ignored. `transpose_a` / `transpose_b` transpose the operand as stored.
    """

    a: Operand[Any]
    b: Operand[Any]
    c: Operand[Any]
    clear: Operand[Any]
    transpose_a: Any
    transpose_b: Any
    rules = (rule(_gemm_fits, _gemm_message),)


REDUCE_KINDS = ("sum", "max", "min", "abssum", "absmax")


class ReduceOp(Op, name="tile.reduce", traits=[effects(reads=[0, 1], writes=[1])]):
    """`T.reduce_*`: dest = reduction of source over dimension `dim`; with `clear` false dest is combined with what it
    held.
    """

    source: Operand[Any]
    dest: Operand[Any]
    kind: ir.StringAttr
    dim: ir.IntegerAttr
    clear: Any
    rules = (
        rule(
            lambda op: ir.StringAttr(op.kind).value in REDUCE_KINDS,
            lambda op: f"has kind {op.kind}; known are {', '.join(REDUCE_KINDS)}",
        ),
        rule(
            lambda op: 0 <= ir.IntegerAttr(op.dim).value < len(shape_of(op.source)),
            lambda op: (
                f"reduces dimension {ir.IntegerAttr(op.dim).value} of a buffer of rank {len(shape_of(op.source))}"
            ),
        ),
    )


class TransposeOp(Op, name="tile.transpose", traits=[effects(reads=[0], writes=[1])]):
    """`T.transpose`: dest[..., j, i] = source[..., i, j]."""

    source: Operand[Any]
    dest: Operand[Any]
    rules = (
        rule(
            lambda op: shape_of(op.source)[:-2] + shape_of(op.source)[-1:-3:-1] == shape_of(op.dest),
            lambda op: f"transposes {shape_of(op.source)} into {shape_of(op.dest)}",
        ),
    )


def _values(op: Any) -> list[Any]:
    """The operands that have the type of the result: all, but for the condition of `where`, which only has its shape."""
    operands = list(op.operation.operands)
    return operands[1:] if op.fn.name == "where" else operands


def _function_class(fn: TileFn) -> type[Op]:
    names = ("value", "rhs", "third") if fn.arity == 1 else ("lhs", "rhs", "third")
    fields: dict[str, Any] = {name: Operand[Any] for name in names[: fn.arity]}
    fields["result"] = Result[Any]
    body = {
        "__annotations__": fields,
        "__module__": __name__,
        "__doc__": f"Elementwise {fn.summary}, of scalars, of tiles or of blocks of tiles of one type.",
        "fn": fn,
        "rules": (
            rule(
                lambda op: all(v.type == op.result.type for v in _values(op)),
                lambda op: "needs operands and result of one type",
            ),
            rule(
                lambda op: op.fn.calls(is_int32(element_of(op.result.type))).call is not None,
                lambda op: f"is not a function of {element_of(op.result.type)} numbers",
            ),
        ),
    }
    return type(f"{fn.name.title()}Op", (Op,), body, name=f"tile.{fn.name}", traits=[ext.Pure])


FUNCTION_OPS: dict[str, type[Op]] = {fn.name: _function_class(fn) for fn in FUNCTIONS}
"""Function name -> operation class `tt.tile.<name>`."""

OPS: tuple[type[ext.Operation], ...] = (
    ViewOp,
    CopyOp,
    FillOp,
    GemmOp,
    ReduceOp,
    TransposeOp,
    *FUNCTION_OPS.values(),
)

__all__ = ["FUNCTION_OPS", "OPS", "is_memref", "shape_of", "squeezed"] + [op.__name__ for op in OPS[:6]]
