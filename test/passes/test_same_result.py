"""A kernel computes the same after every stage that the interpreter can run, from tile form to buffer form."""

import ml_dtypes
import numpy as np
import pytest
from tile_kernels import KERNELS

from tilelang_tt.mlir import make_context, parse_module
from tilelang_tt.passes import forms
from tilelang_tt.passes.manager import PassManager
from tilelang_tt.passes.pipelines import stages
from tilelang_tt.sim.reference import find_kernel, interpret

# Stages may change where a sum is rounded, never by more than a few units of the result's format.
TOLERANCE = {"bf16": 2.0**-6, "f32": 2.0**-18}


def arrays_for(module, seed):
    """Random inputs and poisoned outputs, one per tensor."""
    rng = np.random.default_rng(seed)
    made = []
    for parameter in find_kernel(module).parameters:
        if parameter.shape is None:
            continue
        values = rng.uniform(0.25, 1.0, parameter.shape)
        made.append(np.full_like(values, np.nan) if parameter.name == "C" else values)
        made[-1] = made[-1].astype(parameter.dtype)
    return made


def check_same(want, have, after):
    for w, h in zip(want, have, strict=True):
        assert w.dtype == h.dtype
        bound = TOLERANCE["bf16" if w.dtype == ml_dtypes.bfloat16 else "f32"]
        w, h = w.astype(np.float64), h.astype(np.float64)
        assert np.isfinite(w).all(), "the kernel leaves parts of its result unwritten"
        np.testing.assert_allclose(h, w, rtol=bound, atol=bound * np.abs(w).max(), err_msg=f"after {after}")


@pytest.mark.parametrize("name", KERNELS)
def test_every_stage_computes_the_same(name):
    module = parse_module(KERNELS[name], f"{name}.mlir", make_context())
    arrays = arrays_for(module, seed=len(name))
    want = interpret(module, arrays)
    seen = set()
    for stage, text in stages():
        if stage == "split-kernels":
            break
        PassManager(text).run(module)
        seen.add(forms.detect(module))
        check_same(want, interpret(module, arrays), stage)
    assert seen == {"tile", "value", "cb"}


def test_kernels_differ():
    """The comparison would see a pass that computes something else."""
    results = []
    for name in ("binary", "loop"):
        module = parse_module(KERNELS[name], name, make_context())
        arrays = arrays_for(module, seed=1)
        results.append(interpret(module, arrays)[-1][:128, :128])
    with pytest.raises(AssertionError, match="after nothing"):
        check_same(results[:1], results[1:], "nothing")
