"""How sensitive a kernel is to roundings: the interpreter with every result off by a unit of its format.

The bound on a result's error is measured, not derived: a kernel is run several times with relative errors of one unit
roundoff on everything it computes, of random or of one sign; what that changes, four times over, is what a right
program may be off by. A comparison of numbers that are equal but for roundings widens the bound where it decides, and
nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import ml_dtypes
import numpy as np

from tilelang_tt.sim import reference
from tilelang_tt.sim.reference.decode import Code, Decoder, Frame, Step
from tilelang_tt.sim.reference.dtypes import is_float

BF16 = np.dtype(ml_dtypes.bfloat16)
# Of one operation on the device, a bit more than half of the last place, so that it shows. float32 is what the matrix unit and
# its reductions leave of it, tf32.
UNITS = {BF16: 1.1 * 2.0**-8, np.dtype(np.float16): 1.1 * 2.0**-11, np.dtype(np.float32): 2.0**-11}
# Below this, relative errors are not: the device takes subnormal numbers for zero.
SMALLEST = {BF16: 2.0**-126, np.dtype(np.float16): 2.0**-14, np.dtype(np.float32): 2.0**-126}
FACTOR = 4.0
RUNS = 6

_EXACT = frozenset(
    "arith.constant arith.select arith.maxnumf arith.minnumf arith.maximumf arith.minimumf arith.negf arith.extf "
    "math.absf math.floor math.ceil math.trunc tt.tile.relu".split()
)
_OPERANDS = ("tt.tile.gemm", "tt.tile.reduce")


class _Noise:
    def __init__(self, run: int) -> None:
        self.rng = np.random.default_rng(run)
        self.biased = run % 2 == 1

    def on(self, values: Any) -> Any:
        """Values with errors; integers and conditions as they are."""
        values = np.asarray(values)
        dtype = values.dtype
        if not is_float(dtype):
            return values[()]
        wide = values.astype(np.float64)
        sign = self.rng.choice([-1.0, 1.0], () if self.biased else wide.shape)
        return (wide + sign * (UNITS[dtype] * np.abs(wide) + SMALLEST[dtype] * (wide != 0))).astype(dtype)[()]

    def on_sum(self, values: np.ndarray) -> np.ndarray:
        """Sums with errors, which are relative to what was summed."""
        finite = np.where(np.isfinite(values), values, 0).astype(np.float64)
        scale = float(np.sqrt(np.mean(finite**2)))
        wide = np.asarray(self.on(values)).astype(np.float64)
        return (wide + self.rng.choice([-1.0, 1.0], wide.shape) * UNITS[values.dtype] * scale).astype(values.dtype)


class _NoisyDecoder(Decoder):
    noise: _Noise

    def block(self, block: Any) -> Code:
        code = super().block(block)
        code.steps = [(self._wrapped(step, op), op) for step, op in code.steps]
        return code

    def _wrapped(self, step: Step, op: Any) -> Step:
        name, noise = op.operation.name, self.noise
        if name in _OPERANDS:
            ins, out = self.operands(op), self.operands(op)[2 if name == "tt.tile.gemm" else 1]
            sums = name == "tt.tile.gemm" or "sum" in str(op.operation.attributes["kind"])

            def contraction(frame: Frame) -> None:
                for slot in ins[: 2 if sums and name == "tt.tile.gemm" else 1]:
                    view = frame.values[slot]
                    if view.dtype == np.float32:
                        view.write(noise.on(view.read()))
                step(frame)
                view = frame.values[out]
                view.write(noise.on_sum(view.read()) if sums else noise.on(view.read()))

            return contraction
        if name == "tt.tile.copy":
            source, dest = self.operands(op)

            def copy(frame: Frame) -> None:
                step(frame)
                target = frame.values[dest]
                if target.dtype != frame.values[source].dtype or target.dtype == np.float32:
                    target.write(noise.on(target.read()))

            return copy
        vector = name == "memref.load" and len([e for e in op.memref.type.shape if e != 1]) < 2
        computed = name.startswith(("arith.", "math.", "tt.tile.")) and name not in _EXACT
        if (vector or computed) and len(list(op.operation.results)) == 1 and name != "tt.tile.view":
            out = self.result(op)

            def element(frame: Frame) -> None:
                step(frame)
                value = frame.values[out]
                if not vector or value.dtype == np.float32:
                    frame.values[out] = noise.on(value)

            return element
        return step


@contextmanager
def _noisy(run: int) -> Iterator[None]:
    kind = type("NoisyDecoder", (_NoisyDecoder,), {"noise": _Noise(run)})
    quiet, reference.Decoder = reference.Decoder, kind
    try:
        yield
    finally:
        reference.Decoder = quiet


def bounds(module: Any, arrays: Sequence[Any], base: Sequence[Any]) -> list[np.ndarray]:
    """For every parameter, the largest error of each element; infinite where it may be anything.

    `base` is what the interpreter gives without errors.
    """
    wide = [np.asarray(b).astype(np.float64) for b in base]
    spread = [np.zeros(b.shape) for b in wide]
    with np.errstate(all="ignore"):
        for run in range(RUNS):
            with _noisy(run):
                outcome = reference.interpret(module, arrays)
            for total, b, o in zip(spread, wide, outcome, strict=True):
                o = np.asarray(o).astype(np.float64)
                same = (b == o) | (np.isnan(b) & np.isnan(o))
                error = np.where(same, 0.0, np.where(np.isfinite(b) & np.isfinite(o), np.abs(o - b), np.inf))
                np.maximum(total, error, out=total)
    found = []
    for total, b, original in zip(spread, wide, base, strict=True):
        dtype = np.asarray(original).dtype
        magnitude = np.where(np.isfinite(b), np.abs(b), 0)
        floor = UNITS[dtype] * (magnitude + np.sqrt(np.mean(magnitude**2))) + SMALLEST[dtype]
        found.append(FACTOR * (total + floor))
    return found
