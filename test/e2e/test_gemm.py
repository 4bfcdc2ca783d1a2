"""Matrix products on the simulator, against numpy in float64: sizes, blocks, transposes, grids, names, types."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from kernel_text import Gemm
from on_simulator import assert_close, compiled, random_array, run

from tilelang_tt.sim.compare import tolerance

SMALL = Gemm((128, 128, 64))


def inputs_of(gemm: Gemm) -> list[np.ndarray]:
    return [random_array(t.shape, t.elem, seed) for seed, t in enumerate(gemm.tensors[:-1])]


def product(gemm: Gemm, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """op(a) . op(b) in float64."""
    a, b = a.astype(np.float64), b.astype(np.float64)
    return (a.swapaxes(-1, -2) if gemm.trans_a else a) @ (b.swapaxes(-1, -2) if gemm.trans_b else b)


def check(gemm: Gemm, simulator: dict | None = None, **options: object) -> None:
    kernel = compiled(gemm.text, **options)
    a, b = inputs_of(gemm)
    result = run(kernel, [a, b], **(simulator or {}))
    assert_close(result, product(gemm, a, b), tolerance(result.dtype, gemm.shape[2]))


@pytest.mark.parametrize(
    ("shape", "block"),
    [
        ((256, 256, 256), (128, 128, 32)),
        ((512, 384, 256), (128, 128, 32)),
        ((64, 2048, 32), (64, 64, 32)),
        ((1024, 1024, 512), (128, 128, 64)),
    ],
)
def test_size(shape: tuple[int, int, int], block: tuple[int, int, int]) -> None:
    check(Gemm(shape, block))


@pytest.mark.parametrize("block", [(32, 32, 32), (64, 64, 64), (64, 128, 32), (256, 64, 32), (96, 32, 128)])
def test_block(block: tuple[int, int, int]) -> None:
    m, n, _ = block
    check(Gemm((2 * m, 2 * n, 128), block))


@pytest.mark.parametrize(("a", "b"), [(True, False), (False, True), (True, True)])
def test_transposed_operands(a: bool, b: bool) -> None:
    check(Gemm((128, 192, 96), (64, 96, 32), trans_a=a, trans_b=b))


def test_one_grid_index() -> None:
    check(Gemm((96, 160, 64), (32, 32, 32), flat=True))


def test_batches() -> None:
    check(Gemm((64, 128, 64), (32, 64, 32), batch=3))


@pytest.mark.parametrize(
    ("core_grid", "cores", "most"),
    [((1, 1), 1, 16), ((2, 2), 4, 4), ((3, 3), 9, 2), ((8, 8), 16, 1)],
)
def test_more_or_fewer_blocks_than_cores(core_grid: tuple[int, int], cores: int, most: int) -> None:
    gemm = Gemm((256, 256, 64), (64, 64, 32))
    counts = [count for _, count in compiled(gemm.text, core_grid=core_grid).plan.per_core_args.values()]
    assert len(counts) == cores
    assert (max(counts), sum(counts)) == (most, 16)
    check(gemm, core_grid=core_grid)


@pytest.mark.parametrize("order", ["column_major", "block", "z_order"])
def test_partition_strategies(order: str) -> None:
    check(Gemm((256, 256, 64), (64, 64, 32)), core_grid=(3, 2), partition_strategy=order)


def test_without_double_buffers() -> None:
    gemm = Gemm((256, 128, 128), (64, 64, 32))
    single, double = (compiled(gemm.text, double_buffer=on).plan for on in (False, True))
    assert sum(cb.bytes for cb in single.cbs) < sum(cb.bytes for cb in double.cbs)
    check(gemm, core_grid=(2, 2), double_buffer=False)


@pytest.mark.parametrize(
    "names",
    [
        ("X", "W", "Y"),
        ("data", "c", "a"),
        ("C", "A", "B"),
        ("register", "cores", "q7_"),
        ("device", "get_arg_val", "main"),
    ],
)
def test_names_mean_nothing(names: tuple[str, str, str]) -> None:
    check(replace(SMALL, names=names))


def test_float32_results() -> None:
    check(replace(SMALL, out="f32"))


@pytest.mark.parametrize("numerics", ["fast", "hardware"])
def test_float32_operands(numerics: str) -> None:
    check(replace(SMALL, elem="f32", out="f32"), {"numerics": numerics})


def test_hardware_arithmetic() -> None:
    check(Gemm((256, 256, 256), (128, 128, 32)), {"numerics": "hardware"})


@pytest.mark.parametrize("gemm", [Gemm((256, 256, 256), (128, 128, 32)), replace(SMALL, trans_b=True)])
def test_blackhole(gemm: Gemm) -> None:
    check(gemm, target="blackhole")


def test_time_of_transfers_changes_no_bit() -> None:
    gemm = Gemm((256, 256, 64), (64, 64, 32))
    kernel = compiled(gemm.text, core_grid=(2, 2))
    a, b = inputs_of(gemm)
    runs = [run(kernel, [a, b], noc_latency=latency) for latency in (None, 0, 3000)]
    assert all(np.array_equal(runs[0].view(np.uint16), other.view(np.uint16)) for other in runs[1:])


RELU = ("%y = arith.maximumf %x, %zero : f32",)
SCALE = ("%half = arith.constant 0.5 : f32", "%y = arith.mulf %x, %half : f32")
SILU = ('%s = "tt.tile.sigmoid"(%x) : (f32) -> f32', "%y = arith.mulf %x, %s : f32")
RESIDUAL = ("%t = math.tanh %x : f32", "%y = arith.addf %t, %r : f32")


@pytest.mark.parametrize(
    ("epilogue", "function"),
    [
        (RELU, lambda x: np.maximum(x, 0)),
        (SCALE, lambda x: x / 2),
        (SILU, lambda x: x / (1 + np.exp(-x))),
    ],
    ids=["relu", "scale", "silu"],
)
def test_epilogues(epilogue: tuple[str, ...], function) -> None:
    gemm = replace(SMALL, epilogue=epilogue)
    a, b = inputs_of(gemm)
    result = run(compiled(gemm.text), [a, b])
    assert_close(result, function(product(gemm, a, b)), 2 * tolerance(result.dtype, gemm.shape[2]))


def test_residual_epilogue() -> None:
    gemm = replace(SMALL, epilogue=RESIDUAL, residual=True)
    a, b, r = inputs_of(gemm)
    result = run(compiled(gemm.text), [a, b, r])
    expected = np.tanh(product(gemm, a, b)) + r.astype(np.float64)
    assert_close(result, expected, 4 * tolerance(result.dtype, 1, 2.0))
