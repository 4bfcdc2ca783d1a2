"""Stores to tensors under conditions in T.Parallel: which conditions matter.

`if m + i < M: C[m + i] = x` is an ordinary store where C has M elements: what is outside is not stored anyway.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tilelang_tt.dialects.extent import Size, at_least
from tilelang_tt.mlir import ir
from tilelang_tt.passes import kernel_func
from tilelang_tt.passes.affine import Affine, affine
from tilelang_tt.passes.ranges import range_of
from tilelang_tt.passes.rebuild import constant_int, defining
from tilelang_tt.passes.tile_index import depends_on

Form = Callable[[Any], Affine | None]

# Predicates of arith.cmpi, as left - right + c < 0 or right - left + c < 0. Indices are far from where unsigned differs.
_BELOW = {2: (1, 0), 3: (1, -1), 4: (-1, 0), 5: (-1, -1), 6: (1, 0), 7: (1, -1), 8: (-1, 0), 9: (-1, -1)}


def needed(store: Any) -> list[bool]:
    """For every scf.if around a memref.store in T.Parallel, the outermost first, whether its condition can be false for
    an element inside of the tensor.
    """
    inner, found = store.operation, []
    while inner.parent is not None and inner.parent.operation.name != "scf.parallel":
        outer = inner.parent.operation
        if outer.name == "scf.if":
            found.append((outer, inner.block == outer.regions[0].blocks[0]))
        inner = outer
    loop = inner.parent
    if loop is None:
        return [True] * len(found)
    variables = list(loop.operation.regions[0].blocks[0].arguments)

    def form(value: Any) -> Affine | None:
        return affine(value, variables, [], lambda v: depends_on(v, variables, loop))

    _, tensor, *indices = store.operation.operands
    extents = _extents(tensor)
    places = [(f, extent) for f, extent in zip(map(form, indices), extents, strict=True) if f is not None]
    return [not (then and holds_inside(op.operands[0], form, places)) for op, then in reversed(found)]


def _extents(tensor: Any) -> list[Size]:
    """The extents of a parameter."""
    function = tensor.owner.owner
    name = kernel_func.parameter_names(function)[tensor.arg_number]
    return kernel_func.shapes(function)[name]


def holds_inside(condition: Any, form: Form, places: Sequence[tuple[Affine, Size]]) -> bool:
    """Whether a condition holds for all indices inside of a tensor.

    `places` are an access's indices, each with the extent of its dimension; `form` gives an index value as an affine
    form of the loop's variables, or None.
    """
    op = defining(condition)
    if op is None:
        return constant_int(condition) == 1
    operation = op.operation
    if operation.name == "arith.constant":
        return constant_int(condition) == 1
    if operation.name == "arith.andi":
        return all(holds_inside(v, form, places) for v in operation.operands)
    if operation.name != "arith.cmpi":
        return False
    sign, shift = _BELOW.get(ir.IntegerAttr(operation.attributes["predicate"]).value, (0, 0))
    left, right = (form(v) for v in operation.operands)
    if sign == 0 or left is None or right is None:
        return False
    below = left.plus(right, -1) if sign > 0 else right.plus(left, -1)
    return any(_implied(below, shift, index, extent) for index, extent in places)


def _implied(below: Affine, shift: int, index: Affine, extent: Size) -> bool:
    """Whether `below + shift < 0` for every value of `index` from 0 to `extent` - 1."""
    rest = _exact(below.plus(index, -1))
    if rest is not None:  # index + rest + shift < 0
        return at_least(-1, extent - 1 + rest + shift)
    rest = _exact(below.plus(index))
    return rest is not None and at_least(-1, rest + shift)  # -index + rest + shift < 0


def _exact(form: Affine) -> Size | None:
    """The number that a form is, or None; values that are added and taken away cancel."""
    if form.factors:
        return None
    left: dict[Any, int] = {}
    for value, sign in form.uniform:
        left[value] = left.get(value, 0) + sign
    total: Size = 0
    for value, times in left.items():
        bounds = range_of(value)
        if times and (bounds.low is None or bounds.low != bounds.high):
            return None
        if times and bounds.low is not None:
            total = total + bounds.low * times
    return total
