"""Compiling a kernel's text and running the emitted program on the simulator."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import ml_dtypes
import numpy as np

import tilelang_tt as tt
from tilelang_tt.mlir import make_context, parse_module
from tilelang_tt.runner import dtype_of
from tilelang_tt.sim.compare import Comparison, compare

DTYPES = {
    "bf16": np.dtype(ml_dtypes.bfloat16),
    "f16": np.dtype(np.float16),
    "f32": np.dtype(np.float32),
    "f8E4M3FN": np.dtype(ml_dtypes.float8_e4m3fn),
    "f8E4M3FNUZ": np.dtype(ml_dtypes.float8_e4m3fnuz),
    "f8E5M2": np.dtype(ml_dtypes.float8_e5m2),
    "f8E5M2FNUZ": np.dtype(ml_dtypes.float8_e5m2fnuz),
}


@functools.cache
def compiled(text: str, **options: Any) -> tt.CompiledKernel:
    """The compiled kernel; equal texts and options are compiled once."""
    with make_context() as context:
        return tt.compile(parse_module(text, "kernel.mlir", context), **options)


def random_array(shape: Sequence[int], elem: str, seed: int, low: float = -1.0, high: float = 1.0) -> np.ndarray:
    return np.random.default_rng(seed).uniform(low, high, shape).astype(DTYPES[elem])


def run(kernel: tt.CompiledKernel, inputs: Sequence[np.ndarray], **simulator: Any) -> np.ndarray:
    """The last tensor after a run; before it holds NaN, so that what the program leaves out is seen."""
    output = max(kernel.plan.buffers, key=lambda buffer: buffer.index)
    result = np.full(output.shape, np.nan, dtype_of(output))
    kernel(*inputs, result, **simulator)
    return result


def assert_close(result: np.ndarray, expected: np.ndarray, bound: float) -> Comparison:
    """Largest error within `bound` and correlation of 0.9999 with a float64 reference."""
    outcome = compare(result, expected)
    assert outcome.max_abs_err <= bound, f"{outcome}, allowed is {bound:.3e}"
    assert outcome.pcc >= 0.9999, str(outcome)
    return outcome
