"""`arith` and `math`, one operation at a time, at the values where implementations go wrong."""

import math

import ml_dtypes
import numpy as np
import pytest

from tilelang_tt.mlir import make_context, parse_module
from tilelang_tt.sim.reference import InterpreterError, interpret
from tilelang_tt.sim.reference.dtypes import convert, round_to

BF16 = ml_dtypes.bfloat16
MIN32 = -(2**31)

INTEGER = [
    ("addi", "i32", 2**31 - 1, 1, MIN32),
    ("subi", "i8", -128, 1, 127),
    ("muli", "i32", 65536, 65536, 0),
    ("addi", "i1", True, True, False),
    ("muli", "i1", True, True, True),
    ("divsi", "i32", -7, 2, -3),
    ("remsi", "i32", -7, 2, -1),
    ("floordivsi", "i32", -7, 2, -4),
    ("ceildivsi", "i32", -7, 2, -3),
    ("ceildivsi", "i32", 7, 2, 4),
    ("divui", "i32", -2, 2, 2**31 - 1),
    ("remui", "i8", -1, 7, 3),
    ("ceildivui", "i8", 7, 4, 2),
    ("divsi", "index", -9, 4, -2),
    ("floordivsi", "index", -9, 4, -3),
    ("andi", "i32", 0b1100, 0b1010, 0b1000),
    ("ori", "i32", 0b1100, 0b1010, 0b1110),
    ("xori", "i1", True, True, False),
    ("shli", "i32", 1, 31, MIN32),
    ("shli", "i8", 1, 8, 0),
    ("shrsi", "i32", -8, 1, -4),
    ("shrui", "i32", -8, 1, 2**31 - 4),
    ("maxsi", "i32", -1, 1, 1),
    ("maxui", "i32", -1, 1, -1),
    ("minsi", "i32", -1, 1, -1),
    ("minui", "i32", -1, 1, 1),
]


@pytest.mark.parametrize("name, type_, a, b, expected", INTEGER)
def test_integer_operation(op, name, type_, a, b, expected):
    assert op(f"%r = arith.{name} %a, %b : {type_}", f"{type_} {type_}", type_, a, b) == expected


COMPARISONS = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}


@pytest.mark.parametrize("a, b", [(-1, 1), (1, -1), (3, 3)])
def test_integer_comparisons(op, a, b):
    for name, sign in COMPARISONS.items():
        for prefix in [""] if name in ("eq", "ne") else ["s", "u"]:
            x, y = (v % 2**32 if prefix == "u" else v for v in (a, b))
            found = op(f"%r = arith.cmpi {prefix}{name}, %a, %b : i32", "i32 i32", "i1", a, b)
            assert found == eval(f"x {sign} y", {"x": x, "y": y}), f"{prefix}{name}"


def test_i1_is_minus_one_for_signed_comparisons(op):
    assert op("%r = arith.cmpi slt, %a, %b : i1", "i1 i1", "i1", True, False)
    assert not op("%r = arith.cmpi ult, %a, %b : i1", "i1 i1", "i1", True, False)


@pytest.mark.parametrize("type_", ["f32", "bf16"])
@pytest.mark.parametrize("a, b", [(1.0, 2.0), (2.0, 1.0), (1.0, 1.0), (math.nan, 1.0), (math.nan, math.nan)])
def test_float_comparisons(op, type_, a, b):
    unordered = math.isnan(a) or math.isnan(b)
    for name, sign in COMPARISONS.items():
        plain = eval(f"x {sign} y", {"x": a, "y": b})
        for prefix, expected in (("o", plain and not unordered), ("u", plain or unordered)):
            found = op(f"%r = arith.cmpf {prefix}{name}, %a, %b : {type_}", f"{type_} {type_}", "i1", a, b)
            assert found == expected, f"{prefix}{name}"
    for name, expected in (("ord", not unordered), ("uno", unordered), ("true", True), ("false", False)):
        found = op(f"%r = arith.cmpf {name}, %a, %b : {type_}", f"{type_} {type_}", "i1", a, b)
        assert found == expected, name


