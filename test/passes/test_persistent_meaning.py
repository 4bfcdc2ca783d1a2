"""Running every core's range of a persistent kernel gives what the grid gives, in any order of the schedule."""

import json
from pathlib import Path

import ml_dtypes
import numpy as np
import pytest

from tilelang_tt.frontend import import_tir
from tilelang_tt.mlir import make_context
from tilelang_tt.passes.manager import PassManager
from tilelang_tt.plan import plan_from_module
from tilelang_tt.sim.reference import interpret

DATA = Path(__file__).parents[1] / "frontend" / "data"
PIPELINE = (
    "builtin.module(tt-canonicalize-grid,tt-infer-layout,tt-propagate-layout,tt-infer-schedule{{{}}},"
    "tt-grid-to-persistent,tt-tiles-to-core-map,tt-shard-to-core-map,canonicalize,cse)"
)


def imported(name):
    return import_tir(json.loads((DATA / f"{name}.json").read_text("utf-8")), context=make_context())


@pytest.mark.parametrize(
    "schedule",
    ["", "core-grid=[2,2] order=block", "core-grid=[3,1] order=column_major", "order=z_order cores='0,0;2,1'"],
)
@pytest.mark.parametrize("name", ["matmul_ragged", "batched_matmul", "masked", "reducers"])
def test_all_cores_together_compute_the_grid(name, schedule):
    before, after = imported(name), imported(name)
    PassManager(PIPELINE.format(schedule)).run(after)
    plan = plan_from_module(after)
    rng = np.random.default_rng(0)
    arguments = {scalar.name: np.int32(70) for scalar in plan.scalars}
    for buffer in plan.buffers:
        dtype = np.dtype(getattr(ml_dtypes, buffer.dtype, buffer.dtype))
        arguments[buffer.name] = rng.standard_normal(buffer.shape).astype(dtype)
    names = plan.runtime_args.param_order[:-2]
    arrays = [arguments[name] for name in names]
    expected = interpret(before, arrays)
    cores = [tuple(range_) for range_ in plan.per_core_args.values()]
    for ranges in (cores, cores[::-1]):
        found = interpret(after, arrays, cores=ranges)
        for have, want, name in zip(found, expected, names, strict=True):
            np.testing.assert_array_equal(np.float32(have), np.float32(want), err_msg=name)
    changed = {n for n, a, e in zip(names, arrays, expected, strict=True) if not np.array_equal(a, e)}
    assert changed == {buffer.name for buffer in plan.buffers if buffer.role != "in"}
