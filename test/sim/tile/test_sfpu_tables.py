"""The vector unit against recorded results of an instruction-level simulation of the chip.

data/sfpu_tables.npz holds bit patterns: `<table>.<bf16|fp32>.<chip>.out`, the Blackhole array only where it differs;
data/sfpu_tables.json names the call, the formats and the input array. A bf16 result may be one bf16 step off, an fp32
result 3e-7 (the chip's own polynomials round several times); DEVIATIONS lists what differs by more, and why.
Not compared: operands that are denormal in fp32 (operations treat them differently), and the sign of a NaN, which the
packer shows as the sign of an infinity.
"""

import json
from dataclasses import dataclass

import numpy as np
import pytest
from sfpu_cases import operation
from tile_library import DATA, TileLibrary

TABLES = json.loads((DATA / "sfpu_tables.json").read_text())
RECORDS = dict(np.load(DATA / "sfpu_tables.npz"))
SMALLEST_NORMAL = 2.0**-126


@dataclass(frozen=True)
class Bound:
    """|got - recorded| <= absolute + relative * |recorded|, for operands whose magnitude is in [low, high]."""

    why: str
    relative: float = 3e-7
    absolute: float = 0.0
    low: float = 0.0
    high: float = np.inf
    nan: bool = True  # whether the result for a NaN operand is compared


DEVIATIONS = {
    "sin": Bound("the chip's range reduction loses the phase of large arguments", absolute=1e-6, high=1e3),
    "cos": Bound("the chip's range reduction loses the phase of large arguments", absolute=1e-6, high=1e3),
    "tan": Bound("range reduction as of sin; a NaN gives anything", relative=3e-6, high=90, nan=False),
    "sigmoid": Bound("a NaN gives 1 on Wormhole, 0 on Blackhole", nan=False),
    "tanh": Bound("a NaN gives 1 on Wormhole, -1 on Blackhole", relative=4e-7, absolute=2 * SMALLEST_NORMAL, nan=False),
    "acos": Bound("one more rounding before the subtraction", absolute=3e-7),
    "celu_1": Bound("-0 is negative on Blackhole only", low=SMALLEST_NORMAL),
    "silu": Bound("the chip's sigmoid is 0 below exp(-87)", absolute=2e-36, relative=4e-7),
    "exp2": Bound("the chip multiplies by ln 2 first, which costs 4e-6 at large exponents", relative=5e-6),
    "power_3": Bound("the chip takes exp2 of 3 log2 x in fp32", relative=1e-5),
    "i0": Bound("the chip adds its Taylor series in fp32", relative=3e-3),
    "i1": Bound("the chip adds its Taylor series in fp32", relative=5e-6),
    "gelu_fast": Bound("cancellation in 0.5 x + table", absolute=2e-7),
    "asinh": Bound("the chip's logarithm is good to 0.02", relative=3e-3, absolute=6e-4, low=1e-3, nan=False),
    "acosh": Bound("the chip's older logarithm is good to 0.02", relative=3e-3, nan=False),
    "atanh": Bound("the chip's older logarithm is good to 0.002", relative=3e-3, absolute=2e-3),
    "softplus_1_20": Bound("the chip uses a polynomial below 4 and the argument itself above", absolute=0.02),
    "erfinv": Bound("the chip's approximation is 0 near 0", absolute=6e-3),
    "fmod_1p5": Bound("no quotient bits are left beyond 2^23 divisors", high=1e7),
    "addcmul_0p5": Bound("cancellation in the last addition", relative=5e-7),
    "hardmish": Bound("the chip overflows above 2^126; cancellation near -2.8", relative=6e-7, high=8e37),
    "xlogy_binary": Bound("a NaN operand gives anything", nan=False),
    "softsign": Bound("one more rounding", relative=4e-7),
}


def recorded(table, fmt, chip):
    key = f"{table}.{fmt}.{chip}.out"
    return RECORDS.get(key, RECORDS.get(f"{table}.{fmt}.wormhole.out"))


def as_float(patterns, fmt):
    words = patterns.astype(np.uint32) << 16 if fmt == "Float16_b" else np.ascontiguousarray(patterns).view(np.uint32)
    with np.errstate(invalid="ignore"):
        return words.view(np.float32).astype(np.float64)


