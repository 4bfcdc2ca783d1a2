"""`tt.tile`, tile form: operations on regions of buffers."""

from typing import Any

import numpy as np

from tilelang_tt.dialects.types import element_of
from tilelang_tt.mlir import ir
from tilelang_tt.sim.reference.arith import unsigned
from tilelang_tt.sim.reference.decode import Decoder, Frame, Step, attr, handler
from tilelang_tt.sim.reference.dtypes import convert, dtype_of, is_float, round_to
from tilelang_tt.sim.reference.memory import View


def multiply_add(a: np.ndarray, b: np.ndarray, c: np.ndarray | None, dtype: np.dtype) -> np.ndarray:
    """c + a . b (no c: a . b), rounded once to `dtype`; integers are exact modulo their width."""
    work = np.dtype(np.float64) if is_float(dtype) else np.dtype(np.int64)
    product = a.astype(work) @ b.astype(work)
    if c is not None:
        product = product + c.astype(work)
    return round_to(product, dtype) if is_float(dtype) else product.astype(dtype)


_COMBINE = {"sum": np.add, "abssum": np.add, "max": np.maximum, "absmax": np.maximum, "min": np.minimum}


def reduce(source: np.ndarray, kind: str, axis: int, before: np.ndarray | None, dtype: np.dtype) -> np.ndarray:
    """Reduces one axis to extent 1, combined with `before` if given; sums are rounded once. NaN, and so poison,
    propagates.
    """
    exact = np.dtype(np.float64) if is_float(source.dtype) or is_float(dtype) else np.dtype(np.int64)
    work = source.astype(exact)
    combine = _COMBINE[kind]
    out = combine.reduce(np.abs(work) if kind.startswith("abs") else work, axis=axis, keepdims=True)
    if before is not None:
        out = combine(out, before.astype(exact))
    return convert(out, dtype)


@handler("tt.tile.view")
def _view(decoder: Decoder, op: Any) -> Step:
    source, *offsets = decoder.operands(op)
    shape, out = tuple(int(s.value) for s in op.sizes), decoder.result(op)

    def step(frame: Frame) -> None:
        values = frame.values
        values[out] = values[source].sub(tuple(values[o] for o in offsets), shape)

    return step


@handler("tt.tile.copy")
def _copy(decoder: Decoder, op: Any) -> Step:
    source, dest = decoder.operands(op)

    def step(frame: Frame) -> None:
        target: View = frame.values[dest]
        target.write(frame.values[source].read().reshape(target.shape))

    return step


@handler("tt.tile.fill")
def _fill(decoder: Decoder, op: Any) -> Step:
    dest, value = decoder.operands(op)

    def step(frame: Frame) -> None:
        frame.values[dest].write(frame.values[value])

    return step


def _matrix(view: View, transposed: bool) -> np.ndarray:
    found = view.read().reshape(((1, 1) + view.shape)[-2:])
    return found.T if transposed else found


@handler("tt.tile.gemm")
def _gemm(decoder: Decoder, op: Any) -> Step:
    a, b, c, clear = decoder.operands(op)
    transpose_a, transpose_b = bool(attr(op, "transpose_a")), bool(attr(op, "transpose_b"))
    said = op.operation.attributes["tt.unsigned"] if "tt.unsigned" in op.operation.attributes else []
    no_sign = {ir.StringAttr(s).value for s in said}

    def step(frame: Frame) -> None:
        values = frame.values
        target: View = values[c]
        before = None if values[clear] else _matrix(target, False)
        left, right = _matrix(values[a], transpose_a), _matrix(values[b], transpose_b)
        left = unsigned(left) if "a" in no_sign else left
        right = unsigned(right) if "b" in no_sign else right
        product = multiply_add(left, right, before, target.dtype)
        target.write(product.reshape(target.shape))

    return step


@handler("tt.tile.reduce")
def _reduce(decoder: Decoder, op: Any) -> Step:
    source, dest = decoder.operands(op)
    kind, axis, clear = attr(op, "kind"), attr(op, "dim"), bool(attr(op, "clear"))
    dtype = dtype_of(element_of(op.dest.type))

    def step(frame: Frame) -> None:
        data, target = frame.values[source].read(), frame.values[dest]
        kept = data.shape[:axis] + (1,) + data.shape[axis + 1 :]
        before = None if clear else target.read().reshape(kept)
        target.write(reduce(data, kind, axis, before, dtype).reshape(target.shape))

    return step


@handler("tt.tile.transpose")
def _transpose(decoder: Decoder, op: Any) -> Step:
    source, dest = decoder.operands(op)

    def step(frame: Frame) -> None:
        frame.values[dest].write(np.swapaxes(frame.values[source].read(), -1, -2).copy())

    return step
