"""Values move to their use only where nothing can change them on the way."""

from tilelang_tt.emitc.printer import print_cpp
from tilelang_tt.mlir import ir

ARGS = '%a: i32 loc("a"), %b: i32 loc("b"), %c: i1 loc("c"), %h: i8 loc("h")'
X = '%x = "emitc.variable"() <{value = 7 : i32}> : () -> !emitc.lvalue<i32> loc("x")\n'
LOAD = "%l = emitc.load %x : <i32>\n"
TICK = 'emitc.call_opaque "tick"() : () -> ()\n'
USE = 'emitc.call_opaque "use"({0}) : (i32) -> ()\n'
SUM = "%s = emitc.add %a, %b : (i32, i32) -> i32\n"
CALL = '%e = emitc.expression : () -> i1 {\n%g = call_opaque "g"() : () -> i1\nyield %g : i1 }\n'


def test_a_load_moves_to_the_next_statement(body):
    assert body(X + LOAD + USE.format("%l")) == ["int32_t x = 7;", "use(x);"]


def test_a_load_does_not_move_over_a_call_or_an_assignment(body):
    assert body(X + LOAD + TICK + USE.format("%l"))[1:] == ["const int32_t x_value = x;", "tick();", "use(x_value);"]
    update = "emitc.assign %a : i32 to %x : <i32>\n"
    lines = body(X + LOAD + update + USE.format("%l"), ARGS)
    assert lines[1:] == ["const int32_t x_value = x;", "x = a;", "use(x_value);"]


def test_a_load_inside_an_expression_stays_before_the_call_too(body):
    ops = X + LOAD + "%s = emitc.add %l, %a : (i32, i32) -> i32\n" + TICK + USE.format("%s")
    assert body(ops, ARGS)[1:] == ["const int32_t x_value = x;", "tick();", "use(x_value + a);"]


def test_arithmetic_moves_over_calls(body):
    assert body(SUM + TICK + USE.format("%s"), ARGS) == ["tick();", "use(a + b);"]


def test_a_value_used_twice_is_a_constant(body):
    assert body(SUM + USE.format("%s") * 2, ARGS) == ["const int32_t v0 = a + b;", "use(v0);", "use(v0);"]


def test_placeholders_count_as_uses(body):
    twice = 'emitc.call_opaque "use"(%s) {args = [0 : index, 0 : index]} : (i32) -> ()'
    assert body(SUM + twice, ARGS) == ["const int32_t v0 = a + b;", "use(v0, v0);"]


def test_values_do_not_move_into_blocks(body):
    ops = SUM + "emitc.if %c {\n" + USE.format("%s") + "}"
    assert body(ops, ARGS) == ["const int32_t v0 = a + b;", "if (c) {", "    use(v0);", "}"]


def test_loop_bounds_are_read_once(body):
    loop = "emitc.for %i = %l to %l2 step %a : i32 { emitc.assign %i : i32 to %x : <i32> }"
    ops = X + LOAD + LOAD.replace("%l", "%l2") + loop
    assert body(ops, ARGS)[1:3] == ["const int32_t x_value = x;", "for (int32_t i = x; i < x_value; i += a) {"]


def test_a_call_is_not_skipped_by_a_short_circuit(body):
    ops = CALL + '%r = emitc.logical_and %c, %e : i1, i1\nemitc.call_opaque "use"(%r) : (i1) -> ()'
    assert body(ops, ARGS) == ["const bool v0 = g();", "use(c && v0);"]
    ops = ops.replace("%c, %e", "%e, %c")
    assert body(ops, ARGS) == ["use(g() && c);"]


def test_two_calls_keep_their_order(body):
    ops = CALL + CALL.replace("%e", "%f").replace('"g"', '"k"')
    ops += 'emitc.call_opaque "use"(%f, %e) : (i1, i1) -> ()'
    assert body(ops, ARGS) == ["const bool v0 = g();", "use(k(), v0);"]


def test_narrow_arithmetic_wraps_before_it_is_used(body):
    ops = "%s = emitc.add %h, %h : (i8, i8) -> i8\n%w = emitc.cast %s : i8 to i32\n" + USE.format("%w")
    assert body(ops, ARGS) == ["const int8_t v0 = h + h;", "use(static_cast<int32_t>(v0));"]


def test_place_with_a_computed_index_is_not_computed_twice(body):
    ops = """%m = emitc.mul %a, %b : (i32, i32) -> i32
%e = emitc.subscript %p[%m] : (!emitc.ptr<i32>, i32) -> !emitc.lvalue<i32>
emitc.assign %a : i32 to %e : <i32>
emitc.assign %b : i32 to %e : <i32>"""
    args = ARGS + ', %p: !emitc.ptr<i32> loc("p")'
    assert body(ops, args) == ["const int32_t v0 = a * b;", "p[v0] = a;", "p[v0] = b;"]
    assert body(ops.rpartition("\n")[0], args) == ["p[a * b] = a;"]


def test_casts_between_equal_cpp_types_vanish(body):
    ops = """%i = emitc.cast %u : ui32 to index
emitc.call_opaque "use"(%i) : (index) -> ()
emitc.call_opaque "use"(%i) : (index) -> ()"""
    assert body(ops, '%u: ui32 loc("u")') == ["use(u);", "use(u);"]


def test_a_cast_of_a_literal_is_a_literal_if_it_fits(body):
    ops = '%k = "emitc.constant"() <{{value = {} : i32}}> : () -> i32\n%i = emitc.cast %k : i32 to ui32\n'
    ops += 'emitc.call_opaque "use"(%i) : (ui32) -> ()'
    assert body(ops.format(5)) == ["use(5);"]
    assert body(ops.format(-5)) == ["use(static_cast<uint32_t>(-5));"]


def test_unused_values_print_nothing_but_calls_do(body):
    assert body(X + LOAD + SUM + 'emitc.call_opaque "g"() : () -> i32', ARGS) == ["int32_t x = 7;", "g();"]


def test_a_long_expression_is_named(body):
    ops = "%0 = emitc.add %a, %b : (i32, i32) -> i32\n"
    ops += "".join(f"%{n} = emitc.add %{n - 1}, %a : (i32, i32) -> i32\n" for n in range(1, 40))
    lines = body(ops + USE.format("%39"), ARGS)
    assert len(lines) > 2 and lines[-1].startswith("use(") and max(map(len, lines)) < 100


def test_same_module_same_text():
    ops = X + LOAD + SUM + USE.format("%s") * 2 + USE.format("%l")
    source = f"module {{ emitc.func @f({ARGS}) {{ {ops} emitc.return }} }}"
    texts = set()
    for _ in range(3):
        with ir.Context():
            texts.add(print_cpp(ir.Module.parse(source)))
    assert len(texts) == 1
