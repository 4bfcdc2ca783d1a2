"""`arith`: constants, integer and float arithmetic, comparisons, casts, select."""

from collections.abc import Callable
from typing import Any

import numpy as np

from tilelang_tt.mlir import ir
from tilelang_tt.sim.reference.decode import Decoder, Frame, Step, attr, handler, pure
from tilelang_tt.sim.reference.dtypes import compute_type, convert, dtype_of, is_float, round_to
from tilelang_tt.sim.reference.errors import Fault
from tilelang_tt.sim.reference.functions import elementwise

Binary = Callable[[Any, Any], Any]


def signed(value: Any) -> Any:
    """An integer as MLIR's signed operations see it: i1 is 0 or -1."""
    return -value.astype(np.int8) if value.dtype == np.bool_ else value


def unsigned(value: Any) -> Any:
    """An integer as MLIR's unsigned operations see it."""
    return value.view(np.dtype(f"uint{8 * value.dtype.itemsize}"))


def narrowed(value: Any, dtype: np.dtype) -> Any:
    """The low bits of an integer, as `dtype`."""
    value = np.asarray(value)
    return (value & 1).astype(np.bool_) if dtype == np.bool_ else value.astype(dtype)


@handler("arith.constant")
def _constant(decoder: Decoder, op: Any) -> Step:
    type_, given = op.operation.result.type, op.operation.attributes["value"]
    if isinstance(given, ir.DenseElementsAttr):
        raise Fault(f"constants of type {type_} cannot be interpreted")
    dtype = dtype_of(type_)
    # Through an array: the attribute of an unsigned or wrapped integer may not be a valid scalar of the dtype.
    value = np.asarray(given.value, np.float64 if is_float(dtype) else np.int64)
    constant = (round_to(value, dtype) if is_float(dtype) else narrowed(value, dtype))[()]
    out = decoder.result(op)

    def step(frame: Frame) -> None:
        frame.values[out] = constant

    return step


_FLOAT_BINARY = {
    "arith.addf": "add",
    "arith.subf": "subtract",
    "arith.mulf": "multiply",
    "arith.divf": "divide",
    "arith.remf": "remainder",
    "arith.negf": "negative",
    "arith.maxnumf": "fmax",
    "arith.minnumf": "fmin",
    "arith.maximumf": "maximum",
    "arith.minimumf": "minimum",
}


@handler(*_FLOAT_BINARY)
def _float(decoder: Decoder, op: Any) -> Step:
    return pure(decoder, op, elementwise(_FLOAT_BINARY[op.operation.name]))


def _shift(function: Binary, view: Callable[[Any], Any]) -> Binary:
    def shift(a: Any, b: Any) -> Any:
        a = view(a)
        # numpy shifts everything out at the width, and so do we beyond it.
        return function(a, np.minimum(unsigned(b), 8 * a.dtype.itemsize).astype(a.dtype))

    return shift


def _on(view: Callable[[Any], Any], function: Binary) -> Binary:
    return lambda a, b: function(view(a), view(b))


_INT_BINARY: dict[str, Binary] = {
    "arith.addi": _on(signed, np.add),
    "arith.subi": _on(signed, np.subtract),
    "arith.muli": _on(signed, np.multiply),
    "arith.andi": np.bitwise_and,
    "arith.ori": np.bitwise_or,
    "arith.xori": np.bitwise_xor,
    "arith.maxsi": _on(signed, np.maximum),
    "arith.minsi": _on(signed, np.minimum),
    "arith.maxui": _on(unsigned, np.maximum),
    "arith.minui": _on(unsigned, np.minimum),
    "arith.shli": _shift(np.left_shift, signed),
    "arith.shrsi": _shift(np.right_shift, signed),
    "arith.shrui": _shift(np.right_shift, unsigned),
}


@handler(*_INT_BINARY)
def _int(decoder: Decoder, op: Any) -> Step:
    function, dtype = _INT_BINARY[op.operation.name], dtype_of(op.operation.result.type)
    return pure(decoder, op, lambda a, b: narrowed(function(a, b), dtype)[()])


def _floor_div(a: Any, b: Any) -> Any:
    return a // b


def _trunc_div(a: Any, b: Any) -> Any:
    return (a - np.fmod(a, b)) // b


def _ceil_div(a: Any, b: Any) -> Any:
    return a // b + (a % b != 0).astype(a.dtype)


_DIVISIONS: dict[str, tuple[Callable[[Any], Any], Binary]] = {
    "arith.divsi": (signed, _trunc_div),
    "arith.divui": (unsigned, _floor_div),
    "arith.remsi": (signed, np.fmod),
    "arith.remui": (unsigned, np.remainder),
    "arith.floordivsi": (signed, _floor_div),
    "arith.ceildivsi": (signed, _ceil_div),
    "arith.ceildivui": (unsigned, _ceil_div),
}


