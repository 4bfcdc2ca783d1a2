"""Compiling an example with given arguments, running it on the simulator and comparing with its numpy reference."""

from __future__ import annotations

import functools
import importlib.util
import inspect
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

import tilelang_tt as tt
from tilelang_tt.runner import dtype_of
from tilelang_tt.sim.compare import compare
from tilelang_tt.tools.kernel_check import LEAST_PCC, bound

SCALAR = 0.125
"""What scalar parameters of kernels get."""
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@functools.cache
def load(file: str) -> ModuleType:
    """examples/<file>.py, or <file>.py beside this one, as a module."""
    found = next(path for folder in (EXAMPLES, Path(__file__).parent) if (path := folder / f"{file}.py").exists())
    spec = importlib.util.spec_from_file_location(f"example_{file}", found)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(
    file: str,
    name: str,
    args: Mapping[str, Any],
    seed: int = 0,
    options: Mapping[str, Any] | None = None,
    simulator: Mapping[str, Any] | None = None,
) -> list[tuple[np.ndarray, np.ndarray]]:
    """(result, reference) for every output of the example for random inputs in [-1, 1), none subnormal.

    The device takes subnormal numbers for zero, and so they are in the inputs.
    Outputs hold NaN before the run, so that what the program leaves out is seen. The reference gets those of `args`
    that it has parameters for. `options` are those of tt.compile, `simulator` those of a call.
    """
    module = load(file)
    kernel = tt.compile(getattr(module, name)(**args), **(options or {}))
    buffers = sorted((b for b in kernel.plan.buffers if b.role != "scratch"), key=lambda buffer: buffer.index)
    rng = np.random.default_rng(seed)
    arrays = [
        (_random(rng, b.shape) if b.role == "in" else np.full(b.shape, np.nan)).astype(dtype_of(b)) for b in buffers
    ]
    given: dict[int, Any] = dict(zip((b.index for b in buffers), arrays, strict=True))
    values = [given.get(i, SCALAR) for i in range(len(buffers) + len(kernel.plan.scalars))]
    kernel(*values, **(simulator or {}))
    reference = getattr(module, f"{name}_reference")
    known = {key: args[key] for key in args if key in inspect.signature(reference).parameters}
    written = {b.index for b in buffers if b.role != "in"}
    expected = reference(*(v for i, v in enumerate(values) if i not in written), **known)
    outputs = [a for a, b in zip(arrays, buffers, strict=True) if b.role != "in"]
    return list(zip(outputs, expected if isinstance(expected, tuple) else (expected,), strict=True))


def _random(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    values = rng.uniform(-1, 1, shape)
    return np.where(np.abs(values) < np.finfo(np.float16).smallest_normal, 0, values)


def check(
    file: str,
    name: str,
    terms: int,
    seed: int = 0,
    options: Mapping[str, Any] | None = None,
    simulator: Mapping[str, Any] | None = None,
    **args: Any,
) -> None:
    """Asserts that every output is right.

    The bound is that of tt-run for sums of `terms` products (tools/kernel_check.py, from sim/compare.py), and its
    least correlation with the reference.
    """
    for result, expected in run(file, name, args, seed, options, simulator):
        wanted = expected.astype(np.float64)
        outcome = compare(result, wanted)
        allowed = bound(result.dtype, wanted, terms)
        assert outcome.max_abs_err <= allowed, f"{outcome}, allowed is {allowed:.3e}"
        assert outcome.pcc >= LEAST_PCC, str(outcome)


def odd_size(rng: np.random.Generator, most: int) -> int:
    """A random size that is not a multiple of the side of a tile."""
    size = int(rng.integers(33, most))
    return size + 1 if size % 32 == 0 else size
