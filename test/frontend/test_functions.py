"""Scalar expressions, built by hand as TIR: every function, operator and conversion that import knows."""

from typing import Any

import ml_dtypes
import numpy as np
import pytest

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.frontend import functions, tir
from tilelang_tt.frontend.importer import import_kernel
from tilelang_tt.mlir import make_context, to_text, walk_collect
from tilelang_tt.sim.reference import interpret

N = 48
SPAN = tir.Span("kernel.py", 7, 5)
DTYPES = {"bfloat16": ml_dtypes.bfloat16, "float8_e4m3fn": ml_dtypes.float8_e4m3fn, "bool": np.bool_}


def imm(value: int, dtype: str = "int32") -> tir.IntImm:
    return tir.IntImm(dtype, value)


def tensor(name: str, dtype: str) -> tir.Buffer:
    return tir.Buffer(tir.Var(name, "handle", "global"), name, dtype, (imm(N),), (imm(1),), imm(0), SPAN)


def kernel(inputs: list[str], out: str, make: Any) -> tir.PrimFunc:
    """`for i in T.Parallel(N): out[i] = make(i, in0[i], in1[i], ...)` in a launch of one block."""
    buffers = [tensor(f"in{n}", dtype) for n, dtype in enumerate(inputs)] + [tensor("out", out)]
    params = tuple(tir.Var(b.name, "handle") for b in buffers)
    i, block = tir.Var("i", "int32"), tir.Var("bx", "int32")
    value = make(i, *(tir.BufferLoad(b.dtype, b, (i,)) for b in buffers[:-1]))
    store = tir.BufferStore(SPAN, buffers[-1], value, (i,))
    loop = tir.For(SPAN, i, imm(0), imm(N), tir.PARALLEL, store, "", {}, None)
    launch = tir.For(SPAN, block, imm(0), imm(1), tir.THREAD_BINDING, loop, "blockIdx.x", {}, None)
    return tir.PrimFunc(SPAN, params, dict(zip(params, buffers, strict=True)), launch, {"global_symbol": "k"})


def numpy_dtype(dtype: str) -> Any:
    return np.dtype(DTYPES.get(dtype, dtype))


def run(inputs: list[Any], out: str, make: Any) -> Any:
    """What the imported kernel stores for these arrays."""
    names = [str(a.dtype) for a in inputs]
    module = import_kernel(kernel(names, out, make), make_context())
    return interpret(module, [*inputs, np.zeros(N, numpy_dtype(out))])[-1]


def call(op: str, dtype: str, *args: Any) -> tir.Call:
    return tir.Call(dtype, op, args, {})


def binary(kind: str, dtype: str, a: Any, b: Any) -> tir.Binary:
    return tir.Binary(kind, dtype, a, b)


X = np.linspace(-3, 3, N, dtype=np.float32)
UNIT = np.linspace(-0.9, 0.9, N, dtype=np.float32)
POSITIVE = np.linspace(0.1, 5, N, dtype=np.float32)
SPECIAL = np.resize(np.array([np.nan, np.inf, -np.inf, 0, -0.0, 1.5], np.float32), N)

