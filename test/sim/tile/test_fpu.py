"""The matrix unit: bit-exact against the numpy model in hardware mode, close to float64 in fast mode."""

import fpu_model
import numpy as np
import pytest
from tile_library import from_faces, to_faces

REGISTERS = {"bf16": 7, "tf32": 10}
DISTRIBUTIONS = {
    "normal": lambda rng, shape: rng.standard_normal(shape),
    "wide": lambda rng, shape: rng.standard_normal(shape) * 2.0 ** rng.integers(-20, 20, shape),
    "sparse": lambda rng, shape: rng.standard_normal(shape) * (rng.random(shape) < 0.2),
    "few bits": lambda rng, shape: rng.integers(-8, 8, shape) * 2.0 ** rng.integers(-6, 3, shape),
    "zeros": lambda rng, shape: np.zeros(shape),
}


def operands(distribution, register, shape, count=2):
    rng = np.random.default_rng(sorted(DISTRIBUTIONS).index(distribution))
    values = [DISTRIBUTIONS[distribution](rng, shape).astype(np.float32) for _ in range(count)]
    return [fpu_model.cut(v, REGISTERS[register]) for v in values]


@pytest.mark.parametrize("distribution", DISTRIBUTIONS)
@pytest.mark.parametrize("register", REGISTERS)
@pytest.mark.parametrize("fidelity", fpu_model.PHASES)
@pytest.mark.parametrize("dst32", [True, False])
def test_matmul_is_exact(tile, distribution, register, fidelity, dst32):
    """Three tiles along k accumulate in DST."""
    in0, in1 = operands(distribution, register, (32, 96))
    in1 = np.ascontiguousarray(in1.T)
    got = np.full(1024, np.nan, np.float32)
    for k in range(0, 96, 32):
        tiles = to_faces(in0[:, k : k + 32]), to_faces(in1[k : k + 32])
        got = tile.matmul(got, *tiles, fresh=k == 0, fidelity=fidelity, dst32=dst32)
    np.testing.assert_array_equal(from_faces(got), fpu_model.matmul(in0, in1, dst32, fidelity))


def test_matmul_in_float16_registers_is_exact(tile):
    in0, in1 = operands("normal", "tf32", (32, 32))
    got = tile.matmul(np.zeros(1024), to_faces(in0), to_faces(in1), fresh=True, dst32=False, fp16=True)
    np.testing.assert_array_equal(from_faces(got), fpu_model.matmul(in0, in1, False, half=True))


@pytest.mark.parametrize("hardware", [True, False])
def test_matmul_transposes_in1(tile, hardware):
    in0, in1 = operands("normal", "bf16", (32, 32))
    plain = tile.matmul(np.zeros(1024), to_faces(in0), to_faces(in1.T), hardware=hardware)
    turned = tile.matmul(np.zeros(1024), to_faces(in0), to_faces(in1), transposed=True, hardware=hardware)
    np.testing.assert_array_equal(turned, plain)


@pytest.mark.parametrize("distribution", DISTRIBUTIONS)
@pytest.mark.parametrize("register", REGISTERS)
@pytest.mark.parametrize("dst32", [True, False])
def test_add_and_sub_are_exact(tile, distribution, register, dst32):
    a, b = operands(distribution, register, 1024)
    np.testing.assert_array_equal(tile.eltwise(a, b, "Add", dst32=dst32), fpu_model.add(a, b, dst32))
    np.testing.assert_array_equal(tile.eltwise(a, b, "Sub", dst32=dst32), fpu_model.add(a, -b, dst32))


@pytest.mark.parametrize("distribution", DISTRIBUTIONS)
@pytest.mark.parametrize("register", REGISTERS)
@pytest.mark.parametrize("fidelity", fpu_model.PHASES)
@pytest.mark.parametrize("dst32", [True, False])
def test_mul_is_exact(tile, distribution, register, fidelity, dst32):
    a, b = operands(distribution, register, 1024)
    got = tile.eltwise(a, b, "Mul", dst32=dst32, fidelity=fidelity)
    np.testing.assert_array_equal(got, fpu_model.multiply(a, b, dst32, fidelity))


@pytest.mark.parametrize("hardware", [True, False])
@pytest.mark.parametrize("op", ["Add", "Sub", "Mul"])
def test_broadcasts_read_only_their_row_column_or_element(tile, op, hardware):
    a, b = operands("normal", "bf16", (32, 32))
    for bcast, wanted in {"Row": b[:1], "Col": b[:, :1], "Scalar": b[:1, :1]}.items():
        noise = np.full((32, 32), 99, np.float32)
        noise[: wanted.shape[0], : wanted.shape[1]] = wanted
        full = np.ascontiguousarray(np.broadcast_to(wanted, (32, 32)))
        got = tile.eltwise(to_faces(a), to_faces(noise), op, bcast=bcast, hardware=hardware)
        np.testing.assert_array_equal(got, tile.eltwise(to_faces(a), to_faces(full), op, hardware=hardware))


@pytest.mark.parametrize("hardware", [True, False])
@pytest.mark.parametrize("op", ["Add", "Sub", "Mul"])
def test_eltwise_accumulates(tile, op, hardware):
    a, b, start = operands("few bits", "bf16", 1024, count=3)
    got = tile.eltwise(a, b, op, dst=start, hardware=hardware)
    wanted = start + {"Add": a + b, "Sub": a - b, "Mul": a * b}[op]
    np.testing.assert_allclose(got, wanted, rtol=2e-3, atol=2e-3)


