"""Random arguments for a kernel."""

import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np

from tilelang_tt.dialects.extent import evaluate
from tilelang_tt.mlir import ir
from tilelang_tt.sim.reference.dtypes import is_float, round_to
from tilelang_tt.sim.reference.kernel import Parameter, find_kernel

DEFAULT_SIZE = 200
"""What a symbolic dimension is where nobody says: it does not divide by 32."""


def random_inputs(
    module: ir.Module, seed: int, kernel: str | None = None, sizes: Mapping[str, int] | None = None
) -> list[Any]:
    """One array or numpy scalar per parameter of a kernel, without symbolic dimensions and the runtime arguments of the
    persistent form. `sizes` gives symbolic dimensions; the others are DEFAULT_SIZE.

    Floats are uniform in [-1, 1), so that a contraction over K has a magnitude of about sqrt(K / 9); integers are in
    [-4, 4], of 8 bits and more; bools are even odds. Integer scalars are in [1, 4], as they often count or index. A
    parameter's values depend on the seed, its position and its name only.
    """
    found = find_kernel(module, kernel)
    known = {name: DEFAULT_SIZE for name in found.symbols} | dict(sizes or {})
    return [
        _random(p, known, np.random.default_rng([seed, position, zlib.crc32(p.name.encode())]))
        for position, p in enumerate(found.parameters)
    ]


def _random(parameter: Parameter, sizes: Mapping[str, int], rng: np.random.Generator) -> Any:
    dtype = parameter.dtype
    shape = None if parameter.shape is None else [evaluate(extent, sizes) for extent in parameter.shape]
    size = () if shape is None else shape
    if is_float(dtype):
        values = round_to(np.asarray(rng.uniform(-1.0, 1.0, size)), dtype)
    elif dtype == np.bool_:
        values = np.asarray(rng.integers(0, 2, size)).astype(dtype)
    else:
        low = 1 if shape is None or dtype.kind == "u" else -4
        values = np.asarray(rng.integers(low, 5, size)).astype(dtype)
    return values[()] if shape is None else values