ONE = {
    "tirx.acos": (UNIT, np.arccos),
    "tirx.acosh": (POSITIVE + 1, np.arccosh),
    "tirx.asin": (UNIT, np.arcsin),
    "tirx.asinh": (X, np.arcsinh),
    "tirx.atan": (X, np.arctan),
    "tirx.atanh": (UNIT, np.arctanh),
    "tirx.ceil": (X, np.ceil),
    "tirx.cos": (X, np.cos),
    "tirx.cosh": (X, np.cosh),
    "tirx.erf": (X, np.vectorize(__import__("math").erf)),
    "tirx.exp": (X, np.exp),
    "tirx.exp2": (X, np.exp2),
    "tirx.exp10": (UNIT, lambda x: 10.0**x),
    "tirx.fabs": (X, np.abs),
    "tirx.floor": (X, np.floor),
    "tirx.log": (POSITIVE, np.log),
    "tirx.log10": (POSITIVE, np.log10),
    "tirx.log1p": (POSITIVE, np.log1p),
    "tirx.log2": (POSITIVE, np.log2),
    "tirx.nearbyint": (X * 2, np.rint),
    "tirx.round": (np.float32(0.5) * np.arange(-24, 24), np.rint),
    "tirx.rsqrt": (POSITIVE, lambda x: 1 / np.sqrt(x)),
    "tirx.sigmoid": (X, lambda x: 1 / (1 + np.exp(-x))),
    "tirx.sin": (X, np.sin),
    "tirx.sinh": (X, np.sinh),
    "tirx.sqrt": (POSITIVE, np.sqrt),
    "tirx.tan": (UNIT, np.tan),
    "tirx.tanh": (X, np.tanh),
    "tirx.trunc": (X, np.trunc),
    "tl.__cos": (X, np.cos),
    "tl.__exp": (X, np.exp),
    "tl.__exp10": (UNIT, lambda x: 10.0**x),
    "tl.__log": (POSITIVE, np.log),
    "tl.__log10": (POSITIVE, np.log10),
    "tl.__log2": (POSITIVE, np.log2),
    "tl.__sin": (X, np.sin),
    "tl.__tan": (UNIT, np.tan),
    "tl.fast_rcp": (POSITIVE, lambda x: 1 / x),
    "tl.ieee_frcp": (POSITIVE, lambda x: 1 / x),
    "tl.ieee_frsqrt": (POSITIVE, lambda x: 1 / np.sqrt(x)),
    "tl.ieee_fsqrt": (POSITIVE, np.sqrt),
    "tl.round_ties_away_from_zero": (np.float32(0.5) * np.arange(-24, 24), lambda x: np.trunc(x + np.copysign(0.5, x))),
}
TWO = {
    "tirx.atan2": np.arctan2,
    "tirx.copysign": np.copysign,
    "tirx.fmod": np.fmod,
    "tirx.hypot": np.hypot,
    "tirx.pow": lambda x, y: np.abs(x) ** y,
    "tl.fmul": np.multiply,
    "tl.ieee_add": np.add,
    "tl.ieee_fdiv": np.divide,
    "tl.ieee_mul": np.multiply,
    "tl.ieee_sub": np.subtract,
    "tl.max_nan": np.maximum,
    "tl.min_nan": np.minimum,
}
THREE = {
    "tirx.fma": lambda x, y, z: x * y + z,
    "tl.clamp": lambda x, y, z: np.minimum(np.maximum(x, y), z),
    "tl.fma": lambda x, y, z: x * y + z,
    "tl.ieee_fmaf": lambda x, y, z: x * y + z,
}


def test_every_function_is_tested() -> None:
    assert {**ONE, **TWO, **THREE}.keys() == functions.FLOAT.keys()