def bf16_steps(a, b):
    keys = [np.where(x & 0x8000, -(x.astype(np.int64) & 0x7FFF), x.astype(np.int64)) for x in (a, b)]
    return np.abs(keys[0] - keys[1])


CASES = [
    pytest.param(table, fmt, chip, id=f"{table}-{fmt}-{chip}")
    for table, formats in TABLES.items()
    for fmt, entry in formats.items()
    for chip in entry["arch"]
]


def run(tile: TileLibrary, table, fmt, chip):
    """(operand values, library registers, packed library result)"""
    entry = TABLES[table][fmt]
    dst32 = fmt == "fp32"
    inputs = RECORDS[entry["input"]].reshape(-1, 1024)
    to_dst = dst32 and entry["in_format"] != "Float16_b"
    registers = [
        tile.unpack(np.ascontiguousarray(x).view(np.uint8), entry["in_format"], to_dst=to_dst, dst32=dst32)
        for x in inputs
    ]
    name, parameters = operation(table)
    result = tile.sfpu(name, *registers, params=parameters, dst32=dst32, wormhole=chip == "wormhole")
    return registers, result, tile.pack(result, entry["out_format"], dst32=dst32)


@pytest.mark.parametrize("table, fmt, chip", CASES)
def test_recorded_table(tile, table, fmt, chip):
    entry = TABLES[table][fmt]
    wanted = recorded(table, fmt, chip)
    registers, result, packed = run(tile, table, fmt, chip)
    if entry["out_format"] not in ("Float16_b", "Float32"):
        check_integers(table, registers, packed, wanted)
        return
    got = packed.view(np.uint16 if entry["out_format"] == "Float16_b" else np.uint32)
    values, truth = as_float(got, entry["out_format"]), as_float(wanted, entry["out_format"])
    operands = np.stack([r.view(np.float32) for r in registers])
    bound = DEVIATIONS.get(table, Bound(""))

    size = np.abs(operands.astype(np.float64)).max(0)
    compared = ~np.any((operands != 0) & (np.abs(operands) < SMALLEST_NORMAL), 0)
    compared &= ~((size > bound.high) | (size < bound.low))
    compared &= bound.nan | ~np.isnan(size)
    with np.errstate(invalid="ignore", over="ignore"):
        close = np.abs(values - truth) <= bound.absolute + bound.relative * np.abs(truth) + SMALLEST_NORMAL
    close |= values == truth
    close |= np.isnan(result.view(np.float32)) & ~np.isfinite(truth)
    if entry["out_format"] == "Float16_b":
        close |= bf16_steps(got, wanted) <= 1
    wrong = np.flatnonzero(compared & ~close)
    listing = [(operands[:, i].tolist(), values[i], truth[i]) for i in wrong[:8]]
    assert not len(wrong), f"{len(wrong)} elements differ: (operands, got, recorded) {listing}"


def check_integers(table, registers, packed, wanted):
    got = packed.reshape(1024, -1)
    same = np.all(got == np.ascontiguousarray(wanted).view(np.uint8).reshape(1024, -1), 1)
    if table == "div_int32":  # a float: the chip's quotient is up to two steps off
        steps = packed.view(np.int32).astype(np.int64) - wanted.view(np.int32)
        same |= (np.abs(steps) <= 2) | (registers[0] == 0)
    if table.endswith("UInt8"):  # below 1 and from 2^31 the recorded bytes are leftovers of the instruction sequence
        size = np.abs(registers[0].view(np.float32))
        same |= ~((size >= 1) & (size < 2.0**31))
    first = np.argmin(same)
    assert same.all(), f"{np.sum(~same)} elements differ; operands {[r[first] for r in registers]}, got {got[first]}"


def test_every_deviation_names_a_table():
    assert set(DEVIATIONS) <= set(TABLES)


def test_every_operation_refuses_a_wrong_number_of_operands(tile):
    tiles = [np.zeros(1024, np.float32)] * 3
    for name, op in tile.sfpu_ids.items():
        operands = tile.lib.tile_sfpu_operands(op)
        if operands == 0:
            continue  # along columns, or with state: no function of whole tiles
        result = tile.sfpu(name, *tiles[:operands], params=(0,) * tile.lib.tile_sfpu_parameters(op))
        assert result.shape == (1024,), name
