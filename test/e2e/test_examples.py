"""The examples: each compiles with its defaults and has a reference; those without a file of their own run here."""

from __future__ import annotations

import ast
import inspect

import numpy as np
import pytest
from live_examples import EXAMPLES, check, load, odd_size, run

import tilelang_tt as tt
from tilelang_tt.tools import tt_run

pytest.importorskip("tilelang")
FACTORIES = [
    (path.stem, node.name)
    for path in sorted(EXAMPLES.glob("*.py"))
    for node in ast.parse(path.read_text("utf-8")).body
    if isinstance(node, ast.FunctionDef) and not node.name.endswith("_reference")
]


@pytest.mark.parametrize(("file", "name"), FACTORIES)
def test_example_compiles_with_defaults_and_has_a_reference(file: str, name: str) -> None:
    module = load(file)
    kernel = tt.compile(getattr(module, name))
    assert kernel.plan.kernel == name
    reference = getattr(module, f"{name}_reference")
    inputs = [b.name for b in sorted(kernel.plan.buffers, key=lambda b: b.index) if b.role == "in"]
    assert list(inspect.signature(reference).parameters)[: len(inputs)] == inputs
    assert reference.__doc__


@pytest.mark.parametrize(
    ("kernel", "args"),
    [
        ("softmax.py:softmax", ("M=40", "N=100")),
        ("flash_attention.py:flash_attention", ("S=96", "heads=1", "causal=True")),
    ],
)
def test_example_from_the_command_line(run_tool, tmp_path, kernel: str, args: tuple[str, ...]) -> None:
    flags = [part for arg in args for part in ("--arg", arg)]
    result = run_tool(tt_run.main, str(EXAMPLES / kernel), *flags, "-o", str(tmp_path / "program"))
    assert result.code == 0, result.err
    assert ": ok" in result.out


@pytest.mark.parametrize(
    "args",
    [
        {"M": 64, "d_in": 64, "d_hidden": 128, "d_out": 64},
        {"M": 50, "d_in": 100, "d_hidden": 200, "d_out": 72},
        {"M": 32, "d_in": 64, "d_hidden": 64, "dtype": "float16"},
    ],
)
def test_mlp(args: dict) -> None:
    check("mlp", "mlp", args["d_hidden"], **args)


SEVERAL_BLOCKS = [
    ("softmax", "softmax", {"M": 96, "N": 100}),
    ("layer_norm", "layer_norm", {"M": 96, "N": 100}),
    ("flash_attention", "flash_attention", {"S": 192, "heads": 2, "causal": True}),
    ("linear_attention", "linear_attention", {"S": 128, "heads": 3}),
]
"""Blocks that keep something on the chip while they run, and must not find what another block left."""


@pytest.mark.parametrize(("file", "name", "args"), SEVERAL_BLOCKS)
def test_several_blocks_on_one_core(file: str, name: str, args: dict) -> None:
    check(file, name, 192, options={"core_grid": (1, 1)}, **args)


@pytest.mark.parametrize(("file", "name", "args"), SEVERAL_BLOCKS[::2])
def test_single_buffers_and_slow_transfers(file: str, name: str, args: dict) -> None:
    options = {"core_grid": (2, 1), "double_buffer": False}
    check(file, name, 192, options=options, simulator={"noc_latency": 2000}, **args)


@pytest.mark.parametrize(("file", "name", "args"), SEVERAL_BLOCKS)
def test_blackhole(file: str, name: str, args: dict) -> None:
    check(file, name, 192, options={"target": "blackhole"}, **args)


@pytest.mark.parametrize(("file", "name", "args"), SEVERAL_BLOCKS)
def test_hardware_arithmetic(file: str, name: str, args: dict) -> None:
    check(file, name, 192, simulator={"numerics": "hardware"}, **args)


@pytest.mark.parametrize("args", [{"M": 64, "N": 64, "K": 64}, {"M": 50, "N": 72, "K": 100, "dtype": "float16"}])
def test_swiglu(args: dict) -> None:
    check("mlp", "swiglu", args["K"], **args)


@pytest.mark.parametrize("args", [{}, {"S": 50, "D": 128, "dtype": "float32"}, {"S": 50, "D": 48}])
def test_rotary_embedding(args: dict) -> None:
    check("rotary", "rotary", 2, **args)


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("strided_gemm", {"M": 100, "N": 72, "K": 50, "first": 64, "pitch": 128}),
        ("strided_gemm", {"M": 64, "N": 64, "K": 64, "first": 96, "pitch": 200, "dtype": "float32"}),
        ("batched_strided_gemm", {}),
        ("batched_strided_gemm", {"M": 50, "N": 70, "K": 40, "heads": 3, "dtype": "float16"}),
    ],
)
def test_strided_gemm(name: str, args: dict) -> None:
    check("strided_gemm", name, args.get("K", 64), **args)


@pytest.mark.parametrize("dtype", ["bfloat16", "float16"])
@pytest.mark.parametrize("name", ["transpose", "transpose_by_index"])
def test_transpose_is_exact(name: str, dtype: str) -> None:
    rng = np.random.default_rng(len(name))
    ((result, expected),) = run("transpose", name, {"M": odd_size(rng, 140), "N": odd_size(rng, 90), "dtype": dtype})
    assert np.array_equal(result, expected)


@pytest.mark.parametrize("args", [{}, {"S": 50, "D": 40, "dtype": "float32"}, {"S": 33, "D": 64, "dtype": "float16"}])
def test_exchange_of_dimensions_is_exact(args: dict) -> None:
    ((result, expected),) = run("transpose", "heads_first", args)
    assert np.array_equal(result, expected)


@pytest.mark.parametrize("name", ["transpose", "transpose_by_index"])
def test_transpose_of_float32_is_exact(name: str) -> None:
    ((result, expected),) = run("transpose", name, {"M": 64, "N": 32, "dtype": "float32"})
    assert np.array_equal(result, expected)