def test_infinite_operands_give_infinities_not_garbage(tile):
    a, b = operands("normal", "bf16", 1024)
    b[::3] = -np.inf
    for hardware in (True, False):
        got = tile.eltwise(a, b, "Add", hardware=hardware)
        assert np.all(got[::3] == -np.inf) and np.all(np.isfinite(np.delete(got, np.s_[::3])))


@pytest.mark.parametrize(
    "fidelity, bits_in0, bits_in1", [("LoFi", 6, 4), ("HiFi2", 6, 9), ("HiFi3", 10, 9), ("HiFi4", 10, 10)]
)
def test_fast_matmul_cuts_operands_as_the_phases_do(tile, fidelity, bits_in0, bits_in1):
    in0, in1 = operands("normal", "tf32", (32, 32))
    got = from_faces(tile.matmul(np.zeros(1024), to_faces(in0), to_faces(in1), fidelity=fidelity, hardware=False))
    a, b = fpu_model.cut(in0, bits_in0).astype(np.float64), fpu_model.cut(in1, bits_in1).astype(np.float64)
    wanted = a @ b
    if fidelity == "HiFi3":  # the product of the low parts is missing
        low = (a - fpu_model.cut(in0, 6)) @ (b - fpu_model.cut(in1, 4))
        assert np.abs(low).max() > 1e-4
        wanted -= low
    np.testing.assert_allclose(got, wanted, rtol=0, atol=1e-5)


def test_fast_matmul_rounds_to_a_16_bit_dst(tile):
    in0, in1 = operands("normal", "bf16", (32, 32))
    got = tile.matmul(np.zeros(1024), to_faces(in0), to_faces(in1), hardware=False, dst32=False)
    exact = tile.matmul(np.zeros(1024), to_faces(in0), to_faces(in1), hardware=False)
    np.testing.assert_array_equal(got, fpu_model.round_float(exact, 7))


def test_fast_and_hardware_agree_within_the_known_bound(tile):
    in0, in1 = operands("normal", "bf16", (32, 32))
    fast, hardware = (
        from_faces(tile.matmul(np.zeros(1024), to_faces(in0), to_faces(in1), hardware=h)) for h in (False, True)
    )
    assert np.abs(fast - hardware).max() <= 1e-3 * (np.abs(in0) @ np.abs(in1)).max()


def scaler_tile(factor):
    """Only row 0 of each face counts; the rest is noise."""
    scaler = np.full((4, 16, 16), 7, np.float32)
    scaler[:, 0, :] = factor
    return scaler.reshape(1024)


REDUCTIONS = {"Row": (1, (slice(None), 0)), "Col": (0, (0, slice(None))), "Scalar": (None, (0, 0))}


@pytest.mark.parametrize("hardware", [True, False])
@pytest.mark.parametrize("dim", REDUCTIONS)
@pytest.mark.parametrize("pool", ["Sum", "Avg", "Max"])
def test_reduce(tile, pool, dim, hardware):
    """Two tiles into one result, zero elsewhere. Rows and scalars end cut to bf16."""
    first, second = operands("normal", "bf16", (32, 32))
    axis, where = REDUCTIONS[dim]
    factor = 1.0 if pool == "Max" else 0.5
    got = tile.reduce(to_faces(first), scaler_tile(factor), pool, dim, hardware=hardware)
    got = from_faces(tile.reduce(to_faces(second), scaler_tile(factor), pool, dim, dst=got, hardware=hardware))
    both = np.stack([first, second]).astype(np.float64)
    if pool == "Max":
        wanted = np.maximum(first.max(axis), second.max(axis))
        np.testing.assert_array_equal(got[where], wanted)
    else:
        wanted = both.sum(0).sum(axis) * (factor**2 if dim == "Scalar" else factor)
        np.testing.assert_allclose(got[where], wanted, rtol=0, atol=0.25)
    rest = got.copy()
    rest[where] = 0
    assert not rest.any()


@pytest.mark.parametrize("dim", REDUCTIONS)
@pytest.mark.parametrize("fidelity", fpu_model.PHASES)
@pytest.mark.parametrize("dst32", [True, False])
def test_sums_are_exact(tile, dim, fidelity, dst32):
    matrices = [operands(d, "tf32", (32, 32))[0] for d in ("normal", "sparse", "wide")]
    factor = fpu_model.cut(np.float32(1 / 3), 7)
    got = None
    for matrix in matrices:
        got = tile.reduce(to_faces(matrix), scaler_tile(factor), "Sum", dim, dst=got, dst32=dst32, fidelity=fidelity)
    wanted = fpu_model.reduce_sum(matrices, dim, factor, dst32, fidelity)
    np.testing.assert_array_equal(from_faces(got)[REDUCTIONS[dim][1]], np.squeeze(wanted))


def test_fresh_max_starts_at_minus_infinity(tile):
    a, _ = operands("normal", "bf16", (32, 32))
    negative = -np.abs(a) - 1
    got = from_faces(tile.reduce(to_faces(negative), scaler_tile(1.0), "Max", "Row"))
    np.testing.assert_array_equal(got[:, 0], fpu_model.cut(negative.max(1), 7))


def test_transpose(tile):
    matrix = np.arange(1024, dtype=np.float32).reshape(32, 32)
    np.testing.assert_array_equal(from_faces(tile.transpose(to_faces(matrix))), matrix.T)
