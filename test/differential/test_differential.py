"""Random kernels, and kernels that were compiled wrongly once: the interpreter, what every pass leaves, and the emitted
program on the strict simulator agree, or the kernel is refused with a reason at a place.

FUZZ_EXAMPLES=500 runs that many random kernels, other ones with FUZZ_SEED; see `make fuzz`.
"""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import numpy as np
import pytest
from differential import Outcome, compare, differences, example
from hypothesis import HealthCheck, given, note, seed, settings
from hypothesis import strategies as st
from noise import bounds

from tilelang_tt.mlir import make_context, parse_module
from tilelang_tt.sim.reference import interpret

KERNELS = sorted(Path(__file__).with_name("kernels").glob("*.mlir"))
MANY = int(os.environ.get("FUZZ_EXAMPLES", "0"))


def _settings(examples: int) -> settings:
    """The same kernels every time, unless more are asked for."""
    quiet = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
    return settings(
        max_examples=MANY or examples, derandomize=not MANY, deadline=None, database=None, suppress_health_check=quiet
    )


def _check(rng: Random, simulate: bool) -> None:
    text, options = example(rng)
    note(f"{options}\n{text}")
    compare(text, 0, options, simulate)


@seed(int(os.environ.get("FUZZ_SEED", "0")))
@_settings(60)
@given(st.randoms(use_true_random=False))
def test_passes_agree(rng: Random) -> None:
    _check(rng, simulate=False)


@seed(int(os.environ.get("FUZZ_SEED", "0")) + 1)
@_settings(8)
@given(st.randoms(use_true_random=False))
def test_programs_agree(rng: Random) -> None:
    _check(rng, simulate=True)


@pytest.mark.parametrize("path", KERNELS, ids=lambda p: p.stem)
def test_kernels_that_were_wrong(path: Path) -> None:
    outcome = compare(path.read_text("utf-8"), 1, {"core_grid": (1, 1)}, simulate=False)
    assert outcome.what == "agrees", outcome.reason


def test_boxes_that_are_cut_off() -> None:
    text = next(p for p in KERNELS if p.stem == "spread_carried").read_text("utf-8")
    options = {"core_grid": (2, 1), "partition_strategy": "block"}
    assert compare(text, 1, options, simulate=False).what == "agrees"


@pytest.mark.parametrize("name", ["loaded_again", "stored_twice"])
def test_programs_that_were_wrong(name: str) -> None:
    text = next(p for p in KERNELS if p.stem == name).read_text("utf-8")
    assert compare(text, 2, {"core_grid": (1, 1)}) == Outcome("agrees", checked=1.0)


def test_bounds_are_tight() -> None:
    """An element of the neighbouring column, or one more step of a sum, would be seen."""
    text = next(p for p in KERNELS if p.stem == "load_carried_and_used").read_text("utf-8")
    with make_context():
        module = parse_module(text, "kernel.mlir")
        given_ = [
            np.random.default_rng(i).uniform(-1, 1, (96 if i < 2 else 32, 32)).astype(np.float32) for i in range(3)
        ]
        wanted = interpret(module, given_)
        allowed = bounds(module, given_, wanted)
    names = ["A", "B", "C"]
    assert not differences(wanted, wanted, allowed, names)
    moved = [*wanted[:2], np.roll(wanted[2], 1, axis=1)]
    assert "'C' differs in 10" in differences(wanted, moved, allowed, names)
    grown = [*wanted[:2], wanted[2] * np.float32(1.02)]
    assert "'C' differs in" in differences(wanted, grown, allowed, names)
