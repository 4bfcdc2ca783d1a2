"""Arguments of a run from the command line, and results to files: NAME=FILE.npy for tensors, NAME=VALUE for scalars."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import ml_dtypes
import numpy as np

from tilelang_tt.dialects.extent import solve
from tilelang_tt.passes.options import nearest
from tilelang_tt.sim.reference import Kernel, Parameter
from tilelang_tt.sim.reference.dtypes import is_float
from tilelang_tt.tools.flags import UsageError

_WIDER = {np.dtype(ml_dtypes.bfloat16): np.float32}


def pairs(flag: str, given: Iterable[str], names: Sequence[str], form: str = "NAME=FILE.npy") -> dict[str, str]:
    """`["A=a.npy"]` as a dictionary whose keys are among `names`. Raises UsageError."""
    found: dict[str, str] = {}
    for pair in given:
        name, equals, value = pair.partition("=")
        if not equals or not value:
            raise UsageError(f"--{flag} {pair}: expected {form}")
        if name not in names:
            hint = nearest(name, names) or f" (there are: {', '.join(names) or 'none'})"
            raise UsageError(f"--{flag} {pair}: the kernel has no such parameter '{name}'{hint}")
        if name in found:
            raise UsageError(f"--{flag} {pair}: '{name}' is given twice")
        found[name] = value
    return found


def load(text: str, parameter: Parameter) -> Any:
    """The argument for a parameter. Floats of another width are rounded to the parameter's type. Raises UsageError."""
    if parameter.shape is None:
        try:
            return np.asarray(float(text) if is_float(parameter.dtype) else int(text, 0)).astype(parameter.dtype)[()]
        except ValueError:
            raise UsageError(f"'{parameter.name}' is a scalar of type {parameter.dtype}, not '{text}'") from None
    try:
        array = np.load(text, allow_pickle=False)
    except (OSError, ValueError) as failure:
        raise UsageError(f"cannot read '{text}' for '{parameter.name}': {failure}") from None
    if array.dtype.kind == "V" and array.dtype.itemsize == parameter.dtype.itemsize:
        # numpy stores the types of ml_dtypes as raw bytes.
        array = array.view(parameter.dtype)
    known = all(isinstance(extent, int) for extent in parameter.shape)
    if known and array.shape != parameter.shape:
        raise UsageError(f"'{text}' has shape {array.shape}, '{parameter.name}' needs {parameter.shape}")
    if array.dtype != parameter.dtype:
        if not (is_float(array.dtype) and is_float(parameter.dtype)):
            raise UsageError(f"'{text}' has type {array.dtype}, '{parameter.name}' needs {parameter.dtype}")
        array = array.astype(parameter.dtype)
    return array


def sizes(given: Iterable[str], kernel: Kernel, loaded: Mapping[str, Any]) -> dict[str, int]:
    """The symbolic dimensions that `--size NAME=N` or the shapes of loaded tensors give. Raises UsageError."""
    tensors = [
        (p.name, p.shape, loaded[p.name].shape) for p in kernel.parameters if p.shape is not None and p.name in loaded
    ]
    try:
        found = solve(tensors)
    except ValueError as failure:
        raise UsageError(f"--input: {failure}") from None
    for name, value in pairs("size", given, kernel.symbols, "NAME=N").items():
        if not value.isdecimal() or int(value) < 1:
            raise UsageError(f"--size {name}={value}: expected a positive integer")
        if found.setdefault(name, int(value)) != int(value):
            raise UsageError(f"--size {name}={value}: the inputs have {name} = {found[name]}")
    return found


def save(path: str, array: np.ndarray) -> None:
    """Writes an array to a .npy file; bfloat16, which the format does not know, as float32."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    with open(path, "wb") as file:
        np.save(file, array.astype(_WIDER.get(array.dtype, array.dtype)))
