"""Recorded programs run unmodified on the simulator, and their outputs agree with the recordings.

The recordings come from an instruction-level simulation of the chip. Outputs must agree bit for bit with exact
arithmetic (numerics="hardware"); INEXACT lists the programs where the vector unit's own approximations enter.
"""

from dataclasses import dataclass

import numpy as np
import pytest
from harness import HERE, TARGETS, Recorded, execute, programs, results

from tilelang_tt.sim.driver import Simulator


@dataclass(frozen=True)
class Tolerance:
    """|got - recorded| <= absolute + relative * |recorded|; 2**-7 is one rounding of bf16."""

    why: str
    relative: float = 0.0
    absolute: float = 0.0


INEXACT = {
    "eltwise_chain": Tolerance(
        "silu is within one rounding of bf16; then a product and a sum", relative=2**-7, absolute=2**-6
    ),
    "eltwise_chain_sfpu": Tolerance("silu is within three roundings of fp32", relative=2**-21, absolute=2**-23),
    "sfpu_binary_div_fp32": Tolerance("the quotient is within two roundings of fp32", relative=2**-22),
}

# program -> what the simulator lacks; each must fail, so that the list shrinks.
MISSING: dict[str, str] = {}


def cases() -> list:
    listed = []
    for name in programs():
        for target in TARGETS:
            reason = MISSING.get(name)
            marks = [pytest.mark.xfail(strict=True, reason=f"the simulator lacks {reason}")] if reason else []
            listed.append(pytest.param(name, target, marks=marks, id=f"{name}-{target}"))
    return listed


@pytest.mark.parametrize("name, target", cases())
def test_recorded_program(name, target, tmp_path):
    recorded = Recorded(HERE / "programs" / name)
    run = execute(recorded, Simulator(target=target, numerics="hardware"), tmp_path)
    assert not run.findings + run.warnings, "\n".join(map(str, run.findings + run.warnings))
    assert run.returncode == 0, run.stderr
    tolerance = INEXACT.get(name, Tolerance("exact"))
    outputs = results(recorded, tmp_path)
    for buffer, wanted in recorded.outputs(target).items():
        got = outputs[buffer]
        if wanted.dtype == np.int32:
            np.testing.assert_array_equal(got, wanted)
            continue
        with np.errstate(invalid="ignore"):
            close = np.abs(got - wanted) <= tolerance.absolute + tolerance.relative * np.abs(wanted)
        close |= (got == wanted) | (np.isnan(got) & np.isnan(wanted))
        where = tuple(axis[0] for axis in np.nonzero(~close)) if not close.all() else None
        assert close.all(), (
            f"{np.mean(close):.4%} of {buffer} agree; at {where} {got[where]} instead of {wanted[where]}"
        )


@pytest.mark.parametrize("latency", [0, 1000])
@pytest.mark.parametrize("name", ["core_to_core", "double_buffered_reader", "matmul_multicore", "mcast_rows_2d"])
def test_latency_does_not_change_the_bits(name, latency, tmp_path):
    recorded = Recorded(HERE / "programs" / name)
    run = execute(recorded, Simulator(numerics="hardware", noc_latency=latency), tmp_path)
    assert run.ok, run.stderr
    outputs = results(recorded, tmp_path)
    for buffer, wanted in recorded.outputs("wormhole").items():
        np.testing.assert_array_equal(outputs[buffer], wanted)


def test_tables_name_programs():
    assert set(INEXACT) | set(MISSING) <= set(programs())
