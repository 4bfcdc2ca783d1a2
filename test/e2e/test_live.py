"""The examples, traced live by TileLang, give what their own numpy references give."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from on_simulator import assert_close, random_array

import tilelang_tt as tt
from tilelang_tt.sim.compare import tolerance

pytest.importorskip("tilelang")
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
SMALL = {"M": 128, "N": 128, "K": 64, "block_M": 64, "block_N": 64, "block_K": 32}


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"example_{name}", EXAMPLES / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("file", "name"),
    [("gemm", "matmul"), ("gemm_epilogue", "matmul_gelu_residual"), ("gemm_epilogue", "matmul_bias_relu")],
)
def test_example(file: str, name: str) -> None:
    module = load(file)
    kernel = tt.compile(getattr(module, name)(**SMALL), out_idx=-1)
    shapes = [buffer.shape for buffer in sorted(kernel.plan.buffers, key=lambda b: b.index)]
    inputs = [random_array(shape, "bf16", seed) for seed, shape in enumerate(shapes[:-1])]
    expected = getattr(module, f"{name}_reference")(*inputs).astype(np.float64)
    assert_close(kernel(*inputs), expected, tolerance(inputs[0].dtype, 64))


def test_a_factory_and_its_arguments() -> None:
    kernel = tt.compile(load("elementwise").add, args={"M": 64, "N": 64}, out_idx=-1)
    a, b = random_array((64, 64), "bf16", 0), random_array((64, 64), "bf16", 1)
    assert_close(kernel(a, b), a.astype(np.float64) + b.astype(np.float64), 2.0**-6)
