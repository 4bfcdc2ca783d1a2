"""`T.alloc_reducer`: sums, maxima and minima over iterations of T.Parallel.

A reducer is a fragment. A nest of parallel loops that updates it becomes a nest that writes the contributions to a
fragment of their own, and a `tt.tile.reduce` of it into the reducer for each loop that the indices do not use:

    for i, j in T.Parallel(M, N):              scf.parallel (%i, %j) { %acc_terms[%i, %j] = %x }
        T.reducer_update(acc[i], x)     ->     "tt.tile.reduce"(%acc_terms, %acc) {clear = false, dim = 1, kind = "sum"}

Both generations of TileLang's interface are read: `acc[i] += x` with finalize_reducer(acc), and T.reducer_update with
finalize_reducer(acc, dst).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from tilelang_tt.dialects.attributes import memref_type
from tilelang_tt.dialects.base import i64_attr
from tilelang_tt.dialects.extent import known
from tilelang_tt.dialects.tile import CopyOp, FillOp, ReduceOp
from tilelang_tt.frontend import dtypes, tir
from tilelang_tt.frontend.expressions import Expressions
from tilelang_tt.frontend.regions import arguments, build, region_of
from tilelang_tt.mlir import ir, memref

_COMBINE = {"sum": "Add", "max": "Max", "min": "Min"}
_REMEDY = "index the reducer with loop variables of T.Parallel in their order, with nothing else in the loops"


class Update(NamedTuple):
    """`buffer[indices] = combine(buffer[indices], value)`, after the bindings `before`."""

    buffer: tir.Buffer
    indices: tuple[Any, ...]
    value: Any
    before: tuple[tir.Bind, ...]


def declare(exprs: Expressions, value: Any) -> None:
    """Notes the reducers of a block from its annotation: data variable -> {op, ...}."""
    for var, info in value.items():
        op = info["op"]
        kind = op.value if isinstance(op, tir.StringImm) else str(op)
        if kind not in _COMBINE:
            known = ", ".join(_COMBINE)
            raise exprs.state.error(f"T.alloc_reducer with op '{kind}' is not supported", f"use one of {known}")
        exprs.state.reducers[var] = kind


def update_of(exprs: Expressions, body: Any) -> Update | None:
    """The update of a reducer that a parallel loop's body consists of, or None."""
    *others, last = body.body if isinstance(body, tir.Seq) else (body,)
    before = tuple(s for s in others if isinstance(s, tir.Bind))
    if len(before) != len(others):
        return None
    reducers = exprs.state.reducers
    if isinstance(last, tir.Evaluate) and isinstance(last.value, tir.Call) and last.value.op == "tl.reducer_update":
        target, value = last.value.args
        if isinstance(target, tir.BufferLoad) and target.buffer.data in reducers:
            return Update(target.buffer, target.indices, value, before)
    if isinstance(last, tir.BufferStore) and last.buffer.data in reducers and isinstance(last.value, tir.Binary):
        combine = last.value
        if combine.kind == _COMBINE[reducers[last.buffer.data]]:
            for old, value in ((combine.a, combine.b), (combine.b, combine.a)):
                if _same_element(old, last):
                    return Update(last.buffer, last.indices, value, before)
    return None


def _same_element(load: Any, store: tir.BufferStore) -> bool:
    if not isinstance(load, tir.BufferLoad) or load.buffer.data is not store.buffer.data:
        return False
    pairs = zip(load.indices, store.indices, strict=True)
    return all(
        a is b or (isinstance(a, tir.IntImm) and isinstance(b, tir.IntImm) and a.value == b.value) for a, b in pairs
    )


def _launch(exprs: Expressions) -> ir.InsertionPoint:
    """Where the launch's buffers are allocated."""
    return ir.InsertionPoint.at_block_begin(exprs.state.launch.regions[0].blocks[0])


class Terms(NamedTuple):
    """Where the contributions of an update go: a fragment with one dimension per loop."""

    buffer: tir.Buffer
    reduced: list[int]


