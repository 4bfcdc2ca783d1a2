"""Fixtures: IR text in, arrays out."""

from typing import Any

import ml_dtypes
import numpy as np
import pytest

from tilelang_tt.mlir import make_context, parse_module
from tilelang_tt.sim.reference import interpret


@pytest.fixture
def run():
    """`run(text, *arrays, **options)` parses a module and interprets its kernel."""

    def call(text: str, *arrays: Any, **options: Any) -> list[Any]:
        return interpret(parse_module(text, "kernel.mlir", make_context()), arrays, **options)

    return call


@pytest.fixture
def op():
    """`op(line, types, result, *scalars)`: the value of %r, defined by `line` from scalars %a, %b, ... of `types`."""

    def call(line: str, types: str, result: str, *scalars: Any) -> Any:
        names = "abcdef"
        inputs = types.split()
        params = ", ".join(f"%{n}: {t}" for n, t in zip(names, inputs, strict=False))
        text = f"""
          func.func @f({params}, %out: memref<1x{result}, #tt.dram>) {{
            %zero = arith.constant 0 : index
            {line}
            memref.store %r, %out[%zero] : memref<1x{result}, #tt.dram>
            return
          }}"""
        dtype = {"bf16": ml_dtypes.bfloat16, "f16": np.float16, "f32": np.float32, "f64": np.float64, "i1": np.bool_}
        kind = dtype.get(result) or (np.int64 if result == "index" else np.dtype(f"int{result[1:]}"))
        module = parse_module(text, "op.mlir", make_context())
        return interpret(module, [*scalars, np.zeros(1, kind)])[-1][0]

    return call


@pytest.fixture
def rng():
    """A seeded generator."""
    return np.random.default_rng(7)


@pytest.fixture
def uniform(rng):
    """`uniform(dtype, *shape)`: uniform values in [-1, 1)."""
    return lambda dtype, *shape: rng.uniform(-1, 1, shape).astype(dtype)
