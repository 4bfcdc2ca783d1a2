"""Tensors of any rank on the simulator: which dimensions are cut in tiles follows from their uses."""

from __future__ import annotations

import ml_dtypes
import numpy as np
import pytest
from copy_kernels import ADD_ONE, Blocks
from kernel_text import Tensor, Text
from on_simulator import compiled, run

import tilelang_tt as tt

BF16 = np.dtype(ml_dtypes.bfloat16)


def whole_numbers(shape: tuple[int, ...], seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(-100, 100, shape).astype(BF16)


def check(kernel: Blocks) -> tt.CompiledKernel:
    program = compiled(kernel.text)
    a = whole_numbers(kernel.shape, 1)
    expected = a + BF16.type(1) if kernel.body else a
    assert np.array_equal(run(program, [a]), expected.transpose(kernel.order or range(a.ndim)))
    return program


def tile_dims(program: tt.CompiledKernel) -> list[list[int]]:
    return [buffer.tile_dims for buffer in program.plan.buffers]


def test_bshd_to_bhsd() -> None:
    """Q[b, s : s + 64, h, :] to O[b, h, s : s + 64, :]."""
    program = check(Blocks((2, 128, 3, 64), (1, 64, 1, 64), order=(0, 2, 1, 3), body=ADD_ONE))
    assert tile_dims(program) == [[1, 3], [2, 3]]


def test_bshd_of_odd_sizes() -> None:
    program = check(Blocks((2, 50, 3, 40), (1, 32, 1, 40), order=(0, 2, 1, 3), body=ADD_ONE))
    a, b = program.plan.buffers
    assert (a.padded_shape, b.padded_shape) == ([2, 64, 3, 64], [2, 3, 64, 64])


def test_tiles_of_outer_dimensions() -> None:
    program = check(Blocks((64, 3, 96, 2), (32, 1, 32, 1), body=ADD_ONE))
    assert tile_dims(program) == [[0, 2], [0, 2]]


@pytest.mark.parametrize(
    ("shape", "sizes", "dims"),
    [
        ((2, 100, 3), (1, 64, 1), [-1, 1]),  # a vector along the sequence
        ((100, 3), (32, 1), [-1, 0]),  # a column
        ((2, 3, 100), (1, 1, 25), [-1, 2]),
    ],
)
def test_vectors(shape: tuple[int, ...], sizes: tuple[int, ...], dims: list[int]) -> None:
    assert tile_dims(check(Blocks(shape, sizes, body=ADD_ONE))) == [dims, dims]


def test_five_dimensions() -> None:
    check(Blocks((2, 2, 40, 2, 33), (1, 1, 32, 1, 32), order=(3, 0, 1, 2, 4), body=ADD_ONE))


def test_transposed_by_parallel() -> None:
    """O[h, j, i] = Q[i, h, j] element by element, both tensors in DRAM."""
    q, o = Tensor("Q", (50, 3, 70)), Tensor("O", (3, 70, 50))
    text = Text()
    row, col = text.times("%bx", 32), text.times("%by", 32)
    text.parallel(
        (32, 32),
        [
            f"%s = arith.addi {row}, %i : index",
            f"%d = arith.addi {col}, %j : index",
            f"%x = memref.load %Q[%s, %bz, %d] : {q.type}",
            f"memref.store %x, %O[%bz, %d, %s] : {o.type}",
        ],
    )
    program = compiled(text.function("turn", [q, o], (2, 3, 3)))
    a = whole_numbers(q.shape, 2)
    assert np.array_equal(run(program, [a]), a.transpose(1, 2, 0))
    assert tile_dims(program) == [[0, 2], [1, 2]]


@pytest.mark.parametrize("seed", range(6))
def test_random_copies(seed: int) -> None:
    rng = np.random.default_rng(100 + seed)
    rank = int(rng.integers(1, 5))
    shape = tuple(int(rng.integers(1, 70)) if rng.random() < 0.6 else int(rng.integers(1, 4)) for _ in range(rank))
    tiled = rng.permutation(rank)[:2]
    sizes = tuple(int(rng.choice([32, 64, 16, 24])) if d in tiled else 1 for d in range(rank))
    check(Blocks(shape, sizes, body=ADD_ONE))


def test_tensors_called_like_the_hosts_variables() -> None:
    a, b = Tensor("A", (32, 32)), Tensor("A_layout", (32, 32))
    text = Text()
    type_ = text.alloc("block", (32, 32), "bf16")
    text.copy(a, ["%c0", "%c0"], (32, 32), "block", type_, store=False)
    text.copy(b, ["%c0", "%c0"], (32, 32), "block", type_, store=True)
    values = whole_numbers(a.shape, 3)
    assert np.array_equal(run(compiled(text.function("names", [a, b], (1,))), [values]), values)