def terms(exprs: Expressions, update: Update, loops: Sequence[tir.For]) -> Terms | None:
    """Allocates the fragment for the contributions; None if every iteration updates an element of its own."""
    state = exprs.state
    used = [i for i in update.indices if not (isinstance(i, tir.IntImm) and i.value == 0)]
    variables = [loop.var for loop in loops]
    kept = [variables.index(i) for i in used if i in variables]
    extents = [loop.extent.value if isinstance(loop.extent, tir.IntImm) else None for loop in loops]
    shape = state.storage(update.buffer).shape
    fits = [e for e in shape if e != 1] == [extents[k] for k in kept if extents[k] != 1]
    from_zero = all(isinstance(loop.min, tir.IntImm) and loop.min.value == 0 for loop in loops)
    if len(kept) != len(used) or kept != sorted(set(kept)) or not fits or not from_zero or None in extents:
        raise state.error(f"this update of the reducer '{update.buffer.name}' is not supported", _REMEDY)
    reduced = [d for d in range(len(loops)) if d not in kept]
    if not reduced:
        return None
    name = f"{update.buffer.name}_terms"
    data = tir.Var(name, "handle", "local.fragment")
    sizes = tuple(tir.IntImm("int32", e) for e in extents if e is not None)
    buffer = tir.Buffer(data, name, update.buffer.dtype, sizes, (), None, None)
    with _launch(exprs):
        state.allocate(buffer)
    return Terms(buffer, reduced)


def combine(update: Update, kind: str) -> tir.BufferStore:
    """The update as a plain store, for updates without a reduction."""
    load = tir.BufferLoad(update.buffer.dtype, update.buffer, update.indices)
    value = tir.Binary(_COMBINE[kind], update.buffer.dtype, load, update.value)
    return tir.BufferStore(None, update.buffer, value, update.indices)


def reduce(exprs: Expressions, update: Update, found: Terms) -> None:
    """Reduces the contributions into the reducer, last dimension first."""
    state = exprs.state
    kind = state.reducers[update.buffer.data]
    source = state.storage(found.buffer).value
    shape = known(state.storage(found.buffer).shape)
    target = state.storage(update.buffer).value
    for dim in sorted(found.reduced, reverse=True):
        last = dim == min(found.reduced)
        rest = shape[:dim] + shape[dim + 1 :]
        if last:
            dest = target
        else:
            elem = dtypes.mlir_type(found.buffer.dtype)
            type_ = memref_type(rest, elem, "fragment")
            with _launch(exprs):
                dest = memref.AllocOp(type_, [], [], loc=state.named(found.buffer.name)).result
        ReduceOp(source, dest, ir.StringAttr.get(kind), i64_attr(dim), ir.BoolAttr.get(not last))
        source, shape = dest, rest


def init(exprs: Expressions, call: tir.Call) -> None:
    """`T.reducer_init(acc)`, `T.reducer_init(acc, value)`: fills the reducer; its identity if no value is given."""
    arguments(exprs, call, "T.reducer_init", 1, 2)
    dest = region_of(exprs, call.args[0], "T.reducer_init")
    kind = exprs.state.reducers[dest.storage.buffer.data]
    if len(call.args) > 1:
        value = exprs.as_type(call.args[1], dest.dtype)
    elif kind == "sum" or not dtypes.is_float(dest.dtype):
        value = exprs.as_type(tir.IntImm("int32", _int_identity(kind, dest.dtype)), dest.dtype)
    else:
        value = exprs.state.real(float("-inf") if kind == "max" else float("inf"), dest.dtype)
    FillOp(build(exprs, dest), value)


def _int_identity(kind: str, dtype: str) -> int:
    if kind == "sum":
        return 0
    bits = dtypes.width(dtype)
    low, high = (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) if dtypes.is_signed(dtype) else (0, (1 << bits) - 1)
    return low if kind == "max" else high


def finalize(exprs: Expressions, call: tir.Call) -> None:
    """`T.finalize_reducer(acc)`: nothing is left to do; `T.finalize_reducer(acc, dst)`: copies the result."""
    count = 1 if call.op == "tl.tileop.finalize_reducer" else 2
    arguments(exprs, call, "T.finalize_reducer", count)
    source = region_of(exprs, call.args[0], "T.finalize_reducer")
    if len(call.args) > 1:
        dest = region_of(exprs, call.args[1], "T.finalize_reducer")
        CopyOp(build(exprs, source), build(exprs, dest))
