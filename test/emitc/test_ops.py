"""The text of each op."""

import re

import pytest

from tilelang_tt.emitc.printer import HOST, PrinterError, printable_ops

ARGS = '%a: i32 loc("a"), %b: i32 loc("b"), %u: ui32 loc("u"), %p: !emitc.ptr<f32> loc("p"), %c: i1 loc("c")'
X = '%x = "emitc.variable"() <{value = 7 : i32}> : () -> !emitc.lvalue<i32> loc("x")\n'
S = '%s = "emitc.variable"() <{value = #emitc.opaque<"{}">}> : () -> !emitc.lvalue<!emitc.opaque<"S">> loc("s")\n'


def use(value, type_):
    return f'\nemitc.call_opaque "use"({value}) : ({type_}) -> ()'


@pytest.mark.parametrize(
    ("op", "expected"),
    [
        ("emitc.add %a, %b : (i32, i32) -> i32", "a + b"),
        ("emitc.sub %a, %b : (i32, i32) -> i32", "a - b"),
        ("emitc.mul %a, %b : (i32, i32) -> i32", "a * b"),
        ("emitc.div %a, %b : (i32, i32) -> i32", "a / b"),
        ("emitc.rem %a, %b : (i32, i32) -> i32", "a % b"),
        ("emitc.bitwise_and %a, %b : (i32, i32) -> i32", "a & b"),
        ("emitc.bitwise_or %a, %b : (i32, i32) -> i32", "a | b"),
        ("emitc.bitwise_xor %a, %b : (i32, i32) -> i32", "a ^ b"),
        ("emitc.bitwise_left_shift %a, %b : (i32, i32) -> i32", "a << b"),
        ("emitc.bitwise_right_shift %a, %b : (i32, i32) -> i32", "a >> b"),
        ("emitc.bitwise_not %a : (i32) -> i32", "~a"),
        ("emitc.unary_minus %a : (i32) -> i32", "-a"),
        ("emitc.unary_plus %a : (i32) -> i32", "+a"),
        ("emitc.cmp eq, %a, %b : (i32, i32) -> i1", "a == b"),
        ("emitc.cmp ne, %a, %b : (i32, i32) -> i1", "a != b"),
        ("emitc.cmp lt, %a, %b : (i32, i32) -> i1", "a < b"),
        ("emitc.cmp le, %a, %b : (i32, i32) -> i1", "a <= b"),
        ("emitc.cmp gt, %a, %b : (i32, i32) -> i1", "a > b"),
        ("emitc.cmp ge, %a, %b : (i32, i32) -> i1", "a >= b"),
        ("emitc.logical_and %c, %c : i1, i1", "c && c"),
        ("emitc.logical_or %c, %c : i1, i1", "c || c"),
        ("emitc.logical_not %c : i1", "!c"),
        ("emitc.conditional %c, %a, %b : i32", "c ? a : b"),
        ("emitc.cast %a : i32 to f32", "static_cast<float>(a)"),
        ("emitc.cast %u : ui32 to !emitc.ptr<i32>", "reinterpret_cast<int32_t*>(u)"),
        ('emitc.cast %a : i32 to !emitc.opaque<"Tile">', "(Tile)a"),
        ('emitc.literal "M_PI" : f32', "M_PI"),
        ('"emitc.constant"() <{value = #emitc.opaque<"tt::CBIndex::c_0">}> : () -> i32', "tt::CBIndex::c_0"),
        ('emitc.call_opaque "g"(%a) {tt.pure} : (i32) -> i32', "g(a)"),
    ],
)
def test_pure_values_are_written_at_their_use(body, op, expected):
    # The result type is the last thing in the op's text.
    type_ = "i1" if "logical" in op else re.split("-> | to |: ", op)[-1]
    assert body(f"%r = {op}{use('%r', type_)}", ARGS) == [f"use({expected});"]


