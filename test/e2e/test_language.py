"""Constructs around the tile operations, from TileLang to the simulator, against numpy in float64."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("tilelang")

from language_kernels import KERNELS  # noqa: E402
from on_simulator import assert_close  # noqa: E402

import tilelang_tt as tt  # noqa: E402
from tilelang_tt.passes.manager import PassManager  # noqa: E402
from tilelang_tt.runner import dtype_of  # noqa: E402
from tilelang_tt.sim.reference import interpret  # noqa: E402

BOUND = 2.0**-9
"""Of the largest result: operands of the matrix unit and broadcasts are tf32, maxima and sums too."""


SPLIT = "builtin.module(canonicalize,cse,tt-unroll-parts,canonicalize,cse,tt-split-buffers)"


@pytest.mark.parametrize("name", KERNELS)
def test_kernel(name: str) -> None:
    factory, reference = KERNELS[name]
    module = tt.import_tilelang(factory())
    kernel = tt.compile(factory())
    buffers = sorted(kernel.plan.buffers, key=lambda b: b.index)
    random = np.random.default_rng(7)
    # A symbolic dimension has 100 elements.
    shapes = [[extent if isinstance(extent, int) else 100 for extent in b.shape] for b in buffers]
    arrays = [random.uniform(-1, 1, shape).astype(dtype_of(b)) for shape, b in zip(shapes, buffers, strict=True)]
    for array, buffer in zip(arrays, buffers, strict=True):
        if buffer.role == "out":
            array[...] = np.nan
    inputs = [a.astype(np.float64) for a, b in zip(arrays, buffers, strict=True) if b.role == "in"]
    expected = reference(*inputs)
    expected = list(expected) if isinstance(expected, tuple) else [expected]
    meant = interpret(module, [a.copy() for a in arrays])
    PassManager(SPLIT).run(module)
    split = interpret(module, [a.copy() for a in arrays])
    kernel(*arrays)
    last = slice(-len(expected), None)
    for exact, *results in zip(expected, arrays[last], meant[last], split[last], strict=True):
        for result in results:
            assert_close(np.asarray(result), exact, BOUND * np.abs(exact).max())


def test_prints_are_left_out_with_a_remark() -> None:
    kernel = tt.compile(KERNELS["printing"][0]())
    remarks = [r for r in kernel.remarks if "T.print" in r.message]
    assert [r.severity.value for r in remarks] == ["remark"] * 3
    assert {r.message.split("'")[1] for r in remarks} == {"buffer<p, float32>", "sum", "block"}
    assert all(r.where.file.endswith("language_kernels.py") for r in remarks)
