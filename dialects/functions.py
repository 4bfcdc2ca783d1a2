"""The table of tile functions: one row drives the dialect's operations, the lowering, the interpreter and the C++
that is printed.

A row's `calls` are the Metalium names on DST (SFPU). `fpu` names the matrix-unit operation that computes the same
from two circular buffers. `scalar` is the SFPU form with a constant right operand. `mlir` are the upstream operations
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


_CK = "api/compute/compute_kernel_api.h"
_UNARY = "api/compute/eltwise_unary/"
_BINARY = "api/compute/eltwise_binary_sfpu.h"
_MAX_MIN = "api/compute/binary_max_min.h"
_SCALAR = _UNARY + "binop_with_scalar.h"
_ROUND = _UNARY + "rounding.h"
_TRIG = _UNARY + "trigonometry.h"
_COMP = _UNARY + "comp.h"
_CLASS = _UNARY + "isinf_isnan.h"


def _u(stem: str, header: str, template: str = "", init_template: str = "") -> Call:
    return Call(f"{stem}_tile_init", f"{stem}_tile", header, template, init_template)


def _s(stem: str) -> Call:
    return Call("binop_with_scalar_tile_init", f"{stem}_unary_tile", _SCALAR)


FUNCTIONS: tuple[TileFn, ...] = (
    TileFn("abs", 1, "absolute", "|x|", ("math.absf", "math.absi"), _u("abs", _CK)),
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
    ),
    TileFn("asinh", 1, "asinh", "inverse hyperbolic sine", ("math.asinh",), _u("asinh", _TRIG)),
    TileFn("atan", 1, "atan", "arc tangent", ("math.atan",), _u("atan", _TRIG)),
    TileFn("atanh", 1, "atanh", "inverse hyperbolic tangent", ("math.atanh",), _u("atanh", _TRIG)),
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
    TileFn("eqz", 1, "eqz", "1 where x is zero, else 0", (), _u("eqz", _COMP)),
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
    TileFn("gelu", 1, "gelu", "x * normal cdf(x)", (), _u("gelu", _UNARY + "gelu.h", "false", "false")),
    TileFn("gez", 1, "gez", "1 where x is zero or more, else 0", (), _u("gez", _COMP)),
    TileFn("gtz", 1, "gtz", "1 where x is more than zero, else 0", (), _u("gtz", _COMP)),
    TileFn(
        "isfinite", 1, "isfinite", "1 where x is a finite number, else 0", ("math.isfinite",), _u("isfinite", _CLASS)
    ),
    TileFn("isinf", 1, "isinf", "1 where x is infinite, else 0", ("math.isinf",), _u("isinf", _CLASS)),
    TileFn("isnan", 1, "isnan", "1 where x is not a number, else 0", ("math.isnan",), _u("isnan", _CLASS)),
    TileFn("lez", 1, "lez", "1 where x is zero or less, else 0", (), _u("lez", _COMP)),
    TileFn("log", 1, "log", "natural logarithm", ("math.log",), _u("log", _CK)),
    TileFn("log1p", 1, "log1p", "log(1 + x)", ("math.log1p",), _u("log1p", _UNARY + "log1p.h")),
    TileFn("ltz", 1, "ltz", "1 where x is less than zero, else 0", (), _u("ltz", _COMP)),
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
    ),
    TileFn("neg", 1, "negative", "-x", ("arith.negf",), _u("negative", _UNARY + "negative.h")),
    TileFn("nez", 1, "nez", "1 where x is not zero, else 0", (), _u("nez", _COMP)),
    TileFn(
        "pow",
        2,
        "pow",
        "a to the b",
        ("math.powf",),
        _u("power_binary", _BINARY),
        _u("power", _CK),
    ),
    TileFn("recip", 1, "reciprocal", "1 / x", (), _u("recip", _UNARY + "recip.h", "", "false")),
    TileFn("relu", 1, "relu", "max(x, 0)", (), _u("relu", _UNARY + "relu.h")),
    TileFn(
        "roundeven",
        1,
        "roundeven",
        "nearest integer, halves to the even one",
        ("math.roundeven",),
        Call("rounding_op_tile_init", "round_tile", _ROUND, args=("0",)),
    ),
    TileFn("rsqrt", 1, "rsqrt", "1 / sqrt(x)", ("math.rsqrt",), _u("rsqrt", _UNARY + "rsqrt.h")),
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
    TileFn(
        "where",
        3,
        "where",
        "b where a is not zero, else c",
        (),
        _u("where", _UNARY + "where.h", "DataFormat::Float32"),
    ),
)
"""Sorted by name; one row per function."""

BY_NAME: dict[str, TileFn] = {fn.name: fn for fn in FUNCTIONS}
BY_MLIR: dict[str, TileFn] = {op: fn for fn in FUNCTIONS for op in fn.mlir}
