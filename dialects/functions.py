"""The table of tile functions: one row drives the dialect's operations, the lowering, the interpreter and the C++
that is printed.

A row's `calls` are the Metalium names on DST (SFPU). `fpu` names the matrix-unit operation that computes the same
from two circular buffers. `scalar` is the SFPU form with a constant right operand. `int32` has the same for 32-bit
integers; in kernel form the function is called `<name>_int32` then. `mlir` are the upstream operations
the row is raised from; `ref` is the numpy function that defines it (`numpy:name`, or a lambda-free name in the
interpreter's own table).
"""

from typing import NamedTuple


class Call(NamedTuple):
    """A Metalium function on DST tiles with its init function and the header that declares both; `args` follow the
    tiles.
    """

    init: str
    name: str
    header: str
    template: str = ""
    init_template: str = ""
    args: tuple[str, ...] = ()


class Calls(NamedTuple):
    """The calls of a function: on tiles, with a constant right operand, with a constant left operand."""

    call: Call | None = None
    scalar: Call | None = None
    scalar_left: Call | None = None


class TileFn(NamedTuple):
    """One elementwise function of one to three tiles."""

    name: str
    arity: int
    ref: str
    summary: str
    mlir: tuple[str, ...] = ()
    call: Call | None = None
    scalar: Call | None = None
    scalar_left: Call | None = None
    fpu: str = ""
    commutative: bool = False
    int32: Calls = Calls()

    @property
    def float32(self) -> Calls:
        """The calls for floating-point numbers."""
        return Calls(self.call, self.scalar, self.scalar_left)

    def calls(self, integer: bool) -> Calls:
        """The calls for one kind of number in DST."""
        return self.int32 if integer else self.float32


_CK = "api/compute/compute_kernel_api.h"
_UNARY = "api/compute/eltwise_unary/"
_BINARY = "api/compute/eltwise_binary_sfpu.h"
_MAX_MIN = "api/compute/binary_max_min.h"
_SCALAR = _UNARY + "binop_with_scalar.h"
_ROUND = _UNARY + "rounding.h"
_TRIG = _UNARY + "trigonometry.h"
_COMP = _UNARY + "comp.h"
_INT32 = "DataFormat::Int32"
_CLASS = _UNARY + "isinf_isnan.h"


def _u(stem: str, header: str, template: str = "", init_template: str = "") -> Call:
    return Call(f"{stem}_tile_init", f"{stem}_tile", header, template, init_template)


def _s(stem: str) -> Call:
    return Call("binop_with_scalar_tile_init", f"{stem}_unary_tile", _SCALAR)


def _compared(stem: str) -> Calls:
    """A comparison with zero."""
    return Calls(Call(f"{stem}_tile_init", f"{stem}_tile_int32", _COMP))


def _two(init: str, name: str, header: str, template: str = "", init_template: str = "") -> Calls:
    """A function of two tiles of integers."""
    return Calls(Call(init, name, f"api/compute/{header}", template, init_template))


def _int(stem: str, summary: str, calls: Calls, ref: str = "") -> "TileFn":
    """A function of integers only."""
    return TileFn(stem, 2, ref or stem, summary, int32=calls)


