"""The compat style against upstream's own C++ emitter, where that is installed."""

import shutil
import subprocess

import pytest

from tilelang_tt.emitc.printer import COMPAT, print_cpp
from tilelang_tt.mlir import ir

TOOL = shutil.which("mlir-translate-22") or shutil.which("mlir-translate")

MODULES = {
    "module_level": """
  emitc.include "foo.h"
  emitc.include <"cstdint">
  emitc.global static const @x : i32 = 0
  emitc.global @y : !emitc.array<2x3xf32> = dense<1.5>
  emitc.global extern @z : !emitc.array<3xi32>
  emitc.global @w : !emitc.array<3xi32> = dense<[1, 2, 3]>
  emitc.func private @ext(i32) -> i32 attributes {specifiers = ["extern"]}
  emitc.func @g(%a: i32) -> i32 attributes {specifiers = ["static", "inline"]} { emitc.return %a : i32 }
  emitc.declare_func @g
  emitc.verbatim "typedef float f32;"
""",
    "class": """
  emitc.class final @Model {
    emitc.field @weights : !emitc.array<1xf32>
    emitc.field @n : i32 = 4
    emitc.func @execute() {
      %0 = "emitc.constant"() <{value = 0 : index}> : () -> !emitc.size_t
      %1 = get_field @weights : !emitc.array<1xf32>
      %2 = subscript %1[%0] : (!emitc.array<1xf32>, !emitc.size_t) -> !emitc.lvalue<f32>
      return
    }
  }
""",
    "values": """
  emitc.func @f(%a: i32, %b: i32, %c: i1) -> f32 {
    %k = "emitc.constant"() <{value = 8 : ui32}> : () -> ui32
    %o = "emitc.constant"() <{value = #emitc.opaque<"tt::X">}> : () -> !emitc.opaque<"auto">
    %v = "emitc.variable"() <{value = #emitc.opaque<"">}> : () -> !emitc.lvalue<i32>
    %l = emitc.load %v : <i32>
    %s = emitc.add %l, %a : (i32, i32) -> i32
    %d = emitc.rem %s, %b : (i32, i32) -> i32
    %n = emitc.bitwise_not %d : (i32) -> i32
    %m = emitc.unary_minus %n : (i32) -> i32
    %q = emitc.logical_and %c, %c : i1, i1
    %t = emitc.conditional %q, %m, %d : i32
    emitc.assign %t : i32 to %v : <i32>
    %p = emitc.address_of %v : !emitc.lvalue<i32>
    %r = emitc.call_opaque "foo<1>"(%p, %t) {args = [0 : index, #emitc.opaque<"abc">, 4 : i32, 1.5 : f32, 1 : index],
      template_args = [i32, 5 : i32, #emitc.opaque<"T">]} : (!emitc.ptr<i32>, i32) -> i32
    %two:2 = emitc.call_opaque "foo2"() : () -> (i32, i32)
    %h = emitc.call @g(%r) : (i32) -> i32
    %pi = emitc.literal "M_PI" : f32
    %fl = emitc.cast %h : i32 to f32
    %fa = emitc.add %fl, %pi : (f32, f32) -> f32
    emitc.return %fa : f32
  }
  emitc.func @g(%a: i32) -> i32 { emitc.return %a : i32 }
""",
    "control": """
  emitc.func @f(%a: i32, %b: i32, %p: !emitc.ptr<i32>) {
    %c0 = "emitc.constant"() <{value = 0 : index}> : () -> index
    %c8 = "emitc.constant"() <{value = 8 : index}> : () -> index
    %c1 = emitc.literal "1" : index
    %acc = "emitc.variable"() <{value = 0 : i32}> : () -> !emitc.lvalue<i32>
    emitc.for %k = %c0 to %c8 step %c1 : index {
      emitc.for %j = %c0 to %k step %c1 : index {
        %s = emitc.subscript %p[%k] : (!emitc.ptr<i32>, index) -> !emitc.lvalue<i32>
        %l = emitc.load %s : <i32>
        emitc.assign %l : i32 to %acc : <i32>
      }
      %cc = emitc.cmp lt, %a, %b : (i32, i32) -> i1
      emitc.if %cc { emitc.call_opaque "foo"(%a) : (i32) -> () } else {
        emitc.if %cc { emitc.verbatim "x({});" args %a : i32 }
      }
    }
    emitc.switch %a : i32 case 2 { emitc.yield } case 5 { emitc.call_opaque "foo"(%a) : (i32) -> ()
      emitc.yield } default { emitc.yield }
    emitc.do { emitc.call_opaque "tick"() : () -> () } while {
      %n = emitc.expression %acc, %b : (!emitc.lvalue<i32>, i32) -> i1 {
        %l = load %acc : <i32>
        %q = add %l, %b : (i32, i32) -> i32
        %m = mul %q, %b : (i32, i32) -> i32
        %r = cmp lt, %m, %b : (i32, i32) -> i1
        yield %r : i1
      }
      emitc.yield %n : i1
    }
    emitc.return
  }
""",
    "expressions": """
  emitc.func @f(%a: i32, %b: i32) -> i32 {
    %e = emitc.expression %a, %b : (i32, i32) -> i32 {
      %e1 = sub %a, %b : (i32, i32) -> i32
      %e2 = sub %b, %e1 : (i32, i32) -> i32
      %e3 = bitwise_and %e2, %a : (i32, i32) -> i32
      %e4 = call_opaque "h"(%e3) : (i32) -> i32
      %e5 = bitwise_left_shift %e4, %b : (i32, i32) -> i32
      yield %e5 : i32
    }
    emitc.call_opaque "use"(%e) : (i32) -> ()
    %n = emitc.expression %a noinline : (i32) -> i32 {
      %m = mul %a, %a : (i32, i32) -> i32
      yield %m : i32
    }
    %u = emitc.expression %a, %n : (i32, i32) -> i32 {
      %m = mul %a, %n : (i32, i32) -> i32
      %w = cast %m : i32 to i64
      %x = cast %w : i64 to i32
      yield %x : i32
    }
    %w = emitc.add %u, %a : (i32, i32) -> i32
    emitc.return %w : i32
  }
""",
}


@pytest.mark.skipif(TOOL is None, reason="mlir-translate is not installed (Debian: mlir-22-tools)")
@pytest.mark.parametrize("name", MODULES)
def test_compat_is_upstreams_text(name):
    text = f"module {{{MODULES[name]}}}\n"
    done = subprocess.run([TOOL, "--mlir-to-cpp"], input=text, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    with ir.Context():
        assert print_cpp(ir.Module.parse(text), style=COMPAT) == done.stdout
