"""The check of a run: what the program wrote against the numpy interpreter on the kernel as imported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tilelang_tt.mlir import ir
from tilelang_tt.plan import AnyPlan
from tilelang_tt.plan.model import Buffer
from tilelang_tt.runner import dtype_of
from tilelang_tt.sim.block_float import DIGITS, stored
from tilelang_tt.sim.compare import Comparison, compare, tolerance
from tilelang_tt.sim.reference import interpret

LEAST_PCC = 0.999
"""Below this correlation a result is wrong, however small its values are."""
LEAST_PCC_OF = {"Bfp4_b": 0.97}
"""The same of results in formats with few digits."""
ROUNDINGS = 4
"""That of the result, that of the reference, and two in between: an operand of the matrix unit, a function's value."""


@dataclass(frozen=True)
class Verdict:
    """How one output compares with the reference; `bound` is the largest absolute error allowed, `least_pcc` the smallest
    correlation.
    """

    name: str
    comparison: Comparison
    bound: float
    least_pcc: float = LEAST_PCC

    @property
    def ok(self) -> bool:
        """Whether the output is right."""
        close = self.comparison.max_abs_err <= self.bound
        return close and (self.comparison.max_abs_err == 0 or self.comparison.pcc >= self.least_pcc)

    def __str__(self) -> str:
        verdict = "ok" if self.ok else "WRONG"
        error, pcc = self.comparison.max_abs_err, self.comparison.pcc
        return f"{self.name}: max error {error:.3e} (bound {self.bound:.3e}), PCC {pcc:.6f}: {verdict}"


def check(module: ir.Module, plan: AnyPlan, given: Sequence[Any], results: Mapping[int, np.ndarray]) -> list[Verdict]:
    """Compares `results`, by parameter position, with what the kernel means for the arguments `given`, as the device
    stores them.

    `module` is the kernel in tile form.
    """
    kept = list(given)
    for buffer in plan.buffers:
        if buffer.role != "scratch":
            kept[buffer.index] = stored(given[buffer.index], buffer)
    expected = interpret(module, kept)
    # No sum is longer than the longest dimension; an estimate that is too large hardly changes the bound.
    terms = max((extent for array in given if isinstance(array, np.ndarray) for extent in array.shape), default=1)
    verdicts = []
    for buffer in plan.buffers:
        if buffer.is_output:
            wanted = np.asarray(expected[buffer.index]).astype(np.float64)
            outcome = compare(results[buffer.index], wanted)
            least = LEAST_PCC_OF.get(buffer.format, LEAST_PCC)
            allowed = bound(dtype_of(buffer), wanted, terms) + packing_error(buffer, wanted)
            verdicts.append(Verdict(buffer.name, outcome, allowed, least))
    return verdicts


def packing_error(buffer: Buffer, wanted: np.ndarray) -> float:
    """What a result may lose in a block format: one unit in the last place of the largest number, as the packer cuts."""
    digits = DIGITS.get(buffer.format)
    magnitude = float(np.max(np.abs(wanted), initial=0.0, where=np.isfinite(wanted)))
    return 0.0 if digits is None else magnitude * 2.0 ** (1 - digits)


def bound(dtype: np.dtype, wanted: np.ndarray, terms: int) -> float:
    """The largest error of a right result of type `dtype`; `wanted` is the reference in float64.

    `tolerance` is for sums of products of a known magnitude and one rounding; here the magnitude of the result is what
    is known, and there are ROUNDINGS of them.
    """
    magnitude = float(np.max(np.abs(wanted), initial=0.0, where=np.isfinite(wanted)))
    count = min(float(terms), 4.0 * float(terms) ** 0.5)
    return ROUNDINGS * tolerance(dtype, terms, magnitude / count)