@pytest.mark.parametrize("op", ONE)
def test_functions_of_one_operand(op: str) -> None:
    x, reference = ONE[op]
    actual = run([x.astype(np.float32)], "float32", lambda i, a: call(op, "float32", a))
    np.testing.assert_allclose(actual, reference(x.astype(np.float64)), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("op", TWO)
def test_functions_of_two_operands(op: str) -> None:
    x, y = (X if op != "tirx.pow" else np.abs(X)), np.roll(POSITIVE, 7)
    actual = run([x, y], "float32", lambda i, a, b: call(op, "float32", a, b))
    np.testing.assert_allclose(actual, TWO[op](x.astype(np.float64), y.astype(np.float64)), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("op", THREE)
def test_functions_of_three_operands(op: str) -> None:
    args = [X, UNIT, POSITIVE]
    actual = run(args, "float32", lambda i, a, b, c: call(op, "float32", a, b, c))
    np.testing.assert_allclose(actual, THREE[op](*(a.astype(np.float64) for a in args)), rtol=1e-5, atol=1e-6)


def test_rounding_to_nearest_may_be_named() -> None:
    actual = run([X, X], "float32", lambda i, a, b: call("tl.ieee_add", "float32", a, b, tir.StringImm("rn")))
    assert np.array_equal(actual, X + X)


def test_composed_functions_round_once() -> None:
    x = np.full(N, 0.3, np.float16)
    actual = run([x, x], "float16", lambda i, a, b: call("tirx.hypot", "float16", a, b))
    assert np.array_equal(actual, np.hypot(x.astype(np.float32), x.astype(np.float32)).astype(np.float16))


@pytest.mark.parametrize("op", ["tl.clamp", "tl.max_nan", "tl.min_nan"])
def test_nan_propagates(op: str) -> None:
    def make(i: Any, a: Any) -> Any:
        one, two = tir.FloatImm("float32", -1.0), tir.FloatImm("float32", 2.0)
        return call(op, "float32", a, one, two) if op == "tl.clamp" else call(op, "float32", a, one)

    assert np.array_equal(np.isnan(run([SPECIAL], "float32", make)), np.isnan(SPECIAL))


def test_max_and_min_prefer_numbers() -> None:
    zero = np.zeros(N, np.float32)
    for kind, reference in (("Max", np.fmax), ("Min", np.fmin)):
        actual = run([SPECIAL, zero], "float32", lambda i, a, b, kind=kind: binary(kind, "float32", a, b))
        assert np.array_equal(actual, reference(SPECIAL, zero))


@pytest.mark.parametrize("op", functions.FLOAT_TESTS)
def test_classification(op: str) -> None:
    reference = {"tirx.isfinite": np.isfinite, "tirx.isinf": np.isinf, "tirx.isnan": np.isnan}[op]
    actual = run([SPECIAL], "int32", lambda i, a: tir.Cast("int32", call(op, "bool", a), {}))
    assert np.array_equal(actual, reference(SPECIAL))


FLOAT_OPERATORS = {"Add": np.add, "Sub": np.subtract, "Mul": np.multiply, "Div": np.divide}


@pytest.mark.parametrize("dtype", ["float32", "float16", "bfloat16"])
@pytest.mark.parametrize("kind", FLOAT_OPERATORS)
def test_arithmetic_is_rounded_to_its_type(kind: str, dtype: str) -> None:
    x, y = X.astype(numpy_dtype(dtype)), POSITIVE.astype(numpy_dtype(dtype))
    actual = run([x, y], dtype, lambda i, a, b: binary(kind, dtype, a, b))
    want = FLOAT_OPERATORS[kind](x.astype(np.float64), y.astype(np.float64))
    assert np.array_equal(actual, want.astype(numpy_dtype(dtype)))


COMPARISONS = {
    "EQ": np.equal,
    "NE": np.not_equal,
    "LT": np.less,
    "LE": np.less_equal,
    "GT": np.greater,
    "GE": np.greater_equal,
}


@pytest.mark.parametrize("dtype", ["float32", "int32", "uint8"])
@pytest.mark.parametrize("kind", COMPARISONS)
def test_comparisons(kind: str, dtype: str) -> None:
    if dtype == "float32":
        x, y = SPECIAL, np.roll(SPECIAL, 1)
    else:
        x = (np.arange(N) * 11 % 256).astype(np.uint8).view(np.int8 if dtype == "int32" else np.uint8).astype(dtype)
        y = np.roll(x, 1)
    actual = run([x, y], "int32", lambda i, a, b: tir.Cast("int32", binary(kind, "bool", a, b), {}))
    assert np.array_equal(actual, COMPARISONS[kind](x, y))


INTEGER_OPERATORS = {
    "Add": np.add,
    "Sub": np.subtract,
    "Mul": np.multiply,
    "Div": lambda a, b: np.trunc(a / b),
    "Mod": np.fmod,
    "FloorDiv": np.floor_divide,
    "FloorMod": np.mod,
    "Max": np.maximum,
    "Min": np.minimum,
}


@pytest.mark.parametrize("dtype", ["int32", "uint8"])
@pytest.mark.parametrize("kind", INTEGER_OPERATORS)
def test_integer_arithmetic(kind: str, dtype: str) -> None:
    x = (np.arange(N) * 5 + (10 if dtype == "uint8" else -100)).astype(dtype)
    y = np.resize(np.array([3, 7, 1] if dtype == "uint8" else [3, -7, 1], dtype), N)
    actual = run([x, y], dtype, lambda i, a, b: binary(kind, dtype, a, b))
    assert np.array_equal(actual, INTEGER_OPERATORS[kind](x.astype(np.int64), y.astype(np.int64)).astype(dtype))


BITS = {
    "tirx.bitwise_and": np.bitwise_and,
    "tirx.bitwise_not": np.invert,
    "tirx.bitwise_or": np.bitwise_or,
    "tirx.bitwise_xor": np.bitwise_xor,
    "tirx.shift_left": np.left_shift,
    "tirx.shift_right": np.right_shift,
}


@pytest.mark.parametrize("dtype", ["int32", "uint32"])
@pytest.mark.parametrize("op", functions.INTEGER)
def test_bit_operations(op: str, dtype: str) -> None:
    x = (np.arange(N) * 1_000_003 - 20_000_000).astype(np.int32).view(dtype)
    y = (np.arange(N) % 9).astype(dtype)
    operands = functions.INTEGER[op][0]
    actual = run([x, y], dtype, lambda i, *values: call(op, dtype, *values[:operands]))
    assert np.array_equal(actual, BITS[op](*[x, y][:operands]))


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("float32", "bfloat16"),
        ("float32", "float16"),
        ("float16", "bfloat16"),
        ("bfloat16", "float16"),
        ("bfloat16", "float32"),
        ("float32", "float8_e4m3fn"),
        ("float32", "int32"),
        ("float32", "bool"),
        ("int32", "float32"),
        ("int8", "int32"),
        ("uint8", "int32"),
        ("uint8", "float32"),
        ("int32", "int8"),
        ("int32", "bool"),
    ],
)
def test_conversions(source: str, target: str) -> None:
    values = np.arange(N) - 20 if source.startswith("int") else np.arange(N) + 200
    x = values.astype(source) if "int" in source else (X * 1.2345).astype(numpy_dtype(source))
    actual = run([x], target, lambda i, a: tir.Cast(target, a, {}))
    assert np.array_equal(actual, x.astype(numpy_dtype(target)))