@pytest.mark.parametrize(
    ("attribute", "type_", "expected"),
    [
        ("3 : ui32", "ui32", "3"),
        ("-3 : i32", "i32", "-3"),
        ("4294967295 : ui32", "ui32", "4294967295u"),
        ("-2147483648 : i32", "i32", "std::numeric_limits<int32_t>::min()"),
        ("5000000000 : i64", "i64", "5000000000ll"),
        ("18446744073709551615 : ui64", "ui64", "18446744073709551615ull"),
        ("true", "i1", "true"),
        ("0.5 : f32", "f32", "0.5f"),
        ("1.0 : f32", "f32", "1.0f"),
        ("0.1 : f32", "f32", "0.1f"),
        ("0x00000001 : f32", "f32", "1.0e-45f"),
        ("0x3DCCCCCE : f32", "f32", "0.10000001f"),
        ("-1.0e30 : f32", "f32", "-1.0e30f"),
        ("0.1 : f64", "f64", "0.1"),
        ("0x7F800000 : f32", "f32", "std::numeric_limits<float>::infinity()"),
        ("0xFF800000 : f32", "f32", "-std::numeric_limits<float>::infinity()"),
        ("0x7FC00000 : f32", "f32", "std::numeric_limits<float>::quiet_NaN()"),
        ("1.5 : bf16", "bf16", "static_cast<__bf16>(1.5f)"),
    ],
)
def test_numbers(body, attribute, type_, expected):
    ops = f'%r = "emitc.constant"() <{{value = {attribute}}}> : () -> {type_}{use("%r", type_)}'
    assert body(ops) == [f"use({expected});"]


@pytest.mark.parametrize(
    ("type_", "text"),
    [
        ("i1", "bool"), ("i8", "int8_t"), ("ui8", "uint8_t"), ("i16", "int16_t"), ("si32", "int32_t"),
        ("i32", "int32_t"),
        ("ui32", "uint32_t"), ("i64", "int64_t"), ("ui64", "uint64_t"), ("f16", "_Float16"), ("bf16", "__bf16"),
        ("f32", "float"), ("f64", "double"), ("index", "uint32_t"), ("!emitc.size_t", "uint32_t"),
        ("!emitc.ptrdiff_t", "ptrdiff_t"), ("!emitc.ssize_t", "ssize_t"), ("!emitc.ptr<ui32>", "uint32_t*"),
        ('!emitc.ptr<!emitc.opaque<"const char">>', "const char*"), ('!emitc.opaque<"a<\\22b\\22>">', 'a<"b">'),
        ("!emitc.ptr<!emitc.ptr<f32>>", "float**"), ("tuple<i32, f32>", "std::tuple<int32_t, float>"),
    ],
)  # fmt: skip
def test_types(cpp, type_, text):
    function = f'emitc.func private @f({type_}) attributes {{specifiers = ["extern"]}}'
    assert cpp(f"module {{ {function} }}") == f"extern void f({text});\n"


def test_size_t_follows_the_style(cpp):
    assert cpp("module { emitc.func private @f(index) }", HOST) == "void f(size_t);\n"


def test_variable_assign_load(body):
    ops = X + "%l = emitc.load %x : <i32>\nemitc.assign %a : i32 to %x : <i32>" + use("%l", "i32")
    assert body(ops, ARGS) == ["int32_t x = 7;", "const int32_t x_value = x;", "x = a;", "use(x_value);"]


def test_uninitialised_variable_is_declared_by_its_first_assignment(body):
    ops = X.replace("7 : i32", '#emitc.opaque<"">') + use("%a", "i32") + "\nemitc.assign %a : i32 to %x : <i32>"
    assert body(ops, ARGS) == ["use(a);", "int32_t x = a;"]
    ops = X.replace("7 : i32", '#emitc.opaque<"">') + "emitc.if %c { emitc.assign %a : i32 to %x : <i32> }"
    assert body(ops, ARGS) == ["int32_t x;", "if (c) {", "    x = a;", "}"]


@pytest.mark.parametrize(("name", "text"), [("add", "+="), ("sub", "-="), ("mul", "*="), ("div", "/="), ("rem", "%=")])
def test_compound_assignment(body, name, text):
    assert body(X + f'"emitc.{name}_assign"(%x, %a) : (!emitc.lvalue<i32>, i32) -> ()', ARGS)[1] == f"x {text} a;"


