"""Element types: MLIR type to numpy dtype, conversions with one rounding, poison."""

from typing import Any

import ml_dtypes
import numpy as np

from tilelang_tt.mlir import ir
from tilelang_tt.sim.reference.errors import Fault

_DTYPES: dict[str, np.dtype] = {
    "f64": np.dtype(np.float64),
    "f32": np.dtype(np.float32),
    "f16": np.dtype(np.float16),
    "bf16": np.dtype(ml_dtypes.bfloat16),
    "f8E4M3FN": np.dtype(ml_dtypes.float8_e4m3fn),
    "f8E4M3FNUZ": np.dtype(ml_dtypes.float8_e4m3fnuz),
    "f8E5M2": np.dtype(ml_dtypes.float8_e5m2),
    "f8E5M2FNUZ": np.dtype(ml_dtypes.float8_e5m2fnuz),
    "index": np.dtype(np.int64),
    "i1": np.dtype(np.bool_),
}
for _bits in (8, 16, 32, 64):
    _DTYPES[f"i{_bits}"] = _DTYPES[f"si{_bits}"] = np.dtype(f"int{_bits}")
    _DTYPES[f"ui{_bits}"] = np.dtype(f"uint{_bits}")

_DTYPES["i4"] = np.dtype(ml_dtypes.int4)
_FP8 = frozenset(dtype for name, dtype in _DTYPES.items() if name.startswith("f8"))
_FLOATS = _FP8 | {_DTYPES[name] for name in ("f64", "f32", "f16", "bf16")}
_F32, _F64 = np.dtype(np.float32), np.dtype(np.float64)
_NATIVE = frozenset((_F32, _F64, np.dtype(np.float16)))

POISON_BYTE = 0xA5
"""Every byte of an integer that was never written."""


def dtype_of(type_: ir.Type) -> np.dtype:
    """The numpy dtype of a scalar MLIR type; signless integers are signed. Raises Fault for a type without one."""
    found = _DTYPES.get(str(type_))
    if found is None:
        raise Fault(f"values of type {type_} cannot be interpreted; known are {', '.join(sorted(_DTYPES))}")
    return found


def is_float(dtype: np.dtype) -> bool:
    """Whether a dtype is a floating-point format, those of ml_dtypes included."""
    return dtype in _FLOATS


def compute_type(dtype: np.dtype) -> np.dtype:
    """The format in which a float operation is evaluated before it is rounded to `dtype`: float32 for narrower ones.

    float32 has more than twice the digits of every narrower format, so the second rounding of + - * / sqrt changes
    nothing.
    """
    return _F32 if dtype.itemsize < 4 else dtype


def round_to(values: Any, dtype: np.dtype) -> Any:
    """float64 to any float format with one rounding, to nearest even."""
    if dtype in _NATIVE:
        return values.astype(dtype)
    # ml_dtypes goes through float32. Rounding to odd there keeps what the final rounding needs to know.
    near = np.asarray(values).astype(_F32)
    error = values - near.astype(_F64)
    even = (near.view(np.uint32) & 1) == 0
    adjust = np.isfinite(near) & (error != 0) & even
    towards = np.where(error > 0, np.float32(np.inf), np.float32(-np.inf))
    return np.where(adjust, np.nextafter(near, towards), near).astype(dtype)


def convert(values: Any, dtype: np.dtype) -> Any:
    """Element conversion of copies and casts.

    To a narrower float: to nearest even; to fp8, numbers that are too large give the largest. Float to integer: towards
    zero, saturating, NaN gives 0. Integer to integer: wraps. To bool: whether it is not zero.
    """
    source = values.dtype
    if source == dtype:
        return values
    if is_float(dtype):
        if dtype in _FP8 and is_float(source):
            largest = ml_dtypes.finfo(dtype).max.astype(source)
            values = np.clip(values, -largest, largest)
        if is_float(source):
            return round_to(values, dtype) if source == _F64 else values.astype(dtype)
        return values.astype(dtype) if dtype in _NATIVE else round_to(values.astype(_F64), dtype)
    if dtype == np.bool_:
        return values != np.zeros((), source)
    return _float_to_int(values.astype(_F64), dtype) if is_float(source) else values.astype(dtype)


def _float_to_int(values: Any, dtype: np.dtype) -> Any:
    info = np.iinfo(dtype)
    whole = np.nan_to_num(np.trunc(values), nan=0.0, posinf=np.inf, neginf=-np.inf)
    # float(info.max) rounds up for 64 bits, so the comparison leaves only what converts exactly.
    above = whole >= float(info.max)
    inside = np.where(above, 0.0, np.maximum(whole, float(info.min))).astype(dtype)
    return np.where(above, dtype.type(info.max), inside)


def poison(shape: tuple[int, ...], dtype: np.dtype) -> np.ndarray:
    """Memory that was never written: NaN in floats, `POISON_BYTE` in integers; bools, which cannot be marked, are
    false.
    """
    if is_float(dtype):
        return np.full(shape, np.nan, _F32).astype(dtype)
    if dtype == np.bool_:
        return np.zeros(shape, dtype)
    return np.full(shape, np.frombuffer(bytes([POISON_BYTE] * dtype.itemsize), dtype)[0])
