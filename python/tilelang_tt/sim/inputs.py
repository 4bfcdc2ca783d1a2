"""Random arguments for a kernel."""

import zlib
from typing import Any

import numpy as np

from tilelang_tt.mlir import ir
from tilelang_tt.sim.reference.dtypes import is_float, round_to
from tilelang_tt.sim.reference.kernel import Parameter, find_kernel


def random_inputs(module: ir.Module, seed: int, kernel: str | None = None) -> list[Any]:
    """One array or numpy scalar per parameter of a kernel, without the runtime arguments of the persistent form.

    Floats are uniform in [-1, 1), so that a contraction over K has a magnitude of about sqrt(K / 9); integers are in
    [-4, 4], of 8 bits and more; bools are even odds. Integer scalars are in [1, 4], as they often count or index. A
    parameter's values depend on the seed, its position and its name only. Raises ValueError for a parameter of dynamic
    shape.
    """
    found = find_kernel(module, kernel)
    return [
        _random(p, np.random.default_rng([seed, position, zlib.crc32(p.name.encode())]))
        for position, p in enumerate(found.parameters)
    ]


def _random(parameter: Parameter, rng: np.random.Generator) -> Any:
    shape, dtype = parameter.shape, parameter.dtype
    if shape is not None and min(shape, default=0) < 0:
        raise ValueError(f"parameter '{parameter.name}' has a dynamic shape; its array must be given")
    size = () if shape is None else shape
    if is_float(dtype):
        values = round_to(np.asarray(rng.uniform(-1.0, 1.0, size)), dtype)
    elif dtype == np.bool_:
        values = np.asarray(rng.integers(0, 2, size)).astype(dtype)
    else:
        low = 1 if shape is None or dtype.kind == "u" else -4
        values = np.asarray(rng.integers(low, 5, size)).astype(dtype)
    return values[()] if shape is None else values