CASTS = [
    ("extsi", "i1", "i32", True, -1),
    ("extui", "i1", "i32", True, 1),
    ("extsi", "i8", "i32", -3, -3),
    ("extui", "i8", "i32", -3, 253),
    ("trunci", "i32", "i8", 0x1FF, -1),
    ("trunci", "i32", "i1", 2, False),
    ("index_cast", "i32", "index", -5, -5),
    ("index_cast", "index", "i32", 2**32 + 7, 7),
    ("index_castui", "i32", "index", -1, 2**32 - 1),
    ("sitofp", "i32", "f32", -3, -3.0),
    ("uitofp", "i8", "f32", -1, 255.0),
    ("sitofp", "i32", "bf16", 257, 256.0),
    ("fptosi", "f32", "i32", -2.9, -2),
    ("fptosi", "f32", "i8", 1e9, 127),
    ("fptoui", "f32", "i8", 200.5, 200 - 256),
    ("extf", "bf16", "f32", 1.5, 1.5),
    ("truncf", "f32", "bf16", 1.00390625, 1.0),
    ("truncf", "f64", "f32", 0.1, np.float32(0.1)),
    ("bitcast", "f32", "i32", 1.0, 0x3F800000),
    ("bitcast", "i16", "bf16", 0x3FC0, 1.5),
]


@pytest.mark.parametrize("name, source, dest, value, expected", CASTS)
def test_cast(op, name, source, dest, value, expected):
    assert op(f"%r = arith.{name} %a : {source} to {dest}", source, dest, value) == expected


def test_bf16_arithmetic_rounds_every_operation(op):
    # 256 + 1 is half way between bf16 values: to even.
    assert op("%r = arith.addf %a, %b : bf16", "bf16 bf16", "bf16", 256.0, 1.0) == 256.0
    three = op("%r = arith.divf %a, %b : bf16", "bf16 bf16", "bf16", 1.0, 3.0)
    assert three == BF16(1 / 3) and float(three) != 1 / 3


def test_extrema_treat_nan_as_their_names_say(op):
    assert op("%r = arith.maxnumf %a, %b : f32", "f32 f32", "f32", math.nan, 1.0) == 1.0
    assert math.isnan(op("%r = arith.maximumf %a, %b : f32", "f32 f32", "f32", math.nan, 1.0))
    assert op("%r = arith.minnumf %a, %b : bf16", "bf16 bf16", "bf16", math.nan, 1.0) == 1.0


def test_extended_multiplication(op):
    line = "%low, %r = arith.mulsi_extended %a, %b : i32"
    assert op(line, "i32 i32", "i32", -(2**30), 8) == -2
    assert op(line.replace("mulsi", "mului"), "i32 i32", "i32", -1, -1) == -2
    assert op("%low, %r = arith.addui_extended %a, %b : i32, i1", "i32 i32", "i1", -1, 1)


MATH = {
    "math.exp": math.exp,
    "math.exp2": lambda x: 2.0**x,
    "math.log": math.log,
    "math.log1p": math.log1p,
    "math.log2": math.log2,
    "math.sqrt": math.sqrt,
    "math.rsqrt": lambda x: 1 / math.sqrt(x),
    "math.tanh": math.tanh,
    "math.sin": math.sin,
    "math.cos": math.cos,
    "math.erf": math.erf,
    "math.absf": abs,
    "math.floor": math.floor,
    "math.ceil": math.ceil,
    "math.trunc": math.trunc,
    "tt.tile.sigmoid": lambda x: 1 / (1 + math.exp(-x)),
    "tt.tile.silu": lambda x: x / (1 + math.exp(-x)),
    "tt.tile.gelu": lambda x: 0.5 * x * (1 + math.erf(x / math.sqrt(2))),
    "tt.tile.recip": lambda x: 1 / x,
    "tt.tile.square": lambda x: x * x,
    "tt.tile.relu": lambda x: max(x, 0.0),
    "tt.tile.neg": lambda x: -x,
}