FUNCTIONS: tuple[TileFn, ...] = (
    TileFn(
        "abs",
        1,
        "absolute",
        "|x|",
        ("math.absf", "math.absi"),
        _u("abs", _CK),
        int32=Calls(Call("abs_tile_init", "abs_tile_int32", _CK)),
    ),
    TileFn("acosh", 1, "acosh", "inverse hyperbolic cosine", ("math.acosh",), _u("acosh", _TRIG)),
    TileFn(
        "add",
        2,
        "add",
        "a + b",
        ("arith.addf", "arith.addi"),
        _u("add_binary", _BINARY),
        _s("add"),
        _s("add"),
        "add",
        True,
        Calls(
            Call("add_int_tile_init", "add_int_tile", "api/compute/add_int_sfpu.h", _INT32),
            Call("binop_with_scalar_tile_init", "add_unary_tile_int32", _SCALAR),
            Call("binop_with_scalar_tile_init", "add_unary_tile_int32", _SCALAR),
        ),
    ),
    TileFn("asinh", 1, "asinh", "inverse hyperbolic sine", ("math.asinh",), _u("asinh", _TRIG)),
    TileFn("atan", 1, "atan", "arc tangent", ("math.atan",), _u("atan", _TRIG)),
    TileFn("atanh", 1, "atanh", "inverse hyperbolic tangent", ("math.atanh",), _u("atanh", _TRIG)),
    _int(
        "bitwise_and",
        "bits set in both",
        _two("binary_bitwise_tile_init", "bitwise_and_binary_tile", "binary_bitwise_sfpu.h", _INT32),
    ),
    _int(
        "bitwise_or",
        "bits set in either",
        _two("binary_bitwise_tile_init", "bitwise_or_binary_tile", "binary_bitwise_sfpu.h", _INT32),
    ),
    _int(
        "bitwise_xor",
        "bits set in one of both",
        _two("binary_bitwise_tile_init", "bitwise_xor_binary_tile", "binary_bitwise_sfpu.h", _INT32),
    ),
    TileFn(
        "ceil",
        1,
        "ceil",
        "smallest integer not below x",
        ("math.ceil",),
        Call("rounding_op_tile_init", "ceil_tile", _ROUND),
    ),
    TileFn("cos", 1, "cos", "cosine", ("math.cos",), _u("cos", _TRIG)),
    TileFn("cosh", 1, "cosh", "hyperbolic cosine", ("math.cosh",), _u("cosh", _TRIG)),
    TileFn("div", 2, "divide", "a / b", ("arith.divf",), _u("div_binary", _BINARY)),
    TileFn("eqz", 1, "eqz", "1 where x is zero, else 0", (), _u("eqz", _COMP), int32=_compared("eqz")),
    TileFn("erf", 1, "erf", "error function", ("math.erf",), _u("erf", _UNARY + "erf_erfc.h", "false", "false")),
    TileFn("exp", 1, "exp", "e to the x", ("math.exp",), _u("exp", _UNARY + "exp.h")),
    TileFn("exp2", 1, "exp2", "2 to the x", ("math.exp2",), _u("exp2", _CK)),
    TileFn(
        "floor",
        1,
        "floor",
        "largest integer not above x",
        ("math.floor",),
        Call("rounding_op_tile_init", "floor_tile", _ROUND),
    ),
    _int(
        "floor_div",
        "a / b rounded down",
        _two("div_int32_floor_tile_init", "div_int32_floor_tile", "div_int32_floor.h"),
    ),
    _int("ge", "1 where a is at least b, else 0", _two("ge_int32_tile_init", "ge_int32_tile", "binary_comp.h")),
    TileFn("gelu", 1, "gelu", "x * normal cdf(x)", (), _u("gelu", _UNARY + "gelu.h", "false", "false")),
    TileFn("gez", 1, "gez", "1 where x is zero or more, else 0", (), _u("gez", _COMP), int32=_compared("gez")),
    _int("gt", "1 where a is more than b, else 0", _two("gt_int32_tile_init", "gt_int32_tile", "binary_comp.h")),
    TileFn("gtz", 1, "gtz", "1 where x is more than zero, else 0", (), _u("gtz", _COMP), int32=_compared("gtz")),
    TileFn(
        "isfinite", 1, "isfinite", "1 where x is a finite number, else 0", ("math.isfinite",), _u("isfinite", _CLASS)
    ),
    TileFn("isinf", 1, "isinf", "1 where x is infinite, else 0", ("math.isinf",), _u("isinf", _CLASS)),
    TileFn("isnan", 1, "isnan", "1 where x is not a number, else 0", ("math.isnan",), _u("isnan", _CLASS)),
    _int("le", "1 where a is at most b, else 0", _two("le_int32_tile_init", "le_int32_tile", "binary_comp.h")),
    TileFn("lez", 1, "lez", "1 where x is zero or less, else 0", (), _u("lez", _COMP), int32=_compared("lez")),
    TileFn("log", 1, "log", "natural logarithm", ("math.log",), _u("log", _CK)),
    TileFn("log1p", 1, "log1p", "log(1 + x)", ("math.log1p",), _u("log1p", _UNARY + "log1p.h")),
    _int("lt", "1 where a is less than b, else 0", _two("lt_int32_tile_init", "lt_int32_tile", "binary_comp.h")),
    TileFn("ltz", 1, "ltz", "1 where x is less than zero, else 0", (), _u("ltz", _COMP), int32=_compared("ltz")),
    TileFn(
        "max",
        2,
        "fmax",
        "larger of a and b",
        ("arith.maxnumf", "arith.maximumf"),
        Call("binary_max_tile_init", "binary_max_tile", _MAX_MIN),
        Call("unary_max_tile_init", "unary_max_tile", _CK),
        Call("unary_max_tile_init", "unary_max_tile", _CK),
        "",
        True,
        _two("binary_max_int32_tile_init", "binary_max_int32_tile", "binary_max_min.h"),
    ),
    TileFn(
        "min",
        2,
        "fmin",
        "smaller of a and b",
        ("arith.minnumf", "arith.minimumf"),
        Call("binary_min_tile_init", "binary_min_tile", _MAX_MIN),
        Call("unary_min_tile_init", "unary_min_tile", _CK),
        Call("unary_min_tile_init", "unary_min_tile", _CK),
        "",
        True,
        _two("binary_min_int32_tile_init", "binary_min_int32_tile", "binary_max_min.h"),
    ),
    TileFn(
        "mul",
        2,
        "multiply",
        "a * b",
        ("arith.mulf", "arith.muli"),
        _u("mul_binary", _BINARY),
        _s("mul"),
        _s("mul"),
        "mul",
        True,
        _two("mul_int_tile_init", "mul_int_tile", "mul_int_sfpu.h", _INT32, _INT32),
    ),
    TileFn(
        "neg",
        1,
        "negative",
        "-x",
        ("arith.negf",),
        _u("negative", _UNARY + "negative.h"),
        int32=Calls(Call("negative_tile_init", "negative_tile_int32", _UNARY + "negative.h")),
    ),
    TileFn("nez", 1, "nez", "1 where x is not zero, else 0", (), _u("nez", _COMP), int32=_compared("nez")),
    TileFn(
        "pow",
        2,
        "pow",
        "a to the b",
        ("math.powf",),
        _u("power_binary", _BINARY),
        _u("power", _CK),
    ),
    TileFn("recip", 1, "reciprocal", "1 / x", (), _u("recip", _UNARY + "recip.h", "false", "false")),
    TileFn(
        "relu",
        1,
        "relu",
        "max(x, 0)",
        (),
        _u("relu", _UNARY + "relu.h"),
        int32=Calls(Call("relu_tile_init", "relu_tile_int32", _UNARY + "relu.h")),
    ),
    TileFn(
        "roundeven",
        1,
        "roundeven",
        "nearest integer, halves to the even one",
        ("math.roundeven",),
        Call("rounding_op_tile_init", "round_tile", _ROUND, args=("0",)),
    ),
    TileFn("rsqrt", 1, "rsqrt", "1 / sqrt(x)", ("math.rsqrt",), _u("rsqrt", _UNARY + "rsqrt.h")),
    _int(
        "shift_left",
        "a with its bits moved up by b",
        Calls(
            Call("binary_shift_tile_init", "binary_left_shift_tile", "api/compute/binary_shift.h", _INT32),
            Call("left_shift_tile_init", "left_shift_tile", _UNARY + "left_shift.h"),
        ),
    ),
    _int(
        "shift_right",
        "a with its bits moved down by b, copies of the sign above",
        Calls(
            Call("binary_shift_tile_init", "binary_right_shift_tile", "api/compute/binary_shift.h", _INT32),
            Call("right_shift_tile_init", "right_shift_tile", _UNARY + "right_shift.h"),
        ),
    ),
    _int(
        "shift_right_logical",
        "a with its bits moved down by b, zeros above",
        _two("binary_shift_tile_init", "binary_logical_right_shift_tile", "binary_shift.h", _INT32),
    ),
    TileFn("sigmoid", 1, "sigmoid", "1 / (1 + exp(-x))", (), _u("sigmoid", _CK)),
    TileFn("silu", 1, "silu", "x * sigmoid(x)", (), _u("silu", _CK)),
    TileFn("sin", 1, "sin", "sine", ("math.sin",), _u("sin", _TRIG)),
    TileFn("sinh", 1, "sinh", "hyperbolic sine", ("math.sinh",), _u("sinh", _TRIG)),
    TileFn("sqrt", 1, "sqrt", "square root", ("math.sqrt",), _u("sqrt", _UNARY + "sqrt.h")),
    TileFn("square", 1, "square", "x * x", (), _u("square", _CK)),
    TileFn(
        "sub",
        2,
        "subtract",
        "a - b",
        ("arith.subf", "arith.subi"),
        _u("sub_binary", _BINARY),
        _s("sub"),
        _s("rsub"),
        "sub",
        int32=Calls(
            Call("sub_int_tile_init", "sub_int_tile", "api/compute/sub_int_sfpu.h", _INT32),
            Call("binop_with_scalar_tile_init", "sub_unary_tile_int32", _SCALAR),
        ),
    ),
    TileFn("tan", 1, "tan", "tangent", ("math.tan",), _u("tan", _TRIG)),
    TileFn("tanh", 1, "tanh", "hyperbolic tangent", ("math.tanh",), _u("tanh", _CK)),
    TileFn(
        "trunc",
        1,
        "trunc",
        "x without its fraction",
        ("math.trunc",),
        Call("rounding_op_tile_init", "trunc_tile", _ROUND),
    ),
    _int(
        "trunc_div",
        "a / b rounded towards zero",
        _two("div_int32_trunc_tile_init", "div_int32_trunc_tile", "div_int32_floor.h"),
    ),
    TileFn(
        "where",
        3,
        "where",
        "b where a is not zero, else c",
        (),
        _u("where", _UNARY + "where.h", "DataFormat::Float32"),
        int32=Calls(_u("where", _UNARY + "where.h", _INT32)),
    ),
)
"""Sorted by name; one row per function."""

BY_NAME: dict[str, TileFn] = {fn.name: fn for fn in FUNCTIONS}
BY_MLIR: dict[str, TileFn] = {op: fn for fn in FUNCTIONS for op in fn.mlir}

_SUFFIX = "_int32"


def kernel_name(fn: TileFn, integer: bool) -> str:
    """How kernel form calls a function of one kind of number."""
    return fn.name + _SUFFIX if integer else fn.name


def kernel_calls(name: str) -> Calls:
    """The calls of a function by its name in kernel form. Raises KeyError for an unknown name."""
    return BY_NAME[name.removesuffix(_SUFFIX)].calls(name.endswith(_SUFFIX))
