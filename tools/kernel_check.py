"""The check of a run: what the program wrote against the numpy interpreter on the kernel as imported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tilelang_tt.mlir import ir, walk_collect
from tilelang_tt.plan import Plan
from tilelang_tt.runner import dtype_of
from tilelang_tt.sim.compare import Comparison, compare, tolerance
from tilelang_tt.sim.reference import interpret

LEAST_PCC = 0.999
"""Below this correlation a result is wrong, however small its values are."""


@dataclass(frozen=True)
class Verdict:
    """How one output compares with the reference; `bound` is the largest absolute error allowed."""

    name: str
    comparison: Comparison
    bound: float

    @property
    def ok(self) -> bool:
        """Whether the output is right."""
        close = self.comparison.max_abs_err <= self.bound
        return close and (self.comparison.max_abs_err == 0 or self.comparison.pcc >= LEAST_PCC)

    def __str__(self) -> str:
        verdict = "ok" if self.ok else "WRONG"
        error, pcc = self.comparison.max_abs_err, self.comparison.pcc
        return f"{self.name}: max error {error:.3e} (bound {self.bound:.3e}), PCC {pcc:.6f}: {verdict}"


def check(module: ir.Module, plan: Plan, given: Sequence[Any], results: dict[int, np.ndarray]) -> list[Verdict]:
    """Compares `results`, by parameter position, with what the kernel means for the arguments `given`.

    `module` is the kernel in tile form.
    """
    expected = interpret(module, given)
    terms = contraction(plan, module)
    verdicts = []
    for buffer in plan.buffers:
        if buffer.role != "in":
            wanted = np.asarray(expected[buffer.index])
            outcome = compare(results[buffer.index], wanted.astype(np.float64))
            verdicts.append(Verdict(buffer.name, outcome, bound(buffer_type=dtype_of(buffer), wanted=wanted, k=terms)))
    return verdicts


def contraction(plan: Plan, module: ir.Module) -> int:
    """Terms of the longest sum: K of the matrix products, 1 in a kernel without any."""
    if not walk_collect(module, "tt.tile.gemm"):
        return 1
    return max(item.len_k for items in plan.work_partition.values() for item in items)


def bound(buffer_type: np.dtype, wanted: np.ndarray, k: int) -> float:
    """The largest error of a right result.

    `tolerance` is for sums of products of known magnitude; here the magnitude of the result is what is known. Twice
    that, as the reference is rounded to the tensor's type as well.
    """
    values = wanted.astype(np.float64)
    magnitude = float(np.max(np.abs(values), initial=0.0, where=np.isfinite(values)))
    terms = min(float(k), 4.0 * float(k) ** 0.5)
    return 2.0 * tolerance(buffer_type, k, magnitude / terms)
