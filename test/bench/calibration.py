"""The published GEMM table beside what the simulator says of a program of the same build."""

from __future__ import annotations

from pathlib import Path

from published import Row, rows

from tilelang_tt.device import get_device
from tilelang_tt.sim.driver import Simulator

PROGRAM = Path(__file__).parent / "calibration"


def clocks(row: Row) -> int:
    """Of the calibration program."""
    result = Simulator(row.target).build(PROGRAM).run(row.arguments)
    if not result.ok:
        raise RuntimeError(f"{' '.join(row.arguments)}:\n{result.stderr}")
    return result.clocks


def line(row: Row, estimate: int) -> str:
    """Published and estimated utilisation and TFLOP/s, and by how much the estimate is off."""
    m, k, n = row.shape
    percent = 100 * row.ideal / estimate
    seconds = estimate / (get_device(row.target).clock_mhz * 1e6)
    tflops = 2 * m * k * n / seconds / 1e12
    what = f"{row.target} {m} x {k} x {n} {row.format} {row.fidelity}"
    return (
        f"{what:<46}{row.percent:>6.0f}%{percent:>7.1f}%{percent / row.percent - 1:>+8.0%}"
        f"{row.tflops:>10.1f}{tflops:>8.1f}{tflops / row.tflops - 1:>+7.0%}"
    )


def print_table(largest: int) -> None:
    print(
        f"\n{'published (device utilisation, TFLOP/s)':<46}{'pub.':>7}{'est.':>8}{'off':>8}{'pub.':>10}{'est.':>8}{'off':>7}"
    )
    for target in ("wormhole", "blackhole"):
        for row in rows(target, largest):
            print(line(row, clocks(row)), flush=True)
