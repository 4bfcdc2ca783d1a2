"""Data formats against numpy re-implementations of the rules."""

import ml_dtypes
import numpy as np
import pytest
from tile_library import from_faces, to_faces

BYTES = {
    "Float32": 4096, "Float16": 2048, "Float16_b": 2048, "Bfp8_b": 1088, "Bfp4_b": 576, "Bfp2_b": 320, "Bfp8": 1088,
    "Int32": 4096, "UInt32": 4096, "UInt16": 2048, "UInt8": 1024, "Int8": 1024, "Lf8": 1024,
}  # fmt: skip


def bits(x):
    return np.ascontiguousarray(x, np.float32).view(np.uint32)


def floats(u):
    return np.ascontiguousarray(u, np.uint32).view(np.float32)


@pytest.fixture
def values():
    """Random numbers over many exponents, ties of bf16, and every kind of special value."""
    rng = np.random.default_rng(1)
    x = (rng.standard_normal(1024) * 2.0 ** rng.integers(-30, 30, 1024)).astype(np.float32)
    x[:64] = floats((bits(x[:64]) & 0xFFFF0000) | 0x8000)
    x[64:72] = [0.0, -0.0, np.inf, -np.inf, 1e-40, -1e-40, 3.4e38, 1.1754942e-38]
    return x


def round_to_bf16(x):
    """The packer: nearest, ties away from zero; a zero exponent becomes +0."""
    rounded = ((bits(x).astype(np.uint64) + 0x8000) & 0xFFFF0000).astype(np.uint32)
    return floats(np.where((rounded & 0x7F800000) == 0, 0, rounded).astype(np.uint32))


def test_tile_bytes(tile):
    assert {fmt: tile.tile_bytes(fmt) for fmt in BYTES} == BYTES


def test_float32_to_source_registers_is_cut(tile, values):
    l1 = values.view(np.uint8)
    np.testing.assert_array_equal(tile.unpack(l1, "Float32", dst32=True), bits(values) & 0xFFFFE000)
    np.testing.assert_array_equal(tile.unpack(l1, "Float32", dst32=False), bits(values) & 0xFFFF0000)


def test_float32_alone_with_16_bit_dst_becomes_float16(tile, values):
    got = floats(tile.unpack(values.view(np.uint8), "Float32", dst32=False, all_fp32=True))
    cut = floats(bits(values) & 0xFFFFE000)
    wanted = np.where(np.abs(cut) < 2.0**-14, 0, np.clip(cut, -65504, 65504))
    np.testing.assert_array_equal(got, wanted)


def test_float32_to_dst_and_back_keeps_every_bit(tile, values):
    values[80:82] = floats(np.array([0x7FC12345, 0xFFC00001]))
    registers = tile.unpack(values.view(np.uint8), "Float32", to_dst=True)
    np.testing.assert_array_equal(registers, bits(values))
    np.testing.assert_array_equal(tile.pack(registers, "Float32"), values.view(np.uint8))


def test_pack_bf16(tile, values):
    got = tile.pack(values, "Float16_b").view(ml_dtypes.bfloat16).astype(np.float32)
    np.testing.assert_array_equal(bits(got), bits(round_to_bf16(values)))


def test_pack_bf16_makes_nan_infinite(tile):
    nans = floats(np.array([0x7FC00000, 0xFFC00000, 0x7F800001, 0xFF800001] * 256))
    got = tile.pack(nans, "Float16_b").view(np.uint16)
    np.testing.assert_array_equal(got[:4], [0x7F80, 0xFF80, 0x7F80, 0xFF80])


def test_bf16_round_trip(tile, values):
    l1 = round_to_bf16(values).astype(ml_dtypes.bfloat16)
    registers = tile.unpack(l1.view(np.uint8), "Float16_b")
    np.testing.assert_array_equal(registers, bits(l1.astype(np.float32)))
    np.testing.assert_array_equal(tile.pack(registers, "Float16_b"), l1.view(np.uint8))


def test_float16_round_trip(tile):
    half = np.arange(0x400, 0x7C00, 30, np.uint16)[:1024].view(np.float16)
    half[1::2] *= -1
    registers = tile.unpack(half.view(np.uint8), "Float16")
    np.testing.assert_array_equal(floats(registers), half.astype(np.float32))
    np.testing.assert_array_equal(tile.pack(registers, "Float16"), half.view(np.uint8))


def test_pack_float16_rounds_ties_away_and_saturates(tile):
    x = np.zeros(1024, np.float32)
    x[:6] = [1 + 2**-11, -1 - 2**-11, 1 + 3 * 2**-11, 1e6, -1e6, 1e-6]
    got = tile.pack(x, "Float16").view(np.float16)[:6]
    np.testing.assert_array_equal(got, np.float16([1 + 2**-10, -1 - 2**-10, 1 + 2**-9, 65504, -65504, 0]))


def block_encode(x, width):
    """(shared exponents, sign-magnitude elements) of 64 rows of 16."""
    u = bits(x).reshape(64, 16)
    rounded = ((u & 0x7FFFFFFF) + 0x10000) & 0xFFFE0000  # 7 significant bits, half away from zero
    rounded[rounded < 0x800000] = 0
    shared = (rounded >> 23).max(1)
    scaled = rounded.view(np.float32).astype(np.float64) / 2.0 ** (shared[:, None].astype(np.int64) - 127 - 6)
    magnitude = np.floor(scaled + 0.5).astype(np.int64) & (0xFF << (8 - width))
    sign = np.where(magnitude == 0, 0, (u >> 31).astype(np.int64) << 7)
    return shared.astype(np.uint8), (magnitude | sign).astype(np.uint8).reshape(1024)