@pytest.mark.parametrize("name", MATH)
@pytest.mark.parametrize("type_, dtype", [("f32", np.float32), ("bf16", BF16)])
def test_function_is_rounded_to_its_type(op, name, type_, dtype):
    value = dtype(0.7)
    line = f"%r = {name} %a : {type_}" if name.startswith("math") else f'%r = "{name}"(%a) : ({type_}) -> {type_}'
    found, exact = op(line, type_, type_, value), dtype(MATH[name](float(value)))
    spacing = float(np.spacing(np.abs(np.float32(exact)))) if dtype is np.float32 else 0.0
    assert abs(float(found) - float(exact)) <= spacing


def test_sigmoid_of_large_values_does_not_overflow(op):
    line = '%r = "tt.tile.sigmoid"(%a) : (f32) -> f32'
    assert op(line, "f32", "f32", -1e4) == 0.0 and op(line, "f32", "f32", 1e4) == 1.0


@pytest.mark.parametrize("value, expected", [(2.5, 3.0), (-2.5, -3.0), (0.49999997, 0.0), (-0.2, 0.0)])
def test_round_is_away_from_zero_at_halves(op, value, expected):
    assert op("%r = math.round %a : f32", "f32", "f32", value) == expected


def test_roundeven_powf_fma_and_bit_counts(op):
    assert op("%r = math.roundeven %a : f32", "f32", "f32", 2.5) == 2.0
    assert op("%r = math.powf %a, %b : f32", "f32 f32", "f32", 3.0, 4.0) == 81.0
    assert op("%r = math.fma %a, %b, %c : f32", "f32 f32 f32", "f32", 2.0, 3.0, 4.0) == 10.0
    assert op("%r = math.ctpop %a : i32", "i32", "i32", -1) == 32
    assert op("%r = math.ctlz %a : i32", "i32", "i32", 1) == 31
    assert op("%r = math.cttz %a : i32", "i32", "i32", 8) == 3


def test_division_by_zero_is_an_error_with_its_place(op):
    with pytest.raises(InterpreterError, match=r"op\.mlir:\d+:\d+: 'arith\.divsi': divides by zero"):
        op("%r = arith.divsi %a, %b : i32", "i32 i32", "i32", 1, 0)


def test_unknown_operation_is_an_error_with_its_name_and_place():
    module = parse_module(
        """func.func @f(%a: f32) {
             %x = math.sincos %a : f32
             return
           }""".replace("%x =", "%x, %y ="),
        "unknown.mlir",
        make_context(),
    )
    with pytest.raises(InterpreterError, match=r"unknown\.mlir:2:\d+: 'math\.sincos'") as caught:
        interpret(module, [1.0])
    assert caught.value.op_name == "math.sincos"


def test_float64_is_rounded_once_to_bf16():
    # float32 would round this to the middle between two bf16 values, and that to even, which is below.
    value = np.float64(1.0 + 2.0**-8 + 2.0**-30)
    assert float(value.astype(BF16)) == 1.0
    assert float(round_to(value, BF16(0).dtype)) == 1.0 + 2.0**-7


def test_round_to_is_the_nearest_value():
    values = np.random.default_rng(1).normal(size=2000) * np.exp2(np.random.default_rng(2).integers(-30, 30, 2000))
    for dtype in (BF16, ml_dtypes.float8_e5m2):
        rounded = round_to(values, np.dtype(dtype)).astype(np.float64)
        fits = np.isfinite(rounded)
        # No value of the format is closer.
        bits = rounded[fits].astype(dtype).view(np.uint16 if dtype is BF16 else np.uint8)
        error = np.abs(rounded[fits] - values[fits])
        for other in ((bits + 1).view(dtype), (bits - 1).view(dtype)):
            distance = np.abs(other.astype(np.float64) - values[fits])
            assert np.all((error <= distance) | np.isnan(distance))


SATURATING = [(1e30, np.int64, 2**63 - 1), (-1e30, np.int32, MIN32), (300.0, np.uint8, 255)]


@pytest.mark.parametrize("value, dtype, expected", SATURATING)
def test_float_to_integer_saturates(value, dtype, expected):
    assert int(convert(np.asarray(value), np.dtype(dtype))) == expected
    assert int(convert(np.asarray(np.nan), np.dtype(dtype))) == 0
