"""Elementwise kernels on the simulator, against numpy in float64."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from kernel_text import Elementwise
from on_simulator import assert_close, compiled, random_array, run

# The vector unit approximates transcendental functions; this much of the largest result is what one may be off.
APPROXIMATION = 2.0**-7
ROUNDOFF = {"bf16": 2.0**-8, "f32": 2.0**-10}


def check(
    kernel: Elementwise,
    function: Callable[..., np.ndarray],
    low: float = -1.0,
    high: float = 1.0,
    roundings: int = 1,
    simulator: dict | None = None,
    **options: object,
) -> None:
    """Results are within `roundings` units of the format (fp32: of TF32, which the matrix unit reads)."""
    arrays = [random_array(kernel.shape, kernel.elem, seed, low, high) for seed, _ in enumerate(kernel.inputs)]
    result = run(compiled(kernel.text, **options), arrays, **(simulator or {}))
    expected = function(*(a.astype(np.float64) for a in arrays))
    assert_close(result, expected, roundings * ROUNDOFF[kernel.elem] * np.abs(expected).max())


BINARY = {
    "add": ("arith.addf", np.add),
    "sub": ("arith.subf", np.subtract),
    "mul": ("arith.mulf", np.multiply),
    "max": ("arith.maximumf", np.maximum),
    "min": ("arith.minimumf", np.minimum),
    "div": ("arith.divf", np.divide),
}
FLOAT32 = ("add", "mul", "max", "div")


@pytest.mark.parametrize(("name", "elem"), [*((name, "bf16") for name in BINARY), *((name, "f32") for name in FLOAT32)])
def test_binary(name: str, elem: str) -> None:
    op, function = BINARY[name]
    kernel = Elementwise((f"%y = {op} %a, %b : {elem}",), ("A", "B"), elem)
    check(kernel, function, 0.5 if name == "div" else -1.0, 2.0, roundings=2)


def sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


UNARY = {
    "exp": ("math.exp %a : {}", np.exp),
    "sqrt": ("math.sqrt %a : {}", np.sqrt),
    "rsqrt": ("math.rsqrt %a : {}", lambda x: 1 / np.sqrt(x)),
    "log": ("math.log %a : {}", np.log),
    "tanh": ("math.tanh %a : {}", np.tanh),
    "sin": ("math.sin %a : {}", np.sin),
    "abs": ("math.absf %a : {}", np.abs),
    "erf": ("math.erf %a : {}", np.vectorize(math.erf)),
    "sigmoid": ('"tt.tile.sigmoid"(%a) : ({0}) -> {0}', sigmoid),
    "neg": ("arith.negf %a : {}", np.negative),
}


@pytest.mark.parametrize(("name", "elem"), [*((name, "bf16") for name in UNARY), ("exp", "f32"), ("sqrt", "f32")])
def test_unary(name: str, elem: str) -> None:
    op, function = UNARY[name]
    low = 0.25 if name in ("sqrt", "rsqrt", "log") else -2.0
    kernel = Elementwise((f"%y = {op.format(elem)}",), elem=elem)
    check(kernel, function, low, 4.0, roundings=1 + round(APPROXIMATION / ROUNDOFF[elem]))


CHAIN = (
    "%half = arith.constant 0.5 : f32",
    "%t = math.tanh %a : f32",
    "%e = math.exp %t : f32",
    "%m = arith.mulf %e, %b : f32",
    "%s = arith.subf %m, %half : f32",
    "%y = arith.maximumf %s, %b : f32",
)


def chain(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.maximum(np.exp(np.tanh(a)) * b - 0.5, b)


@pytest.mark.parametrize("target", ["wormhole", "blackhole"])
def test_chain_of_functions(target: str) -> None:
    check(Elementwise(CHAIN, ("A", "B"), wide=True), chain, roundings=4, target=target)


def test_chain_with_hardware_arithmetic() -> None:
    check(Elementwise(CHAIN, ("A", "B"), wide=True), chain, roundings=4, simulator={"numerics": "hardware"})


@pytest.mark.parametrize(
    ("shape", "block", "core_grid"),
    [((32, 32), (32, 32), None), ((96, 256), (32, 128), (2, 2)), ((256, 64), (128, 64), (1, 1))],
)
def test_blocks_and_cores(shape: tuple[int, int], block: tuple[int, int], core_grid: tuple[int, int] | None) -> None:
    kernel = Elementwise(("%y = arith.addf %a, %b : bf16",), ("A", "B"), shape=shape, block=block)
    check(kernel, np.add, roundings=2, core_grid=core_grid)


def test_one_input_twice() -> None:
    check(Elementwise(("%y = arith.mulf %a, %a : bf16",)), np.square, roundings=2)


def test_four_inputs() -> None:
    body = ("%p = arith.mulf %a, %b : f32", "%q = arith.mulf %e, %d : f32", "%y = arith.addf %p, %q : f32")
    kernel = Elementwise(body, ("A", "B", "E", "D"), wide=True)
    check(kernel, lambda a, b, e, d: a * b + e * d, roundings=3)
