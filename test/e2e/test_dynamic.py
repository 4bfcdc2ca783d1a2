"""Symbolic dimensions: one program for all sizes, which takes them as runtime arguments."""

import json
from pathlib import Path

import ml_dtypes
import numpy as np
import pytest
from on_simulator import assert_close

import tilelang_tt as tt
from tilelang_tt.plan import Plan

DATA = Path(__file__).parents[1] / "frontend" / "data"
BF16 = ml_dtypes.bfloat16


@pytest.fixture(scope="module")
def matmul():
    return tt.compile(str(DATA / "matmul_dynamic.json"), out_idx=-1)


def product(kernel, m, n, k, **options):
    rng = np.random.default_rng(m + n + k)
    a, b = (rng.uniform(-1, 1, shape).astype(BF16) for shape in ((m, k), (k, n)))
    return kernel(a, b, **options), a.astype(np.float64) @ b.astype(np.float64)


@pytest.mark.parametrize("m, n, k", [(64, 128, 64), (1, 1, 1), (100, 70, 33), (7, 513, 300)])
def test_one_program_for_all_sizes(matmul, m, n, k):
    result, expected = product(matmul, m, n, k)
    assert result.shape == (m, n) and result.dtype == BF16
    assert_close(result, expected, 2**-8 * max(1.0, np.abs(expected).max()))


@pytest.mark.parametrize(
    "options",
    [
        {"order": "block", "cores": "0,0-2,1"},
        {"order": "z_order", "cores": "0,0;2,1-3,1"},
        {"order": "column_major", "policy": "packed", "core_grid": (3, 2)},
    ],
)
def test_orders_and_cores_of_a_grid_that_the_host_deals(options):
    kernel = tt.compile(str(DATA / "matmul_dynamic.json"), out_idx=-1, **options)
    for sizes in ((64, 128, 64), (1, 1, 1), (300, 170, 33)):
        result, expected = product(kernel, *sizes)
        assert_close(result, expected, 2**-8 * max(1.0, np.abs(expected).max()))


def test_the_sizes_are_arguments_of_the_kernels(matmul):
    assert matmul.plan.runtime_args.param_order == ["A", "B", "C", "M", "K", "N", "tt_start_tile", "tt_tile_count"]
    reader = matmul.artifacts["reader.cpp"]
    assert "const uint32_t K = get_arg_val<uint32_t>(4);" in reader
    assert "const uint32_t A_tile_cols = (K + 255) / 256 * 8;" in reader
    assert matmul.plan.symbols == ["M", "K", "N"]


def test_the_plan_says_sizes_as_expressions(matmul):
    data = json.loads(matmul.artifacts["tt.plan.json"])
    assert data["grid_shape"] == ["ceil_div(N, 64)", "ceil_div(M, 64)", 1]
    assert data["buffers"][0]["padded_shape"] == ["ceil_div(M, 64) * 64", "ceil_div(K, 256) * 256"]
    assert data["per_core_args"] == {} == data["work_partition"]
    assert Plan.from_json(matmul.artifacts["tt.plan.json"]).validate() == matmul.plan


def test_single_blocks(matmul):
    result, expected = product(matmul, 150, 150, 40, blocks=[4])
    assert_close(result[64:128, 64:128], expected[64:128, 64:128], 2**-5)
    assert not result[:64].any() and not result[:, :64].any()


def test_shapes_that_do_not_fit(matmul):
    a, b = np.zeros((8, 9), BF16), np.zeros((8, 8), BF16)
    with pytest.raises(ValueError, match="dimension 0 of 'B' has 8 elements, but K is 9 by dimension 1 of 'A'"):
        matmul(a, b)


@pytest.mark.parametrize(
    "options", [{"partition_strategy": "column_major", "core_grid": (2, 1)}, {"target": "blackhole"}]
)
def test_other_schedules(options):
    kernel = tt.compile(str(DATA / "matmul_dynamic.json"), out_idx=-1, **options)
    result, expected = product(kernel, 130, 200, 64)
    assert_close(result, expected, 2**-8 * np.abs(expected).max())


def test_an_order_that_needs_the_grid_is_refused():
    with pytest.raises(tt.CompileError, match="order match_shard needs a grid that is known, and this one is"):
        tt.compile(str(DATA / "matmul_dynamic.json"), order="match_shard")


@pytest.mark.parametrize("rows", [32, 1, 75])
def test_rows_of_a_grid_with_a_constant_extent(rows):
    kernel = tt.compile(str(DATA / "dynamic_rows.json"))
    x = np.random.default_rng(rows).uniform(-1, 1, (rows, 2, 96)).astype(np.float32)
    total = np.full((2, rows), np.nan, np.float32)
    kernel(x, total)
    assert_close(total, x.astype(np.float64).sum(2).T, 1e-3 * np.abs(x).sum(2).max())


@pytest.mark.parametrize("n", [64, 3, 45])
def test_lengths_of_loops_and_masks(n):
    kernel = tt.compile(str(DATA / "dynamic_loop.json"))
    assert len(kernel.plan.per_core_args) == 4  # the grid is constant, so the plan gives out the blocks
    x = np.random.default_rng(n).uniform(-3, -1, (4, 32, n)).astype(np.float32)
    top = np.full((4, 32), np.nan, np.float32)
    kernel(x, top)
    assert_close(top, x.astype(np.float64).max(2), 3 * 2**-10)


def test_names_that_mean_something_else_in_cpp():
    kernel = tt.compile(str(DATA / "queue_of_devices.json"))
    x = np.arange(40 * 50, dtype=np.float32).reshape(40, 50)
    out = np.full_like(x, np.nan)
    kernel(x, out)
    np.testing.assert_array_equal(out, 2 * x)


def test_a_size_that_no_input_has():
    kernel = tt.compile(str(DATA / "dynamic_rows.json"), out_idx=[0, 1])
    with pytest.raises(ValueError, match="no input has the dimension 'rows'"):
        kernel()


@pytest.mark.parametrize("count", [64, 33])
def test_launches_that_share_a_buffer_of_symbolic_size(count):
    kernel = tt.compile(str(DATA / "dynamic_launches.json"))
    x = np.random.default_rng(count).uniform(-1, 1, (count, 64)).astype(np.float32)
    result = np.full_like(x, np.nan)
    kernel(x, result)
    assert_close(result, x.astype(np.float64) - x.max(1, keepdims=True), 2**-9)
