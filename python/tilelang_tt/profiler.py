"""Checking and timing a compiled kernel with arrays made for it; the interface of `tilelang.profiler.Profiler`.

    profiler = kernel.get_profiler()
    profiler.assert_allclose(lambda a, b: a @ b)     # on the simulator
    profiler.do_bench()                              # milliseconds, from the simulator's clock

Arrays are torch tensors where torch is in use (TileLang imports it), else numpy arrays.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from tilelang_tt.device import get_device
from tilelang_tt.dialects.extent import evaluate
from tilelang_tt.plan.model import Buffer
from tilelang_tt.runner import dtype_named, dtype_of, to_array, to_tensor
from tilelang_tt.sim.reference.dtypes import is_float

if TYPE_CHECKING:
    from tilelang_tt.api import CompiledKernel

SUPPLIES = ("auto", "integer", "uniform", "normal", "randn", "zero", "one")


class Profiler:
    """Runs a kernel on arrays of its own making, the same in every process.

    `supply`: what is in them, one of `SUPPLIES` or TileLang's TensorSupplyType. "auto": floats uniform in [-1, 1), small
    integers. `params`: parameters as TileLang describes them, if it is there. Raises ValueError for an unknown supply.
    """

    def __init__(self, kernel: CompiledKernel, supply: Any = "auto", params: Sequence[Any] | None = None) -> None:
        self.kernel = kernel
        self.supply = str(getattr(supply, "name", supply)).lower()
        if self.supply not in SUPPLIES:
            raise ValueError(f"unknown tensor supply '{self.supply}' (supplies: {', '.join(SUPPLIES)})")
        self.params = list(params if params is not None else kernel.params)
        self.result_idx = list(kernel.out_idx)

    @property
    def func(self) -> CompiledKernel:
        """What is timed: the kernel."""
        return self.kernel

    def __call__(self, *arrays: Any) -> Any:
        return self.kernel(*arrays)

    # Arrays. TileLang's autotuner calls these two by their names.

    def _get_params(self, with_output: bool = False) -> list[Any]:
        return [p for i, p in enumerate(self.params) if with_output or i not in self.result_idx]

    def _get_inputs(
        self, with_output: bool = False, dynamic_symbolic_constraints: Mapping[str, int] | None = None
    ) -> list[Any]:
        sizes = dict(dynamic_symbolic_constraints or {})
        missing = [name for name in self.kernel.plan.symbols if name not in sizes]
        if missing:
            raise ValueError(
                f"dimension '{missing[0]}' of '{self.kernel.plan.kernel}' is symbolic: pass input_tensors, or its size "
                f"by dynamic_symbolic_constraints={{'{missing[0]}': ...}}"
            )
        made = [
            self._made(p, i, sizes) for i, p in enumerate(self.kernel.params) if with_output or i not in self.result_idx
        ]
        return [to_tensor(a) if "torch" in sys.modules and isinstance(a, np.ndarray) else a for a in made]

    def _made(self, parameter: Any, position: int, sizes: Mapping[str, int]) -> Any:
        rng = np.random.default_rng(position)
        if not isinstance(parameter, Buffer):
            return dtype_named(parameter.dtype).type(1).item()
        shape = [evaluate(extent, sizes) for extent in parameter.shape]
        return _filled(self.supply, rng, shape, dtype_of(parameter))

    # Checks

    def assert_allclose(
        self,
        reference_program: Callable[..., Any],
        input_tensors: Sequence[Any] | None = None,
        atol: float = 1e-2,
        rtol: float = 1e-2,
        max_mismatched_ratio: float = 0.01,
    ) -> None:
        """Raises AssertionError if the kernel's outputs are not those of the reference: elements that differ by more
        than `atol + rtol * |reference|` may be this part of all.

        Kernels without `out_idx` write to their parameters: a reference that returns nothing must do so, too.
        """
        inputs = list(self._get_inputs() if input_tensors is None else input_tensors)
        copies = [_copy(value) for value in inputs]
        written = (
            [] if self.result_idx else [i for i, p in enumerate(self.kernel.params) if getattr(p, "is_output", False)]
        )
        expected = _listed(reference_program(*copies)) or [copies[i] for i in written]
        found = _listed(self.kernel(*inputs)) or [inputs[i] for i in written]
        if len(found) != len(expected):
            raise AssertionError(f"the kernel gives {len(found)} arrays, the reference {len(expected)}")
        for i, (ours, theirs) in enumerate(zip(found, expected, strict=True)):
            if ours is not None and theirs is not None:
                _check_close(_numbers(ours), _numbers(theirs), atol, rtol, max_mismatched_ratio, f"output {i}")

    def manual_assert_close(
        self,
        reference_program: Callable[..., Any],
        input_tensors: Sequence[Any] | None = None,
        manual_check_prog: Callable[[list[Any], list[Any]], Any] | None = None,
    ) -> None:
        """Hands the kernel's outputs and the reference's to `manual_check_prog`."""
        inputs = list(self._get_inputs() if input_tensors is None else input_tensors)
        expected = _listed(reference_program(*[_copy(value) for value in inputs]))
        found = _listed(self.kernel(*inputs))
        if manual_check_prog is not None:
            manual_check_prog(found, expected)

    def assert_consistent(self, repeat: int = 10) -> None:
        """Raises AssertionError if runs on the same inputs differ in a bit."""
        inputs = self._get_inputs()
        first = [_bits(value) for value in _listed(self.kernel(*map(_copy, inputs)))]
        for _ in range(repeat):
            assert [_bits(value) for value in _listed(self.kernel(*map(_copy, inputs)))] == first, "results differ"

    # Runs

    def run_once(self, func: Callable[..., Any] | None = None) -> Any:
        """Runs the kernel, or another function, on arrays made for it."""
        return (func or self.kernel)(*self._get_inputs())

    def do_bench(
        self,
        func: Callable[..., Any] | None = None,
        warmup: int = 25,
        rep: int = 100,
        n_warmup: int = 0,
        n_repeat: int = 0,
        input_tensors: Sequence[Any] | None = None,
        backend: str = "event",
        quantiles: Sequence[float] | None = None,
        return_mode: str = "mean",
        dynamic_symbolic_constraints: Mapping[str, int] | None = None,
        device: Any = None,
        early_stop_baseline: float | None = None,
    ) -> Any:
        """Milliseconds of one run; with `quantiles`, a list of them.

        The kernel: the clocks that the simulator counts, at the frequency of the device; an estimate, and the same in
        every run, so that it runs once and the settings of TileLang's measurements change nothing. Another `func`: wall
        time on this machine, the mean of `n_repeat` runs (at least one) after `n_warmup`.
        """
        inputs = list(
            input_tensors
            if input_tensors is not None
            else self._get_inputs(dynamic_symbolic_constraints=dynamic_symbolic_constraints)
        )
        if func is None or getattr(func, "compiled", func) is self.kernel:
            found = milliseconds(self.kernel.profile(*inputs).clocks, self.kernel.target)
        else:
            for _ in range(n_warmup):
                func(*inputs)
            start, runs = time.perf_counter(), max(1, n_repeat)
            for _ in range(runs):
                func(*inputs)
            found = (time.perf_counter() - start) / runs * 1e3
        return [found] * len(quantiles) if quantiles is not None else found


def milliseconds(clocks: int, device: str) -> float:
    """The time that clocks of a device take."""
    return clocks / (get_device(device).clock_mhz * 1e3)


def _filled(supply: str, rng: np.random.Generator, shape: Sequence[int], dtype: np.dtype[Any]) -> np.ndarray[Any, Any]:
    if supply in ("zero", "one"):
        return np.full(shape, int(supply == "one")).astype(dtype)
    if supply in ("normal", "randn"):
        return np.asarray(rng.normal(0.0, 1.0, shape)).astype(dtype)
    if supply == "uniform" or (supply == "auto" and is_float(dtype)):
        return np.asarray(rng.uniform(-1.0, 1.0, shape)).astype(dtype)
    low, high = (0, 2) if dtype == np.bool_ else (0, 3) if dtype.kind == "u" else (-2, 3)
    return np.asarray(rng.integers(low, high, shape)).astype(dtype)


def _listed(outputs: Any) -> list[Any]:
    if outputs is None:
        return []
    return list(outputs) if isinstance(outputs, (tuple, list)) else [outputs]


def _copy(value: Any) -> Any:
    return value.clone() if hasattr(value, "detach") else value.copy() if isinstance(value, np.ndarray) else value


def _numbers(value: Any) -> np.ndarray[Any, Any]:
    return (to_array(value) if hasattr(value, "detach") else np.asarray(value)).astype(np.float64)


def _bits(value: Any) -> bytes:
    return (to_array(value) if hasattr(value, "detach") else np.asarray(value)).tobytes()


def _check_close(
    found: np.ndarray[Any, Any], expected: np.ndarray[Any, Any], atol: float, rtol: float, allowed: float, what: str
) -> None:
    if found.shape != expected.shape:
        raise AssertionError(f"{what} has shape {found.shape}, the reference {expected.shape}")
    apart = ~np.isclose(found, expected, rtol=rtol, atol=atol, equal_nan=True)
    if np.count_nonzero(apart) > allowed * found.size:
        worst = np.unravel_index(np.argmax(np.where(apart, np.abs(found - expected), -1)), found.shape)
        place = tuple(int(i) for i in worst)
        raise AssertionError(
            f"{what}: {np.count_nonzero(apart)} of {found.size} elements differ by more than {atol} + {rtol} * |reference|; "
            f"the worst is {found[worst]} instead of {expected[worst]} at {place}"
        )
