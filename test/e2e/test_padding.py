"""Sizes that are not multiples of 32, and blocks that do not divide them, on the simulator."""

from __future__ import annotations

import json

import ml_dtypes
import numpy as np
import pytest
from copy_kernels import ADD_ONE, Blocks, OddGemm
from on_simulator import assert_close, compiled, random_array, run

import tilelang_tt as tt
from tilelang_tt.sim.compare import tolerance

BF16 = np.dtype(ml_dtypes.bfloat16)


@pytest.mark.parametrize(
    ("shape", "block"),
    [
        ((100, 50, 72), (64, 64, 32)),  # blocks reach over every end
        ((100, 50, 72), (32, 32, 32)),
        ((100, 50, 72), (100, 50, 72)),  # one block of exactly the tensor
        ((100, 50, 72), (50, 25, 24)),  # blocks divide, but are not whole tiles
        ((33, 1, 31), (32, 32, 32)),
        ((70, 90, 40), (48, 40, 16)),  # neither
    ],
)
def test_gemm(shape: tuple[int, int, int], block: tuple[int, int, int]) -> None:
    check_gemm(OddGemm(shape, block))


def test_batched_gemm() -> None:
    check_gemm(OddGemm((40, 70, 50), (32, 64, 32), batch=3))


def whole_numbers(shape: tuple[int, ...], seed: int) -> np.ndarray:
    """Numbers for which sums are exact in bfloat16."""
    return np.random.default_rng(seed).integers(-100, 100, shape).astype(BF16)


def check_gemm(gemm: OddGemm) -> None:
    a, b = (random_array(t.shape, t.elem, seed) for seed, t in enumerate(gemm.tensors[:-1]))
    result = run(compiled(gemm.text), [a, b])
    assert_close(result, a.astype(np.float64) @ b.astype(np.float64), tolerance(BF16, gemm.shape[2]))


@pytest.mark.parametrize(
    ("shape", "sizes"),
    [
        ((100, 50), (64, 64)),
        ((100, 50), (32, 32)),
        ((100, 50), (100, 50)),
        ((96, 80), (48, 40)),
        ((100, 90), (48, 40)),
        ((7, 100), (1, 100)),  # one row per block
        ((7, 100), (1, 64)),
        ((40, 100), (1, 20)),
        ((100,), (64,)),
        ((100,), (20,)),
        ((3, 50, 70), (1, 64, 32)),
        ((5, 3), (1, 1)),  # one element per block
    ],
)
def test_elementwise(shape: tuple[int, ...], sizes: tuple[int, ...]) -> None:
    kernel = compiled(Blocks(shape, sizes, body=ADD_ONE).text)
    a = whole_numbers(shape, 1)
    expected = a + BF16.type(1)
    assert np.array_equal(run(kernel, [a]), expected)


def test_nothing_around_the_users_array_is_written() -> None:
    """The output is a window of a larger array."""
    kernel = compiled(Blocks((50, 70), (64, 64), body=ADD_ONE).text)
    a = whole_numbers((50, 70), 2)
    around = np.full((60, 80), 7.0, a.dtype)
    kernel(a, around[5:55, 3:73])
    inside = np.zeros(around.shape, bool)
    inside[5:55, 3:73] = True
    assert (around[~inside] == 7.0).all()
    assert np.array_equal(around[5:55, 3:73], a + BF16.type(1))


def test_what_no_block_writes_keeps_the_users_values() -> None:
    kernel = compiled(Blocks((100, 50), (32, 64), grid=(2, 1)).text)
    a = whole_numbers((100, 50), 3)
    out = np.full(a.shape, 9.0, a.dtype)
    kernel(a, out)
    assert np.array_equal(out[:64], a[:64])
    assert (out[64:] == 9.0).all()


@pytest.mark.parametrize(("shape", "sizes"), [((100, 50), (64, 64)), ((90, 50), (48, 25))])
def test_update_in_place(shape: tuple[int, ...], sizes: tuple[int, ...]) -> None:
    kernel = compiled(Blocks(shape, sizes, body=ADD_ONE, inplace=True).text)
    a = whole_numbers(shape, 4)
    expected = a + BF16.type(1)
    kernel(a)
    assert np.array_equal(a, expected)


def test_the_plan_says_where_padding_is() -> None:
    a, _ = compiled(Blocks((100, 50), (64, 64)).text).plan.buffers
    assert (a.shape, a.padded_shape, a.tiles, a.tile_dims, a.tile_blocks) == ([100, 50], [128, 64], 8, [0, 1], [32, 32])
    a, _ = compiled(Blocks((90, 50), (48, 25)).text).plan.buffers
    assert (a.padded_shape, a.tiles, a.tile_blocks) == ([128, 64], 8, [48, 25])
    a, _ = compiled(Blocks((7, 100), (1, 64)).text).plan.buffers
    assert (a.padded_shape, a.tiles, a.tile_dims, a.page_form) == ([7, 2048], 14, [-1, 1], "folded")


def test_a_plan_that_has_no_room_for_a_tensor_is_refused() -> None:
    data = compiled(Blocks((100, 50), (64, 64)).text).plan.to_data()
    data["buffers"][0]["padded_shape"] = [96, 64]
    plan = tt.Plan.from_json(json.dumps(data))
    assert any("padded_shape" in problem for problem in plan.problems())
