"""Comparison, bounds and random inputs."""

import ml_dtypes
import numpy as np
import pytest

from tilelang_tt.mlir import make_context, parse_module
from tilelang_tt.sim.compare import compare, tolerance
from tilelang_tt.sim.inputs import random_inputs
from tilelang_tt.sim.reference import InterpreterError

BF16 = ml_dtypes.bfloat16


def test_comparison_of_known_arrays():
    found = compare(np.array([1.0, 2.0, 4.5], np.float32), np.array([1.0, 2.0, 4.0]))
    assert (found.max_abs_err, found.max_rel_err) == (0.5, 0.125)
    assert found.pcc == pytest.approx(np.corrcoef([1, 2, 4.5], [1, 2, 4])[0, 1])
    assert str(found) == "max abs err 5.000e-01, max rel err 1.250e-01, PCC 0.998625"


def test_equal_arrays_are_perfect_whatever_they_hold():
    for values in (np.zeros(4), np.full(3, 2.0), np.array([1.0, np.nan, np.inf, -2.0]), np.zeros(0)):
        found = compare(values.astype(BF16), values)
        assert (found.max_abs_err, found.max_rel_err, found.pcc) == (0.0, 0.0, 1.0)


@pytest.mark.parametrize("actual", [[1.0, np.nan], [1.0, np.inf]])
def test_what_is_not_finite_on_one_side_only_is_an_infinite_error(actual):
    found = compare(np.array(actual), np.array([1.0, 2.0]))
    assert found.max_abs_err == np.inf and found.pcc == 0.0


def test_constant_against_varying_has_no_correlation_and_shapes_must_agree():
    assert compare(np.zeros(3), np.arange(3.0)).pcc == 0.0
    assert compare(np.ones(3), np.zeros(3)).max_rel_err == np.inf
    with pytest.raises(ValueError, match=r"shape \(3,\) with one of shape \(1, 3\)"):
        compare(np.zeros(3), np.zeros((1, 3)))


@pytest.mark.parametrize("dtype", [BF16, np.float16, np.float32])
@pytest.mark.parametrize("k", [1, 32, 1024])
def test_a_faithful_contraction_is_within_tolerance_and_a_lost_term_is_not(dtype, k, rng):
    a, b = rng.uniform(-1, 1, (64, k)), rng.uniform(-1, 1, (k, 64))
    a, b = a.astype(np.float32).astype(dtype).astype(np.float64), b.astype(np.float32).astype(dtype).astype(np.float64)
    exact = a @ b
    bound = tolerance(dtype, k, 1.0)
    # As the hardware does: operands cut to TF32, sums in float32, one rounding.
    cut = [(x.astype(np.float32).view(np.uint32) & np.uint32(0xFFFFE000)).view(np.float32) for x in (a, b)]
    assert compare((cut[0] @ cut[1]).astype(dtype), exact).max_abs_err <= bound
    lost = exact - a[:, :1] * b[:1]
    assert compare(lost, exact).max_abs_err > bound


def test_tolerance_of_integers_and_of_unknown_formats():
    assert tolerance(np.int32, 64, 100.0) == 0.0
    with pytest.raises(ValueError, match="no error bound for complex128"):
        tolerance(np.complex128)


MODULE = """
    func.func @f(%A: memref<8x16xbf16, #tt.dram> loc("A"), %B: memref<64xi8, #tt.dram>, %m: memref<64xi1, #tt.dram>,
                 %alpha: f32, %n: i32, %s: i32 loc("tt_start_tile"), %c: i32 loc("tt_tile_count")) { return }
    func.func @g(%A: memref<?xf32, #tt.dram> loc("A")) { return }
    func.func @h(%B: memref<?x3xf32, #tt.dram> loc("B"), %n: i32 loc("n"))
        attributes {tt.symbols = ["n"], tt.shape = {B = [#tt.extent<"n">, 3]}} { return }
"""


def test_random_inputs_fit_the_parameters():
    module = parse_module(MODULE, "inputs.mlir", make_context())
    a, b, m, alpha, n = random_inputs(module, 3, "f")
    assert (a.shape, a.dtype, b.shape, b.dtype) == ((8, 16), np.dtype(BF16), (64,), np.dtype(np.int8))
    assert np.abs(a.astype(np.float32)).max() <= 1 and a.astype(np.float32).std() > 0.3
    assert set(b.tolist()) <= set(range(-4, 5)) and len(set(b.tolist())) > 3
    assert m.dtype == np.bool_ and 0 < m.sum() < 64
    assert type(alpha) is np.float32 and type(n) is np.int32 and 1 <= n <= 4


def test_random_inputs_depend_on_the_seed_only():
    module = parse_module(MODULE, "inputs.mlir", make_context())
    first, again, other = (random_inputs(module, seed, "f") for seed in (3, 3, 4))
    assert all(np.array_equal(x, y) for x, y in zip(first, again, strict=True))
    assert not np.array_equal(first[0], other[0])
    with pytest.raises(InterpreterError, match="'A' has an extent that is not known"):
        random_inputs(module, 3, "g")
    (b,) = random_inputs(module, 3, "h", sizes={"n": 70})
    assert b.shape == (70, 3)


def test_one_element_correlates_within_a_percent():
    assert compare(np.array([2.01]), np.array([2.0])).pcc == 1.0
    assert compare(np.array([2.1]), np.array([2.0])).pcc == 0.0