def test_assigning_an_update_of_itself(body):
    ops = X + "%l = emitc.load %x : <i32>\n%n = emitc.sub %l, %v : (i32, i32) -> i32\n"
    ops += "emitc.assign %n : i32 to %x : <i32>"
    assert body(ops.replace("%v", "%a"), ARGS)[1] == "x -= a;"
    one = '%one = "emitc.constant"() <{value = 1 : i32}> : () -> i32\n'
    assert body(one + ops.replace("%v", "%one"), ARGS)[1] == "--x;"
    swapped = ops.replace("%l, %v", "%a, %l")
    assert body(swapped, ARGS)[1] == "x = a - x;"


@pytest.mark.parametrize(
    ("name", "text"),
    [("pre_increment", "++x"), ("pre_decrement", "--x"), ("post_increment", "x++"), ("post_decrement", "x--")],
)
def test_increments(body, name, text):
    op = f"%r = emitc.{name} %x : <i32>"
    assert body(X + op)[1] == f"{text};"
    assert body(X + op + use("%r", "i32"))[1:] == [f"const int32_t v0 = {text};", "use(v0);"]


def test_places(body):
    ops = (
        S
        + """
%i = emitc.literal "2" : index
%e = emitc.subscript %p[%i] : (!emitc.ptr<f32>, index) -> !emitc.lvalue<f32>
%e1 = emitc.load %e : <f32>
%m = "emitc.member"(%s) {member = "size"} : (!emitc.lvalue<!emitc.opaque<"S">>) -> !emitc.lvalue<f32>
emitc.assign %e1 : f32 to %m : <f32>
%q = emitc.address_of %s : !emitc.lvalue<!emitc.opaque<"S">>
%d = emitc.dereference %q : !emitc.ptr<!emitc.opaque<"S">>
%dm = "emitc.member"(%d) {member = "n"} : (!emitc.lvalue<!emitc.opaque<"S">>) -> !emitc.lvalue<f32>
emitc.assign %e1 : f32 to %dm : <f32>
%dp = emitc.dereference %p : !emitc.ptr<f32>
emitc.assign %e1 : f32 to %dp : <f32>"""
    )
    assert body(ops, ARGS) == [
        "S s = {};", "const float v0 = p[2];", "s.size = v0;", "s.n = v0;", "*p = v0;"
    ]  # fmt: skip


def test_member_of_pointer(body):
    ops = """
%v = "emitc.variable"() <{value = #emitc.opaque<"nullptr">}>
  : () -> !emitc.lvalue<!emitc.ptr<!emitc.opaque<"S">>> loc("s")
%m = "emitc.member_of_ptr"(%v) {member = "n"} : (!emitc.lvalue<!emitc.ptr<!emitc.opaque<"S">>>) -> !emitc.lvalue<i32>
emitc.assign %a : i32 to %m : <i32>"""
    assert body(ops, ARGS) == ["S* s = nullptr;", "s->n = a;"]


def test_opaque_call(body):
    ops = """
%r = emitc.call_opaque "get_tile_size"(%a, %b) {
  args = [1 : index, #emitc.opaque<"c">, 4 : i32, 1.5 : f32, 0 : index, i32],
  template_args = [i32, 5 : i32, #emitc.opaque<"T">]
} : (i32, i32) -> ui32
emitc.call_opaque "use"(%r) : (ui32) -> ()"""
    assert body(ops, ARGS) == [
        "const uint32_t tile_size = get_tile_size<int32_t, 5, T>(b, c, 4, 1.5f, a, int32_t);", "use(tile_size);"
    ]  # fmt: skip


def test_opaque_call_with_two_results(body):
    assert body('%r:2 = emitc.call_opaque "pair"() : () -> (i32, i32)' + use("%r#1", "i32")) == [
        "const auto [pair_1, pair_2] = pair();", "use(pair_2);"
    ]  # fmt: skip


def test_member_calls(body):
    op = '%r = emitc.member_call_opaque {} "size" (%a) {{template_args = [i32]}} : {}, (i32) -> i32'
    args = '%v: !emitc.opaque<"V"> loc("v"), %a: i32 loc("a"), %q: !emitc.ptr<!emitc.opaque<"V">> loc("q")'
    assert body(op.format("%v", '!emitc.opaque<"V">'), args) == ["v.size<int32_t>(a);"]
    assert body(op.format("%q", '!emitc.ptr<!emitc.opaque<"V">>'), args) == ["q->size<int32_t>(a);"]