def test_positions_are_computed_in_index_and_converted_once() -> None:
    def make(i: Any) -> Any:
        return binary("FloorMod", "int32", binary("Add", "int32", binary("Mul", "int32", i, imm(3)), imm(2)), imm(7))

    module = import_kernel(kernel([], "int32", make), make_context())
    assert len(walk_collect(module.operation, "arith.index_cast")) == 1
    assert len(walk_collect(module.operation, "arith.remui")) == 1
    (out,) = interpret(module, [np.zeros(N, np.int32)])
    assert np.array_equal(out, (np.arange(N) * 3 + 2) % 7)


@pytest.mark.parametrize("kind", ["FloorDiv", "FloorMod", "Div", "Mod"])
def test_division_of_positions_that_may_be_negative(kind: str) -> None:
    actual = run([], "int32", lambda i: binary(kind, "int32", binary("Sub", "int32", i, imm(20)), imm(7)))
    assert np.array_equal(actual, INTEGER_OPERATORS[kind](np.arange(N) - 20, 7))


def test_choice_is_eager_unless_a_branch_may_fail() -> None:
    def make(i: Any, a: Any) -> Any:
        return call("tirx.if_then_else", "float32", binary("LT", "bool", i, imm(4)), a, tir.FloatImm("float32", 0.5))

    def divide(i: Any, a: Any) -> Any:
        test = binary("NE", "bool", a, imm(0))
        return call("tirx.if_then_else", "int32", test, binary("FloorDiv", "int32", imm(7), a), imm(-1))

    context = make_context()
    assert "scf.if" not in to_text(import_kernel(kernel(["float32"], "float32", make), context))
    assert "scf.if" in to_text(import_kernel(kernel(["int32"], "int32", divide), context))
    x = (np.arange(N) % 5).astype(np.int32)
    assert np.array_equal(run([x], "int32", divide), [7 // v if v else -1 for v in x])


def test_logic_is_lazy_where_its_right_side_may_fail() -> None:
    def make(i: Any, a: Any) -> Any:
        nonzero = binary("NE", "bool", a, imm(0))
        divides = binary("EQ", "bool", binary("FloorMod", "int32", imm(12), a), imm(0))
        return tir.Cast("int32", binary("And", "bool", nonzero, divides), {})

    x = (np.arange(N) % 7).astype(np.int32)
    assert np.array_equal(run([x], "int32", make), [int(bool(v) and 12 % v == 0) for v in x])


def test_negation() -> None:
    def make(i: Any, a: Any) -> Any:
        return binary("Mul", "float32", a, tir.FloatImm("float32", -1.0))

    module = import_kernel(kernel(["float32"], "float32", make), make_context())
    assert len(walk_collect(module.operation, "arith.negf")) == 1
    assert np.array_equal(run([SPECIAL], "float32", make), -SPECIAL, equal_nan=True)


def test_infinity_and_its_negative_are_constants() -> None:
    def make(i: Any) -> Any:
        infinity = call("tl.infinity", "float32", tir.StringImm("float32"))
        return binary("Mul", "float32", infinity, tir.FloatImm("float32", -1.0))

    assert np.array_equal(run([], "float32", make), np.full(N, -np.inf))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda i, a: call("tl.shfl_xor", "float32", a, imm(1)), "T.shfl_xor ('tl.shfl_xor') is not supported"),
        (lambda i, a: call("tirx.ldexp", "float32", a, i), "T.ldexp ('tirx.ldexp') is not supported"),
        (
            lambda i, a: call("tl.ieee_add", "float32", a, a, tir.StringImm("rz")),
            "T.ieee_add with rounding mode 'rz' is not supported",
        ),
        (lambda i, a: tir.Ramp("float32x4", a, imm(1), imm(4)), "Ramp has the vector type float32x4"),
        (lambda i, a: tir.Unknown("tirx.Shuffle", "float32"), "expression Shuffle is not supported"),
        (lambda i, a: binary("FloorDiv", "float32", a, a), "FloorDiv of float32 is not supported"),
        (lambda i, a: call("tirx.pow", "float32", a, imm(2)), "'tirx.pow' gives float32 from (float32, int32)"),
        (lambda i, a: tir.Cast("float64", a, {}), "Cast has data type float64"),
        (lambda i, a: tir.Var("ghost", "float32"), "variable 'ghost' is used before it is defined"),
    ],
)
def test_refused_expressions(make: Any, message: str) -> None:
    with pytest.raises(CompileError) as caught:
        import_kernel(kernel(["float32"], "float32", make), make_context())
    (diagnostic,) = caught.value.diagnostics
    assert message in diagnostic.message and diagnostic.help
    assert tuple(diagnostic.where) == ("kernel.py", 7, 5)
