"""Names of variables."""

import keyword

import pytest

from tilelang_tt.emitc.names import KEYWORDS, METALIUM, Scope, location_name, sanitise, snake
from tilelang_tt.emitc.printer import COMPAT
from tilelang_tt.mlir import ir

CALL = 'emitc.call_opaque "g"() : () -> i32'


def named(*names):
    ops = "\n".join(f'%{n} = {CALL} loc("{name}")' for n, name in enumerate(names))
    return ops + "".join(f'\nemitc.call_opaque "use"(%{n}) : (i32) -> ()' for n in range(len(names)))


def declared(lines):
    return [line.split(" = ")[0].removeprefix("const int32_t ") for line in lines if " = " in line]


@pytest.mark.parametrize(
    ("location", "name"),
    [
        ('loc("acc")', "acc"),
        ('loc("acc"("k.py":3:4))', "acc"),
        ('loc(callsite("acc"("k.py":1:2) at "k.py":3:4))', "acc"),
        ('loc(fused["k.py":1:2, "acc"("k.py":3:4)])', "acc"),
        ('loc("k.py":3:4)', ""),
        ("loc(unknown)", ""),
        ('loc("A.shared[0]")', "A_shared_0"),
        ('loc("3x")', "v3x"),
        ('loc("__x__y")', "x_y"),
        ('loc("\\C3\\A9")', ""),
    ],
)
def test_names_come_from_locations(location, name):
    with ir.Context():
        op = next(iter(ir.Module.parse(f'module {{ emitc.include "a.h" {location} }}').body))
        assert location_name(op.location) == name


def test_equal_names_are_numbered_in_order(body):
    assert declared(body(named("k", "k", "k_1", "k"))) == ["k", "k_1", "k_1_1", "k_2"]


@pytest.mark.parametrize("name", ["for", "class", "xor", "int32_t", "std", "pack_tile", "cb_wait_front", "noc_index"])
def test_names_of_the_language_and_of_metalium_are_not_taken(body, name):
    assert declared(body(named(name))) == [f"{name}_1"]


def test_names_that_the_text_mentions_are_not_taken(body):
    ops = named("g", "use", "cb_in", "late", "why")
    ops += '\nemitc.call_opaque "init"() {args = [#emitc.opaque<"cb_in">]} : () -> ()'
    ops += '\nemitc.verbatim "late(); // why"'
    assert declared(body(ops)) == ["g_1", "use_1", "cb_in_1", "late_1", "why"]


def test_globals_and_functions_are_not_hidden(cpp):
    text = cpp(f"""module {{
  emitc.global @x : i32 = 1
  emitc.func @f() -> i32 {{
    %a = {CALL} loc("x")
    %b = {CALL} loc("f")
    %s = emitc.add %a, %b : (i32, i32) -> i32
    emitc.return %s : i32 }} }}""")
    assert "const int32_t x_1 = g();" in text and "const int32_t f_1 = g();" in text


def test_sibling_blocks_share_names_and_nested_ones_do_not(body):
    loop = "emitc.for %i = %z to %n step %n {{ {} }}"
    inner = 'emitc.for %j = %z to %n step %n { emitc.call_opaque "use"(%j) : (index) -> () } loc("l")'
    ops = '%z = emitc.literal "0" : index\n%n = emitc.literal "8" : index\n'
    names = [line.split()[2] for line in body(ops + loop.format(inner) + "\n" + loop.format(inner)) if "for (" in line]
    assert names == ["i", "j", "i", "j"]


@pytest.mark.parametrize(
    ("callee", "name"),
    [("get_write_ptr", "write_ptr"), ("TensorAccessor<2>", "tensor_accessor"), ("tt::get_x", "x"), ("get_", "get")],
)
def test_a_nameless_result_is_named_after_its_callee(callee, name):
    assert snake(callee) == name


def test_sanitised_names_are_identifiers():
    for name in ("", "a b", "0", "_Reserved", "a__b", "é", "..", "k_1"):
        assert sanitise(name) == "" or sanitise(name).isidentifier()
    assert sanitise("_Reserved") == "Reserved" and sanitise("a__b") == "a_b"


def test_reserved_words_cover_python_ones_that_are_also_cpp():
    shared = "and or not if else for while return class try break continue".split()
    assert set(keyword.kwlist) & set(shared) <= KEYWORDS
    assert not KEYWORDS & METALIUM


def test_scope_never_hides():
    scope = Scope()
    outer = scope.fresh("k")
    scope.push()
    assert scope.fresh("k") != outer
    scope.pop()
    assert scope.fresh_numbered("v") == "v0" and scope.fresh_numbered("v") == "v1"


def test_compat_numbers_values(body):
    lines = body(named("k", "k"), style=COMPAT)
    assert [line.strip().split(" = ")[0].split()[-1] for line in lines[:2]] == ["v1", "v2"]