@handler(*_DIVISIONS)
def _division(decoder: Decoder, op: Any) -> Step:
    view, function = _DIVISIONS[op.operation.name]
    (lhs, rhs), out = decoder.operands(op), decoder.result(op)
    dtype = dtype_of(op.operation.result.type)

    def step(frame: Frame) -> None:
        a, b = view(frame.values[lhs]), view(frame.values[rhs])
        zero = b == 0
        if np.any(zero):
            if np.any(zero if frame.mask is None else zero & frame.mask):
                raise Fault("divides by zero")
            b = np.where(zero, b.dtype.type(1), b)
        frame.values[out] = narrowed(function(a, b), dtype)[()]

    return step


_EXTENDED: dict[str, tuple[Callable[[Any], Any], Callable[[Any, Any], Any]]] = {
    "arith.mulsi_extended": (signed, lambda a, b: a * b),
    "arith.mului_extended": (unsigned, lambda a, b: a * b),
    "arith.addui_extended": (unsigned, lambda a, b: a + b),
    "arith.subui_extended": (unsigned, lambda a, b: a - b),
}


@handler(*_EXTENDED)
def _extended(decoder: Decoder, op: Any) -> Step:
    view, function = _EXTENDED[op.operation.name]
    (lhs, rhs), (low, high) = decoder.operands(op), decoder.results(op)
    dtypes = [dtype_of(r.type) for r in op.operation.results]
    bits = 1 if dtypes[0] == np.bool_ else 8 * dtypes[0].itemsize

    def part(exact: Any, shift: int, dtype: np.dtype) -> Any:
        pieces = (exact >> shift) & ((1 << bits) - 1)
        wide = pieces.astype(np.uint64) if isinstance(pieces, np.ndarray) else np.asarray(pieces, np.uint64)
        return narrowed(wide, dtype)[()]

    def step(frame: Frame) -> None:
        # Python's integers have room for the whole result.
        exact = function(*(np.asarray(view(frame.values[s])).astype(object) for s in (lhs, rhs)))
        frame.values[low], frame.values[high] = part(exact, 0, dtypes[0]), part(exact, bits, dtypes[1])

    return step


_CMPI: tuple[tuple[Callable[[Any], Any], Binary], ...] = (
    (signed, np.equal),
    (signed, np.not_equal),
    (signed, np.less),
    (signed, np.less_equal),
    (signed, np.greater),
    (signed, np.greater_equal),
    (unsigned, np.less),
    (unsigned, np.less_equal),
    (unsigned, np.greater),
    (unsigned, np.greater_equal),
)
_ORDERED: tuple[Binary, ...] = (
    np.equal,
    np.greater,
    np.greater_equal,
    np.less,
    np.less_equal,
    np.not_equal,
)


@handler("arith.cmpi")
def _cmpi(decoder: Decoder, op: Any) -> Step:
    return pure(decoder, op, _on(*_CMPI[attr(op, "predicate")]))


@handler("arith.cmpf")
def _cmpf(decoder: Decoder, op: Any) -> Step:
    predicate = attr(op, "predicate")

    def compare(a: Any, b: Any) -> Any:
        work = compute_type(a.dtype)
        a, b = a.astype(work), b.astype(work)
        nan = np.isnan(a) | np.isnan(b)
        match predicate:
            case 0 | 15:
                return np.full(np.shape(nan), predicate == 15)[()]
            case 7:
                return ~nan
            case 14:
                return nan
        # 1-6 are the ordered predicates, 8-13 the same ones or unordered.
        if predicate < 7:
            return _ORDERED[predicate - 1](a, b) & ~nan
        return _ORDERED[predicate - 8](a, b) | nan

    return pure(decoder, op, compare)


@handler("arith.select")
def _select(decoder: Decoder, op: Any) -> Step:
    def select(condition: Any, yes: Any, no: Any) -> Any:
        if np.ndim(condition) == 0:
            return yes if condition else no
        return np.where(condition, yes, no)

    return pure(decoder, op, select)


def _extend_unsigned(value: Any, dtype: np.dtype) -> Any:
    return unsigned(value).astype(dtype)


_CASTS: dict[str, Callable[[Any, np.dtype], Any]] = {
    "arith.extf": convert,
    "arith.truncf": convert,
    "arith.convertf": convert,
    "arith.extsi": lambda v, t: narrowed(signed(v), t),
    "arith.extui": _extend_unsigned,
    "arith.trunci": narrowed,
    "arith.index_cast": lambda v, t: narrowed(signed(v), t),
    "arith.index_castui": lambda v, t: narrowed(unsigned(v), t),
    "arith.sitofp": lambda v, t: convert(signed(v), t),
    "arith.uitofp": lambda v, t: convert(unsigned(v), t),
    "arith.fptosi": lambda v, t: convert(v, t) if t != np.bool_ else narrowed(convert(v, np.dtype(np.int8)), t),
    "arith.fptoui": lambda v, t: convert(v, np.dtype(f"uint{8 * t.itemsize}")).astype(t),
    "arith.bitcast": lambda v, t: v.view(t),
}


@handler(*_CASTS)
def _cast(decoder: Decoder, op: Any) -> Step:
    function, dtype = _CASTS[op.operation.name], dtype_of(op.operation.result.type)
    return pure(decoder, op, lambda value: np.asarray(function(value, dtype))[()])