def test_loops(body):
    ops = """
%z = "emitc.constant"() <{value = 0 : index}> : () -> index
%one = "emitc.constant"() <{value = 1 : index}> : () -> index
%n = "emitc.constant"() <{value = 8 : index}> : () -> index
emitc.for %k = %z to %n step %one { emitc.for %l = %k to %n step %n { emitc.call_opaque "use"(%l) : (index) -> () } }"""
    assert body(ops) == [
        "for (uint32_t i = 0; i < 8; ++i) {",
        "    for (uint32_t j = i; j < 8; j += 8) {", "        use(j);", "    }", "}"
    ]  # fmt: skip


def test_do_while(body):
    ops = (
        X
        + """emitc.do { emitc.call_opaque "tick"() : () -> () } while {
  %r = emitc.expression %x, %a : (!emitc.lvalue<i32>, i32) -> i1 {
    %l = load %x : <i32>
    %n = cmp lt, %l, %a : (i32, i32) -> i1
    yield %n : i1
  }
  emitc.yield %r : i1
}"""
    )
    assert body(ops, ARGS)[1:] == ["do {", "    tick();", "} while (x < a);"]


def test_if_else_chain(body):
    ops = """emitc.if %c { emitc.call_opaque "one"() : () -> () } else {
  %d = emitc.cmp lt, %a, %b : (i32, i32) -> i1
  emitc.if %d { emitc.call_opaque "two"() : () -> () } else { emitc.call_opaque "three"() : () -> () }
}"""
    assert body(ops, ARGS) == [
        "if (c) {", "    one();", "} else if (a < b) {", "    two();", "} else {", "    three();", "}"
    ]  # fmt: skip
    assert body("emitc.if %c { } else { }", ARGS) == ["if (c) {}"]


def test_switch(body):
    ops = 'emitc.switch %a : i32 case 2 { emitc.call_opaque "two"() : () -> ()\n emitc.yield } default { }'
    assert body(ops, ARGS) == [
        "switch (a) {", "    case 2: {", "        two();", "        break;", "    }", "    default: {",
        "        break;", "    }", "}",
    ]  # fmt: skip


def test_expression_and_noinline(body):
    op = """%r = emitc.expression %a, %b {} : (i32, i32) -> i32 {{
  %s = add %a, %b : (i32, i32) -> i32
  %t = mul %s, %b : (i32, i32) -> i32
  yield %t : i32
}}"""
    assert body(op.format("") + use("%r", "i32"), ARGS) == ["use((a + b) * b);"]
    assert body(op.format("noinline") + use("%r", "i32"), ARGS) == ["const int32_t v0 = (a + b) * b;", "use(v0);"]


def test_verbatim(body):
    ops = """%s = emitc.add %a, %b : (i32, i32) -> i32
emitc.verbatim "if (x) {"
emitc.verbatim "y({}); z = {} * 2; {{ }" args %s, %s : i32, i32
emitc.verbatim "}"
emitc.verbatim "#pragma once {}"
"""
    assert body(ops, ARGS)[:3] == ["const int32_t v0 = a + b;", "if (x) {", "    y(v0); z = v0 * 2; { }"]
    single = body('%s = emitc.add %a, %b : (i32, i32) -> i32\nemitc.verbatim "{} * 2;" args %s : i32', ARGS)
    assert single == ["(a + b) * 2;"]


def test_module_level(cpp):
    text = cpp("""module {
  emitc.include "b.h"
  emitc.include <"cstdint">
  emitc.include "a.h"
  emitc.verbatim "using namespace tt;"
  emitc.global static const @x : i32 = 0
  emitc.global const @y : i32 = 4 {tt.constexpr}
  emitc.global @z : !emitc.array<2x2xf32> = dense<[[1.0, 2.0], [3.0, 4.0]]>
  emitc.global extern @w : !emitc.array<3xi32>
  emitc.declare_func @f
  emitc.func @f(%a: i32 loc("a")) -> i32 attributes {specifiers = ["static", "inline"], tt.comment = "Adds x."} {
    %g = emitc.get_global @x : !emitc.lvalue<i32>
    %l = emitc.load %g : <i32>
    %s = emitc.add %l, %a : (i32, i32) -> i32
    emitc.return %s : i32
  }
  func.func @g(%a: i32 loc("a")) -> i32 {
    %r = emitc.call @f(%a) : (i32) -> i32
    return %r : i32
  }
}""")
    assert (
        text
        == """#include <cstdint>

#include "a.h"
#include "b.h"

using namespace tt;

static const int32_t x = 0;
constexpr int32_t y = 4;
float z[2][2] = {{1.0f, 2.0f}, {3.0f, 4.0f}};
extern int32_t w[3];

static inline int32_t f(int32_t a);

// Adds x.
static inline int32_t f(int32_t a) {
    return x + a;
}

int32_t g(int32_t a) {
    const int32_t f_1 = f(a);
    return f_1;
}
"""
    )


