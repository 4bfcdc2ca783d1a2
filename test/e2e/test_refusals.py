"""What cannot be compiled or run ends in one message that names the place, the cause and the remedy."""

from __future__ import annotations

from dataclasses import replace

import ml_dtypes
import numpy as np
import pytest
from kernel_text import Elementwise, Gemm
from on_simulator import compiled, random_array

import tilelang_tt as tt
from tilelang_tt.mlir import make_context, parse_module
from tilelang_tt.passes.manager import PassManager, PipelineError

GEMM = Gemm((128, 128, 64))


def refused(text: str, **options: object) -> str:
    with pytest.raises(tt.CompileError) as error:
        compiled(text, **options)
    return str(error.value)


def test_too_large_for_l1() -> None:
    text = Gemm((1024, 1024, 64), (1024, 1024, 32)).text
    message = refused(text)
    assert "L1" in message
    assert "B of L1" in message and "help:" in message


def test_unknown_device() -> None:
    message = refused(GEMM.text, target="wormwhole")
    assert "wormwhole" in message and "did you mean 'wormhole'?" in message


def test_core_grid_larger_than_the_device() -> None:
    assert "[9, 9]" in refused(GEMM.text, core_grid=(9, 9))


def test_unsupported_operation_is_named_with_its_place() -> None:
    text = Elementwise(("%y = math.atan2 %a, %b : bf16",), ("A", "B")).text
    line = next(i for i, line in enumerate(text.splitlines(), 1) if "math.atan2" in line)
    message = refused(text)
    assert message.startswith(f"kernel.mlir:{line}:") and "'math.atan2'" in message


def test_unknown_pass_and_option() -> None:
    with pytest.raises((PipelineError, LookupError), match="did you mean 'tt-tensorize'"):
        PassManager("builtin.module(tt-tensorise)")
    with pytest.raises(PipelineError, match="core-grid"):
        PassManager("builtin.module(tt-infer-schedule{core-gird=[1,1]})")


def test_wrong_arguments_of_a_call() -> None:
    kernel = compiled(GEMM.text)
    a, b = random_array((128, 64), "bf16", 0), random_array((64, 128), "bf16", 1)
    c = np.zeros((128, 128), ml_dtypes.bfloat16)
    with pytest.raises(TypeError, match=r"takes 3 arrays \(A, B, C\), got 2"):
        kernel(a, b)
    with pytest.raises(ValueError, match=r"'B' of 'gemm' has shape \(128, 64\), expected \(64, 128\)"):
        kernel(a, a, c)
    with pytest.raises(TypeError, match=r"'A' of 'gemm' has type float32, expected bfloat16"):
        kernel(a.astype(np.float32), b, c)
    with pytest.raises(TypeError, match="must be a numpy array"):
        kernel(a.tolist(), b, c)


def test_out_idx_out_of_range() -> None:
    with make_context() as context, pytest.raises(ValueError, match="out_idx 3 is out of range"):
        tt.compile(parse_module(GEMM.text, "kernel.mlir", context), out_idx=3)


def test_validate_says_one_sentence_per_problem() -> None:
    with make_context() as context:
        assert tt.validate_module_for_tt(parse_module(GEMM.text, "kernel.mlir", context)) == []
        large = replace(GEMM, shape=(1024, 1024, 64), block=(1024, 1024, 32))
        problems = tt.validate_module_for_tt(parse_module(large.text, "kernel.mlir", context))
    assert len(problems) == 1 and "L1" in problems[0]