@pytest.mark.parametrize("fmt, width", [("Bfp8_b", 8), ("Bfp4_b", 4), ("Bfp2_b", 2)])
def test_block_formats(tile, fmt, width):
    rng = np.random.default_rng(2)
    x = (rng.standard_normal(1024) * 2.0 ** rng.integers(-8, 4, 1024)).astype(np.float32)
    x[:48] = [0.0, -0.0, -1e-30] * 16
    l1 = tile.pack(x, fmt)
    shared, elements = block_encode(x, width)
    np.testing.assert_array_equal(l1[:64], shared)
    per_byte = 8 // width
    stored = sum((elements[j::per_byte] >> (8 - width)).astype(np.int64) << (width * j) for j in range(per_byte))
    np.testing.assert_array_equal(l1[64:], stored)

    got = floats(tile.unpack(l1, fmt))
    magnitude = (elements & 0x7F) * 2.0 ** (shared.astype(np.int64)[:, None] - 133).repeat(16, 1).reshape(1024)
    np.testing.assert_array_equal(got, np.where(elements & 0x80, -magnitude, magnitude))
    assert np.array_equal(tile.pack(got, fmt), l1), "packing what was unpacked changes nothing"


def test_narrow_block_format_limits_the_exponent(tile):
    x = np.full(1024, 3e38, np.float32)
    x[512:] = 1.5
    got = floats(tile.unpack(tile.pack(x, "Bfp8"), "Bfp8"))
    assert np.all(got[:512] == 2.0**16 * 127 / 64) and np.all(got[512:] == 1.5)


@pytest.mark.parametrize(
    "fmt, dtype",
    [("Int32", np.int32), ("UInt32", np.uint32), ("UInt16", np.uint16), ("UInt8", np.uint8), ("Int8", np.int8)],
)
def test_integers_keep_their_values(tile, fmt, dtype):
    low, high = np.iinfo(dtype).min, np.iinfo(dtype).max
    low = -high if dtype == np.int8 else low  # Int8 has no -128
    x = np.linspace(low, high, 1024).astype(dtype)
    registers = tile.unpack(x.view(np.uint8), fmt, to_dst=True)
    np.testing.assert_array_equal(registers.view(np.int32), x.astype(np.int64).astype(np.int32))
    np.testing.assert_array_equal(tile.pack(registers, fmt), x.view(np.uint8))


def test_lf8_is_the_upper_half_of_float16(tile):
    codes = np.array([c for c in range(256) if 4 <= (c & 0x7F) < 0x7C], np.uint8)
    l1 = np.resize(codes, 1024)
    registers = tile.unpack(l1, "Lf8")
    np.testing.assert_array_equal(floats(registers), l1.view(ml_dtypes.float8_e5m2).astype(np.float32))
    np.testing.assert_array_equal(tile.pack(registers, "Lf8"), l1)


def test_accumulate_float32(tile, values):
    start = np.random.default_rng(3).standard_normal(1024).astype(np.float32)
    l1 = start.copy().view(np.uint8)
    tile.pack_accumulate(values, "Float32", l1)
    np.testing.assert_array_equal(l1.view(np.float32), start + values)


def test_accumulate_bf16_rounds_the_addend_away_and_the_sum_to_even(tile):
    rng = np.random.default_rng(4)
    start = rng.standard_normal(1024).astype(ml_dtypes.bfloat16)
    x = rng.standard_normal(1024).astype(np.float32)
    l1 = start.copy().view(np.uint8)
    tile.pack_accumulate(x, "Float16_b", l1)
    wanted = (start.astype(np.float32) + round_to_bf16(x)).astype(ml_dtypes.bfloat16)
    np.testing.assert_array_equal(l1.view(np.uint16), wanted.view(np.uint16))


def test_accumulate_int32(tile):
    start = np.arange(1024, dtype=np.int32)
    l1 = start.copy().view(np.uint8)
    tile.pack_accumulate(np.full(1024, -5, np.int32), "Int32", l1)
    np.testing.assert_array_equal(l1.view(np.int32), start - 5)


@pytest.mark.parametrize(
    "fmt, dtype", [("Float16_b", ml_dtypes.bfloat16), ("Float32", np.float32), ("UInt16", np.uint16)]
)
def test_rows_are_tilized_and_untilized(tile, fmt, dtype):
    """A 32 x 96 row-major block; the tile at column 32."""
    block = np.arange(32 * 96).reshape(32, 96).astype(dtype)
    item = block.itemsize
    raw = block.view(np.uint8).reshape(-1)
    registers = tile.unpack_rows(raw[32 * item :], 96 * item, fmt)
    whole = tile.unpack(np.ascontiguousarray(to_faces(block[:, 32:64])).view(np.uint8), fmt)
    np.testing.assert_array_equal(registers, whole)
    out = np.zeros_like(raw)
    tile.pack_rows(registers, fmt, out[32 * item :], 96 * item)
    back = out.view(dtype).reshape(32, 96)
    packed = tile.pack(registers, fmt).view(dtype)
    np.testing.assert_array_equal(back[:, 32:64], from_faces(packed))
    assert not back[:, :32].any() and not back[:, 64:].any()


def test_packer_relu(tile):
    x = np.resize(np.float32([-2, -0.0, 0, 0.25, 0.5, 3]), 1024)
    np.testing.assert_array_equal(tile.relu(x, 0), x)
    np.testing.assert_array_equal(tile.relu(x, 1)[:6], [0, 0, 0, 0.25, 0.5, 3])
    np.testing.assert_array_equal(tile.relu(x, 2, 0.5)[:6], [0, 0, 0, 0, 0, 3])
    np.testing.assert_array_equal(tile.relu(x, 3, 0.5)[:6], [0, 0, 0, 0.25, 0.5, 0.5])