def test_class(cpp):
    text = cpp("""module { emitc.class final @Model {
  emitc.field @weights : !emitc.array<2xf32> = dense<1.0>
  emitc.field @n : i32
  emitc.func @first() -> f32 {
    %w = get_field @weights : !emitc.array<2xf32>
    %i = literal "0" : index
    %e = subscript %w[%i] : (!emitc.array<2xf32>, index) -> !emitc.lvalue<f32>
    %l = load %e : <f32>
    return %l : f32
  }
} }""")
    assert (
        text
        == """class Model final {
  public:
    float weights[2] = {1.0f, 1.0f};
    int32_t n;

    float first() {
        return weights[0];
    }
};
"""
    )


def test_file(cpp):
    assert cpp('module { emitc.file "main" { emitc.include <"cstdint"> } }') == "#include <cstdint>\n"


def test_limits_are_included_where_a_literal_needs_them(cpp):
    text = cpp("""module { emitc.include <"cstdint">
  emitc.include "a.h"
  emitc.global @x : f32 = 0x7F800000 }""")
    assert text.startswith('#include <cstdint>\n#include <limits>\n\n#include "a.h"\n')


def test_comments_and_constexpr(body):
    ops = """
%n = emitc.call_opaque "get_compile_time_arg_val"() {args = [0 : i32], tt.constexpr} : () -> ui32 loc("num_tiles")
%cb = "emitc.constant"() <{value = 3 : ui32}> {tt.constexpr} : () -> ui32 loc("cb_in")
emitc.call_opaque "init"(%cb) : (ui32) -> ()
emitc.call_opaque "wait"(%cb, %n) {tt.comment = "the whole block\\nof A"} : (ui32, ui32) -> ()"""
    assert body(ops) == [
        "constexpr uint32_t num_tiles = get_compile_time_arg_val(0);",
        "constexpr uint32_t cb_in = 3;", "init(cb_in);", "",
        "// the whole block", "// of A", "wait(cb_in, num_tiles);",
    ]  # fmt: skip


def test_unknown_op_is_an_error_with_its_place(cpp):
    message = re.escape("kernel.py:3:7: error: 'arith.addi' has no C++ text; lower it")
    with pytest.raises(PrinterError, match=message) as caught:
        cpp("""module { func.func @f(%a: i32) -> i32 {
  %r = arith.addi %a, %a : i32 loc("r"("kernel.py":3:7))
  return %r : i32 } }""")
    assert caught.value.op == "arith.addi" and caught.value.location == "kernel.py:3:7"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("func.func private @f(tensor<2xf32>)", "'func.func' has a type without C++ text, tensor<2xf32>; convert it"),
        ("func.func private @f(i7)", "'func.func' has a type without C++ text, i7"),
        ("func.func private @f(!emitc.ptr<!emitc.array<2xi32>>)", "has a pointer to an array"),
        ("func.func @f() { cf.br ^a\n^a:\n return }", "'func.func' has more than one block; keep control flow"),
    ],
)
def test_errors_say_what_where_and_what_to_do(cpp, text, message):
    with pytest.raises(PrinterError, match="-:1:[0-9]+: error: .*" + re.escape(message)):
        cpp(f"module {{ {text} }}")


def test_every_emitc_op_has_a_printer():
    from tilelang_tt.mlir import emitc

    names = {c.OPERATION_NAME for c in vars(emitc).values() if isinstance(c, type) and hasattr(c, "OPERATION_NAME")}
    # A yield is the end of its region, and printed with it.
    assert names - set(printable_ops()) == {"emitc.yield"}
