"""Value ranges: never smaller than what an expression takes."""

from hypothesis import given
from hypothesis import strategies as st

from tilelang_tt.frontend import ranges, tir
from tilelang_tt.frontend.ranges import Range

VARS = [tir.Var(name, "int32") for name in "xyz"]
KINDS = {
    "Add": lambda a, b: a + b,
    "Sub": lambda a, b: a - b,
    "Mul": lambda a, b: a * b,
    "Min": min,
    "Max": max,
    "FloorDiv": lambda a, b: a // b,
    "FloorMod": lambda a, b: a % b,
    "Div": lambda a, b: int(a / b),
    "Mod": lambda a, b: a - b * int(a / b),
}


def imm(value):
    return tir.IntImm("int32", value)


def expressions():
    leaves = st.sampled_from(VARS) | st.integers(-9, 40).map(imm)

    def nodes(inner):
        plain = st.builds(tir.Binary, st.sampled_from(sorted(KINDS)), st.just("int32"), inner, inner)
        choice = st.builds(lambda a, b: tir.Select("int32", imm(1), a, b), inner, inner)
        return plain | choice

    return st.recursive(leaves, nodes, max_leaves=8)


def evaluate(expr, values):
    match expr:
        case tir.IntImm():
            return expr.value
        case tir.Var():
            return values[expr]
        case tir.Select():
            return evaluate(expr.then_value, values)
        case tir.Binary():
            return KINDS[expr.kind](evaluate(expr.a, values), evaluate(expr.b, values))
    raise AssertionError(expr)


@st.composite
def bounds(draw):
    lo = draw(st.integers(-5, 10))
    hi = lo + draw(st.integers(0, 20))
    value = draw(st.integers(lo, hi))
    return Range(draw(st.sampled_from([lo, None])), draw(st.sampled_from([hi, None]))), value


@given(expressions(), st.tuples(bounds(), bounds(), bounds()))
def test_the_value_is_in_the_range(expr, drawn):
    known = {var: found for var, (found, _) in zip(VARS, drawn, strict=True)}
    values = {var: value for var, (_, value) in zip(VARS, drawn, strict=True)}
    try:
        value = evaluate(expr, values)
    except ZeroDivisionError:
        return
    found = ranges.of(expr, known)
    assert (found.lo is None or found.lo <= value) and (found.hi is None or value <= found.hi)


def test_block_and_loop_indices_give_exact_bounds():
    block, loop = VARS[0], VARS[1]
    known = {block: Range(0, 7), loop: Range(0, 31)}
    start = tir.Binary("Add", "int32", tir.Binary("Mul", "int32", block, imm(32)), loop)
    assert ranges.of(start, known) == Range(0, 255)
    assert ranges.of(tir.Binary("FloorDiv", "int32", start, imm(64)), known) == Range(0, 3)
    assert ranges.of(tir.Binary("FloorMod", "int32", start, imm(64)), known) == Range(0, 63)
    assert ranges.of(tir.Binary("Sub", "int32", loop, imm(32)), known).negative
