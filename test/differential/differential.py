"""Compiling a random kernel, and comparing the interpreter, every pass and the emitted program."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np
from generate import kernel
from noise import bounds

import tilelang_tt as tt
from tilelang_tt.diagnostics import CompileError, Diagnostics, InternalError
from tilelang_tt.mlir import make_context, parse_module
from tilelang_tt.passes.manager import PassManager
from tilelang_tt.passes.pipelines import stages
from tilelang_tt.sim.reference import find_kernel, interpret

LAST_INTERPRETED = "verify"
_OWN_WORK = re.compile(r"has no C\+\+ form|pages|of the form|deadlock|DST")


@dataclass
class Outcome:
    """What became of a kernel: "refused" with the reason, or "agrees"; `checked` is the share of the output elements
    whose bound is below a quarter of the output's spread.
    """

    what: str
    reason: str = ""
    checked: float = 0.0


def arguments(module: Any, seed: int) -> list[np.ndarray]:
    """Random tensors: of any numbers, or of a few that are equal more often. Outputs are overwritten or keep NaN."""
    made = []
    for position, parameter in enumerate(find_kernel(module).parameters):
        rng = np.random.default_rng([seed, position])
        values = rng.uniform(-1, 1, parameter.shape)
        if rng.integers(3) == 0:
            values = rng.integers(-4, 5, parameter.shape) / 4
        values = np.where(np.abs(values) < 2.0**-13, 0, values)
        made.append(values.astype(parameter.dtype))
    return made


def differences(
    want: Sequence[np.ndarray], have: Sequence[Any], allowed: Sequence[np.ndarray], names: Sequence[str]
) -> str:
    """Where results are off by more than is allowed; empty where they agree."""
    for w, h, bound, name in zip(want, have, allowed, names, strict=True):
        w, h = np.asarray(w).astype(np.float64), np.asarray(h).astype(np.float64)
        same = (w == h) | (np.isnan(w) & np.isnan(h))
        error = np.where(same, 0, np.where(np.isfinite(w) & np.isfinite(h), np.abs(w - h), np.inf))
        wrong = error > bound
        if wrong.any():
            at = np.unravel_index(np.argmax(np.where(wrong, error - bound, -1)), error.shape)
            return (
                f"'{name}' differs in {int(wrong.sum())} of {wrong.size} elements, most at {[int(i) for i in at]}: "
                f"{h[at]} instead of {w[at]}, allowed is {bound[at]:.3g}"
            )
    return ""


def compare(text: str, seed: int, options: dict[str, Any], simulate: bool = True) -> Outcome:
    """Compiles and runs a kernel. Raises AssertionError where two ways to run it do not agree, and whatever the
    compiler raises that is no CompileError at a place.
    """
    with make_context() as context:
        try:
            compiled = tt.compile(parse_module(text, "kernel.mlir", context), **options)
        except InternalError:
            raise
        except CompileError as refusal:
            first = refusal.diagnostics[0]
            # What the compiler says of its own work is no reason to refuse a kernel.
            assert not _OWN_WORK.search(first.message), f"the compiler's own work is refused: {refusal}"
            assert first.where is not None and first.where.line > 0, f"a refusal without a place: {refusal}"
            return Outcome("refused", first.message)
        module = parse_module(text, "kernel.mlir", context)
        given = arguments(module, seed)
        names = [p.name for p in find_kernel(module).parameters]
        # Outputs start as NaN, so that what is left out is seen.
        for buffer in compiled.plan.buffers:
            if buffer.role == "out":
                given[buffer.index] = np.full_like(given[buffer.index], np.nan)
        wanted = interpret(module, given)
        allowed = bounds(module, given, wanted)
        remarks = Diagnostics()
        for stage, passes in stages():
            PassManager(passes).run(module, remarks)
            found = differences(wanted, interpret(module, given), allowed, names)
            assert not found, f"after {stage}: {found}"
            if stage == LAST_INTERPRETED:
                break
        if simulate:
            results = [np.array(a) for a in given]
            compiled(*results)
            found = differences(wanted, results, allowed, names)
            assert not found, f"on the simulator: {found}"
    return Outcome("agrees", checked=_checked(compiled, wanted, allowed))


def _checked(compiled: Any, wanted: Sequence[np.ndarray], allowed: Sequence[np.ndarray]) -> float:
    """The share of the numbers written whose bound is below a quarter of their magnitude; of the worst output."""
    shares = []
    for buffer in compiled.plan.buffers:
        if buffer.role != "in":
            values = np.asarray(wanted[buffer.index]).astype(np.float64)
            finite = np.isfinite(values)
            magnitude = float(np.sqrt(np.mean(values[finite] ** 2))) if finite.any() else 0.0
            tight = allowed[buffer.index][finite] < max(0.25 * magnitude, 1e-30)
            shares.append(float(tight.mean()) if finite.any() else 0.0)
    return min(shares, default=0.0)


def options_of(rng: Random) -> dict[str, Any]:
    """Random options of the compiler."""
    options: dict[str, Any] = {"core_grid": rng.choice((None, None, (1, 1), (2, 1)))}
    if rng.randrange(4) == 0:
        options["double_buffer"] = False
    if rng.randrange(4) == 0:
        options["partition_strategy"] = rng.choice(("column_major", "block"))
    return options


def example(rng: Random) -> tuple[str, dict[str, Any]]:
    """A kernel and options."""
    return kernel(rng), options_of(rng)
